//! Verifying receipts without the service: only the public keys are needed.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;
use serde_json::Value;

use super::say;
use crate::domain::people::keys;
use crate::domain::vault::sha256_hex;

#[derive(Subcommand)]
pub enum Command {
    /// Verifies a receipt (a file with the JWS, or with the receipt as JSON) against a saved jwks.json.
    Verify {
        /// File with the receipt.
        receipt: PathBuf,
        /// File with the keys, saved from /.well-known/jwks.json.
        #[arg(long)]
        jwks: PathBuf,
        /// File with the content, saved from /v1/reports/{id}/receipt/content.
        #[arg(long)]
        content: Option<PathBuf>,
    },
}

pub fn run(command: Command) -> anyhow::Result<()> {
    let Command::Verify { receipt, jwks, content } = command;
    let text = read(&receipt)?;
    let jws = match serde_json::from_str::<Value>(&text) {
        Ok(value) => find_jws(&value).context("no `jws` in the receipt")?,
        Err(_) => text.trim().to_owned(),
    };
    let keys: Value = serde_json::from_str(&read(&jwks)?).context("the keys are not JSON")?;
    let statement =
        keys::verify_offline(&jws, &keys).map_err(|_| anyhow::anyhow!("INVALID: the signature does not verify"))?;
    if let Some(path) = content {
        // The bytes as they are: the content is canonical, and not one of them may differ.
        let sha256 = sha256_hex(&std::fs::read(&path).with_context(|| path.display().to_string())?);
        anyhow::ensure!(
            statement.get("sha256").and_then(Value::as_str) == Some(sha256.as_str()),
            "INVALID: the content is not the one that arrived"
        );
    }
    say(&serde_json::to_string_pretty(&statement)?);
    say("valid");
    Ok(())
}

/// `jws` of a receipt, or of the report that holds it.
fn find_jws(value: &Value) -> Option<String> {
    let found = value.get("jws").or_else(|| value.get("receipt")?.get("jws"));
    found.and_then(Value::as_str).map(ToOwned::to_owned)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}
