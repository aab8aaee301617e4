//! What changed for a partner since a place in the feed: records to put in the place of those it holds, and records to
//! delete. Applied to a copy they make it equal to a fresh full pull.
//!
//! It walks the positioned events of the kinds that can change a partner record. Which kind touches which fields, and
//! how its records lead to consents, is one table: `TOUCHES` in `touched.rs`. Every subject of this partner and purpose
//! that is touched in a field that is given is told of as it stands now, whatever the event said; what happens to the
//! others is not even told to have happened:
//!
//! | Now | Told as |
//! |---|---|
//! | its consent is valid, and the person there | `UPSERT` with the record, through the gate like any pull |
//! | the same, but it was read as often as the consent says | nothing: it is owed, see below |
//! | its consent ended | `CONSENT_LOST` |
//! | its consent holds, and the person is archived, restricted or erased; or erased anyhow | `DELETE` |
//!
//! A person whose business is gone stays a record without business. Losses are told by the events that can bring them
//! about and by no others, and only of subjects that were delivered before. Where no consent holds any more, that is
//! the end of the consent alone: what happens to somebody who withdrew is the partner's concern no longer.
//!
//! Nothing is missed: an event gets its position after its change is committed, and a record is read after the positions
//! are. What changes later has a later position. Nothing of a record depends on the day: what ends by the clock (a
//! consent) has an event; a membership ends for partners as soon as its last day is known.
//!
//! A consent that lets itself be read daily, weekly or monthly may have a window of reads that is closed. Whom a reader
//! passes then is left out, neither told of nor written down, and owed: once the window may begin again the consent has
//! an event, `consent.readable`, and is told of by that. So it is where a pull withheld something for its frequency: a
//! copy that began with such a record keeps what it had, and gets the record by the changes.
//!
//! What is given can change for everybody at once, by agreement, client, code set, decree of regions or day. The cursor
//! therefore says what was given when it was made. When that differs, every subject is told once more before the walk
//! goes on.

mod due;
mod parts;
mod place;
mod reader;
mod touched;

use super::gate::{Channel, Gate};
use super::log;
use crate::domain::events::feed;
use crate::domain::reference::decrees;
use crate::domain::{Ctx, Result, setting};
use crate::view::partners::changes::PartnerChanges;

pub(in crate::domain::partners) use place::Place;
use place::{LATEST, fingerprint};
use reader::Reader;

/// Ids of one statement.
const CHUNK: usize = 1_000;
/// Code sets that say how facts are shown: bands, and of which scope a certificate is.
const WORDS: [&str; 4] = ["businessAgeBands", "revenueBands", "workersBands", "certifications"];

/// What a gate gives, in short: scopes with their fields, the words that facts are put into, the regions.
pub(in crate::domain::partners) async fn given(ctx: &Ctx, gate: &Gate) -> Result<String> {
    let mut words: Vec<String> = Vec::new();
    for scope in &gate.allowed {
        words.extend(gate.grants.fields([scope]).into_iter().map(|field| format!("{scope} {}", field.path())));
    }
    for name in WORDS {
        for entry in ctx.app.codes.get(name).iter().flat_map(|set| &set.codes) {
            words.push(format!("{name} {} {:?} {}", entry.code, entry.meta, entry.valid_to.is_none()));
        }
    }
    words.extend(setting::get(ctx.db(), decrees::LATEST).await?);
    Ok(fingerprint(words))
}

/// Changes after a cursor. Without one all that there is comes as a change; `latest` gives nothing and the cursor of this
/// moment.
pub async fn read(ctx: &Ctx, purpose: Option<&str>, after: Option<&str>, limit: u64) -> Result<PartnerChanges> {
    let gate = Gate::open(ctx, purpose, Channel::Changes).await?;
    let given = given(ctx, &gate).await?;
    let head = feed::head(ctx).await?;
    let place = match after {
        None => Place::after(0, given.clone()),
        Some(LATEST) => {
            let next = Place::after(head, given).cursor(gate.partner(), gate.purpose());
            return Ok(PartnerChanges { nodes: Vec::new(), next, complete: true });
        }
        Some(cursor) => match Place::read(cursor, gate.partner(), gate.purpose()) {
            Ok(place) => place,
            Err(foreign) => return Err(log::refused(ctx, Channel::Changes, foreign).await),
        },
    };
    let place = if place.given == given { place } else { Place { given, anew: Some(None), ..place } };
    let reader = Reader { ctx, gate, head, limit };
    match place.anew {
        Some(after) => reader.anew(place, after).await,
        None => reader.follow(place).await,
    }
}
