//! Interaction in the demonstration: rooms of provinces, talks about records, what is offered and needed, requests and
//! announcements. All that is said and offered is synthetic and says so. The accounts of the credentials speak for
//! everybody, as in the history.

mod cast;
mod latest;
mod news;
mod offers;
mod open;
mod records;
mod rooms;
mod talk;

use indicatif::ProgressBar;

use self::cast::Cast;
use super::accounts::Made;
use super::units::Units;
use crate::domain::{Ctx, Result};

/// Where the accounts of the credentials are at home.
const BANTEN: &str = "36";

/// Loads all of it, each record on its day of the last weeks; the clock ends where it began.
pub async fn make(ctx: &Ctx, units: &Units, made: &Made, bar: &ProgressBar) -> Result<()> {
    let Some(home) = units.blks.first() else { return Ok(()) };
    let cast = Cast::new(ctx, units, made, home).await?;
    bar.set_message("interaction");
    bar.set_length(6);
    bar.set_position(0);
    offers::make(&cast).await?;
    bar.inc(1);
    open::make(&cast).await?;
    bar.inc(1);
    let room = rooms::make(&cast).await?;
    bar.inc(1);
    let about_report = records::make(&cast).await?;
    bar.inc(1);
    let asked = news::make(&cast).await?;
    bar.inc(1);
    // One month of history leaves the first BLK without a report.
    latest::make(&cast, &about_report.unwrap_or(room), &asked).await?;
    bar.inc(1);
    Ok(())
}
