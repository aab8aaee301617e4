//! Everything that is recorded of the caller's own person, in one document. That it was read is written down.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{
    aid, alumni_trace, comment, enterprise, incubatee, job_seeker, lpj, membership, mentor, mentor_assignment,
    mentoring_visit, outcome, person, placement, progress, session, thread, trainee,
};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::own_person;
use super::requests::{self, Asked};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons::{self, Look, Seen, Sight};
use crate::domain::page::{MAX_LIMIT, Page, PageRequest};
use crate::domain::partners::consents;
use crate::domain::people::query;
use crate::domain::record::Record;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::registry::unit_by_id;
use crate::domain::{ActorKind, Code, Ctx, Error, Result};
use crate::view::people::Me;

/// What is recorded of the caller. Lists are cut at one page; each says whether more follows.
pub struct Own {
    pub at: DateTime<Utc>,
    pub account: Me,
    /// All of the person, protected facts in the clear; none where the account is bound to nobody.
    pub person: Option<Seen>,
    pub memberships: Page<Held<membership::Model>>,
    pub enterprises: Page<Held<enterprise::Model>>,
    pub incubatees: Page<Held<incubatee::Model>>,
    pub months: Page<Held<progress::Model>>,
    pub visits: Page<Held<mentoring_visit::Model>>,
    pub aids: Page<Held<aid::Model>>,
    pub lpjs: Page<Held<lpj::Model>>,
    pub mentors: Page<Held<mentor::Model>>,
    pub assignments: Page<Held<mentor_assignment::Model>>,
    pub trainings: Page<Held<trainee::Model>>,
    pub traces: Page<Held<alumni_trace::Model>>,
    pub job_seeking: Page<Held<job_seeker::Model>>,
    pub placements: Page<Held<placement::Model>>,
    pub consents: Page<consents::Known>,
    pub outcomes: Page<Held<outcome::Model>>,
    pub requests: Page<Asked>,
    /// Threads that the account began, and its comments: the newest first, at most a page.
    pub threads: Vec<thread::Model>,
    pub comments: Vec<comment::Model>,
    /// Sign-ins of the account, the newest first, at most a page.
    pub sign_ins: Vec<session::Model>,
}

/// Reads all of it.
pub async fn read(ctx: &Ctx) -> Result<Own> {
    ctx.require_signed_in()?;
    let account = ctx.actor.id.filter(|_| ctx.actor.kind == ActorKind::Person).ok_or_else(|| {
        Error::new(Code::Denied).saying("Hanya orang yang mempunyai data pribadi.", "Only people have personal data.")
    })?;
    let person = own_person(ctx.db(), ctx).await?;
    note(ctx, account, person.as_ref()).await?;
    let id = person.as_ref().map(|person| person.id).unwrap_or_default();
    let page = PageRequest::new(Some(MAX_LIMIT), None)?;
    let memberships = of_person::<membership::Model>(ctx, id, &page).await?;
    let joined: BTreeSet<Uuid> = memberships.items.iter().map(|(_, held)| held.row.enterprise_id).collect();
    let there = Around { person: id, enterprises: joined.into_iter().collect() };
    let mentors = of_person::<mentor::Model>(ctx, id, &page).await?;
    let own_mentors: Vec<Uuid> = mentors.items.iter().map(|(_, held)| held.row.id).collect();
    let assigned = Condition::all().add(Expr::col("mentor_id").is_in(own_mentors));
    let of_it = requests::Filter { person: Some(ids::text(Kind::Person, id)), ..requests::Filter::default() };
    let given = consents::Filter { person: Some(ids::text(Kind::Person, id)), ..consents::Filter::default() };
    Ok(Own {
        at: ctx.now(),
        account: query::me(ctx).await?,
        person: in_the_clear(ctx, person).await?,
        enterprises: ops::page_of(ctx, there.themselves(), &page).await?,
        incubatees: ops::page_of(ctx, there.coached::<incubatee::Model>(ctx)?, &page).await?,
        months: ops::page_of(ctx, there.coached::<progress::Model>(ctx)?, &page).await?,
        visits: ops::page_of(ctx, there.coached::<mentoring_visit::Model>(ctx)?, &page).await?,
        aids: ops::page_of(ctx, there.or_coached::<aid::Model>(ctx)?, &page).await?,
        lpjs: ops::page_of(ctx, there.or_coached::<lpj::Model>(ctx)?, &page).await?,
        assignments: ops::page_of(ctx, assigned, &page).await?,
        trainings: of_person::<trainee::Model>(ctx, id, &page).await?,
        traces: of_person::<alumni_trace::Model>(ctx, id, &page).await?,
        job_seeking: of_person::<job_seeker::Model>(ctx, id, &page).await?,
        placements: of_person::<placement::Model>(ctx, id, &page).await?,
        outcomes: of_person::<outcome::Model>(ctx, id, &page).await?,
        consents: consents::list(ctx, &given, &page).await?,
        requests: requests::list(ctx, &of_it, &page).await?,
        threads: threads(ctx, account).await?,
        comments: comments(ctx, account).await?,
        sign_ins: sign_ins(ctx, account).await?,
        memberships,
        mentors,
    })
}

