//! The content of a report: canonical JSON texts, written once.

use serde_json::{Map, Value, json};

use super::Loaded;
use crate::domain::vault::sha256_hex;
use crate::domain::{Error, Result};
use crate::vocab::UnitKind;

/// RFC 8785 text of a value.
pub fn canonical(value: &Value) -> Result<String> {
    serde_json_canonicalizer::to_string(value).map_err(Error::internal)
}

/// Reads a stored object.
pub fn object(text: &str) -> Result<Map<String, Value>> {
    match serde_json::from_str(text)? {
        Value::Object(map) => Ok(map),
        _ => Err(Error::internal(anyhow::anyhow!("stored content is not an object"))),
    }
}

/// The name under which the content names its unit: `blk`, `kawasan`, `site` or `organization`.
pub fn unit_key(kind: &str) -> &'static str {
    match kind.parse::<UnitKind>() {
        Ok(UnitKind::Kawasan) => "kawasan",
        Ok(UnitKind::Site) => "site",
        Ok(UnitKind::Organization) => "organization",
        _ => "blk",
    }
}

/// The document that a receipt vouches for (contract section 5, step 5). A nihil report adds `nihil` with its reason.
pub fn document(report: &Loaded, attachments: &[entity::attachment::Model]) -> Result<Value> {
    let mut files: Vec<Value> =
        attachments.iter().map(|file| json!({"name": file.name, "sha256": file.sha256})).collect();
    files.sort_by_key(|file| file.to_string());
    let occurrence = if report.period().is_some() { "period" } else { "event" };
    let mut document = json!({
        unit_key(&report.unit.kind): report.unit.code,
        "template": report.template.definition.code,
        "templateVersion": report.row.template_version,
        occurrence: report.row.occurrence,
        "version": report.content.number,
        "values": object(&report.content.body)?,
        "narrative": object(&report.content.narrative)?,
        "attachments": files,
    });
    if let (true, Some(fields)) = (report.content.nihil, document.as_object_mut()) {
        fields.insert("nihil".to_owned(), json!(report.content.nihil_reason));
    }
    Ok(document)
}

/// SHA-256 of a document's canonical form, hex.
pub fn hash(document: &Value) -> Result<String> {
    Ok(sha256_hex(canonical(document)?.as_bytes()))
}
