//! Who belongs to an enterprise, from when to when, in which office (domain.md trap 1).

use chrono::NaiveDate;
use entity::{enterprise, membership, person};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{duplicates, enterprises, numbers, progress};
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::{Held, Link, kept};
use crate::domain::text::Text;
use crate::domain::{Code, Result, Tx, Violation};
use crate::vocab::UnitKind;

/// Office of a member who holds no other.
pub const MEMBER: &str = "ANGGOTA";
/// Offices that one person of an enterprise holds at a time.
const SINGLE: [&str; 3] = ["KETUA", "SEKRETARIS", "BENDAHARA"];

kept! {
    membership: Membership,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: None,
    class: Some("office"),
    ends: Some("left_on"),
    alone: ["enterprise_id", "person_id"],
    refs: [("enterprise_id", Kind::Enterprise), ("person_id", Kind::Person)],
    span: Some(("joined_on", "left_on")),
    fixed: [enterprise_id],
    hangs: enterprise_id of enterprise,
    also: [(Link::Enterprise, "enterprise_id")],
    prepare: prepare,
    after: after,
    check(it, checks) {
        checks.code("office", "membershipRoles", &it.office);
        checks.past("joinedOn", Some(it.joined_on));
        checks.order(("joinedOn", Some(it.joined_on)), ("leftOn", it.left_on));
        if it.leave_reason.is_some() && it.left_on.is_none() {
            checks.fault(Code::FieldRequired, "leftOn");
        }
    }
}

kept! {
    certification: Certification,
    owners: [UnitKind::Blk, UnitKind::Kawasan, UnitKind::Site],
    keepers: KeepCoaching,
    readers: Coached,
    title: Some("number"),
    class: Some("kind"),
    ends: Some("valid_until"),
    alone: [],
    refs: [("enterprise_id", Kind::Enterprise), ("document_id", Kind::UnitDocument)],
    span: None,
    fixed: [enterprise_id],
    hangs: enterprise_id of enterprise,
    also: [(Link::Enterprise, "enterprise_id")],
    mentored: true,
    check(it, checks) {
        checks.code("kind", "certifications", &it.kind);
        checks.past("issuedOn", it.issued_on);
        checks.order(("issuedOn", it.issued_on), ("validUntil", it.valid_until));
        numbers::certificate(&it.kind, &it.number, checks);
    }
}

/// Rules over the other members. Enterprise and person are held until the write ends: two who are recorded at the same
/// moment see each other.
async fn prepare(
    tx: &Tx,
    draft: &mut membership::Model,
    old: Option<&membership::Model>,
    faults: &mut Vec<Violation>,
) -> Result<()> {
    let enterprise = enterprise::Entity::find_by_id(draft.enterprise_id).lock_exclusive().one(tx.conn()?).await?;
    let (Some(enterprise), false) = (enterprise, draft.person_id.is_nil()) else {
        return Ok(());
    };
    person::Entity::find_by_id(draft.person_id).lock_exclusive().one(tx.conn()?).await?;
    if old.is_some_and(|old| old.person_id != draft.person_id) {
        faults.push(said(
            Code::FieldRange,
            "/personId",
            "Orangnya tetap; akhiri keanggotaan ini dan catat yang baru.",
            "The person stays; end this membership and record another.",
        ));
    }
    let others = beside(tx, draft).await?;
    if enterprises::is_sole(&enterprise) && !others.is_empty() {
        faults.push(said(
            Code::Overlap,
            "/personId",
            "Usaha perorangan mempunyai satu orang pada satu waktu.",
            "The business of one person has one member at a time.",
        ));
    }
    if SINGLE.contains(&draft.office.as_str()) && others.iter().any(|other| other.office == draft.office) {
        faults.push(said(
            Code::Overlap,
            "/office",
            "Jabatan ini dipegang anggota lain pada hari-hari itu.",
            "Another member holds this office on those days.",
        ));
    }
    Ok(())
}

fn said(code: Code, path: &str, id: &str, en: &str) -> Violation {
    Violation::new(code, path).saying(Text::new(id, en))
}

/// Other people of the enterprise on some of the same days.
async fn beside(tx: &Tx, draft: &membership::Model) -> Result<Vec<membership::Model>> {
    let others = membership::Entity::find()
        .filter(membership::Column::EnterpriseId.eq(draft.enterprise_id))
        .filter(membership::Column::PersonId.ne(draft.person_id))
        .filter(membership::Column::Id.ne(draft.id))
        .filter(within(draft.joined_on, draft.left_on));
    Ok(others.all(tx.conn()?).await?)
}

/// Memberships that count on some day from the first until the second, which is not included.
pub fn within(from: NaiveDate, to: Option<NaiveDate>) -> Condition {
    let still = Condition::any().add(membership::Column::LeftOn.is_null()).add(membership::Column::LeftOn.gt(from));
    let held = Condition::all().add(membership::Column::ArchivedAt.is_null()).add(still);
    match to {
        Some(to) => held.add(membership::Column::JoinedOn.lt(to)),
        None => held,
    }
}

/// A person in two groups at a time is looked into, and the months count their members anew.
async fn after(tx: &Tx, held: &Held<membership::Model>) -> Result<()> {
    let row = &held.row;
    if row.archived_at.is_none() {
        for other in groups_beside(tx, row).await? {
            let pair = [other, row.enterprise_id].map(|id| ids::text(Kind::Enterprise, id));
            let [first, second] = &pair;
            duplicates::raise(tx, &held.unit, duplicates::ACTIVE_GROUPS, row.person_id, first, second, None).await?;
        }
    }
    // A change may have moved the first day: only a new membership leaves earlier months as they are.
    let from = (row.version == 1).then_some(row.joined_on);
    progress::counts::refresh(tx, row.enterprise_id, from).await
}

/// Other groups that the person is in on some of the same days, if this enterprise is a group.
async fn groups_beside(tx: &Tx, row: &membership::Model) -> Result<Vec<Uuid>> {
    let elsewhere = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(row.person_id))
        .filter(membership::Column::EnterpriseId.ne(row.enterprise_id))
        .filter(within(row.joined_on, row.left_on));
    let mut ids: Vec<Uuid> = elsewhere.all(tx.conn()?).await?.into_iter().map(|other| other.enterprise_id).collect();
    if ids.is_empty() {
        return Ok(ids);
    }
    ids.push(row.enterprise_id);
    let groups = enterprise::Entity::find()
        .filter(enterprise::Column::Id.is_in(ids))
        .filter(enterprise::Column::ArchivedAt.is_null())
        .order_by_asc(enterprise::Column::Id);
    let groups: Vec<Uuid> =
        groups.all(tx.conn()?).await?.iter().filter(|row| !enterprises::is_sole(row)).map(|row| row.id).collect();
    if !groups.contains(&row.enterprise_id) {
        return Ok(Vec::new());
    }
    Ok(groups.into_iter().filter(|id| *id != row.enterprise_id).collect())
}
