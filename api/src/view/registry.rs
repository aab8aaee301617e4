//! BLKs, and what all units have in common.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::refs::OrganizationRef;
use crate::domain::{ids, registry};
use crate::vocab::UnitKind;

/// A BLK: a community vocational training centre.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Blk {
    /// Id.
    #[schema(value_type = String)]
    pub id: ID,
    /// Human code; accepted wherever the id is.
    #[schema(example = "BLKK-3602-001")]
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of `blkKinds`.
    pub kind: String,
    /// Code of `hostTypes`: what kind of institution runs it.
    pub host_type: String,
    /// Name of the institution that runs it.
    pub host_name: String,
    /// That institution, where it is recorded as an organization.
    pub host_organization_id: Option<OrganizationRef>,
    /// Kemendagri code of the region it lies in, down to the village where that is known.
    #[schema(example = "36.02")]
    pub region_code: String,
    /// IANA zone; its deadlines are reckoned in it.
    pub timezone: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Telephone, e-mail, web site and address of the institution.
    pub contact: Contact,
    /// Year it was built: its cohort.
    pub established_year: i32,
    /// Day the building was handed over.
    #[schema(format = Date)]
    pub handed_over_on: Option<String>,
    /// Day on which weaning falls due: two years after the handover.
    #[schema(format = Date)]
    pub weaning_due_on: Option<String>,
    /// First day of its duty to report.
    #[schema(format = Date)]
    pub enrolled_on: String,
    /// Codes of `vocations`.
    pub vocations: Vec<String>,
    /// Workstations of its workshop.
    pub workstations: Option<i32>,
    /// Code of `blkStatuses` that holds today.
    pub operation_status: Option<String>,
    /// Code of `supportStatuses` that holds today.
    pub support_status: Option<String>,
    /// Code of `incubatorStatuses` that holds today.
    pub incubator_status: Option<String>,
    /// Code of `blkDesignations` that holds today: UNGGULAN for a superior BLK.
    pub designation: Option<String>,
    /// True for demonstration data.
    pub synthetic: bool,
    /// When it was archived; null while it counts.
    pub archived_at: Option<DateTime<Utc>>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
}

impl From<registry::Blk> for Blk {
    fn from(row: registry::Blk) -> Self {
        let weaning_due_on = row.weaning_due_on();
        Self {
            id: registry::public_id(&row.unit).into(),
            vocations: row.vocations(),
            contact: Contact::from(&row.unit),
            code: row.unit.code,
            name: row.unit.name,
            kind: row.blk.kind,
            host_type: row.blk.host_type,
            host_name: row.blk.host_name,
            host_organization_id: row
                .blk
                .host_organization_id
                .map(|id| OrganizationRef::new(ids::text(ids::Kind::Organization, id))),
            region_code: row.unit.region_code,
            timezone: row.unit.timezone,
            latitude: row.blk.latitude,
            longitude: row.blk.longitude,
            established_year: row.blk.established_year,
            handed_over_on: row.blk.handed_over_on.map(|day| day.to_string()),
            weaning_due_on: weaning_due_on.map(|day| day.to_string()),
            enrolled_on: row.unit.enrolled_on.to_string(),
            workstations: row.blk.workstations,
            operation_status: row.statuses.operation,
            support_status: row.statuses.support,
            incubator_status: row.statuses.incubator,
            designation: row.statuses.designation,
            synthetic: row.unit.synthetic,
            archived_at: row.unit.archived_at,
            version: row.unit.version,
        }
    }
}

/// How an institution is reached. Never a person's own telephone or address.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Telephone, E.164.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Postal address.
    pub address: Option<String>,
}

impl From<&entity::unit::Model> for Contact {
    fn from(unit: &entity::unit::Model) -> Self {
        Self {
            phone: unit.phone.clone(),
            email: unit.email.clone(),
            website: unit.website.clone(),
            address: unit.address.clone(),
        }
    }
}

/// Whoever reports or owns records: a BLK, a kawasan, a programme site or an organization, in short.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Unit {
    /// Id.
    #[schema(value_type = String)]
    pub id: ID,
    /// Human code; accepted wherever the id is.
    pub code: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// Kemendagri code of the region it lies in.
    pub region_code: String,
    /// IANA zone; its deadlines are reckoned in it.
    pub timezone: String,
    /// First day of its duty to report.
    #[schema(format = Date)]
    pub enrolled_on: String,
    /// True for demonstration data.
    pub synthetic: bool,
    /// Version of this record.
    pub version: i32,
}

impl From<entity::unit::Model> for Unit {
    fn from(row: entity::unit::Model) -> Self {
        Self {
            id: registry::public_id(&row).into(),
            kind: row.kind.parse().unwrap_or(UnitKind::Organization),
            code: row.code,
            name: row.name,
            region_code: row.region_code,
            timezone: row.timezone,
            enrolled_on: row.enrolled_on.to_string(),
            synthetic: row.synthetic,
            version: row.version,
        }
    }
}

/// One stretch of a unit's dated status.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct StatusChange {
    /// OPERATION, SUPPORT or INCUBATOR.
    pub aspect: crate::vocab::StatusAspect,
    /// Code of `blkStatuses`, `supportStatuses` or `incubatorStatuses`.
    pub status: String,
    /// First day.
    #[schema(format = Date)]
    pub from_on: String,
    /// First day on which it no longer holds; null while it lasts.
    #[schema(format = Date)]
    pub to_on: Option<String>,
    /// Why it changed.
    pub reason: Option<String>,
}

impl TryFrom<entity::unit_status::Model> for StatusChange {
    type Error = crate::domain::Error;

    fn try_from(row: entity::unit_status::Model) -> Result<Self, Self::Error> {
        let to_on = row.to_on.map(|day| day.to_string());
        Ok(Self {
            aspect: row.aspect.parse()?,
            status: row.status,
            from_on: row.from_on.to_string(),
            to_on,
            reason: row.reason,
        })
    }
}

/// A new status of a BLK.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusChangeInput {
    /// Which status changes.
    pub aspect: crate::vocab::StatusAspect,
    /// Code of `blkStatuses`, `supportStatuses` or `incubatorStatuses`.
    #[schema(example = "ACTIVE")]
    pub status: String,
    /// First day of the new status; after the last change of this aspect, at most a year ahead.
    #[schema(value_type = String, format = Date)]
    pub from_on: chrono::NaiveDate,
    /// Why.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

impl From<StatusChangeInput> for registry::statuses::Change {
    fn from(input: StatusChangeInput) -> Self {
        Self { aspect: input.aspect, status: input.status, from_on: input.from_on, reason: input.reason }
    }
}

/// Gives a unit a new status.
pub async fn change_status(
    tx: &crate::domain::Tx,
    unit: &str,
    input: StatusChangeInput,
) -> crate::domain::Result<Unit> {
    let unit = registry::unit_by_ref(tx.conn()?, unit).await?;
    registry::set_status(tx, &unit, &input.into()).await.map(Unit::from)
}
