//! BLKs, kawasans and organizations.

use async_graphql::{ID, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::registry;

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
    /// Kemendagri code of the region it lies in.
    #[schema(example = "36.02")]
    pub region_code: String,
    /// IANA zone; its deadlines are reckoned in it.
    pub timezone: String,
    /// Year it was built.
    pub established_year: i32,
    /// Day the building was handed over; weaning falls due two years later.
    #[schema(format = Date)]
    pub handed_over_on: Option<String>,
    /// First day of its duty to report.
    #[schema(format = Date)]
    pub enrolled_on: String,
    /// Codes of `vocations`.
    pub vocations: Vec<String>,
    /// Code of `blkStatuses` that holds today.
    pub operation_status: Option<String>,
    /// Code of `supportStatuses` that holds today.
    pub support_status: Option<String>,
    /// Code of `incubatorStatuses` that holds today.
    pub incubator_status: Option<String>,
    /// True for demonstration data.
    pub synthetic: bool,
    /// Version of this record.
    pub version: i32,
}

impl From<registry::Blk> for Blk {
    fn from(row: registry::Blk) -> Self {
        Self {
            id: registry::public_id(&row.unit).into(),
            vocations: row.vocations(),
            code: row.unit.code,
            name: row.unit.name,
            kind: row.blk.kind,
            host_type: row.blk.host_type,
            host_name: row.blk.host_name,
            region_code: row.unit.region_code,
            timezone: row.unit.timezone,
            established_year: row.blk.established_year,
            handed_over_on: row.blk.handed_over_on.map(|day| day.to_string()),
            enrolled_on: row.unit.enrolled_on.to_string(),
            operation_status: row.statuses.operation,
            support_status: row.statuses.support,
            incubator_status: row.statuses.incubator,
            synthetic: row.unit.synthetic,
            version: row.unit.version,
        }
    }
}

/// A kawasan, a programme site or an organization.
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
