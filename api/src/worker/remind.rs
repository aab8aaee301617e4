//! Reminders of what falls due.

use std::sync::Arc;

use crate::app::App;
use crate::domain::interaction::notices::reminders;
use crate::domain::{Ctx, Result};

/// Sends the reminders whose time has come. How many there were.
pub async fn run(app: &Arc<App>) -> Result<usize> {
    reminders::run(&Ctx::system(app.clone(), "remind")).await
}
