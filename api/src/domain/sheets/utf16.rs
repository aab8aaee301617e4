//! UTF-16 on its way to UTF-8.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding};

use super::limits::{Bytes, damaged};

/// Bytes of UTF-16, read as UTF-8. The mark at the beginning is left out.
pub(super) struct Utf16 {
    source: Bytes,
    decoder: Decoder,
    ready: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl Utf16 {
    pub(super) fn new(source: Bytes, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { source, decoder, ready: io::Cursor::default(), ended: false }
    }
}

impl Read for Utf16 {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.ready.read(into)?;
            if read > 0 || self.ended || into.is_empty() {
                return Ok(read);
            }
            let mut raw = [0; 8 * 1024];
            let count = self.source.read(&mut raw)?;
            self.ended = count == 0;
            let room = self.decoder.max_utf8_buffer_length(count).unwrap_or(4 * raw.len());
            let mut text = String::with_capacity(room);
            let (_, _, broken) =
                self.decoder.decode_to_string(raw.get(..count).unwrap_or_default(), &mut text, self.ended);
            if broken {
                return Err(io::Error::other(damaged()));
            }
            self.ready = io::Cursor::new(text.into_bytes());
        }
    }
}
