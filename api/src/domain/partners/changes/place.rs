//! Where a reader of the changes stands.

use uuid::Uuid;

use crate::domain::page::Cursor;
use crate::domain::partners::pulls::cursor_key;
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Error, Result};

/// In the place of a cursor: from now on.
pub(super) const LATEST: &str = "latest";
/// What stands for a subject where there is none.
const NONE: &str = "-";

/// A place in the changes of one partner and purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::domain::partners) struct Place {
    /// All events before this position are done.
    pub position: i64,
    /// Of the event at this position, the subjects up to this one; all of them where none is named.
    pub subject: Option<Uuid>,
    /// What was given when the copy was made, in short.
    pub given: String,
    /// Something else is given now, and every subject is told once more: up to this one, or none yet.
    pub anew: Option<Option<Uuid>>,
}

/// What is given, in short: words in any order.
pub(super) fn fingerprint(mut given: Vec<String>) -> String {
    given.sort_unstable();
    sha256_hex(given.join("\n").as_bytes()).chars().take(12).collect()
}

/// The name of the cursors of one partner and purpose: those of others are refused.
fn name(partner: Uuid, purpose: &str) -> String {
    format!("partnerChange {}", cursor_key(partner, purpose))
}

impl Place {
    /// After all events up to a position.
    pub(in crate::domain::partners) fn after(position: i64, given: String) -> Self {
        Self { position, subject: None, given, anew: None }
    }

    /// As callers see it.
    pub(in crate::domain::partners) fn cursor(&self, partner: Uuid, purpose: &str) -> String {
        let text = |id: Option<Uuid>| id.map_or_else(|| NONE.to_owned(), |id| id.simple().to_string());
        let anew = self.anew.map(|at| format!(".{}", text(at))).unwrap_or_default();
        let place = format!("{}.{}.{}{anew}", self.position, text(self.subject), self.given);
        Cursor::new(name(partner, purpose), place).encode()
    }

    /// Reads a cursor of this partner and purpose.
    pub(super) fn read(cursor: &str, partner: Uuid, purpose: &str) -> Result<Self> {
        let cursor = Cursor::decode(cursor)?;
        let place = if cursor.key == name(partner, purpose) { parse(&cursor.id) } else { None };
        place.ok_or_else(|| Error::new(Code::PageCursor))
    }
}

fn parse(text: &str) -> Option<Place> {
    let mut parts = text.split('.');
    let position = parts.next()?.parse().ok().filter(|position| *position >= 0)?;
    let subject = subject(parts.next()?)?;
    let given = parts.next()?.to_owned();
    let anew = match parts.next() {
        Some(at) => Some(self::subject(at)?),
        None => None,
    };
    parts.next().is_none().then_some(Place { position, subject, given, anew })
}

fn subject(text: &str) -> Option<Option<Uuid>> {
    if text == NONE { Some(None) } else { text.parse().ok().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_names_its_place_for_one_partner_and_purpose() {
        let (partner, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for subject in [None, Some(Uuid::from_u128(7))] {
            for anew in [None, Some(None), Some(Some(Uuid::from_u128(9)))] {
                let place = Place { position: 12, subject, given: "0af3".to_owned(), anew };
                let cursor = place.cursor(partner, "CREDIT");
                assert_eq!(Place::read(&cursor, partner, "CREDIT").unwrap(), place);
                for (whose, purpose) in [(other, "CREDIT"), (partner, "SUPPLY")] {
                    let refused = Place::read(&cursor, whose, purpose).unwrap_err();
                    assert_eq!(refused.code(), Code::PageCursor);
                }
            }
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        let partner = Uuid::from_u128(1);
        let of = |id: &str| Cursor::new(name(partner, "CREDIT"), id).encode();
        for wrong in ["", "1", "1.-", "-1.-.x", "x.-.x", "1.?.x", "1.-.x.?", "1.-.x.-.-"] {
            let refused = Place::read(&of(wrong), partner, "CREDIT").unwrap_err();
            assert_eq!(refused.code(), Code::PageCursor, "{wrong}");
        }
        assert_eq!(Place::read("x", partner, "CREDIT").unwrap_err().code(), Code::PageCursor);
    }

    #[test]
    fn a_fingerprint_is_of_what_is_given_and_not_of_its_order() {
        let of = |words: &[&str]| fingerprint(words.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(of(&["A", "B"]), of(&["B", "A"]));
        assert_ne!(of(&["A", "B"]), of(&["A"]));
        assert_eq!(of(&["A"]).len(), 12);
    }
}
