//! Pages of records, and one record: each is a delivery of its own, committed before it is answered.

use uuid::Uuid;

use super::gate::{Channel, Delivered, Gate, Subject};
use super::log;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Ctx, Error, Result};
use crate::view::partners::pulls::PartnerIncubatee;

/// A page of everybody who consented, in the order of their pseudonyms. It costs the same wherever it begins.
pub async fn page(
    ctx: &Ctx,
    purpose: Option<&str>,
    page: &PageRequest,
    channel: Channel,
) -> Result<Delivered<Page<PartnerIncubatee>>> {
    turn(ctx, &Gate::open(ctx, purpose, channel).await?, page).await
}

/// The page after one that the same call gave: whether it may is asked anew, and it counts no further.
pub async fn next(
    ctx: &Ctx,
    purpose: Option<&str>,
    page: &PageRequest,
    channel: Channel,
) -> Result<Delivered<Page<PartnerIncubatee>>> {
    turn(ctx, &Gate::open_uncounted(ctx, purpose, channel).await?, page).await
}

async fn turn(ctx: &Ctx, gate: &Gate, page: &PageRequest) -> Result<Delivered<Page<PartnerIncubatee>>> {
    let key = cursor_key(gate.partner(), gate.purpose());
    let after = match page.after.as_ref().map(|cursor| place(&key, cursor)).transpose() {
        Err(refused) => return Err(log::refused(ctx, gate.channel, refused).await),
        Ok(after) => after,
    };
    let tx = ctx.begin().await?;
    // One more tells whether others follow; it is not delivered.
    let found = gate.page(&tx, after, page.limit + 1).await?;
    let Page { items, more } = Page::cut(found, page, |subject| Cursor::new(&key, subject.text()));
    let (cursors, subjects): (Vec<Cursor>, Vec<Subject>) = items.into_iter().unzip();
    let delivered = gate.deliver(&tx, subjects, None).await?;
    tx.commit().await?;
    Ok(delivered.map(|records| Page { items: cursors.into_iter().zip(records).collect(), more }))
}

/// One record by its pseudonym; 404 for a subject whose consent ended, as for one that never was.
pub async fn one(ctx: &Ctx, purpose: Option<&str>, id: &str, channel: Channel) -> Result<Delivered<PartnerIncubatee>> {
    let gate = Gate::open(ctx, purpose, channel).await?;
    let tx = ctx.begin().await?;
    let subject: Subject = match gate.one(&tx, id).await {
        Ok(subject) => subject,
        Err(refused) => {
            tx.rollback().await?;
            return Err(log::refused(ctx, channel, refused).await);
        }
    };
    let delivered = gate.deliver(&tx, vec![subject], None).await?;
    tx.commit().await?;
    delivered.single()
}

/// What binds the cursors of a partner and purpose to them: that of another one is none.
pub(super) fn cursor_key(partner: Uuid, purpose: &str) -> String {
    let whole = sha256_hex(format!("{partner}|{purpose}").as_bytes());
    whole.chars().take(16).collect()
}

/// The subject after which a page begins.
fn place(key: &str, cursor: &Cursor) -> Result<Uuid> {
    let refuse = || Error::new(Code::PageCursor);
    if cursor.key != key {
        return Err(refuse());
    }
    ids::expect(Kind::Subject, &cursor.id).map_err(|_| refuse())
}
