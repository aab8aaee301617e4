//! Writes the files of exports: page by page through the gate, compressed and hashed on the way, never whole in memory.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::domain::files::blocking;
use crate::domain::partners::exports::over;
use crate::domain::partners::exports::run::{self, Ended, Run, Written};
use crate::domain::vault::hex;
use crate::domain::{Ctx, Error, Result};

/// Records of a page. With more of them a file is written no faster, and all of a page is held at once.
const RECORDS: u64 = 100;

/// Writes what is asked for, one after the other. How many are ready.
pub async fn run(app: &Arc<App>) -> Result<usize> {
    let ctx = context(app);
    let mut ready = 0;
    while let Some(mut writing) = Writing::begin(&ctx).await? {
        let ended = match writing.all(&ctx).await {
            Ok(()) => writing.end(&ctx).await?,
            Err(refused) => writing.stop(&ctx, refused).await?,
        };
        ready += usize::from(ended == Ended::Ready);
    }
    Ok(ready)
}

/// Ends what is over, and deletes its files. How many files.
pub async fn clear(app: &Arc<App>) -> Result<usize> {
    let ctx = context(app);
    over::expire(&ctx).await?;
    over::clear(&ctx).await
}

fn context(app: &Arc<App>) -> Ctx {
    Ctx::system(app.clone(), "exports")
}

/// An export that is being written. Dropped before its end, as a stopped process drops it, it is begun anew once its
/// lease has passed.
pub struct Writing {
    run: Run,
    part: PathBuf,
    out: Option<Out>,
}

impl Writing {
    /// Takes the next export; none where nothing waits.
    pub async fn begin(ctx: &Ctx) -> Result<Option<Self>> {
        let Some(run) = run::claim(ctx).await? else { return Ok(None) };
        let part = run.part(ctx);
        let out = Out::create(part.clone()).await?;
        let out = Some(out.put(run.head()?).await?);
        Ok(Some(Self { run, part, out }))
    }

    /// All pages.
    async fn all(&mut self, ctx: &Ctx) -> Result<()> {
        while self.page(ctx, RECORDS).await? {}
        Ok(())
    }

    /// One more page. False after the last one.
    pub async fn page(&mut self, ctx: &Ctx, rows: u64) -> Result<bool> {
        let Some(lines) = self.run.page(ctx, rows).await? else { return Ok(false) };
        let out = self.out.take().ok_or_else(broken)?;
        self.out = Some(out.put(lines).await?);
        Ok(true)
    }

    /// Ends it: the file is ready, or is begun anew.
    pub async fn end(self, ctx: &Ctx) -> Result<Ended> {
        let written = self.out.ok_or_else(broken)?.close().await?;
        let ended = self.run.finish(ctx, written).await;
        forget(&self.part).await;
        ended
    }

    /// Gives up after a refusal.
    pub async fn stop(self, ctx: &Ctx, refused: Error) -> Result<Ended> {
        drop(self.out);
        forget(&self.part).await;
        self.run.broken(ctx, refused).await
    }
}

/// Deletes what was not moved to its place.
async fn forget(part: &Path) {
    let _ = tokio::fs::remove_file(part).await;
}

fn broken() -> Error {
    Error::internal(anyhow::anyhow!("an export was written on after a failure"))
}

/// A gzip file that is hashed while it is written. Compressing takes its time, so it is done beside the others.
struct Out(GzEncoder<Hashed>);

impl Out {
    async fn create(path: PathBuf) -> Result<Self> {
        blocking(move || {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let file = std::fs::File::create(&path)?;
            let hashed = Hashed { file, hash: Sha256::new(), bytes: 0 };
            Ok(Self(GzEncoder::new(hashed, Compression::default())))
        })
        .await
    }

    async fn put(mut self, lines: Vec<u8>) -> Result<Self> {
        blocking(move || {
            self.0.write_all(&lines)?;
            Ok(self)
        })
        .await
    }

    /// The file is durable then.
    async fn close(self) -> Result<Written> {
        blocking(move || {
            let hashed = self.0.finish()?;
            hashed.file.sync_all()?;
            Ok(Written { sha256: hex(&hashed.hash.finalize()), bytes: hashed.bytes })
        })
        .await
    }
}

/// A file, with the hash and the length of what was written.
struct Hashed {
    file: std::fs::File,
    hash: Sha256,
    bytes: i64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or(bytes));
        self.bytes = self.bytes.saturating_add(i64::try_from(written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_hash_and_the_length_are_those_of_the_file() {
        let path =
            std::env::temp_dir().join(format!("ereporting-export-{}", hex(&crate::domain::vault::random::<8>())));
        let mut out = Out::create(path.clone()).await.unwrap();
        for line in ["satu\n", "", "dua\n"] {
            out = out.put(line.as_bytes().to_vec()).await.unwrap();
        }
        let written = out.close().await.unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut text).unwrap();
        assert_eq!(text, "satu\ndua\n");
        assert_eq!(written.sha256, crate::domain::vault::sha256_hex(&bytes));
        assert_eq!(written.bytes, i64::try_from(bytes.len()).unwrap());
        forget(&path).await;
        assert!(!path.exists());
    }
}
