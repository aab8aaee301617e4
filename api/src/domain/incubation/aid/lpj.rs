//! Accounts of aid (LPJ, domain.md 2.3): drafted, submitted with their evidence, decided. A submitted version never
//! changes; what is sent back is accounted for anew in the next.

use std::collections::HashMap;

use entity::lpj::Model;
use entity::{aid, unit_document};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::account::{Realised, repeated, unaccounted};
use super::lpj_steps::{DECISIONS, LpjStep};
use super::status::{self, Step};
use super::steps::follow;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow;
use crate::domain::registry::kept::{Held, Kept, list, ops};
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Error, Result, Tx, Violation};

pub const DRAFT: &str = "DRAFT";
pub const SUBMITTED: &str = "SUBMITTED";
pub const ACCEPTED: &str = "ACCEPTED";
pub const SENT_BACK: &str = "SENT_BACK";

/// The chapters that every account has, in order: code of `lpjSections` and title.
pub const CHAPTERS: [(&str, &str); 6] = [
    ("PENDAHULUAN", "Pendahuluan"),
    ("PERENCANAAN", "Perencanaan Kegiatan"),
    ("HASIL", "Hasil yang Telah Dicapai"),
    ("PERMASALAHAN", "Permasalahan yang Muncul"),
    ("STRATEGI", "Strategi Pemecahan Masalah"),
    ("PENUTUP", "Penutup"),
];

/// A chapter as it is stored.
#[derive(Clone, Debug, Deserialize)]
pub struct Section {
    pub code: String,
    pub text: String,
}

/// A document that is evidence, as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    pub document_id: String,
    pub kind: String,
    pub sha256: Option<String>,
}

/// The rules of a draft, and what it begins with. A draft may be incomplete.
pub async fn prepare(tx: &Tx, draft: &mut Model, old: Option<&Model>, faults: &mut Vec<Violation>) -> Result<()> {
    if old.is_none() {
        begin(tx, draft).await?;
    }
    let (sections, evidence): (Vec<Section>, Vec<Evidence>) = (list(&draft.sections), list(&draft.evidence));
    faults.extend(repeated(sections.iter().map(|section| section.code.as_str()), "sections", "code"));
    faults.extend(repeated(evidence.iter().map(|item| item.document_id.as_str()), "evidence", "documentId"));
    Ok(())
}

/// Aid is accounted for once it was paid out, in one version at a time.
async fn begin(tx: &Tx, draft: &mut Model) -> Result<()> {
    let aid = super::locked(tx, draft.aid_id).await?;
    status::step(&aid.status, Step::SubmitLpj)?;
    let earlier = entity::lpj::Entity::find()
        .filter(entity::lpj::Column::AidId.eq(aid.id))
        .order_by_asc(entity::lpj::Column::Number)
        .all(tx.conn()?)
        .await?;
    let is_open = |row: &&Model| row.archived_at.is_none() && [DRAFT, SUBMITTED].contains(&row.state.as_str());
    if let Some(open) = earlier.iter().find(is_open) {
        return Err(Error::new(Code::AlreadyExists).with("id", ids::text(Kind::Lpj, open.id)));
    }
    draft.number = earlier.last().map_or(1, |row| row.number + 1);
    draft.state = DRAFT.to_owned();
    Ok(())
}

/// Hands an account in. Whatever is missing is said at once; afterwards it does not change.
pub async fn submit(tx: &Tx, id: &str, expected: Expected) -> Result<Held<Model>> {
    let aid = aid_of(tx, id).await?;
    let old = workflow::begin::<Model>(tx, id, expected, LpjStep::Submit).await?;
    let mut row = old.row.clone();
    // Nothing is missing any more, or it would have been refused.
    row.evidence = serde_json::to_string(&with_hashes(tx.conn()?, &row, &mut Vec::new()).await?)?;
    let today = super::today(tx, &old.unit);
    row.state = LpjStep::Submit.to().to_owned();
    row.submitted_on = Some(today);
    row.on_time = Some(aid.lpj_due_on.is_none_or(|due| today <= due));
    row.sha256 = Some(hash(&content(&row)?)?);
    row.advance(tx);
    let (verb, event) = LpjStep::Submit.names();
    let held = ops::put(tx, old, row, verb, event).await?;
    let aid = Held { row: aid, unit: held.unit.clone() };
    follow(tx, aid, LpjStep::Submit.of_aid(), None, None).await?;
    Ok(held)
}

