//! The files of a decree: CSV with a head line. A fault names the file and the line.

use std::fs::File;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::domain::reference::regions::is_code;
use crate::domain::seed::RegionRow;

const ZONES: [&str; 4] = ["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"];

#[derive(Deserialize)]
struct RowLine {
    code: String,
    level: i32,
    kind: String,
    parent_code: Option<String>,
    name: String,
    timezone: String,
    postal_code: Option<String>,
}

#[derive(Deserialize)]
struct SuccessorLine {
    old_code: String,
    new_code: String,
}

/// Reads `code,level,kind,parent_code,name,timezone,postal_code`: every region that holds from the decree on.
pub fn read_rows(path: &Path) -> anyhow::Result<Vec<RegionRow>> {
    let lines = read(path, |line: &RowLine| {
        let above = line.code.rsplit_once('.').map(|(above, _)| above);
        let level = i32::try_from(line.code.split('.').count()).unwrap_or_default();
        anyhow::ensure!(is_code(&line.code), "code {:?} is not a dotted Kemendagri code", line.code);
        anyhow::ensure!(line.level == level, "level of {} is {level}, not {}", line.code, line.level);
        anyhow::ensure!(line.parent_code.as_deref() == above, "{} lies in {}", line.code, above.unwrap_or("no region"));
        anyhow::ensure!(!line.kind.is_empty() && !line.name.is_empty(), "{} has no kind or no name", line.code);
        anyhow::ensure!(ZONES.contains(&line.timezone.as_str()), "timezone is one of {}", ZONES.join(", "));
        let postal = line.postal_code.as_ref();
        let five = |code: &String| code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
        anyhow::ensure!(postal.is_none_or(five), "postal_code of {} has five digits", line.code);
        Ok(())
    })?;
    let rows = lines.into_iter().map(|line| {
        let RowLine { code, level, kind, parent_code, name, timezone, postal_code } = line;
        RegionRow { code, level, kind, parent_code, name, timezone, postal_code }
    });
    Ok(rows.collect())
}

/// Reads `old_code,new_code`: what became of regions that were split, merged or given another code.
pub fn read_successors(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let lines = read(path, |line: &SuccessorLine| {
        for code in [&line.old_code, &line.new_code] {
            anyhow::ensure!(is_code(code), "{code:?} is not a dotted Kemendagri code");
        }
        Ok(())
    })?;
    Ok(lines.into_iter().map(|line| (line.old_code, line.new_code)).collect())
}

fn read<T: DeserializeOwned>(path: &Path, check: impl Fn(&T) -> anyhow::Result<()>) -> anyhow::Result<Vec<T>> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot open {name}"))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let head = reader.headers().with_context(|| format!("cannot read {name}"))?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        // What the reader itself finds wrong tells the line.
        let record = record.with_context(|| format!("cannot read {name}"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let row: T = record.deserialize(Some(&head)).with_context(|| format!("{name}, line {line}"))?;
        check(&row).with_context(|| format!("{name}, line {line}"))?;
        rows.push(row);
    }
    anyhow::ensure!(!rows.is_empty(), "{name} has no rows");
    Ok(rows)
}
