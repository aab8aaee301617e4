//! Whether requests should be sent here, and why not.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use migration::{Migrator, MigratorTrait};
use rustix::fs::{StatVfs, StatVfsMountFlags, statvfs};
use tokio::sync::Mutex;

use crate::app::App;

/// An answer holds so long: whoever asks often costs nothing.
const FRESH: Duration = Duration::from_secs(1);
/// The database has this long to answer.
const ANSWER: Duration = Duration::from_secs(3);

/// What stood in the way when it was looked at last.
#[derive(Default)]
pub struct Ready {
    seen: Mutex<Option<(Instant, Vec<&'static str>)>>,
    /// Migrations only go forward: once all were there, they are.
    migrated: AtomicBool,
}

impl Ready {
    /// What stands in the way of serving; nothing when ready. Of many who ask at once, one looks.
    pub async fn reasons(&self, app: &App) -> Vec<&'static str> {
        if app.draining.load(Ordering::Relaxed) {
            return vec!["draining"];
        }
        let mut seen = self.seen.lock().await;
        if let Some((_, reasons)) = seen.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return reasons.clone();
        }
        let reasons = self.look(app).await;
        *seen = Some((Instant::now(), reasons.clone()));
        reasons
    }

    async fn look(&self, app: &App) -> Vec<&'static str> {
        let mut reasons = Vec::new();
        match tokio::time::timeout(ANSWER, self.database(app)).await {
            Ok(None) => {}
            Ok(Some(reason)) => reasons.push(reason),
            Err(_) => reasons.push("database"),
        }
        if app.store.is_failing() {
            reasons.push("writes");
        }
        let mut folders = vec![app.settings.files_dir()];
        if app.settings.is_embedded() {
            folders.push(app.settings.data_dir.clone());
        }
        let disks: Vec<StatVfs> = folders.iter().filter_map(|folder| disk(folder)).collect();
        if disks.iter().any(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < app.settings.least_free_bytes()) {
            reasons.push("disk");
        }
        if disks.iter().any(|disk| disk.f_flag.contains(StatVfsMountFlags::RDONLY)) {
            reasons.push("readOnly");
        }
        reasons
    }

    async fn database(&self, app: &App) -> Option<&'static str> {
        if self.migrated.load(Ordering::Relaxed) {
            return app.store.ping().await.err().map(|_| "database");
        }
        let wanted = i64::try_from(Migrator::migrations().len()).unwrap_or(i64::MAX);
        match app.store.migrations().await {
            // A later version may have added some.
            Ok(there) if there >= wanted => {
                self.migrated.store(true, Ordering::Relaxed);
                None
            }
            Ok(_) => Some("migrations"),
            Err(_) => Some("database"),
        }
    }
}

/// The file system on which a folder lies, or will lie once it is made.
fn disk(folder: &Path) -> Option<StatVfs> {
    let there = folder.ancestors().find(|folder| folder.exists())?;
    statvfs(if there.as_os_str().is_empty() { Path::new(".") } else { there }).ok()
}
