//! A look at the markup of a part of a workbook, byte by byte, before a library is given it. The library holds a whole tag
//! or text in memory, and believes the counts that it finds.

use super::limits::{damaged, too_large};
use crate::domain::{Error, Result};

/// Most bytes of a tag, or of a text between two tags.
const MOST_TOKEN: usize = 2 * 1024 * 1024;
/// Most bytes of the markup of a cell, or of a shared text.
const MOST_CELL: usize = 2 * 1024 * 1024;
/// Most bytes of a tag among the styles: the library copies it for each style of a cell.
const MOST_STYLE: usize = 2 * 1024;
/// Most styles of cells; Excel knows 65,490.
const MOST_STYLES: usize = 70_000;
/// Most texts that a workbook may say it shares: room is made for as many.
const MOST_SHARED: u64 = 4_000_000;
/// Bytes of a tag that are kept.
const KEPT: usize = 4 * 1024;

/// Goes through a part. What is refused would cost memory out of all proportion.
#[derive(Default)]
pub(super) struct Scan {
    /// Within a tag, the quotation mark that is open in it if any.
    tag: Option<Option<u8>>,
    /// Bytes of the tag or text so far.
    length: usize,
    /// The beginning of the tag, and its last two bytes.
    kept: Vec<u8>,
    last: [u8; 2],
    /// Bytes of the cell so far.
    cell: Option<usize>,
    is_styles: bool,
    styles: usize,
}

impl Scan {
    /// The next bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<()> {
        for byte in bytes {
            self.byte(*byte)?;
        }
        Ok(())
    }

    fn byte(&mut self, byte: u8) -> Result<()> {
        self.length += 1;
        if self.length > MOST_TOKEN {
            return Err(heavy());
        }
        if let Some(cell) = &mut self.cell {
            *cell += 1;
            if *cell > MOST_CELL {
                return Err(heavy());
            }
        }
        match (self.tag, byte) {
            // Neither XML in UTF-8, nor anything that could be looked at in this way.
            (_, 0) => return Err(damaged()),
            (None, b'<') => {
                (self.tag, self.length, self.last) = (Some(None), 0, [0; 2]);
                self.kept.clear();
            }
            (None, _) => {}
            (Some(None), b'>') if self.ends() => {
                (self.tag, self.length) = (None, 0);
                return self.tag();
            }
            (Some(quote), byte) => {
                if self.kept.len() < KEPT {
                    self.kept.push(byte);
                }
                self.last = [self.last[1], byte];
                self.tag = Some(match quote {
                    Some(open) => (open != byte).then_some(open),
                    None => matches!(byte, b'"' | b'\'').then_some(byte).filter(|_| self.is_element()),
                });
            }
        }
        Ok(())
    }

    /// Whether it is a tag of an element; in comments and the like quotation marks are nothing.
    fn is_element(&self) -> bool {
        !matches!(self.kept.first(), Some(b'!' | b'?'))
    }

    /// Whether the tag ends where `>` stands.
    fn ends(&self) -> bool {
        match self.kept.as_slice() {
            [b'!', b'-', b'-', ..] => self.kept.len() >= 5 && self.last == *b"--",
            [b'!', b'[', ..] => self.last == *b"]]",
            [b'?', ..] => self.last[1] == b'?',
            _ => true,
        }
    }

    fn tag(&mut self) -> Result<()> {
        let tag = std::mem::take(&mut self.kept);
        if tag.starts_with(b"!DOCTYPE") {
            return Err(damaged());
        }
        if tag.starts_with(b"?xml") && !is_plain(&tag) {
            return Err(damaged());
        }
        let (closes, rest) = tag.strip_prefix(b"/").map_or((false, tag.as_slice()), |rest| (true, rest));
        let name = rest.split(|byte| byte.is_ascii_whitespace() || *byte == b'/').next().unwrap_or_default();
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        match (closes, name) {
            (false, b"c" | b"row" | b"si") => self.cell = Some(0),
            (true, b"c" | b"row" | b"si" | b"sheetData" | b"sst") => self.cell = None,
            (false, b"sst") if tag.len() >= KEPT || shared(&tag) > MOST_SHARED => return Err(heavy()),
            (false, b"styleSheet") => self.is_styles = true,
            (false, b"xf") => self.styles += 1,
            _ => {}
        }
        if self.styles > MOST_STYLES || (self.is_styles && tag.len() > MOST_STYLE && name != b"styleSheet") {
            return Err(heavy());
        }
        self.kept = tag;
        Ok(())
    }
}

/// Whether the declaration of a part names an encoding in which markup stands as in ASCII.
fn is_plain(declaration: &[u8]) -> bool {
    let text = String::from_utf8_lossy(declaration).to_ascii_lowercase();
    !text.contains("encoding")
        || ["utf-8", "us-ascii", "iso-8859-1", "windows-1252"].iter().any(|name| text.contains(name))
}

/// How many texts a table of shared texts says it has.
fn shared(tag: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(tag);
    let counts = text.split("uniqueCount").skip(1).map(|rest| {
        let digits = rest.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
        digits.get(..end).unwrap_or_default().parse().unwrap_or(u64::MAX)
    });
    counts.max().unwrap_or_default()
}

fn heavy() -> Error {
    too_large(
        "Isi buku kerja ini tidak wajar besarnya; salin datanya ke buku kerja baru.",
        "The inside of this workbook is out of all proportion; copy the data to a new one.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Result<()> {
        Scan::default().take(text.as_bytes())
    }

    #[test]
    fn ordinary_markup_passes() {
        let sheet = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet><sheetData>\
            <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"/></row></sheetData><!-- a > b 'c -->\
            <x a=\"1 > 0\" b='\"'/><![CDATA[ > ' ]]></worksheet>";
        scan(sheet).unwrap();
        scan("<sst count=\"3\" uniqueCount=\"2\"><si><t>Siti</t></si></sst>").unwrap();
    }

    #[test]
    fn counts_that_would_take_all_memory_are_refused() {
        for count in ["5000000", "99999999999999999999999"] {
            assert!(scan(&format!("<x:sst uniqueCount = '{count}'>")).is_err(), "{count}");
        }
        // Even behind what only seems to be text.
        assert!(scan("<a b=\"<\" c='>'/><sst uniqueCount=\"99999999999\">").is_err());
        assert!(scan(&format!("<styleSheet>{}", "<xf/>".repeat(MOST_STYLES + 1))).is_err());
        assert!(scan(&format!("<styleSheet><numFmt formatCode=\"{}\"/>", "0".repeat(MOST_STYLE))).is_err());
    }

    #[test]
    fn no_tag_text_or_cell_is_endless() {
        let long = "a".repeat(MOST_TOKEN + 1);
        for text in [format!("<a>{long}"), format!("<a b=\"{long}"), format!("<!--{long}")] {
            assert!(scan(&text).is_err());
        }
        let runs = "<r><t>abcdefgh</t></r>".repeat(MOST_CELL / 20);
        assert!(scan(&format!("<c t=\"inlineStr\"><is>{runs}</is></c>")).is_err());
        scan(&"<row><c><v>1</v></c></row>".repeat(MOST_CELL / 10)).unwrap();
    }

    #[test]
    fn other_encodings_and_declarations_of_types_are_refused() {
        assert!(scan("<\0?\0x\0").is_err());
        assert!(scan("<?xml version=\"1.0\" encoding=\"UTF-16\"?>").is_err());
        assert!(scan("<!DOCTYPE a [<!ENTITY b \"c\">]>").is_err());
    }
}
