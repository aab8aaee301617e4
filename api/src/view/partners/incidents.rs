//! Incidents as those see them who handle them.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::page::{Page, PageRequest};
use crate::domain::partners::incidents::{self, Affected, Known};
use crate::domain::registry::public_id;
use crate::domain::{Ctx, Result, Tx};
use crate::view::Changes;
use crate::view::incubation::workflow::StepAction;
use crate::vocab::IncidentState;

/// What is said of an incident.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "title": "Kredensial klien bank bocor", "what": "Rahasia klien tersimpan di repositori publik; klien dicabut.",
    "partner": "ORG-BANK-DEMO", "beganAt": "2026-11-03T00:00:00Z", "endedAt": "2026-11-04T09:00:00Z",
    "discoveredAt": "2026-11-04T08:00:00Z"
}))]
pub struct IncidentInput {
    /// In a few words. No personal data.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What happened, to what kinds of data, and what is done about it. No personal data.
    #[schema(min_length = 1, max_length = 10000)]
    pub what: String,
    /// Id or code of the organization through which it happened.
    #[schema(min_length = 1, max_length = 60)]
    pub partner: Option<String>,
    /// Id of the machine client through which it happened. Without `partner` and `client` it concerns all deliveries of
    /// that time.
    #[schema(min_length = 1, max_length = 60)]
    pub client: Option<String>,
    /// From when data lay open.
    pub began_at: DateTime<Utc>,
    /// Until when; leave it out while it goes on.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was found out: the 72 hours run from here.
    pub discovered_at: DateTime<Utc>,
}

impl IncidentInput {
    /// What was said of a stored incident.
    fn of(known: &Known) -> Self {
        let row = &known.row;
        Self {
            title: row.title.clone(),
            what: row.what.clone(),
            partner: row.partner_id.map(|id| ids::text(Kind::Organization, id)),
            client: row.client_id.map(|id| ids::text(Kind::Client, id)),
            began_at: row.began_at,
            ended_at: row.ended_at,
            discovered_at: row.discovered_at,
        }
    }
}

/// Who was told, and when; at least one of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct IncidentNotificationInput {
    /// When the authority was told.
    pub agency_notified_at: Option<DateTime<Utc>>,
    /// When the data subjects were told.
    pub subjects_notified_at: Option<DateTime<Utc>>,
}

/// What came of an incident.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncidentOutcomeInput {
    /// What was found and done. No personal data.
    #[schema(min_length = 1, max_length = 10000)]
    pub outcome: String,
}

