//! Lines of a text in whatever encoding, as people see them in an editor.

use std::io::{self, BufRead, BufReader};

use encoding_rs::WINDOWS_1252;

use super::limits::{Bytes, MAX_LINE, line_too_long, refused};
use crate::domain::{Code, Error, Result};

/// The lines of a text, without what ends them: LF, CR LF or CR alone.
pub(super) struct Lines {
    source: BufReader<Bytes>,
    number: u64,
}

impl Lines {
    pub(super) fn new(source: Bytes) -> Self {
        Self { source: BufReader::with_capacity(64 * 1024, source), number: 0 }
    }

    /// The next line and its number, from 1.
    pub(super) fn next(&mut self) -> Result<Option<(u64, String)>> {
        let Some(mut line) = self.bytes().map_err(refused)? else { return Ok(None) };
        self.number += 1;
        if self.number == 1 && line.starts_with(BYTE_ORDER_MARK) {
            line.drain(..BYTE_ORDER_MARK.len());
        }
        if line.contains(&0) {
            return Err(Error::new(Code::TextNul).with("line", self.number));
        }
        // Somebody pasted lines of another file into it: each line is read for itself.
        let text = String::from_utf8(line)
            .unwrap_or_else(|other| WINDOWS_1252.decode_without_bom_handling(other.as_bytes()).0.into_owned());
        Ok(Some((self.number, text)))
    }

    fn bytes(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            let there = self.source.fill_buf()?;
            if there.is_empty() {
                return Ok((!line.is_empty()).then_some(line));
            }
            let end = there.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let ended_by = end.and_then(|at| there.get(at).copied());
            line.extend_from_slice(there.get(..end.unwrap_or(there.len())).unwrap_or(there));
            let read = end.map_or(there.len(), |at| at + 1);
            self.source.consume(read);
            if line.len() > MAX_LINE {
                return Err(io::Error::other(line_too_long(self.number + 1)));
            }
            if ended_by == Some(b'\r') && self.source.fill_buf()?.first() == Some(&b'\n') {
                self.source.consume(1);
            }
            if ended_by.is_some() {
                return Ok(Some(line));
            }
        }
    }
}

/// By this mark Excel knows that a text is UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &'static [u8]) -> Vec<(u64, String)> {
        let mut lines = Lines::new(Box::new(bytes));
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn lines_end_in_every_way() {
        let texts = |bytes| lines(bytes).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(texts(b"a\nb\r\nc\rd\n\ne"), ["a", "b", "c", "d", "", "e"]);
        assert_eq!(texts(b"\xef\xbb\xbfa\n"), ["a"]);
        assert_eq!(texts(b""), Vec::<String>::new());
    }

    #[test]
    fn each_line_has_its_own_encoding() {
        let read = lines(b"Caf\xc3\xa9\nCaf\xe9\n\x93Maju\x94\n");
        let texts: Vec<&str> = read.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["Café", "Café", "“Maju”"]);
    }

    #[test]
    fn neither_nul_nor_an_endless_line_is_taken() {
        let refused = Lines::new(Box::new(&b"a\0b"[..])).next().unwrap_err();
        assert_eq!(refused.code(), Code::TextNul);
        let endless = std::io::Read::take(std::io::repeat(b'a'), 2 * 1024 * 1024);
        let refused = Lines::new(Box::new(endless)).next().unwrap_err();
        assert_eq!(refused.code(), Code::ImportTooLarge);
    }
}
