//! NDJSON: a record a line.

use serde_json::Value;

use super::Read;
use super::limits::Bytes;
use super::lines::Lines;
use crate::domain::{Code, Error, Result, Text, Violation};

/// The records of a file. A line that is none is told in its place; the others are read all the same.
pub(super) struct Records(Lines);

impl Records {
    pub(super) fn open(bytes: Bytes) -> Self {
        Self(Lines::new(bytes))
    }
}

impl Iterator for Records {
    type Item = Result<Read>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.0.next() {
                Ok(Some((_, text))) if text.trim().is_empty() => {}
                Ok(Some((number, text))) => return Some(Ok(Read::Json { number, value: record(&text) })),
                Ok(None) => return None,
                Err(refused) => return Some(Err(refused)),
            }
        }
    }
}

fn record(text: &str) -> Result<Value> {
    let fault = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => return Ok(Value::Object(fields)),
        Ok(_) => Violation::new(Code::FieldType, "")
            .saying(Text::new("Baris ini bukan objek JSON.", "This line is no JSON object.")),
        Err(failed) => {
            let at = failed.column();
            let said = Text::new(
                format!("Baris ini bukan JSON yang benar, mulai huruf ke-{at}."),
                format!("This line is no valid JSON, from character {at} on."),
            );
            Violation::new(Code::Malformed, "").saying(said).with("character", at)
        }
    };
    Err(Error::listing(Code::Invalid, vec![fault]))
}