/// A failure to protect personal data (UU 27/2022, article 46). Authority and data subjects are to be told within 72
/// hours; docs/privacy.md has the letter.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Incident {
    /// Id.
    #[schema(value_type = String, example = "icd_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// In a few words.
    pub title: String,
    /// What happened, to what kinds of data, and what is done about it.
    pub what: String,
    /// Where it stands.
    pub state: IncidentState,
    /// Id of the organization through which it happened.
    #[schema(value_type = Option<String>)]
    pub partner_id: Option<ID>,
    /// Name of that organization.
    pub partner_name: Option<String>,
    /// Id of the machine client through which it happened.
    #[schema(value_type = Option<String>)]
    pub client_id: Option<ID>,
    /// Name of that client.
    pub client_name: Option<String>,
    /// From when data lay open.
    pub began_at: DateTime<Utc>,
    /// Until when; null while it goes on.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was found out.
    pub discovered_at: DateTime<Utc>,
    /// Until when authority and data subjects must be told.
    pub due_at: DateTime<Utc>,
    /// Whether that time is over and not both were told.
    pub overdue: bool,
    /// The authority that is to be told (setting `authority`).
    pub agency: String,
    /// When it was told.
    pub agency_notified_at: Option<DateTime<Utc>>,
    /// When the data subjects were told.
    pub subjects_notified_at: Option<DateTime<Utc>>,
    /// People whose data were in what was delivered between `beganAt` and `endedAt`; `/subjects` names them.
    pub subjects: i64,
    /// What came of it.
    pub outcome: Option<String>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who reported it.
    pub reported_by: String,
    /// What you may do with it now.
    pub allowed_actions: Vec<StepAction>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Incident {
    /// An incident as the caller sees it.
    pub fn of(ctx: &Ctx, known: Known) -> Result<Self> {
        let possible = incidents::possible(ctx, &known.row);
        let Known { row, partner, client, subjects } = known;
        let state: IncidentState = row.state.parse()?;
        Ok(Self {
            id: ids::text(Kind::Incident, row.id).into(),
            title: row.title,
            what: row.what,
            state,
            partner_id: partner.as_ref().map(|unit| public_id(unit).into()),
            partner_name: partner.map(|unit| unit.name),
            client_id: client.as_ref().map(|client| ids::text(Kind::Client, client.id).into()),
            client_name: client.map(|client| client.name),
            began_at: row.began_at,
            ended_at: row.ended_at,
            discovered_at: row.discovered_at,
            due_at: row.due_at,
            overdue: state == IncidentState::Open && row.due_at <= ctx.now(),
            agency: ctx.app.settings.authority.clone(),
            agency_notified_at: row.agency_notified_at,
            subjects_notified_at: row.subjects_notified_at,
            subjects,
            outcome: row.outcome,
            closed_at: row.closed_at,
            reported_by: ids::text(Kind::User, row.reported_by),
            allowed_actions: StepAction::all(possible, ctx.lang),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Somebody whom an incident concerns.
#[derive(Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct IncidentSubject {
    /// Id of the person.
    #[schema(value_type = String)]
    pub person_id: ID,
    /// Name of the person.
    pub name: String,
    /// Code of the unit that recorded the person.
    pub unit_code: String,
    /// Deliveries in which the person was.
    pub deliveries: i64,
    /// The first of them.
    pub first_at: DateTime<Utc>,
    /// The last of them.
    pub last_at: DateTime<Utc>,
}

impl From<Affected> for IncidentSubject {
    fn from(affected: Affected) -> Self {
        Self {
            person_id: ids::text(Kind::Person, affected.person.id).into(),
            name: affected.person.name,
            unit_code: affected.unit.code,
            deliveries: affected.deliveries,
            first_at: affected.first_at,
            last_at: affected.last_at,
        }
    }
}

/// A page of incidents.
pub async fn list(ctx: &Ctx, state: Option<IncidentState>, page: &PageRequest) -> Result<Page<Incident>> {
    incidents::list(ctx, state, page).await?.try_map(|known| Incident::of(ctx, known))
}

/// One incident.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Incident> {
    Incident::of(ctx, incidents::get(ctx, id).await?)
}

/// A page of those whom it concerns.
pub async fn subjects(ctx: &Ctx, id: &str, page: &PageRequest) -> Result<Page<IncidentSubject>> {
    Ok(incidents::subjects(ctx, id, page).await?.map(IncidentSubject::from))
}

/// Registers one.
pub async fn report(tx: &Tx, input: IncidentInput) -> Result<Incident> {
    Incident::of(tx, incidents::report(tx, input).await?)
}

/// Changes what is said of one.
pub async fn change(tx: &Tx, id: &str, expected: Expected, changes: Changes<IncidentInput>) -> Result<Incident> {
    let old = incidents::for_change(tx, id, expected).await?;
    let said = changes.applied_to(&IncidentInput::of(&old))?;
    Incident::of(tx, incidents::change(tx, old.row, said).await?)
}

/// Writes down who was told.
pub async fn notify(tx: &Tx, id: &str, expected: Expected, input: IncidentNotificationInput) -> Result<Incident> {
    let told = incidents::notify(tx, id, expected, input.agency_notified_at, input.subjects_notified_at).await?;
    Incident::of(tx, told)
}

/// Closes one.
pub async fn close(tx: &Tx, id: &str, expected: Expected, input: IncidentOutcomeInput) -> Result<Incident> {
    Incident::of(tx, incidents::close(tx, id, expected, input.outcome).await?)
}
