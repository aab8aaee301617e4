//! A look at a graduate of a training 6 and 12 months on (tracer; B01 to B04).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alumni_trace")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Owning unit.
    pub unit_id: Uuid,
    /// The trainee.
    pub trainee_id: Uuid,
    /// The package.
    pub package_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// Months since graduation.
    pub months: i32,
    /// Day on which it falls due.
    pub due_on: Option<Date>,
    /// Code of `traceOutcomes`; null while nobody looked.
    pub status: Option<String>,
    /// Day it was looked at.
    pub traced_on: Option<Date>,
    /// Code of `employmentRelations`.
    pub relation: Option<String>,
    /// Code of `sectors`.
    pub sector: Option<String>,
    /// Remark.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// When it was archived; none while it counts.
    pub archived_at: Option<DateTimeUtc>,
    /// Version of this record, for If-Match.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// Last change.
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
