//! What is sent of a BLK, and what comes of it.

use async_graphql::InputObject;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Changes;
use super::kept::Stored;
use super::refs::OrganizationRef;
use super::registry::Blk;
use super::resource::{Resource, Root};
use super::units::UnitFacts;
use crate::domain::clock::{local_day, zone};
use crate::domain::ctx::Expected;
use crate::domain::registry::blks::{NewBlk, with_statuses};
use crate::domain::registry::parts::{self, Whole};
use crate::domain::registry::{self, statuses, units::NewUnit};
use crate::domain::{Result, Tx, Violation};
use crate::vocab::{StatusAspect, UnitKind};

/// A BLK. Its own people change contact, workstations and coordinates; everything else the forum and the ministry
/// change, or decide in a change request.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BlkInput {
    /// Human code, unique over all units.
    #[schema(example = "BLKK-3602-001", pattern = "^[A-Z0-9.-]{3,40}$")]
    pub code: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Code of `blkKinds`; KOMUNITAS unless given.
    #[schema(max_length = 60)]
    pub kind: Option<String>,
    /// Code of `hostTypes`.
    #[schema(max_length = 60)]
    pub host_type: String,
    /// Name of the institution that runs it.
    #[schema(min_length = 1, max_length = 200)]
    pub host_name: String,
    /// That institution, where it is recorded as an organization.
    pub host_organization_id: Option<OrganizationRef>,
    /// Dotted Kemendagri code, of a regency or below.
    #[schema(example = "36.02", max_length = 60)]
    pub region: String,
    /// Degrees north.
    #[schema(minimum = -11, maximum = 6.5)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[schema(minimum = 94.5, maximum = 141.5)]
    pub longitude: Option<f64>,
    /// Year it was built.
    #[schema(minimum = 2010, maximum = 2100)]
    pub established_year: i32,
    /// Day the building was handed over.
    #[schema(value_type = Option<String>, format = Date)]
    pub handed_over_on: Option<NaiveDate>,
    /// Codes of `vocations`.
    #[graphql(default)]
    #[serde(default)]
    #[schema(max_items = 23)]
    pub vocations: Vec<String>,
    /// Workstations of its workshop.
    #[schema(minimum = 0, maximum = 10000)]
    pub workstations: Option<i32>,
    /// Telephone of the institution, E.164.
    #[schema(pattern = "^\\+[1-9][0-9]{6,14}$")]
    pub phone: Option<String>,
    /// E-mail of the institution.
    #[schema(format = Email, max_length = 200)]
    pub email: Option<String>,
    /// Web site.
    #[schema(pattern = "^https?://", max_length = 300)]
    pub website: Option<String>,
    /// Postal address of the institution.
    #[schema(max_length = 500)]
    pub address: Option<String>,
    /// First day of its duty to report; its first statuses hold from here.
    #[schema(value_type = String, format = Date)]
    pub enrolled_on: NaiveDate,
    /// Code of `blkStatuses`; OPERATIONAL for a new BLK unless given.
    #[schema(max_length = 60)]
    pub operation_status: Option<String>,
    /// Code of `supportStatuses`.
    #[schema(max_length = 60)]
    pub support_status: Option<String>,
    /// Code of `incubatorStatuses`.
    #[schema(max_length = 60)]
    pub incubator_status: Option<String>,
    /// Code of `blkDesignations`.
    #[schema(max_length = 60)]
    pub designation: Option<String>,
}

/// The changes to a BLK.
pub type BlkChanges = Changes<BlkInput>;

impl BlkInput {
    fn statuses(&self) -> [(StatusAspect, Option<String>); 4] {
        [
            (StatusAspect::Operation, self.operation_status.clone()),
            (StatusAspect::Support, self.support_status.clone()),
            (StatusAspect::Incubator, self.incubator_status.clone()),
            (StatusAspect::Designation, self.designation.clone()),
        ]
    }
}

impl UnitFacts for BlkInput {
    type Part = entity::blk::Model;