/// That it was read stands in the audit log before anything is shown.
async fn note(ctx: &Ctx, account: Uuid, person: Option<&person::Model>) -> Result<()> {
    let object = person.map_or((Kind::User, account), |person| (Kind::Person, person.id));
    let tx = ctx.begin().await?;
    tx.record(Record::audit_only("readOwnData", object)).await?;
    tx.commit().await
}

/// The person with all protected facts: it is the caller itself.
async fn in_the_clear(ctx: &Ctx, person: Option<person::Model>) -> Result<Option<Seen>> {
    let Some(row) = person else { return Ok(None) };
    let unit = unit_by_id(ctx.db(), row.unit_id).await?;
    let look = Look { least: Sight::Full, purpose: false };
    Ok(persons::seen(ctx, ctx.db(), vec![Held { row, unit }], look).await?.pop())
}

/// Records that name the person, archived ones too.
async fn of_person<K: Kept>(ctx: &Ctx, person: Uuid, page: &PageRequest) -> Result<Page<Held<K>>> {
    ops::page_of(ctx, Condition::all().add(Expr::col("person_id").eq(person)), page).await
}

/// The person and the enterprises that it is or was a member of.
struct Around {
    person: Uuid,
    enterprises: Vec<Uuid>,
}

impl Around {
    fn themselves(&self) -> Condition {
        Condition::all().add(Expr::col("id").is_in(self.enterprises.iter().copied()))
    }

    /// Records about these enterprises, as far as the person sees them today.
    fn coached<K: Kept>(&self, ctx: &Ctx) -> Result<Condition> {
        Ok(Condition::all()
            .add(ops::visible::<K>(ctx)?)
            .add(Expr::col("enterprise_id").is_in(self.enterprises.iter().copied()))
            .add(Expr::col("archived_at").is_null()))
    }

    /// The same, with what names the person itself.
    fn or_coached<K: Kept>(&self, ctx: &Ctx) -> Result<Condition> {
        let own = Expr::col("person_id").eq(self.person);
        Ok(Condition::all().add(Condition::any().add(own).add(self.coached::<K>(ctx)?)))
    }
}

async fn threads(ctx: &Ctx, account: Uuid) -> Result<Vec<thread::Model>> {
    use thread::{Column as C, Entity};
    let rows = Entity::find().filter(C::CreatedBy.eq(account)).order_by_desc(C::Id).limit(MAX_LIMIT);
    Ok(rows.all(ctx.db()).await?)
}

async fn comments(ctx: &Ctx, account: Uuid) -> Result<Vec<comment::Model>> {
    use comment::{Column as C, Entity};
    let said = Entity::find().filter(C::AuthorId.eq(account)).filter(C::DeletedAt.is_null());
    Ok(said.order_by_desc(C::Id).limit(MAX_LIMIT).all(ctx.db()).await?)
}

async fn sign_ins(ctx: &Ctx, account: Uuid) -> Result<Vec<session::Model>> {
    use session::{Column as C, Entity};
    let rows = Entity::find().filter(C::AccountId.eq(account)).order_by_desc(C::Id).limit(MAX_LIMIT);
    Ok(rows.all(ctx.db()).await?)
}