/// Accepts an account, or sends it back with a reason. Not for who submitted it.
pub async fn decide(
    tx: &Tx,
    id: &str,
    expected: Expected,
    decision: &str,
    reason: Option<String>,
) -> Result<Held<Model>> {
    let aid = aid_of(tx, id).await?;
    let word = ("/decision", decision);
    let (old, step) = workflow::begin_by_word::<Model>(tx, id, expected, word, &DECISIONS).await?;
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    if step == LpjStep::SendBack && reason.is_none() {
        return Err(Error::field(Code::ReasonRequired, "/reason"));
    }
    let mut row = old.row.clone();
    row.state = step.to().to_owned();
    row.decision_note = reason.clone();
    row.advance(tx);
    let returned = row.returned.filter(|returned| *returned > 0 && step == LpjStep::Accept);
    let (verb, event) = step.names();
    let held = ops::put(tx, old, row, verb, event).await?;
    let aid = Held { row: aid, unit: held.unit.clone() };
    follow(tx, aid, step.of_aid(), reason, returned).await?;
    Ok(held)
}

/// The aid of an account, held until the write ends.
async fn aid_of(tx: &Tx, id: &str) -> Result<aid::Model> {
    let row = entity::lpj::Entity::find_by_id(ids::expect(Kind::Lpj, id)?).one(tx.conn()?).await?;
    super::locked(tx, row.ok_or_else(|| Error::new(Code::NotFound))?.aid_id).await
}

/// What an account must have before it is handed in.
pub(super) fn incomplete(row: &Model, received: i64) -> Vec<Violation> {
    let (sections, lines): (Vec<Section>, Vec<Realised>) = (list(&row.sections), list(&row.lines));
    let (evidence, signatories): (Vec<Evidence>, Vec<Value>) = (list(&row.evidence), list(&row.signatories));
    let written = |code: &str| sections.iter().any(|section| section.code == code && !section.text.trim().is_empty());
    let missing = CHAPTERS.iter().filter(|(code, _)| !written(code));
    let mut faults: Vec<Violation> =
        missing.map(|(code, _)| Violation::new(Code::FieldRequired, "/sections").with("section", *code)).collect();
    for (field, empty) in [
        ("lines", lines.is_empty() && received > 0),
        ("evidence", evidence.is_empty()),
        ("signatories", signatories.is_empty()),
    ] {
        if empty {
            faults.push(Violation::new(Code::FieldRequired, format!("/{field}")));
        }
    }
    faults.extend(unaccounted(&lines, row.returned.unwrap_or_default(), received));
    faults
}

/// The evidence with the hashes of its files: documents of the unit's own register.
pub(super) async fn with_hashes(
    conn: &impl ConnectionTrait,
    row: &Model,
    faults: &mut Vec<Violation>,
) -> Result<Vec<Evidence>> {
    let mut evidence: Vec<Evidence> = list(&row.evidence);
    let known = documents(conn, row.unit_id, &evidence).await?;
    for (index, item) in evidence.iter_mut().enumerate() {
        let path = |field: &str| format!("/evidence/{index}/{field}");
        match known.get(&item.document_id) {
            Some(Some(hash)) if item.sha256.as_ref().is_some_and(|said| said != hash) => {
                faults.push(Violation::new(Code::AttachmentHash, path("sha256")));
            }
            Some(Some(hash)) => item.sha256 = Some(hash.clone()),
            Some(None) => faults.push(Violation::new(Code::AttachmentRequired, path("documentId"))),
            None => {
                let fault = Violation::new(Code::UnknownCode, path("documentId"));
                faults.push(fault.with("kind", Kind::UnitDocument.name()));
            }
        }
    }
    Ok(evidence)
}

