//! Who is told of which event: one table. Nobody is told of what it did itself.

use std::collections::{BTreeSet, HashMap};

use entity::{change_request, obligation, person, report, report_template, unit};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Notice, offers, outcomes, people, sharing, subjects, talks};
use crate::domain::clock::{local_day, zone};
use crate::domain::events::feed::Change;
use crate::domain::ids::Kind;
use crate::domain::people::actor;
use crate::domain::registry::unit_by_id;
use crate::domain::{ActorKind, Code, Ctx, Result};
use crate::vocab::Role;

/// Notices of one kind about one record, for some accounts.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub kind: &'static str,
    pub to: Vec<Uuid>,
    pub subject: (Kind, Uuid),
    pub unit: Option<Uuid>,
    pub params: Value,
}

/// What is looked up once for a run of events.
pub(super) struct Lookup<'a> {
    pub ctx: &'a Ctx,
    units: HashMap<Uuid, Option<unit::Model>>,
    people: HashMap<(Uuid, &'static str), Vec<Uuid>>,
    actors: HashMap<Uuid, Option<Ctx>>,
}

impl<'a> Lookup<'a> {
    pub fn new(ctx: &'a Ctx) -> Self {
        Self { ctx, units: HashMap::new(), people: HashMap::new(), actors: HashMap::new() }
    }

    /// A unit; none where there is none.
    pub async fn unit(&mut self, id: Uuid) -> Result<Option<unit::Model>> {
        if let Some(known) = self.units.get(&id) {
            return Ok(known.clone());
        }
        let found = match unit_by_id(self.ctx.db(), id).await {
            Ok(unit) => Some(unit),
            Err(missing) if missing.code() == Code::NotFound => None,
            Err(failed) => return Err(failed),
        };
        self.units.insert(id, found.clone());
        Ok(found)
    }

    /// Head and operators of a BLK; of another unit those who see to it.
    pub async fn keepers(&mut self, id: Uuid) -> Result<Vec<Uuid>> {
        if let Some(known) = self.people.get(&(id, "keepers")) {
            return Ok(known.clone());
        }
        let unit = self.unit(id).await?;
        let found = people::keepers(self.ctx, self.ctx.db(), unit.as_slice()).await?;
        Ok(self.kept((id, "keepers"), found.into_values().flatten().collect()))
    }

    /// Accounts that hold one of the roles on a unit; `name` stands for the roles.
    pub async fn holders(&mut self, id: Uuid, name: &'static str, roles: &[Role]) -> Result<Vec<Uuid>> {
        if let Some(known) = self.people.get(&(id, name)) {
            return Ok(known.clone());
        }
        let found = people::at_units(self.ctx, self.ctx.db(), &[id], roles).await?;
        Ok(self.kept((id, name), found.into_values().flatten().collect()))
    }

    /// Accounts that hold one of the roles on the nation; `name` stands for the roles.
    pub async fn nationwide(&mut self, name: &'static str, roles: &[Role]) -> Result<Vec<Uuid>> {
        if let Some(known) = self.people.get(&(Uuid::nil(), name)) {
            return Ok(known.clone());
        }
        let found = people::nationwide(self.ctx, self.ctx.db(), roles).await?;
        Ok(self.kept((Uuid::nil(), name), found))
    }

    /// The account that a person is bound to.
    pub async fn account(&self, person: Uuid) -> Result<Option<Uuid>> {
        Ok(person::Entity::find_by_id(person).one(self.ctx.db()).await?.and_then(|row| row.account_id))
    }

    fn kept(&mut self, key: (Uuid, &'static str), found: Vec<Uuid>) -> Vec<Uuid> {
        self.people.insert(key, found.clone());
        found
    }

    /// The context of an account with the roles that it holds now; none where it may not sign in.
    pub async fn actor(&mut self, account: Uuid) -> Result<Option<Ctx>> {
        if let Some(known) = self.actors.get(&account) {
            return Ok(known.clone());
        }
        let found = actor::ctx_of(self.ctx, ActorKind::Person, account).await?;
        self.actors.insert(account, found.clone());
        Ok(found)
    }
}

/// The notices that these events bring.
pub async fn of(ctx: &Ctx, changes: &[Change]) -> Result<Vec<Notice<'static>>> {
    let mut lookup = Lookup::new(ctx);
    let mut notices = Vec::new();
    for change in changes {
        let Some(id) = change.object() else { continue };
        for told in told(&mut lookup, change, id).await? {
            let to: BTreeSet<Uuid> = told.to.iter().copied().filter(|to| Some(*to) != change.actor_id).collect();
            notices.extend(to.into_iter().map(|account| Notice {
                account,
                kind: told.kind,
                subject: told.subject,
                unit: told.unit,
                params: told.params.clone(),
            }));
        }
    }
    Ok(notices)
}

