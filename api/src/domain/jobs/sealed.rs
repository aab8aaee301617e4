//! Files that lie sealed on disk: what people bring in and take out may name persons. Each file has a key of its own,
//! wrapped by the master key in the row that owns it; without the row nothing of it can be read.
//!
//! A file is a row of pieces: four bytes of length, then nonce and ciphertext (AES-256-GCM), bound to their place in it.
//! How many there are says the owner's row, so that a file that was cut short does not pass for whole.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::domain::vault::{hex, open_piece, seal_piece};

/// Bytes of a piece before it is sealed.
const PIECE: usize = 64 * 1024;
/// What sealing adds: nonce and tag.
const EXTRA: usize = 12 + 16;

/// The key of a file.
pub type Key = [u8; 32];

/// Writes a sealed file.
pub struct Writer {
    file: File,
    key: Key,
    buffer: Vec<u8>,
    written: Written,
    hash: Sha256,
}

/// How much of a file is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// Bytes as they came.
    pub bytes: u64,
    /// Pieces of them.
    pub pieces: u64,
    /// Bytes on disk.
    pub stored: u64,
    /// SHA-256 of what was written now, hex; once it is closed.
    pub sha256: String,
}

impl Writer {
    /// A new file; one that was there is emptied.
    pub fn create(path: &Path, key: Key) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(Self::on(File::create(path)?, key, Written::default()))
    }

    /// A file to go on with, held so that nobody else does; none while somebody holds it.
    pub fn hold(path: &Path) -> io::Result<Option<File>> {
        let file = File::options().write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(failed)) => Err(failed),
        }
    }

    /// Goes on after what is known to be there; what stands behind it was cut off and is overwritten.
    pub fn append(mut file: File, key: Key, there: Written) -> io::Result<Self> {
        file.set_len(there.stored)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self::on(file, key, there))
    }

    fn on(file: File, key: Key, written: Written) -> Self {
        Self { file, key, buffer: Vec::with_capacity(PIECE), written, hash: Sha256::new() }
    }

    fn piece(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let sealed = seal_piece(&self.key, &place(self.written.pieces), &self.buffer).ok_or_else(broken)?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(&sealed)?;
        self.written.pieces += 1;
        self.written.stored += 4 + u64::from(length);
        self.buffer.clear();
        Ok(())
    }

    /// The same file: as long as it is open, it is held.
    pub fn held(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Bytes that have come.
    pub fn bytes(&self) -> u64 {
        self.written.bytes
    }

    /// Makes all of it durable.
    pub fn close(mut self) -> io::Result<Written> {
        self.piece()?;
        self.file.sync_all()?;
        self.written.sha256 = hex(&self.hash.finalize());
        Ok(self.written)
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = PIECE - self.buffer.len();
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.buffer.extend_from_slice(taken);
        self.hash.update(taken);
        self.written.bytes += u64::try_from(taken.len()).map_err(io::Error::other)?;
        if self.buffer.len() == PIECE {
            self.piece()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a sealed file from its beginning.
pub struct Reader {
    file: File,
    key: Key,
    next: u64,
    plain: io::Cursor<Vec<u8>>,
}

impl Reader {
    pub fn open(path: &Path, key: Key) -> io::Result<Self> {
        Ok(Self { file: File::open(path)?, key, next: 0, plain: io::Cursor::default() })
    }

    /// The next piece; none after the last one.
    pub fn piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut length = [0u8; 4];
        match self.file.read_exact(&mut length) {
            Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
        if length > PIECE + EXTRA {
            return Err(broken());
        }
        let mut sealed = vec![0u8; length];
        self.file.read_exact(&mut sealed)?;
        let plain = open_piece(&self.key, &place(self.next), &sealed).ok_or_else(broken)?;
        self.next += 1;
        Ok(Some(plain))
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.plain.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            match self.piece()? {
                Some(plain) => self.plain = io::Cursor::new(plain),
                None => return Ok(0),
            }
        }
    }
}

fn place(index: u64) -> String {
    format!("piece|{index}")
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a sealed file does not open: wrong key or damaged")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vault::random;

    fn folder() -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("ereporting-sealed-{}", hex(&random::<8>())));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn what_was_written_is_read_and_nothing_of_it_lies_in_plain() {
        let (folder, key) = (folder(), random::<32>());
        let path = folder.join("a");
        let text = "3602012345678901;Siti\n".repeat(10_000);
        let mut out = Writer::create(&path, key).unwrap();
        out.write_all(text.as_bytes()).unwrap();
        let written = out.close().unwrap();
        assert_eq!((written.bytes, written.pieces), (text.len() as u64, 4));
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes.len() as u64, written.stored);
        assert!(!bytes.windows(16).any(|window| window == b"3602012345678901"));
        let mut read = String::new();
        Reader::open(&path, key).unwrap().read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
        assert!(Reader::open(&path, random::<32>()).unwrap().read_to_string(&mut String::new()).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_goes_on_where_it_is_known_to_end() {
        let (folder, key) = (folder(), random::<32>());
        let path = folder.join("a");
        let mut out = Writer::create(&path, key).unwrap();
        out.write_all(b"satu ").unwrap();
        let there = out.close().unwrap();
        // A crash left half a piece.
        File::options().append(true).open(&path).unwrap().write_all(b"\x10\x00\x00\x00half").unwrap();
        let mut out = Writer::append(Writer::hold(&path).unwrap().unwrap(), key, there).unwrap();
        assert!(Writer::hold(&path).unwrap().is_none());
        out.write_all(b"dua").unwrap();
        assert_eq!(out.close().unwrap().bytes, 8);
        let mut read = String::new();
        Reader::open(&path, key).unwrap().read_to_string(&mut read).unwrap();
        assert_eq!(read, "satu dua");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_piece_that_was_moved_does_not_open() {
        let (folder, key) = (folder(), random::<32>());
        let path = folder.join("a");
        let mut out = Writer::create(&path, key).unwrap();
        out.write_all(&vec![1u8; PIECE]).unwrap();
        out.write_all(&vec![2u8; PIECE]).unwrap();
        out.close().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let (first, second) = bytes.split_at(bytes.len() / 2);
        std::fs::write(&path, [second, first].concat()).unwrap();
        assert!(Reader::open(&path, key).unwrap().piece().is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
