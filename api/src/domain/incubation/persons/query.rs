//! Reading persons: what the caller may see of them is decided here, before anything leaves the domain.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{account, mentor, person};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::nik;
use super::sealed::{self, Protected};
use super::sight::{self, Sight};
use crate::domain::ids::Kind;
use crate::domain::incubation::coached;
use crate::domain::page::{Page, PageRequest};
use crate::domain::record::Record;
use crate::domain::registry;
use crate::domain::registry::kept::{Filter, Held, ops};
use crate::domain::{Code, Ctx, Error, Lang, Result, Violation};
use crate::vocab::AccountStatus;

/// A person as far as the caller may see.
#[derive(Clone)]
pub struct Seen {
    /// The row, with the unit that recorded it.
    pub held: Held<person::Model>,
    /// How much is seen.
    pub sight: Sight,
    /// Protected facts; those that are not seen are taken out.
    pub plain: Protected,
    /// Whether the person's account was taken up.
    pub has_account: bool,
    /// Whether a stated purpose would show more.
    pub purpose_opens: bool,
    /// Today, for ages.
    pub today: NaiveDate,
    /// The caller's language.
    pub lang: Lang,
}

/// With what eyes persons are read.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Seen in any case: what a list shows was found visible already.
    pub least: Sight,
    /// Whether the caller stated a purpose.
    pub purpose: bool,
}

/// What lists and single reads show at least.
const READING: Look = Look { least: Sight::Named, purpose: false };

/// A page of persons, oldest first.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Seen>> {
    let Page { items, more } = ops::list::<person::Model>(ctx, filter, page).await?;
    let (cursors, rows): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    let shown = seen(ctx, ctx.db(), rows, READING).await?;
    Ok(Page { items: cursors.into_iter().zip(shown).collect(), more })
}

/// How many persons a filter finds.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    ops::count::<person::Model>(ctx, filter).await
}

/// Persons by their ids, as far as the caller may read them.
pub async fn by_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Seen>> {
    let rows = ops::by_ids::<person::Model>(ctx, ids).await?;
    seen(ctx, ctx.db(), rows, READING).await
}

/// One person by its public id. An administrator who states a purpose (code of `accessPurposes`) sees all of it, which
/// is written down before anything is shown.
pub async fn get(ctx: &Ctx, id: &str, purpose: Option<&str>) -> Result<Seen> {
    ctx.require_signed_in()?;
    let held = ops::get::<person::Model>(ctx, id).await?;
    let stated = purpose.filter(|_| sight::may_state_purpose(ctx));
    if let Some(code) = purpose {
        require_purpose(ctx, code)?;
    }
    if let Some(code) = stated {
        let tx = ctx.begin().await?;
        let why = json!({"purpose": {"to": code}}).to_string();
        tx.record(Record::audit_only("readPerson", (Kind::Person, held.row.id)).fields(&["purpose"]).detail(why))
            .await?;
        tx.commit().await?;
    }
    one(ctx, ctx.db(), held, Look { purpose: stated.is_some(), ..READING }).await
}

fn require_purpose(ctx: &Ctx, code: &str) -> Result<()> {
    if ctx.app.codes.has("accessPurposes", code, ctx.today()) {
        return Ok(());
    }
    let fault = Violation::new(Code::UnknownCode, "/purpose").with("set", "accessPurposes");
    Err(Error::listing(Code::Invalid, vec![fault]))
}