/// The table: which event tells whom of what.
async fn told(lookup: &mut Lookup<'_>, change: &Change, id: Uuid) -> Result<Vec<Told>> {
    let (record, event) = change.r#type.split_once('.').unwrap_or_default();
    match (record, event) {
        ("comment", "created") => talks::commented(lookup, id).await,
        ("comment", "updated") => talks::reworded(lookup, id).await,
        ("thread", "resolved") => talks::resolved(lookup, id).await,
        ("report", "submitted") => reported(lookup, id, "REPORT_SUBMITTED", event).await,
        ("report", "verified" | "approved" | "rejected" | "locked") => {
            reported(lookup, id, "REPORT_DECIDED", event).await
        }
        ("report", "revision_requested") => reported(lookup, id, "REVISION_REQUESTED", event).await,
        ("obligation", "extended" | "waived") => owed(lookup, id, event).await,
        ("changeRequest", "approved" | "rejected") => changed(lookup, id, event).await,
        ("consent", step) => sharing::consented(lookup, id, step).await,
        ("dataRequest", step) => subjects::asked(lookup, id, step).await,
        (_, "updated" | "archived") => Ok(Vec::new()),
        ("request", step) => offers::requested(lookup, change, id, step).await,
        ("commitment", step) => offers::offered(lookup, change, id, step).await,
        ("outcome", step) => outcomes::reported(lookup, id, step).await,
        _ => Ok(Vec::new()),
    }
}

async fn code_of(ctx: &Ctx, template: Uuid) -> Result<String> {
    let found = report_template::Entity::find_by_id(template).one(ctx.db()).await?;
    Ok(found.map(|template| template.code).unwrap_or_default())
}

/// A submission is told to the coordinators of the region, a decision to the unit's own people.
async fn reported(lookup: &mut Lookup<'_>, id: Uuid, kind: &'static str, event: &str) -> Result<Vec<Told>> {
    let Some(row) = report::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let to = match (kind, lookup.unit(row.unit_id).await?) {
        ("REPORT_SUBMITTED", Some(unit)) => {
            let all = people::coordinators(lookup.ctx, lookup.ctx.db(), std::slice::from_ref(&unit)).await?;
            people::coordinating(&all, &unit)
        }
        _ => lookup.keepers(row.unit_id).await?,
    };
    let template = code_of(lookup.ctx, row.template_id).await?;
    let params = json!({"template": template, "period": row.occurrence, "decision": event});
    Ok(vec![Told { kind, to, subject: (Kind::Report, id), unit: Some(row.unit_id), params }])
}

async fn owed(lookup: &mut Lookup<'_>, id: Uuid, event: &str) -> Result<Vec<Told>> {
    let Some(row) = obligation::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let Some(unit) = lookup.unit(row.unit_id).await? else {
        return Ok(Vec::new());
    };
    let template = code_of(lookup.ctx, row.template_id).await?;
    let due = local_day(row.due_at, zone(&unit.timezone)).to_string();
    let params = json!({"template": template, "period": row.occurrence, "step": event, "due": due});
    let to = lookup.keepers(unit.id).await?;
    Ok(vec![Told { kind: "OBLIGATION_CHANGED", to, subject: (Kind::Obligation, id), unit: Some(unit.id), params }])
}

/// The heads of the BLK, and who asked.
async fn changed(lookup: &mut Lookup<'_>, id: Uuid, event: &str) -> Result<Vec<Told>> {
    let Some(row) = change_request::Entity::find_by_id(id).one(lookup.ctx.db()).await? else {
        return Ok(Vec::new());
    };
    let mut to = lookup.holders(row.unit_id, "heads", &[Role::BlkHead]).await?;
    to.push(row.requested_by);
    let (subject, unit) = ((Kind::ChangeRequest, id), Some(row.unit_id));
    Ok(vec![Told { kind: "CHANGE_REQUEST", to, subject, unit, params: json!({"step": event}) }])
}
