//! The steps of aid: who takes them, what must be said, what they leave.

use chrono::{Days, NaiveDate};
use entity::aid::Model;
use entity::{aid_scheme, unit_document};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::aids;
use super::status::{self, Step};
use crate::domain::access::{self, Action, Place};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::duplicates;
use crate::domain::incubation::workflow::{self, Workflow};
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::Role;

/// What a caller says of a step. It holds an account number and is never printed: it has no `Debug`.
#[derive(Clone, Default)]
pub struct Given {
    /// Word of the step.
    pub step: String,
    /// Day it was done; today unless given.
    pub on: Option<NaiveDate>,
    /// What is approved, paid out or returned.
    pub amount: Option<i64>,
    pub decree_number: Option<String>,
    pub bank_code: Option<String>,
    pub account_number: Option<String>,
    /// Id of the handover minutes.
    pub bast_id: Option<String>,
    pub reason: Option<String>,
}

impl Given {
    /// The fields by their public names, and whether they say something.
    fn said(&self) -> [(&'static str, bool); 7] {
        let says = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        [
            ("on", self.on.is_some()),
            ("amount", self.amount.is_some()),
            ("decreeNumber", says(&self.decree_number)),
            ("bankCode", says(&self.bank_code)),
            ("accountNumber", says(&self.account_number)),
            ("bastId", says(&self.bast_id)),
            ("reason", says(&self.reason)),
        ]
    }
}

/// Fields by their public names.
type Fields = &'static [&'static str];

/// The fields that a step takes, and those of them that it needs.
fn fields(step: Step) -> (Fields, Fields) {
    match step {
        Step::Approve => (&["on", "amount", "decreeNumber", "reason"], &["amount", "decreeNumber"]),
        Step::Disburse => (&["on", "amount", "bankCode", "accountNumber", "reason"], &["on", "amount"]),
        Step::ReceiveGoods => (&["on", "bastId", "reason"], &["on", "bastId"]),
        Step::Return => (&["on", "amount", "reason"], &["amount"]),
        Step::Breach => (&["on", "reason"], &["reason"]),
        Step::Reject => (&["reason"], &["reason"]),
        _ => (&["on", "reason"], &[]),
    }
}

/// Takes a step with aid.
pub async fn step(tx: &Tx, id: &str, expected: Expected, given: Given) -> Result<Held<Model>> {
    super::locked(tx, ids::expect(Kind::Aid, id)?).await?;
    let word = ("/step", given.step.as_str());
    let (old, step) = workflow::begin_by_word::<Model>(tx, id, expected, word, Model::STEPS).await?;
    let today = super::today(tx, &old.unit);
    let mut faults = check(&old.row, step, &given, today);
    let bast = match given.bast_id.as_deref().filter(|_| step == Step::ReceiveGoods) {
        Some(id) => bast(tx, &old.row, id, &mut faults).await?,
        None => None,
    };
    if !faults.is_empty() {
        return Err(Error::listing(Code::Invalid, faults));
    }
    let mut row = old.row.clone();
    row.status = status::step(&row.status, step)?.to_owned();
    apply(tx, &mut row, step, given, today).await?;
    row.bast_id = bast.or(row.bast_id);
    row.advance(tx);
    let (action, event) = step.names();
    let held = ops::put(tx, old, row, action, event).await?;
    if step == Step::Verify {
        // Who joined the enterprise since the proposal is looked at as well: a new case stops the approval.
        aids::after(tx, &held).await?;
    }
    Ok(held)
}

impl Workflow for Model {
    type Step = Step;
    const STEPS: &'static [Step] = &Step::TAKEN;

    fn state(&self) -> &str {
        &self.status
    }

    fn word(step: Step) -> &'static str {
        step.word()
    }

    fn roles(step: Step) -> &'static [Role] {
        step.roles()
    }

    /// Who verified does not approve, and only who approves calls off what was approved.
    async fn forbid<C: ConnectionTrait>(conn: &C, ctx: &Ctx, held: &Held<Self>, step: Step) -> Result<()> {
        if step == Step::Reject && held.row.status == status::APPROVED {
            return access::require(ctx, Action::ReviewAid, Some(&Place::from(&held.unit)));
        }
        if step == Step::Approve
            && let Some(refused) = super::same_person(conn, ctx, (Kind::Aid, held.row.id), "verifyAid").await?
        {
            return Err(refused);
        }
        Ok(())
    }

    /// What the table of states says, that goods are received once, and that nobody receives the same aid twice.
    async fn hinder<C: ConnectionTrait>(conn: &C, ctx: &Ctx, held: &Held<Self>, step: Step) -> Result<()> {
        status::step(&held.row.status, step)?;
        if let Some(received_on) = held.row.goods_received_on.filter(|_| step == Step::ReceiveGoods) {
            return Err(Error::new(Code::IllegalState).with("goodsReceivedOn", received_on.to_string()));
        }
        if !matches!(step, Step::Verify | Step::Approve) {
            return Ok(());
        }
        if undecided(conn, ctx, held).await? {
            return Err(Error::new(Code::DuplicateOpen));
        }
        if duplicates::is_duplicate(conn, &ids::text(Kind::Aid, held.row.id)).await? {
            return Err(Error::new(Code::IllegalState).saying(
                "Diputuskan ganda dengan bantuan lain; bantuan ini hanya dapat ditolak.",
                "Decided to duplicate other aid; this can only be rejected.",
            ));
        }
        Ok(())
    }
}

