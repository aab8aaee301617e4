//! A later decree of regions from the command line.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::Subcommand;

use super::{progress, say};
use crate::app::App;
use crate::domain::Ctx;
use crate::domain::reference::decrees::{self, Decree, DecreeApplied};

#[derive(Subcommand)]
pub enum Command {
    /// Loads the regions of a later decree and lets the units follow their regions. Old codes stay readable. When it
    /// breaks off, run it again with the same arguments.
    Regions {
        /// Name and number of the decree.
        #[arg(long)]
        decree: String,
        /// First day on which it holds, for example 2026-10-01.
        #[arg(long, value_name = "DATE")]
        effective_on: NaiveDate,
        /// CSV of every region that holds from that day (what is left out ends): code, level, kind, parent_code, name,
        /// timezone, postal_code.
        #[arg(long, value_name = "FILE")]
        rows: PathBuf,
        /// CSV of what was split, merged or given another code: old_code, new_code.
        #[arg(long, value_name = "FILE")]
        successors: Option<PathBuf>,
    },
}

pub async fn run(app: Arc<App>, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Regions { decree, effective_on, rows, successors } => {
            let rows = decrees::read_rows(&rows)?;
            let successors = match successors {
                Some(file) => decrees::read_successors(&file)?,
                None => Vec::new(),
            };
            let bar = progress();
            let ctx = Ctx::system(app, "cli");
            let decree = Decree { name: decree, effective_on, rows, successors };
            let applied = decrees::apply_with(&ctx, decree, &|what, done, total| {
                bar.set_length(total);
                bar.set_position(done);
                bar.set_message(what.to_owned());
            })
            .await;
            bar.finish_and_clear();
            summary(&applied?);
        }
    }
    Ok(())
}

fn summary(applied: &DecreeApplied) {
    let regions = applied.regions;
    say(&format!("regions   {} begun, {} ended, {} unchanged", regions.begun, regions.ended, regions.unchanged));
    say(&format!("units     {} moved, {} not placed", applied.moved, applied.unplaced.len()));
    if !applied.unplaced.is_empty() {
        say("These lie in a region that ceased or was split, and no pair says where they went:");
        for code in &applied.unplaced {
            say(&format!("  {code}"));
        }
    }
}
