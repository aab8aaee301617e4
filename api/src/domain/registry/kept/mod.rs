//! What the registry keeps about its units: products, duties, appointments, programmes and their like. They differ in
//! their fields and rules; what is done with them is the same and stands in [`ops`].

mod blk;
mod checks;
mod kawasan;
pub mod ops;
mod people;
mod programme;
mod selection;

use std::future::Future;

use chrono::{DateTime, Utc};
use sea_orm::{Condition, ConnectionTrait, EntityTrait, IdenStatic, Iterable, ModelTrait};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::{Result, Tx};
use crate::vocab::UnitKind;

pub use checks::Checks;
pub use ops::{Filter, Held};

/// What every kept record has.
#[derive(Clone, Debug)]
pub struct Envelope {
    pub id: Uuid,
    pub unit_id: Uuid,
    pub archived_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Envelope {
    /// That of the next version.
    fn next(self, tx: &Tx) -> Self {
        Self { version: self.version + 1, updated_at: tx.now(), ..self }
    }
}

/// Who may read a kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Anyone.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever sees the reports of the unit, and its own people.
    Scoped,
}

/// A kind of record that the registry keeps about its units: its table and its rules.
pub trait Kept: Clone + Send + Sync + 'static {
    const KIND: Kind;
    /// The type's name: `create<NAME>`, `<name>.created`.
    const NAME: &'static str;
    /// Kinds of units that may have it.
    const OWNERS: &'static [UnitKind];
    /// The right to keep it.
    const KEEPERS: Action;
    const READERS: Readers;
    /// Column that `q` searches.
    const TITLE: Option<&'static str>;
    /// Column that `kind` filters.
    const CLASS: Option<&'static str>;
    /// Column that `endsBefore` filters: the day on which it ends or falls due.
    const ENDS: Option<&'static str>;
    /// Columns that two records of a unit may not share while their spans overlap.
    const ALONE: &'static [&'static str];
    /// Columns of the first day and of the day after the last.
    const SPAN: Option<(&'static str, &'static str)>;
    /// Columns that name other records.
    const REFS: &'static [(&'static str, Kind)];

    /// Whether it was decided by decree and stands as it is.
    fn is_settled(&self) -> bool {
        false
    }

    fn envelope(&self) -> Envelope;
    /// Gives it the envelope of its next version.
    fn advance(&mut self, tx: &Tx) {
        self.seal(self.envelope().next(tx));
    }

    fn seal(&mut self, envelope: Envelope);
    /// Takes over what an edit cannot change (the file of a document, the decision of a round).
    fn keep_fixed(&mut self, old: &Self);
    /// The value of a column.
    fn column(&self, name: &str) -> Option<sea_orm::Value>;
    /// All fields but the envelope, with their public names.
    fn facts(&self) -> Map<String, Value>;
    /// The rules of its fields, one against the other and against the code sets.
    fn check(&self, checks: &mut Checks<'_>);

    fn insert(self, tx: &Tx) -> impl Future<Output = Result<()>> + Send;
    fn replace(self, tx: &Tx) -> impl Future<Output = Result<()>> + Send;
    fn find<C: ConnectionTrait>(
        conn: &C,
        wanted: Condition,
        limit: Option<u64>,
        reversed: bool,
    ) -> impl Future<Output = Result<Vec<Self>>> + Send;
    fn count<C: ConnectionTrait>(conn: &C, wanted: Condition) -> impl Future<Output = Result<u64>> + Send;
}

/// The public name of a column: `from_on` is `fromOn`.
pub fn camel(column: &str) -> String {
    let mut name = String::with_capacity(column.len());
    let mut raise = false;
    for letter in column.chars() {
        match letter {
            '_' => raise = true,
            letter if raise => {
                name.push(letter.to_ascii_uppercase());
                raise = false;
            }
            letter => name.push(letter),
        }
    }
    name
}

/// The columns of a row with their public names, without those named; references as ids.
pub(super) fn facts_of<M>(row: &M, without: &[&str], refs: &[(&str, Kind)]) -> Map<String, Value>
where
    M: ModelTrait,
{
    <M::Entity as EntityTrait>::Column::iter()
        .filter(|column| !without.contains(&column.as_str()))
        .map(|column| {
            let name = column.as_str();
            let refers_to = refs.iter().find(|(of, _)| *of == name).map(|(_, kind)| *kind);
            (camel(name), shown(row.get(column), refers_to))
        })
        .collect()
}