/// The person with a NIK, if the caller may see it; else there is none.
pub async fn find_by_nik(ctx: &Ctx, text: &str) -> Result<Seen> {
    ctx.require_signed_in()?;
    let nik = nik::parse(text).map_err(|reason| {
        Error::listing(Code::Invalid, vec![Violation::new(Code::NikInvalid, "/nik").with("reason", reason)])
    })?;
    // Whom the caller may not see takes the same steps as nobody.
    let id = with_nik(ctx, ctx.db(), nik.digits()).await?.map(|row| row.id).unwrap_or_default();
    by_ids(ctx, &[id]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// The row with a NIK, whoever may see it, archived or not.
pub(in crate::domain) async fn with_nik(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    nik: &str,
) -> Result<Option<person::Model>> {
    let hash = ctx.app.vault.blind_index("nik", nik);
    Ok(person::Entity::find().filter(person::Column::NikHash.eq(hash)).one(conn).await?)
}

/// The person that the caller's own account is bound to.
pub async fn own(ctx: &Ctx) -> Result<Seen> {
    ctx.require_signed_in()?;
    let row = coached::own_person(ctx.db(), ctx).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let unit = registry::unit_by_id(ctx.db(), row.unit_id).await?;
    one(ctx, ctx.db(), Held { row, unit }, READING).await
}

/// Rows as the caller sees them, in their order. Keys and accounts are one statement each, for all of them.
pub async fn seen(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: Vec<Held<person::Model>>,
    look: Look,
) -> Result<Vec<Seen>> {
    let sights = sight::of_rows(ctx, conn, &rows, look.purpose).await?;
    let gone = rows.iter().map(|held| held.row.erased_at.is_some());
    let sights = sights.into_iter().zip(gone);
    let sights: Vec<Sight> =
        sights.map(|(sight, gone)| if gone { Sight::Nothing } else { sight.max(look.least) }).collect();
    let open = rows.iter().zip(&sights).filter(|(_, sight)| **sight >= Sight::Contact);
    let open: Vec<&person::Model> = open.map(|(held, _)| &held.row).collect();
    let mut plain = sealed::open_all(ctx, conn, &open).await?;
    let accounts = taken_up(conn, &rows).await?;
    let purpose_opens = sight::may_state_purpose(ctx);
    let shown = rows.into_iter().zip(sights).map(|(held, sight)| Seen {
        plain: cut(plain.remove(&held.row.id).unwrap_or_default(), sight),
        has_account: held.row.account_id.is_some_and(|id| accounts.contains(&id)),
        purpose_opens: purpose_opens && sight < Sight::Full && held.row.erased_at.is_none(),
        today: ctx.today(),
        lang: ctx.lang,
        held,
        sight,
    });
    Ok(shown.collect())
}

async fn one(ctx: &Ctx, conn: &impl ConnectionTrait, held: Held<person::Model>, look: Look) -> Result<Seen> {
    seen(ctx, conn, vec![held], look).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// What is left of the protected facts.
fn cut(plain: Protected, sight: Sight) -> Protected {
    match sight {
        Sight::Full => plain,
        Sight::Contact => Protected { phone: plain.phone, ..Protected::default() },
        Sight::Named | Sight::Nothing => Protected::default(),
    }
}

/// Accounts of these persons whose one-time code was used: only those count as theirs.
async fn taken_up(conn: &impl ConnectionTrait, rows: &[Held<person::Model>]) -> Result<HashSet<Uuid>> {
    let wanted: Vec<Uuid> = rows.iter().filter_map(|held| held.row.account_id).collect();
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let found = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::Id.is_in(wanted))
        .filter(account::Column::Status.eq(AccountStatus::Active.as_str()));
    let found: Vec<Uuid> = found.into_tuple().all(conn).await?;
    Ok(found.into_iter().collect())
}

/// What rules and counters of other rooms need to know of a person; it is never shown.
#[derive(Clone, Debug)]
pub struct Known {
    /// Code of `sexes`.
    pub sex: Option<String>,
    /// Birth date.
    pub birth: Option<NaiveDate>,
    /// Whether a disability was declared.
    pub disabled: bool,
    /// Whether a guardian is on record.
    pub guarded: bool,
    /// When the person was erased.
    pub erased_at: Option<DateTime<Utc>>,
}

/// What is known of these persons, whoever asks.
pub async fn known(conn: &impl ConnectionTrait, ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, Known>> {
    let mut all = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        let rows = person::Entity::find().filter(person::Column::Id.is_in(chunk.iter().copied())).all(conn).await?;
        let open: Vec<&person::Model> = rows.iter().collect();
        let mut plain = sealed::open_all(ctx, conn, &open).await?;
        for row in rows {
            let plain = plain.remove(&row.id).unwrap_or_default();
            let (disabled, guarded) = (!plain.disability.is_empty(), plain.guardian.is_some());
            let known = Known { sex: row.sex, birth: plain.birth_date, disabled, guarded, erased_at: row.erased_at };
            all.insert(row.id, known);
        }
    }
    Ok(all)
}

/// What a consent asks of the age of persons: the birth date, and whether a guardian who consented is recorded. Nothing
/// is known of whom the key is gone.
pub(in crate::domain) async fn guarded(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: &[&person::Model],
) -> Result<HashMap<Uuid, (Option<NaiveDate>, bool)>> {
    let plain = sealed::open_all(ctx, conn, rows).await?.into_iter();
    let known =
        plain.map(|(id, plain)| (id, (plain.birth_date, plain.guardian.is_some_and(|guardian| guardian.consented))));
    Ok(known.collect())
}

/// Whether the person is a mentor who was selected and still serves.
pub(super) async fn is_selected_mentor(conn: &impl ConnectionTrait, person: Uuid) -> Result<bool> {
    let rows = mentor::Entity::find()
        .filter(mentor::Column::PersonId.eq(person))
        .filter(mentor::Column::ArchivedAt.is_null())
        .filter(mentor::Column::Status.is_in(["SELECTED", "IN_TRAINING", "TRAINED", "ASSIGNED"]));
    Ok(rows.count(conn).await? > 0)
}
