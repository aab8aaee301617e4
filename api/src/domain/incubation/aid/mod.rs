//! Aid (bantuan pemerintah): schemes, aid from its proposal to its accepted account, the account itself (LPJ). See
//! domain.md rows 54, 65 and 66, sections 2.3 and 5.2.

mod account;
mod aids;
mod fit;
mod lpj;
mod lpj_steps;
mod print;
mod scheme;
mod status;
mod steps;

use chrono::NaiveDate;
use entity::{audit, unit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::domain::clock::{local_day, zone};
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Link, kept};
use crate::domain::{Code, Ctx, Error, Result, Tx};
use crate::vocab::UnitKind;

pub use lpj::{decide, submit};
pub use print::page;
pub use status::{Step, late_days};
pub use steps::{Given, step};

kept! {
    aid_scheme: AidScheme,
    owners: [UnitKind::Organization],
    keepers: ManageAid,
    readers: Public,
    title: Some("name"),
    class: Some("kind"),
    ends: Some("proposals_until"),
    alone: [],
    refs: [("regulation_id", Kind::Regulation)],
    span: None,
    fixed: [],
    prepare: scheme::prepare,
    check(it, checks) {
        checks.code("kind", "aidKinds", &it.kind);
        checks.code("beneficiary", "aidBeneficiaryKinds", &it.beneficiary);
        checks.code_if("fundingSource", "fundingSources", it.funding_source.as_deref());
        checks.codes_of("split", "line", "budgetLines", &it.split);
    }
}

kept! {
    aid: Aid,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepAid,
    readers: Coached,
    title: Some("title"),
    class: Some("status"),
    ends: Some("lpj_due_on"),
    alone: [],
    refs: [
        ("bast_id", Kind::UnitDocument),
        ("scheme_id", Kind::AidScheme),
        ("enterprise_id", Kind::Enterprise),
        ("person_id", Kind::Person)
    ],
    span: None,
    fixed: [
        status, status_on, members, amount_approved, decree_number, disbursed_on, disbursed_amount, bank_code,
        goods_received_on, bast_id, lpj_due_on, returned_amount, status_note, bank_account_enc
    ],
    also: [(Link::Enterprise, "enterprise_id"), (Link::Person, "person_id")],
    prepare: aids::prepare,
    after: aids::after,
    // What was verified is what is decided on.
    settled(it) { it.status != status::PROPOSED }
    check(it, checks) {
        checks.codes_of("plan", "line", "budgetLines", &it.plan);
    }
}

kept! {
    lpj: Lpj,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepAid,
    readers: Coached,
    title: None,
    class: Some("state"),
    ends: None,
    alone: [],
    refs: [("aid_id", Kind::Aid), ("enterprise_id", Kind::Enterprise), ("person_id", Kind::Person)],
    span: None,
    fixed: [aid_id, enterprise_id, person_id, number, state, submitted_on, on_time, sha256, decision_note],
    hangs: aid_id of aid,
    also: [(Link::Enterprise, "enterprise_id"), (Link::Person, "person_id")],
    inherits: [enterprise_id, person_id],
    mentored: true,
    prepare: lpj::prepare,
    settled(it) { it.state != lpj::DRAFT }
    check(it, checks) {
        checks.codes_of("sections", "code", "lpjSections", &it.sections);
        checks.codes_of("lines", "line", "budgetLines", &it.lines);
        checks.codes_of("evidence", "kind", "documentKinds", &it.evidence);
    }
}

/// The aid, held until the write ends: what is done with it and with its accounts is done one after the other.
async fn locked(tx: &Tx, id: Uuid) -> Result<entity::aid::Model> {
    let found = entity::aid::Entity::find_by_id(id).lock_exclusive().one(tx.conn()?).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// The day it is where the unit lies: deadlines are reckoned there.
fn today(ctx: &Ctx, unit: &unit::Model) -> NaiveDate {
    local_day(ctx.now(), zone(&unit.timezone))
}

/// Refuses whoever did an earlier act on the record: two persons look at public money.
async fn same_person(
    conn: &impl ConnectionTrait,
    ctx: &Ctx,
    record: (Kind, Uuid),
    action: &str,
) -> Result<Option<Error>> {
    let last = audit::Entity::find()
        .filter(audit::Column::ObjectId.eq(ids::text(record.0, record.1)))
        .filter(audit::Column::Action.eq(action))
        .order_by_desc(audit::Column::Id)
        .one(conn)
        .await?;
    let same = last.and_then(|row| row.actor_id).is_some_and(|actor| ctx.actor.id == Some(actor));
    Ok(same.then(|| Error::new(Code::SamePerson)))
}