/// Whether somebody has yet to decide if a person of the aid is there twice.
async fn undecided(conn: &impl ConnectionTrait, ctx: &Ctx, held: &Held<Model>) -> Result<bool> {
    let reached = aids::reached(conn, &held.row, super::today(ctx, &held.unit)).await?;
    Ok(!duplicates::open_of(conn, &reached).await?.is_empty())
}

/// What is wrong with what was sent.
fn check(row: &Model, step: Step, given: &Given, today: NaiveDate) -> Vec<Violation> {
    let (takes, needs) = fields(step);
    let paid = step == Step::Disburse && given.amount.is_some_and(|amount| amount > 0);
    let needed = |name: &str| needs.contains(&name) || paid && ["bankCode", "accountNumber"].contains(&name);
    let mut faults = Vec::new();
    for (name, said) in given.said() {
        let code = match (takes.contains(&name), said) {
            (false, true) => Code::UnknownField,
            (true, false) if name == "reason" && needed(name) => Code::ReasonRequired,
            (true, false) if needed(name) => Code::FieldRequired,
            _ => continue,
        };
        faults.push(Violation::new(code, format!("/{name}")));
    }
    let first = row.status_on.unwrap_or(today);
    if takes.contains(&"on") && given.on.is_some_and(|on| !(first..=today).contains(&on)) {
        let fault = Violation::new(Code::FieldRange, "/on");
        faults.push(fault.with("min", first.to_string()).with("max", today.to_string()));
    }
    faults.extend(amount(row, step, given.amount.filter(|_| takes.contains(&"amount"))));
    faults
}

/// An amount is at most what was asked for, approved or paid out before. It is 0 only where that was nothing: aid in
/// kind or in services.
fn amount(row: &Model, step: Step, given: Option<i64>) -> Option<Violation> {
    let most = match step {
        Step::Approve => row.amount_requested,
        Step::Disburse => row.amount_approved.unwrap_or_default(),
        _ => row.disbursed_amount.unwrap_or_default(),
    };
    let least = i64::from(most > 0);
    let wrong = given.is_some_and(|amount| !(least..=most).contains(&amount));
    wrong.then(|| Violation::new(Code::FieldRange, "/amount").with("min", least).with("max", most))
}

/// The handover minutes, a document of the unit's register.
async fn bast(tx: &Tx, row: &Model, id: &str, faults: &mut Vec<Violation>) -> Result<Option<Uuid>> {
    let id = ids::expect(Kind::UnitDocument, id).unwrap_or_default();
    let found = unit_document::Entity::find_by_id(id)
        .filter(unit_document::Column::UnitId.eq(row.unit_id))
        .filter(unit_document::Column::Kind.eq("BAST"))
        .filter(unit_document::Column::ArchivedAt.is_null())
        .one(tx.conn()?)
        .await?;
    if found.is_none() {
        faults.push(Violation::new(Code::UnknownCode, "/bastId").with("kind", Kind::UnitDocument.name()));
    }
    Ok(found.map(|document| document.id))
}

/// What a step leaves in the row besides its state.
async fn apply(tx: &Tx, row: &mut Model, step: Step, given: Given, today: NaiveDate) -> Result<()> {
    let on = given.on.unwrap_or(today);
    row.status_note = given.reason;
    if step != Step::Reject {
        row.status_on = Some(on);
    }
    match step {
        Step::Approve => {
            row.amount_approved = given.amount;
            row.decree_number = given.decree_number;
        }
        Step::Disburse => {
            row.disbursed_on = Some(on);
            row.disbursed_amount = given.amount;
            row.bank_code = given.bank_code;
            row.bank_account_enc = given.account_number.map(|number| sealed(tx, row.id, &number)).transpose()?;
            row.lpj_due_on = lpj_due_on(tx, row.scheme_id, on).await?;
        }
        Step::ReceiveGoods => row.goods_received_on = Some(on),
        Step::Return => row.returned_amount = given.amount,
        // It leaves the lists and the quota; the reason stays with it.
        Step::Reject => row.archived_at = Some(tx.now()),
        _ => {}
    }
    Ok(())
}

/// The account number as it is kept: nobody reads it but who pays.
fn sealed(tx: &Tx, aid: Uuid, number: &str) -> Result<String> {
    tx.app.vault.seal(&format!("aid|bank_account_enc|{aid}"), number.as_bytes())
}

/// Day by which the account of what was paid out on a day is due.
async fn lpj_due_on(tx: &Tx, scheme: Uuid, paid_on: NaiveDate) -> Result<Option<NaiveDate>> {
    let scheme = aid_scheme::Entity::find_by_id(scheme).one(tx.conn()?).await?;
    let (execution, lpj) = scheme.map(|scheme| (scheme.execution_days, scheme.lpj_days)).unwrap_or_default();
    Ok(paid_on.checked_add_days(Days::new(status::account_days(execution, lpj))))
}

/// Moves aid as its account moved; `returned` is what an accepted account gave back.
pub(super) async fn follow(
    tx: &Tx,
    old: Held<Model>,
    step: Step,
    note: Option<String>,
    returned: Option<i64>,
) -> Result<()> {
    let mut row = old.row.clone();
    row.status = status::step(&row.status, step)?.to_owned();
    row.status_on = Some(super::today(tx, &old.unit));
    row.status_note = note;
    row.returned_amount = returned.or(row.returned_amount);
    row.advance(tx);
    let (action, event) = step.names();
    ops::put(tx, old, row, action, event).await?;
    Ok(())
}
