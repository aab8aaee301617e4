//! What a consent rests on: the age of the person, and the signed form where somebody else records it, or else the very
//! words that the person agreed to.

use std::collections::{BTreeSet, HashMap};

use entity::{consent, person, unit_document};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::grant::Subject;
use super::rights;
use super::rules::Age;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons;
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};

/// The kind of document that proves a consent.
const EVIDENCE: &str = "BUKTI_PERSETUJUAN";

/// What is known of the age of each of these persons.
pub(super) async fn ages(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: &[&person::Model],
) -> Result<HashMap<Uuid, Age>> {
    let known = persons::guarded(ctx, conn, rows).await?;
    let age = |row: &&person::Model| {
        let (birth, guarded) = known.get(&row.id).copied().unwrap_or_default();
        let age = match birth {
            Some(birth) if persons::is_minor(birth, ctx.today()) => Age::Minor { guarded },
            Some(_) => Age::Adult,
            None => Age::Unknown,
        };
        (row.id, age)
    };
    Ok(rows.iter().map(age).collect())
}

/// As [`ages`], of one.
pub(super) async fn age(ctx: &Ctx, conn: &impl ConnectionTrait, person: &person::Model) -> Result<Age> {
    Ok(ages(ctx, conn, &[person]).await?.remove(&person.id).unwrap_or(Age::Unknown))
}

/// The document that proves the consent, with the hash of its file. Whoever consents for itself needs none.
pub(super) async fn document(
    tx: &Tx,
    subject: &Subject,
    named: Option<&str>,
    faults: &mut Vec<Violation>,
) -> Result<Option<(Uuid, String)>> {
    let Some(named) = named else {
        if subject.on_behalf {
            faults.push(Violation::new(Code::EvidenceRequired, "/documentId"));
        }
        return Ok(None);
    };
    let found = match ids::expect(Kind::UnitDocument, named) {
        Ok(id) => unit_document::Entity::find_by_id(id).one(tx.conn()?).await?,
        Err(_) => None,
    };
    let units = rights::units(tx, tx.conn()?, &subject.person).await?;
    let units: BTreeSet<Uuid> = units.into_iter().map(|unit| unit.id).collect();
    let found = found.filter(|row| row.archived_at.is_none() && units.contains(&row.unit_id));
    let reason = match &found {
        None => "NOT_IN_REGISTER",
        Some(row) if row.kind != EVIDENCE => "KIND",
        Some(_) => "FILE_MISSING",
    };
    let proof = found.filter(|row| row.kind == EVIDENCE).and_then(|row| Some((row.id, row.sha256?)));
    if proof.is_none() {
        faults.push(Violation::new(Code::EvidenceRequired, "/documentId").with("reason", reason));
    }
    Ok(proof)
}

/// SHA-256 of what was agreed to, as canonical JSON (RFC 8785): the evidence of a consent without a document. Whoever
/// reads the consent can work it out.
pub(super) fn fingerprint(row: &consent::Model) -> Result<String> {
    let scopes: Vec<String> = serde_json::from_str(&row.scopes)?;
    let agreed = json!({
        "subject": ids::text(Kind::Subject, row.subject_id),
        "partner": ids::text(Kind::Organization, row.partner_id),
        "purpose": row.purpose,
        "scopes": scopes,
        "dataFrom": row.data_from,
        "dataTo": row.data_to,
        "frequency": row.frequency,
        "expiresAt": row.expires_at,
        "notice": row.notice_number,
        "noticeSha256": row.notice_sha256,
        "language": row.language,
        "givenAt": row.given_at,
    });
    Ok(sha256_hex(&serde_json_canonicalizer::to_vec(&agreed).map_err(Error::internal)?))
}
