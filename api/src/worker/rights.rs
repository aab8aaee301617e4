//! Requests of data subjects and incidents that fall due.

use std::sync::Arc;

use crate::app::App;
use crate::domain::partners::rights::due;
use crate::domain::{Ctx, Result};

/// Tells of what falls due. Of how many records it told.
pub async fn run(app: &Arc<App>) -> Result<usize> {
    due::run(&Ctx::system(app.clone(), "rights")).await
}
