//! Aid from its proposal as far as its steps take it, each step on its day and by whoever may.

use chrono::{Days, NaiveDate};
use entity::{aid, aid_scheme, unit};
use serde_json::{Value, json};
use uuid::Uuid;

use super::lpj;
use super::scene::{Scene, record};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::aid::{self as aids, Given};
use crate::domain::registry::kept::Held;
use crate::domain::{Result, Tx};
use crate::view::kept::{AidInput, MonitoringVisitInput, UnitDocumentInput};

/// What happens to aid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Verify,
    Approve,
    Disburse,
    Receive,
    Use,
    /// Its account is handed in.
    Account,
    /// Its account is accepted.
    Accept,
    Return,
    Breach,
    /// Somebody goes there to look.
    Monitor,
}

impl Act {
    /// Days after the proposal.
    fn after(self) -> u64 {
        match self {
            Act::Verify => 10,
            Act::Approve => 20,
            Act::Disburse => 35,
            Act::Use => 40,
            Act::Receive => 45,
            Act::Account => 60,
            Act::Accept => 75,
            Act::Return => 110,
            Act::Breach => 115,
            Act::Monitor => 118,
        }
    }
}

/// Who receives aid.
#[derive(Clone, Copy, Debug)]
pub(super) enum Recipient {
    Enterprise(Uuid),
    Person(Uuid),
    /// The unit that proposes it.
    Unit,
}

/// Aid of a scheme and what happens to it.
pub(super) struct Case<'a> {
    pub scheme: &'a Held<aid_scheme::Model>,
    pub number: usize,
    /// Day of the proposal.
    pub from: NaiveDate,
    pub acts: &'a [Act],
}

/// Proposes aid and takes its steps.
pub(super) async fn give(scene: &Scene<'_>, unit: &unit::Model, to: Recipient, case: &Case<'_>) -> Result<()> {
    scene.on(case.from);
    let tx = scene.ctx.begin().await?;
    let aid = record::<AidInput>(&scene.admin(&tx), unit, &proposal(to, case)).await?;
    for act in case.acts {
        let day = case.from + Days::new(act.after());
        scene.on(day);
        take(scene, &tx, &aid, case, *act, day).await?;
    }
    tx.commit().await
}

fn proposal(to: Recipient, case: &Case<'_>) -> Value {
    let amount = case.scheme.row.amount;
    let tools = amount * 3 / 5;
    let (enterprise, person) = match to {
        Recipient::Enterprise(id) => (Some(ids::text(Kind::Enterprise, id)), None),
        Recipient::Person(id) => (None, Some(ids::text(Kind::Person, id))),
        Recipient::Unit => (None, None),
    };
    json!({
        "schemeId": ids::text(Kind::AidScheme, case.scheme.row.id), "enterpriseId": enterprise, "personId": person,
        "title": format!("Bantuan usaha {:02} (sintetis)", case.number),
        "proposal": "Membeli alat dan bahan untuk menambah produksi (sintetis).", "amountRequested": amount,
        "plan": [
            {"line": "ALAT", "item": "Peralatan produksi", "amount": tools},
            {"line": "BAHAN", "item": "Bahan baku", "amount": amount - tools},
        ],
    })
}

async fn take(
    scene: &Scene<'_>,
    tx: &Tx,
    aid: &Held<aid::Model>,
    case: &Case<'_>,
    act: Act,
    day: NaiveDate,
) -> Result<()> {
    let (admin, coordinator, reviewer) = (scene.admin(tx), scene.coordinator(tx), scene.reviewer(tx));
    let amount = case.scheme.row.amount;
    let said = |word: &str| Given { step: word.to_owned(), ..Given::default() };
    let sintetis = || Some("Sintetis".to_owned());
    match act {
        Act::Verify => step(&coordinator, aid, said("VERIFY")).await,
        Act::Approve => {
            let decree_number = Some(format!("SINTETIS/{}/{:02}", case.scheme.row.code, case.number));
            step(&reviewer, aid, Given { amount: Some(amount), decree_number, ..said("APPROVE") }).await
        }
        Act::Disburse => {
            let account_number = Some(format!("9000{:06}", case.number));
            let bank_code = Some("002".to_owned());
            let given = Given { on: Some(day), amount: Some(amount), bank_code, account_number, ..said("DISBURSE") };
            step(&admin, aid, given).await
        }
        Act::Receive => {
            let facts = json!({"kind": "BAST", "title": "Berita acara serah terima (sintetis)", "issuedOn": day});
            let document = record::<UnitDocumentInput>(&admin, &aid.unit, &facts).await?;
            let bast_id = Some(ids::text(Kind::UnitDocument, document.row.id));
            step(&admin, aid, Given { on: Some(day), bast_id, ..said("RECEIVE_GOODS") }).await
        }
        Act::Use => step(&admin, aid, said("USE")).await,
        Act::Return => {
            step(&reviewer, aid, Given { amount: Some(amount / 4), reason: sintetis(), ..said("RETURN") }).await
        }
        Act::Breach => step(&reviewer, aid, Given { reason: sintetis(), ..said("BREACH") }).await,
        Act::Account => lpj::hand_in(&admin, aid, amount, day).await,
        Act::Accept => lpj::accept(&reviewer, aid).await,
        Act::Monitor => monitor(&reviewer, aid, day).await,
    }
}

async fn step(tx: &Tx, aid: &Held<aid::Model>, given: Given) -> Result<()> {
    let id = ids::text(Kind::Aid, aid.row.id);
    aids::step(tx, &id, Expected::Any, given).await.map(drop)
}

/// A monitoring visit to whoever received the aid.
async fn monitor(tx: &Tx, aid: &Held<aid::Model>, day: NaiveDate) -> Result<()> {
    let enterprise = aid.row.enterprise_id.map(|id| ids::text(Kind::Enterprise, id));
    let facts = json!({
        "purpose": "Monitoring penggunaan bantuan (sintetis)", "plannedOn": day, "visitedOn": day,
        "enterpriseId": enterprise, "aidId": ids::text(Kind::Aid, aid.row.id),
        "checklist": [{"question": "Apakah alat ada di tempat usaha?", "answer": "Ya", "met": true}],
        "findings": "Alat dipakai kelompok (sintetis).", "recommendation": "Melengkapi bukti belanja (sintetis).",
        "onTarget": "TEPAT_SASARAN", "followUp": "Melengkapi bukti belanja", "followUpDueOn": day + Days::new(14),
        "latitude": -6.68, "longitude": 106.27,
    });
    record::<MonitoringVisitInput>(tx, &aid.unit, &facts).await.map(drop)
}
