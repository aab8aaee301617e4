//! Erasing a person: its key is destroyed, and with it whatever was encrypted for it alone, wherever a copy lies. What
//! others have a legal duty to keep stays and names nobody: memberships, aid and its accounts, results of training,
//! figures, the audit log, and the proof of past consents.

use entity::{aid, consent, consent_request, data_request, idempotency_key, mentor, outcome, person};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::{forget, requests, restrict};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons;
use crate::domain::jobs;
use crate::domain::once;
use crate::domain::partners::consents;
use crate::domain::people::erased;
use crate::domain::record::Record;
use crate::domain::registry::kept::{Held, Kept};
use crate::domain::registry::{public_id, unit_by_id};
use crate::domain::{Code, Error, Result, Tx};

/// Stored answers that are looked through at a time.
const CHUNK: u64 = 500;
/// States in which aid is accounted for: nothing of it needs the person any more.
const SETTLED: [&str; 2] = ["LPJ_ACCEPTED", "RETURNED"];

/// Refuses to erase whom the state auditor may still ask for: who received aid, alone or as a member of a group, whose
/// account (LPJ) is not accepted (409).
pub async fn refuse_held(conn: &impl ConnectionTrait, row: &person::Model) -> Result<()> {
    let groups = Query::select()
        .column("enterprise_id")
        .from("membership")
        .and_where(Expr::col("person_id").eq(row.id))
        .and_where(Expr::col("left_on").is_null())
        .and_where(Expr::col("archived_at").is_null())
        .to_owned();
    let its = Condition::any().add(aid::Column::PersonId.eq(row.id)).add(aid::Column::EnterpriseId.in_subquery(groups));
    let open: Vec<Uuid> = aid::Entity::find()
        .select_only()
        .column(aid::Column::Id)
        .filter(its)
        .filter(aid::Column::Status.is_not_in(SETTLED))
        .filter(aid::Column::ArchivedAt.is_null())
        .order_by_asc(aid::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    if open.is_empty() {
        return Ok(());
    }
    let open: Vec<String> = open.into_iter().map(|id| ids::text(Kind::Aid, id)).collect();
    Err(Error::new(Code::IllegalState).with("aids", open).saying(
        "Orang ini menerima bantuan yang LPJ-nya belum diterima; sebelum itu datanya tidak dapat dihapus.",
        "This person received aid whose account (LPJ) is not accepted yet; until then it cannot be erased.",
    ))
}

/// Erases a person whose request to be erased is granted. Who is erased already stays so.
pub async fn erase(tx: &Tx, held: Held<person::Model>, request: Uuid) -> Result<Held<person::Model>> {
    if held.row.erased_at.is_some() {
        return Ok(held);
    }
    let id = held.row.id;
    consents::withdraw_all(tx, id, None, restrict::ERASED).await?;
    forget_words(tx, id).await?;
    forget::work(tx, id).await?;
    // Files that were written or brought in before may name the person.
    jobs::forget_persons(tx).await?;
    for other in requests::open_of(tx, id, request).await? {
        requests::close(tx, other).await?;
    }
    forget_answers(tx, &held.row).await?;
    let account = held.row.account_id;
    let held = persons::rights::erased(tx, held).await?;
    if let Some(account) = account {
        erased::erase(tx, account).await?;
    }
    Ok(held)
}

/// What the person said, or somebody to it, in its own words.
async fn forget_words(tx: &Tx, person: Uuid) -> Result<()> {
    let nothing = || Expr::value(Option::<String>::None);
    data_request::Entity::update_many()
        .col_expr(data_request::Column::TextEnc, nothing())
        .col_expr(data_request::Column::NoteEnc, nothing())
        .filter(data_request::Column::PersonId.eq(person))
        .exec(tx.conn()?)
        .await?;
    consent::Entity::update_many()
        .col_expr(consent::Column::EndReason, nothing())
        .filter(consent::Column::PersonId.eq(person))
        .filter(consent::Column::EndReason.is_not_in([restrict::ERASED, restrict::OBJECTED]))
        .exec(tx.conn()?)
        .await?;
    consent_request::Entity::update_many()
        .col_expr(consent_request::Column::Note, nothing())
        .filter(consent_request::Column::PersonId.eq(person))
        .exec(tx.conn()?)
        .await?;
    let mentors = mentor::Entity::find().filter(mentor::Column::PersonId.eq(person)).lock_exclusive();
    for row in mentors.all(tx.conn()?).await? {
        if row.motivation.is_some() {
            let row = mentor::Model { motivation: None, ..row };
            store(tx, row, "mentor.updated", &["motivation"]).await?;
        }
    }
    let outcomes = outcome::Entity::find().filter(outcome::Column::PersonId.eq(person)).lock_exclusive();
    for row in outcomes.all(tx.conn()?).await? {
        if [&row.reason, &row.dispute_reason, &row.decision_reason].into_iter().any(Option::is_some) {
            let row = outcome::Model { reason: None, dispute_reason: None, decision_reason: None, ..row };
            store(tx, row, "outcome.updated", &["reason", "disputeReason", "decisionReason"]).await?;
        }
    }
    Ok(())
}

/// Stores a record from which words were taken; what they said is not written down again.
pub(super) async fn store<K: Kept>(tx: &Tx, mut row: K, event: &str, fields: &[&str]) -> Result<()> {
    row.advance(tx);
    row.clone().replace(tx).await?;
    let (envelope, kind) = (row.envelope(), K::KIND);
    let unit = unit_by_id(tx.conn()?, envelope.unit_id).await?;
    let record = Record::new("erasePerson", event, (kind, envelope.id), envelope.version)
        .unit(envelope.unit_id)
        .fields(fields)
        .body(json!({"unit": public_id(&unit)}));
    tx.record(record).await?;
    Ok(())
}

/// Stored answers of keyed requests that show the person: who repeats such a request is told that the answer is gone.
async fn forget_answers(tx: &Tx, row: &person::Model) -> Result<()> {
    use idempotency_key::{ActiveModel, Column as C, Entity};
    let mut named = partners_ids(tx, row.id).await?;
    named.push(ids::text(Kind::Person, row.id));
    named.extend(row.account_id.map(|account| ids::text(Kind::User, account)));
    let mut beyond = Condition::all();
    loop {
        let rows = Entity::find()
            .filter(C::AnswerEnc.is_not_null())
            .filter(beyond)
            .order_by_asc(C::Principal)
            .order_by_asc(C::Key)
            .limit(CHUNK)
            .all(tx.conn()?)
            .await?;
        let full = u64::try_from(rows.len()).is_ok_and(|count| count >= CHUNK);
        let last = rows.last().map(|row| (row.principal, row.key.clone())).filter(|_| full);
        for row in rows {
            // One that does not open any more shows nobody.
            let Ok(answer) = once::opened(tx, &row) else { continue };
            if named.iter().any(|id| answer.contains(id.as_str())) {
                let emptied = ActiveModel {
                    principal: Set(row.principal),
                    key: Set(row.key),
                    answer_enc: Set(None),
                    ..Default::default()
                };
                Entity::update(emptied).exec(tx.conn()?).await?;
            }
        }
        let Some((principal, key)) = last else { return Ok(()) };
        let same = Condition::all().add(C::Principal.eq(principal)).add(C::Key.gt(key));
        beyond = Condition::all().add(Condition::any().add(C::Principal.gt(principal)).add(same));
    }
}

/// The ids under which partners speak of a person: its pseudonyms, its consents, the outcomes.
async fn partners_ids(tx: &Tx, person: Uuid) -> Result<Vec<String>> {
    let given: Vec<(Uuid, Uuid)> = consent::Entity::find()
        .select_only()
        .columns([consent::Column::Id, consent::Column::SubjectId])
        .filter(consent::Column::PersonId.eq(person))
        .into_tuple()
        .all(tx.conn()?)
        .await?;
    let said: Vec<Uuid> = outcome::Entity::find()
        .select_only()
        .column(outcome::Column::Id)
        .filter(outcome::Column::PersonId.eq(person))
        .into_tuple()
        .all(tx.conn()?)
        .await?;
    let given = given
        .into_iter()
        .flat_map(|(consent, subject)| [ids::text(Kind::Consent, consent), ids::text(Kind::Subject, subject)]);
    Ok(given.chain(said.into_iter().map(|id| ids::text(Kind::Outcome, id))).collect())
}