/// Hashes of the files of these documents, by public id; none where there is no file yet.
async fn documents(
    conn: &impl ConnectionTrait,
    unit: Uuid,
    evidence: &[Evidence],
) -> Result<HashMap<String, Option<String>>> {
    let named: Vec<Uuid> =
        evidence.iter().filter_map(|item| ids::expect(Kind::UnitDocument, &item.document_id).ok()).collect();
    let rows = unit_document::Entity::find()
        .filter(unit_document::Column::Id.is_in(named))
        .filter(unit_document::Column::UnitId.eq(unit))
        .filter(unit_document::Column::ArchivedAt.is_null());
    let rows = rows.all(conn).await?.into_iter();
    Ok(rows.map(|row| (ids::text(Kind::UnitDocument, row.id), row.sha256)).collect())
}

/// What the hash of an account vouches for: fields of the record, under the names that callers see.
pub fn content(row: &Model) -> Result<Value> {
    let (sections, lines): (Value, Value) = (serde_json::from_str(&row.sections)?, serde_json::from_str(&row.lines)?);
    let evidence: Value = serde_json::from_str(&row.evidence)?;
    let signatories: Value = serde_json::from_str(&row.signatories)?;
    Ok(json!({
        "aidId": ids::text(Kind::Aid, row.aid_id),
        "number": row.number,
        "sections": sections,
        "lines": lines,
        "returned": row.returned,
        "evidence": evidence,
        "signatories": signatories,
        "decreeNumber": row.decree_number,
        "decreeOn": row.decree_on.map(|day| day.to_string()),
        "bizhubId": row.bizhub_id,
    }))
}

/// SHA-256 of the canonical form (RFC 8785), hex.
fn hash(content: &Value) -> Result<String> {
    Ok(sha256_hex(&serde_json_canonicalizer::to_vec(content).map_err(Error::internal)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Model {
        let sections = CHAPTERS.map(|(code, title)| json!({"code": code, "text": title}));
        Model {
            id: Uuid::nil(),
            unit_id: Uuid::nil(),
            aid_id: Uuid::from_u128(1),
            enterprise_id: None,
            person_id: None,
            number: 1,
            state: DRAFT.to_owned(),
            submitted_on: None,
            on_time: None,
            sha256: None,
            decision_note: None,
            sections: json!(sections).to_string(),
            lines: json!([{"line": "ALAT", "item": "Mesin", "planned": 3_000_000, "realised": 2_900_000}]).to_string(),
            returned: Some(100_000),
            evidence: json!([{"documentId": "doc_1", "kind": "KUITANSI", "sha256": null}]).to_string(),
            signatories: json!([{"role": "Ketua", "name": null, "on": null}]).to_string(),
            decree_number: None,
            decree_on: None,
            bizhub_id: None,
            archived_at: None,
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn faults(row: &Model, received: i64) -> Vec<(String, String)> {
        incomplete(row, received).into_iter().map(|fault| (fault.code, fault.path)).collect()
    }

    #[test]
    fn an_account_that_says_everything_is_complete() {
        assert!(faults(&account(), 3_000_000).is_empty());
    }

    #[test]
    fn all_that_is_missing_is_said_at_once() {
        let required = |path: &str| (Code::FieldRequired.as_str().to_owned(), path.to_owned());
        let mut row = account();
        row.sections = json!([{"code": "PENDAHULUAN", "text": "Ada"}, {"code": "HASIL", "text": "  "}]).to_string();
        (row.evidence, row.signatories, row.returned) = ("[]".to_owned(), "[]".to_owned(), None);
        let mut wanted = vec![required("/sections"); 5];
        wanted.extend([required("/evidence"), required("/signatories")]);
        wanted.push((Code::SumMismatch.as_str().to_owned(), "/lines".to_owned()));
        assert_eq!(faults(&row, 3_000_000), wanted);
    }

    #[test]
    fn the_hash_changes_with_every_field_of_the_content() {
        let first = hash(&content(&account()).unwrap()).unwrap();
        assert_eq!(first.len(), 64);
        let mut row = account();
        row.version = 9;
        assert_eq!(hash(&content(&row).unwrap()).unwrap(), first);
        row.returned = Some(100_001);
        assert_ne!(hash(&content(&row).unwrap()).unwrap(), first);
    }
}