/// A stored value as JSON: lists are kept as JSON text, references as the id of a record.
fn shown(value: sea_orm::Value, refers_to: Option<Kind>) -> Value {
    match (value, refers_to) {
        (sea_orm::Value::Uuid(Some(id)), Some(kind)) => Value::String(crate::domain::ids::text(kind, id)),
        (sea_orm::Value::String(Some(text)), _) if text.starts_with('[') => {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        (value, _) => sea_orm::sea_query::sea_value_to_json_value(&value),
    }
}

/// Makes an entity a kind of kept record.
macro_rules! kept {
    (
        $table:ident: $kind:ident,
        owners: [$($owner:expr),*],
        keepers: $keepers:ident,
        readers: $readers:ident,
        title: $title:expr,
        class: $class:expr,
        ends: $ends:expr,
        alone: [$($alone:literal),*],
        refs: [$($reference:expr),*],
        span: $span:expr,
        fixed: [$($fixed:ident),*],
        $(settled($settled:ident) $when:block)?
        check($record:ident, $checks:ident) $rules:block
    ) => {
        impl $crate::domain::registry::kept::Kept for entity::$table::Model {
            const KIND: $crate::domain::ids::Kind = $crate::domain::ids::Kind::$kind;
            const NAME: &'static str = stringify!($kind);
            const OWNERS: &'static [$crate::vocab::UnitKind] = &[$($owner),*];
            const KEEPERS: $crate::domain::access::Action = $crate::domain::access::Action::$keepers;
            const READERS: $crate::domain::registry::kept::Readers = $crate::domain::registry::kept::Readers::$readers;
            const TITLE: Option<&'static str> = $title;
            const CLASS: Option<&'static str> = $class;
            const ENDS: Option<&'static str> = $ends;
            const ALONE: &'static [&'static str] = &[$($alone),*];
            const SPAN: Option<(&'static str, &'static str)> = $span;
            const REFS: &'static [(&'static str, $crate::domain::ids::Kind)] = &[$($reference),*];

            $(fn is_settled(&self) -> bool {
                let $settled = self;
                $when
            })?

            fn envelope(&self) -> $crate::domain::registry::kept::Envelope {
                $crate::domain::registry::kept::Envelope {
                    id: self.id,
                    unit_id: self.unit_id,
                    archived_at: self.archived_at,
                    version: self.version,
                    created_at: self.created_at,
                    updated_at: self.updated_at,
                }
            }

            fn seal(&mut self, envelope: $crate::domain::registry::kept::Envelope) {
                self.id = envelope.id;
                self.unit_id = envelope.unit_id;
                self.archived_at = envelope.archived_at;
                self.version = envelope.version;
                self.created_at = envelope.created_at;
                self.updated_at = envelope.updated_at;
            }

            fn keep_fixed(&mut self, old: &Self) {
                let _ = old;
                $(self.$fixed = old.$fixed.clone();)*
            }

            fn column(&self, name: &str) -> Option<sea_orm::Value> {
                use sea_orm::ModelTrait;
                let column: entity::$table::Column = name.parse().ok()?;
                Some(self.get(column))
            }

            fn facts(&self) -> serde_json::Map<String, serde_json::Value> {
                const ENVELOPE: &[&str] = &["id", "unit_id", "archived_at", "version", "created_at", "updated_at"];
                $crate::domain::registry::kept::facts_of(self, ENVELOPE, Self::REFS)
            }

            fn check(&self, $checks: &mut $crate::domain::registry::kept::Checks<'_>) {
                let $record = self;
                $rules
            }

            async fn insert(self, tx: &$crate::domain::Tx) -> $crate::domain::Result<()> {
                $crate::domain::record::insert(entity::$table::ActiveModel::from(self), tx).await
            }

            async fn replace(self, tx: &$crate::domain::Tx) -> $crate::domain::Result<()> {
                use sea_orm::{ActiveModelTrait, EntityTrait};
                let row = entity::$table::ActiveModel::from(self).reset_all();
                entity::$table::Entity::update(row).exec(tx.conn()?).await?;
                Ok(())
            }

            async fn find<C: sea_orm::ConnectionTrait>(
                conn: &C,
                wanted: sea_orm::Condition,
                limit: Option<u64>,
                reversed: bool,
            ) -> $crate::domain::Result<Vec<Self>> {
                use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
                let order = if reversed { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
                let rows = entity::$table::Entity::find().filter(wanted).order_by(entity::$table::Column::Id, order);
                Ok(rows.limit(limit).all(conn).await?)
            }

            async fn count<C: sea_orm::ConnectionTrait>(
                conn: &C,
                wanted: sea_orm::Condition,
            ) -> $crate::domain::Result<u64> {
                use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter};
                Ok(entity::$table::Entity::find().filter(wanted).count(conn).await?)
            }
        }
    };
}
use kept;