    fn of(whole: &Whole<Self::Part>) -> Result<Self> {
        let (unit, part) = (whole.unit.clone(), whole.part.clone());
        Ok(Self {
            code: unit.code,
            name: unit.name,
            kind: Some(part.kind),
            host_type: part.host_type,
            host_name: part.host_name,
            host_organization_id: Stored::show(part.host_organization_id)?,
            region: unit.region_code,
            latitude: part.latitude,
            longitude: part.longitude,
            established_year: part.established_year,
            handed_over_on: part.handed_over_on,
            vocations: Stored::show(part.vocations)?,
            workstations: part.workstations,
            phone: unit.phone,
            email: unit.email,
            website: unit.website,
            address: unit.address,
            enrolled_on: unit.enrolled_on,
            operation_status: None,
            support_status: None,
            incubator_status: None,
            designation: None,
        })
    }

    async fn draft(self, tx: &Tx, faults: &mut Vec<Violation>) -> Result<(NewUnit, Self::Part)> {
        let part = entity::blk::Model {
            unit_id: Uuid::nil(),
            kind: self.kind.unwrap_or_else(|| "KOMUNITAS".to_owned()),
            host_type: self.host_type,
            host_name: self.host_name,
            established_year: self.established_year,
            handed_over_on: self.handed_over_on,
            vocations: serde_json::to_string(&self.vocations)?,
            host_organization_id: self.host_organization_id.store(tx, "host_organization_id", faults).await?,
            workstations: self.workstations,
            latitude: self.latitude,
            longitude: self.longitude,
        };
        let unit = NewUnit {
            kind: UnitKind::Blk,
            code: self.code,
            name: self.name,
            region: self.region,
            regions: Vec::new(),
            enrolled_on: self.enrolled_on,
            phone: self.phone,
            email: self.email,
            website: self.website,
            address: self.address,
            synthetic: false,
        };
        Ok((unit, part))
    }
}

/// Changes a BLK. A new region or status holds from `from`, or from today.
pub async fn change(
    tx: &Tx,
    id: &str,
    expected: Expected,
    changes: Changes<BlkInput>,
    from: Option<NaiveDate>,
) -> Result<Blk> {
    let old = parts::for_change::<entity::blk::Model>(tx, id, expected).await?;
    let input = changes.applied_to(&BlkInput::of(&old)?)?;
    let statuses = input.statuses();
    let asked: Vec<&str> = ["operationStatus", "supportStatus", "incubatorStatus", "designation"]
        .into_iter()
        .zip(&statuses)
        .filter_map(|(field, (_, status))| status.is_some().then_some(field))
        .collect();
    parts::guard::<entity::blk::Model>(tx, &old.unit, &asked)?;
    let mut faults = Vec::new();
    let (unit, part) = input.draft(tx, &mut faults).await?;
    let mut whole = parts::change(tx, old, unit, part, faults, from).await?;
    let from_on = from.unwrap_or_else(|| local_day(tx.now(), zone(&whole.unit.timezone)));
    for (aspect, status) in statuses {
        if let Some(status) = status {
            let change = statuses::Change { aspect, status, from_on, reason: None };
            whole.unit = registry::set_status(tx, &whole.unit, &change).await?;
        }
    }
    with_statuses(tx, whole).await.map(Blk::from)
}

impl Resource for Blk {
    type Input = BlkInput;
    const NAME: &'static str = "Blk";
    const PLURAL: &'static str = "blks";

    fn version(&self) -> i32 {
        self.version
    }

    async fn change(tx: &Tx, id: &str, expected: Expected, changes: BlkChanges) -> Result<Self> {
        change(tx, id, expected, changes, None).await
    }

    async fn archive(tx: &Tx, id: &str, expected: Expected) -> Result<Self> {
        let whole = parts::archive::<entity::blk::Model>(tx, id, expected).await?;
        with_statuses(tx, whole).await.map(Blk::from)
    }
}

impl Root for Blk {
    async fn create(tx: &Tx, input: BlkInput) -> Result<Self> {
        let statuses = input.statuses();
        let mut faults = Vec::new();
        let (unit, part) = input.draft(tx, &mut faults).await?;
        let [operation_status, support_status, incubator_status, designation] = statuses.map(|(_, status)| status);
        let new = NewBlk {
            unit,
            part,
            operation_status: operation_status.unwrap_or_else(|| "OPERATIONAL".to_owned()),
            support_status,
            incubator_status,
            designation,
        };
        registry::create_blk(tx, new, faults).await.map(Blk::from)
    }
}
