//! Receipts: proof that a content arrived, verifiable offline with the public keys of the JWKS.

use serde_json::{Value, json};

use super::Loaded;
use super::content::{canonical, document, hash, unit_key};
use crate::domain::ids::{self, Kind};
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Ctx, Error, Result, Tx};

/// A receipt: its number, the hash of the content and the signed statement (JWS, EdDSA).
#[derive(Clone, Debug)]
pub struct Receipt {
    pub number: String,
    pub sha256: String,
    pub jws: String,
}

/// Makes the receipt of the content as it arrives now.
pub async fn issue(tx: &Tx, report: &Loaded) -> Result<Receipt> {
    let files = super::attachments::of_version(tx.conn()?, &report.row, report.content.number).await?;
    of(tx, report, &files)
}

/// The same of a content whose attachments are at hand.
pub(super) fn of(ctx: &Ctx, report: &Loaded, files: &[entity::attachment::Model]) -> Result<Receipt> {
    let document = document(report, files)?;
    let sha256 = hash(&document)?;
    let arrived = report.row.submitted_at.unwrap_or_else(|| ctx.now());
    let id = ctx.new_id().simple().to_string();
    let number = format!("TT-{}-{}", arrived.format("%Y%m%d"), id[id.len() - 12..].to_uppercase());
    let occurrence = if report.period().is_some() { "period" } else { "event" };
    let statement = json!({
        "iss": ctx.app.settings.issuer,
        "number": number,
        "report": ids::text(Kind::Report, report.row.id),
        unit_key(&report.unit.kind): report.unit.code,
        "template": report.template.definition.code,
        "templateVersion": report.row.template_version,
        occurrence: report.row.occurrence,
        "version": report.content.number,
        "receivedAt": arrived.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "onTime": report.row.on_time,
        "sha256": sha256,
    });
    Ok(Receipt { number, sha256, jws: ctx.app.keys.sign_receipt(&statement)? })
}

/// What a verified receipt states, and whether a content matches it.
#[derive(Clone, Debug)]
pub struct Verified {
    pub statement: Value,
    /// None when no content was given.
    pub content_matches: Option<bool>,
}

/// Verifies a receipt, and a content against it if one is given (a JSON document, canonicalised here).
pub fn verify(ctx: &Ctx, jws: &str, content: Option<&Value>) -> Result<Verified> {
    let statement = ctx.app.keys.verify_receipt(jws)?;
    let content_matches = match content {
        Some(content) => {
            let sha256 = sha256_hex(canonical(content)?.as_bytes());
            if statement.get("sha256").and_then(Value::as_str) != Some(sha256.as_str()) {
                return Err(Error::new(Code::ReceiptInvalid).saying(
                    "Isi tidak sama dengan yang dikirim: SHA-256 berbeda.",
                    "The content is not what was submitted: its SHA-256 differs.",
                ));
            }
            Some(true)
        }
        None => None,
    };
    Ok(Verified { statement, content_matches })
}

/// The canonical content that the receipt of a version vouches for.
pub async fn content(ctx: &Ctx, report: &Loaded) -> Result<String> {
    let files = super::attachments::of_version(ctx.db(), &report.row, report.content.number).await?;
    canonical(&document(report, &files)?)
}
