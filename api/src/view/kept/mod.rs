//! Records that the registry keeps about its units: their fields, said once for both faces.

mod aid;
mod blk;
mod enterprises;
mod incubatees;
mod interaction;
mod kawasan;
mod mentors;
mod monitoring;
mod of_unit;
mod partners;
mod parts;
mod people;
mod placements;
mod programme;
mod progress;
mod selection;
mod stored;
mod training;

pub use aid::*;
pub use blk::*;
pub use enterprises::*;
pub use incubatees::*;
pub use interaction::*;
pub use kawasan::*;
pub use mentors::*;
pub use monitoring::*;
pub use of_unit::OfUnit;
pub use partners::*;
pub use parts::*;
pub use people::*;
pub use placements::*;
pub use programme::*;
pub use progress::*;
pub use selection::*;
pub use stored::*;
pub use training::*;

use std::future::Future;

use async_graphql::{ID, InputObject, InputType, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::refs;
use super::resource::Resource;
use super::{Changes, Rupiah};
use crate::domain::ctx::Expected;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::{Result, Tx, Violation, ids, registry};

/// The fields of a record that a caller sends.
pub trait Facts: Serialize + DeserializeOwned + ToSchema + InputType + Clone + Send + Sync + 'static {
    type Row: Kept;

    /// The fields of a stored record.
    fn of(row: &Self::Row) -> Result<Self>;

    /// The row that they make; what names nothing is added to the faults.
    fn draft(self, tx: &Tx, faults: &mut Vec<Violation>) -> impl Future<Output = Result<Self::Row>> + Send;
}

/// A record as callers see it.
pub trait Recorded: Resource<Input: Facts> {
    fn of(held: Held<Row<Self>>) -> Result<Self>;

    fn id(&self) -> String;
}

/// The stored row of a record.
pub type Row<R> = <<R as Resource>::Input as Facts>::Row;

/// Records something about a unit.
pub async fn create<R: Recorded>(tx: &Tx, unit: &str, input: R::Input) -> Result<R> {
    let unit = ops::owner::<Row<R>>(tx, unit).await?;
    let mut faults = Vec::new();
    let draft = input.draft(tx, &mut faults).await?;
    R::of(ops::create(tx, unit, draft, faults).await?)
}

/// Records something about a record that exists.
pub async fn create_below<R: Recorded>(tx: &Tx, parent: &str, input: R::Input) -> Result<R> {
    let parent = ops::parent::<Row<R>>(tx, parent).await?;
    let mut faults = Vec::new();
    let draft = input.draft(tx, &mut faults).await?;
    R::of(ops::create_below(tx, parent, draft, faults).await?)
}

/// Declares a record and its input. `[default]` marks fields that may be left out; `fixed` ones cannot be sent;
/// `hidden` columns are not shown. `as` is its name in the OpenAPI document, where it cannot have its own.
macro_rules! kept_record {
    (
        $(#[$doc:meta])*
        $name:ident($input:ident) $(as $schema:ident)? of $table:ident, $plural:literal {
            $($(#[$attr:meta])* $([$mark:ident])? $field:ident: $ty:ty,)*
        }
        $(fixed { $($(#[$fixed_attr:meta])* $fixed:ident: $fixed_ty:ty,)* })?
        $(hidden { $($hidden:ident,)* })?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        $(#[schema(as = $schema)])?
        #[graphql(complex)]
        pub struct $name {
            /// Id.
            #[schema(value_type = String)]
            pub id: ID,
            /// Id of the unit that it belongs to.
            #[schema(value_type = String)]
            pub unit_id: ID,
            /// Code of that unit.
            pub unit_code: String,
            $($(#[$attr])* pub $field: $ty,)*
            $($($(#[$fixed_attr])* pub $fixed: $fixed_ty,)*)?
            /// When it was archived; null while it counts.
            pub archived_at: Option<DateTime<Utc>>,
            /// Version of this record, for If-Match and `expectedVersion`.
            pub version: i32,
            /// When it was recorded.
            pub created_at: DateTime<Utc>,
            /// When it last changed.
            pub updated_at: DateTime<Utc>,
        }

        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $input {
            $($(#[$attr])* $(#[graphql($mark)] #[serde($mark)])? pub $field: $ty,)*
        }

        impl Facts for $input {
            type Row = entity::$table::Model;

            fn of(row: &Self::Row) -> Result<Self> {
                Ok(Self { $($field: Stored::show(row.$field.clone())?,)* })
            }

            async fn draft(self, tx: &Tx, faults: &mut Vec<Violation>) -> Result<Self::Row> {
                Ok(entity::$table::Model {
                    id: Uuid::nil(),
                    unit_id: Uuid::nil(),
                    $($field: Stored::store(self.$field, tx, stringify!($field), faults).await?,)*
                    $($($fixed: Default::default(),)*)?
                    $($($hidden: Default::default(),)*)?
                    archived_at: None,
                    version: 1,
                    created_at: tx.now(),
                    updated_at: tx.now(),
                })
            }
        }

        impl Resource for $name {
            type Input = $input;
            const NAME: &'static str = stringify!($name);
            const PLURAL: &'static str = $plural;

            fn version(&self) -> i32 {
                self.version
            }

            async fn change(tx: &Tx, id: &str, expected: Expected, changes: Changes<$input>) -> Result<Self> {
                let old = ops::for_change::<entity::$table::Model>(tx, id, expected).await?;
                let mut faults = Vec::new();
                let draft = changes.applied_to(&<$input as Facts>::of(&old.row)?)?.draft(tx, &mut faults).await?;
                Self::of(ops::change(tx, old, draft, faults).await?)
            }

            async fn archive(tx: &Tx, id: &str, expected: Expected) -> Result<Self> {
                Self::of(ops::archive(tx, id, expected).await?)
            }
        }

        impl Recorded for $name {
            fn of(held: Held<entity::$table::Model>) -> Result<Self> {
                let (row, unit) = (held.row, held.unit);
                Ok(Self {
                    id: ids::text(<entity::$table::Model as Kept>::KIND, row.id).into(),
                    unit_id: registry::public_id(&unit).into(),
                    unit_code: unit.code,
                    $($field: Stored::show(row.$field)?,)*
                    $($($fixed: Stored::show(row.$fixed)?,)*)?
                    archived_at: row.archived_at,
                    version: row.version,
                    created_at: row.created_at,
                    updated_at: row.updated_at,
                })
            }

            fn id(&self) -> String {
                self.id.0.clone()
            }
        }
    };
}
use kept_record;
