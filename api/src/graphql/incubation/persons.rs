//! Persons: read as far as the caller may see, recorded, changed, invited.

use std::any::Any;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object, Result};
use futures_util::future::BoxFuture;

use crate::domain::ids::{self, Kind};
use crate::graphql::connection::{List, Window, connection};
use crate::graphql::kept::{self, Fetch, RecordFilter, Wanted};
use crate::graphql::loaders::caller;
use crate::graphql::mutation::{held, write};
use crate::graphql::query::absent;
use crate::graphql::reports::wants_total;
use crate::graphql::resource;
use crate::view::Changes;
use crate::view::incubation::persons::{
    self, BindPersonInput, Person, PersonInput, PersonInvitation, PersonInvitationInput,
};
use crate::view::registry::Unit;

/// A person by its public id, batched; null where the caller may not see it.
pub fn person<'a>(ctx: &'a Context<'_>, id: Option<&'a str>) -> BoxFuture<'a, Result<Option<Person>>> {
    Box::pin(async move {
        let Some(id) = id.and_then(|id| ids::expect(Kind::Person, id).ok()) else {
            return Ok(None);
        };
        let rows: Fetch = |ctx, ids| {
            Box::pin(async move {
                let found = persons::by_ids(&ctx, &ids).await?;
                let shown = found.into_iter().map(|(id, person)| (id, Arc::new(person) as Arc<dyn Any + Send + Sync>));
                Ok(shown.collect())
            })
        };
        kept::fetch(ctx, Wanted::new("Person", id, rows)).await
    })
}

fn list<'a>(ctx: &'a Context<'_>, filter: Option<RecordFilter>, window: Window) -> BoxFuture<'a, Result<List<Person>>> {
    Box::pin(async move {
        let (caller, asked, request) = (caller(ctx)?, filter.unwrap_or_default(), window.page()?);
        let filter = asked.named(caller).await?;
        let count = crate::domain::incubation::persons::count;
        let total = if wants_total(ctx) { Some(count(caller, &filter).await?) } else { None };
        let page = persons::list(caller, &filter, &request).await?;
        Ok(connection(page, &request, total))
    })
}

fn create<'a>(
    ctx: &'a Context<'_>,
    unit: String,
    input: PersonInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<Person>> {
    Box::pin(async move {
        let content = (unit.clone(), input.clone());
        let work = |tx| async move { persons::create(&tx, &unit, held(&input)?).await };
        write(ctx, "createPerson", validate_only, content, work).await
    })
}

fn invite<'a>(
    ctx: &'a Context<'_>,
    id: String,
    input: PersonInvitationInput,
    validate_only: bool,
) -> BoxFuture<'a, Result<PersonInvitation>> {
    Box::pin(async move {
        let content = (id.clone(), input.clone());
        let work = |tx| async move { persons::invite(&tx, &id, held(&input)?).await };
        write(ctx, "invitePerson", validate_only, content, work).await
    })
}

fn bind<'a>(ctx: &'a Context<'_>, code: String, validate_only: bool) -> BoxFuture<'a, Result<Person>> {
    Box::pin(async move {
        let input = BindPersonInput { code };
        let content = input.clone();
        let work = |tx| async move { persons::bind(&tx, &held(&input)?.code, None).await };
        write(ctx, "bindPerson", validate_only, content, work).await
    })
}

#[ComplexObject]
impl Person {
    /// The unit that recorded the person first.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        kept::unit(ctx, self.unit_id.as_ref().map(|id| id.0.as_str())).await
    }
}

/// Reading persons.
#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// A person by its id.
    async fn person(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Code of `accessPurposes`: an administrator sees personal data only with one; it is logged.")]
        purpose: Option<String>,
    ) -> Result<Option<Person>> {
        match purpose {
            Some(purpose) => absent(persons::get(caller(ctx)?, id.as_str(), Some(purpose.as_str())).await),
            None => person(ctx, Some(id.as_str())).await,
        }
    }

    /// Persons whom you may see, oldest first.
    #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
    async fn persons(
        &self,
        ctx: &Context<'_>,
        filter: Option<RecordFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Person>> {
        list(ctx, filter, Window { first, after, last, before }).await
    }

    /// Your own person: the record that your account is bound to.
    async fn my_person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        absent(persons::own(caller(ctx)?).await)
    }
}

/// Writing persons.
#[derive(Default)]
pub struct PersonMutation;

#[Object]
impl PersonMutation {
    /// The person with a NIK, if you may see it. It changes nothing; it is a mutation because those are never sent by
    /// GET, and a NIK must not stand in an address. Send it in a variable.
    async fn find_person(&self, ctx: &Context<'_>, nik: String) -> Result<Option<Person>> {
        absent(persons::find(caller(ctx)?, &nik).await)
    }

    /// Records a person; with a NIK and birth date that are recorded, the answer is that record.
    async fn create_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or code of the unit.")] unit: String,
        input: PersonInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Person> {
        create(ctx, unit, input, validate_only).await
    }

    /// Changes it; absent is unchanged, null is taken away.
    async fn update_person(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        changes: Changes<PersonInput>,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Person> {
        resource::update::<Person>(ctx, id.0, expected_version, changes, validate_only).await
    }

    /// Takes it out of all lists; it is still found by its id.
    async fn archive_person(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "Version that was read.")] expected_version: i32,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Person> {
        resource::archive::<Person>(ctx, id.0, expected_version, validate_only).await
    }

    /// Invites a person: an account with a role on the unit that keeps the person, and a one-time code. Where the
    /// address has an account already, the code binds that one (`bindPerson`); you are not told.
    async fn invite_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] id: ID,
        input: PersonInvitationInput,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<PersonInvitation> {
        invite(ctx, id.0, input, validate_only).await
    }

    /// Binds your account to the person recorded of you, with the one-time code of the invitation; you get its role.
    async fn bind_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code; dashes and case do not matter. Send it in a variable.")] code: String,
        #[graphql(default, desc = "Check only.")] validate_only: bool,
    ) -> Result<Person> {
        bind(ctx, code, validate_only).await
    }
}
