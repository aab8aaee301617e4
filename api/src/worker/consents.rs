//! What time does to consents.

use std::sync::Arc;

use crate::app::App;
use crate::domain::partners::consents;
use crate::domain::{Ctx, Result};

/// Writes down what expired, lapsed or is overdue. How much it was.
pub async fn run(app: &Arc<App>) -> Result<usize> {
    consents::end_due(&Ctx::system(app.clone(), "consents")).await
}
