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
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::access::Action;
use crate::domain::ids::Kind;
use crate::domain::sphere::Sphere;
use crate::domain::{Result, Tx, Violation};
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
    /// Whoever sees the reports of the unit, and its own people. What is about an enterprise is seen as its coaching,
    /// where the kind names its [`Link`]s.
    Scoped,
    /// Whoever sees the coaching of the unit; mentors and enterprises see their own ([`Link`]).
    Coached,
    /// Who offers, whom it is for, and for an open offer whoever is signed in.
    Offered,
    /// Those to whom it is addressed, perhaps anyone.
    Addressed,
}

impl Readers {
    /// To what their lists are narrowed.
    pub const fn sphere(self) -> Sphere {
        match self {
            Readers::Public | Readers::SignedIn => Sphere::Everybody,
            Readers::Scoped => Sphere::Reported,
            Readers::Coached => Sphere::Coached,
            Readers::Offered | Readers::Addressed => Sphere::Own,
        }
    }
}

/// Who else may read a coached record, or a scoped one about an enterprise, by what a column of it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// An enterprise: the mentors assigned to it today, and its own members.
    Enterprise,
    /// A person: its own account.
    Person,
    /// A person: whoever sees the coaching of an enterprise that it is a member of.
    Member,
    /// A person: whoever sees the coaching of a unit that trains it, placed it, or registered it as a job seeker.
    Learner,
    /// A mentor: its own account.
    Mentor,
    /// A mentor: whoever sees the coaching of an enterprise that is or was assigned to it.
    Coach,
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

    /// The kind of record that it hangs on; itself where it hangs on none.
    type Parent: Kept;
    /// Column that names the record it hangs on. Where the column is optional, some records of the kind hang on none.
    const HANGS: Option<&'static str> = None;
    /// Who else reads it, where it is coached or about an enterprise.
    const ALSO: &'static [(Link, &'static str)] = &[];
    /// Whether the mentor who is assigned to its enterprise today keeps it too.
    const MENTORED: bool = false;
    /// Days after its end on which an assignment still lets the mentor record what happened within it.
    const LATE_DAYS: u64 = 0;
    /// Whether it is kept by another unit than that of its enterprise, whose people see it as well.
    const ELSEWHERE: bool = false;
    /// Whether its history names the fields that changed and never what they held, since an erasure cannot reach the audit
    /// log.
    const NAMES_ONLY: bool = false;

    /// Hangs it on its parent.
    fn hang(&mut self, _parent: &Self::Parent) {}

    /// Takes over whom its parent is about.
    fn inherit(&mut self, _parent: &Self::Parent) {}

    /// The enterprise that it is about.
    fn enterprise(&self) -> Option<Uuid> {
        self.named("enterprise_id")
    }

    /// The record that it hangs on, if it does.
    fn parent(&self) -> Option<Uuid> {
        Self::HANGS.and_then(|column| self.named(column))
    }

    /// The id in a column.
    fn named(&self, column: &str) -> Option<Uuid> {
        match self.column(column) {
            Some(sea_orm::Value::Uuid(id)) => id,
            _ => None,
        }
    }

    /// What takes the database to know: computed columns, and rules over other records.
    fn prepare(
        &mut self,
        _tx: &Tx,
        _old: Option<&Self>,
        _faults: &mut Vec<Violation>,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// What follows from it once it is stored.
    fn after(_tx: &Tx, _held: &Held<Self>) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Whether it was decided and stands as it is.
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
pub(crate) fn facts_of<M>(row: &M, without: &[&str], refs: &[(&str, Kind)]) -> Map<String, Value>
where
    M: ModelTrait,
{
    <M::Entity as EntityTrait>::Column::iter()
        .filter(|column| !without.contains(&column.as_str()) && !column.as_str().ends_with("_hash"))
        .map(|column| {
            let name = column.as_str();
            let refers_to = refs.iter().find(|(of, _)| *of == name).map(|(_, kind)| *kind);
            match name.strip_suffix("_enc") {
                Some(sealed) => (camel(sealed), seal(row.get(column))),
                None => (camel(name), shown(row.get(column), refers_to)),
            }
        })
        .collect()
}

/// The items of a stored list: lists are kept as JSON text.
pub fn list<T: DeserializeOwned>(stored: &str) -> Vec<T> {
    serde_json::from_str(stored).unwrap_or_default()
}

/// The last letters of a ciphertext: enough to see that it changed.
const SEAL: usize = 8;

/// A stored value as JSON: lists are kept as JSON text, references as the id of a record.
fn shown(value: sea_orm::Value, refers_to: Option<Kind>) -> Value {
    match (value, refers_to) {
        (sea_orm::Value::Uuid(Some(id)), Some(kind)) => Value::String(crate::domain::ids::text(kind, id)),
        (sea_orm::Value::String(Some(text)), _) if text.starts_with('[') => {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        // Days and times come out quoted as in SQL otherwise.
        (sea_orm::Value::ChronoDate(Some(day)), _) => Value::String(day.to_string()),
        (sea_orm::Value::ChronoDateTimeUtc(Some(at)), _) => {
            Value::String(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
        }
        (value, _) => sea_orm::sea_query::sea_value_to_json_value(&value),
    }
}

/// What is encrypted is never shown, not even to the audit log: only that it is there, and that it changed.
fn seal(value: sea_orm::Value) -> Value {
    match value {
        sea_orm::Value::String(Some(text)) => {
            Value::String(format!("sealed:{}", text.get(text.len().saturating_sub(SEAL)..).unwrap_or_default()))
        }
        _ => Value::Null,
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
        $(hangs: $hangs:ident of $parent:ident,)?
        $(also: [$($also:expr),*],)?
        $(inherits: [$($inherits:ident),*],)?
        $(mentored: $mentored:literal,)?
        $(late: $late:expr,)?
        $(elsewhere: $elsewhere:literal,)?
        $(names_only: $names_only:literal,)?
        $(prepare: $($prepare:ident)::+,)?
        $(after: $($after:ident)::+,)?
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

            type Parent = $crate::domain::registry::kept::parent!($($parent)?);
            $(const HANGS: Option<&'static str> = Some(stringify!($hangs));)?
            $(const ALSO: &'static [($crate::domain::registry::kept::Link, &'static str)] = &[$($also),*];)?
            $(const MENTORED: bool = $mentored;)?
            $(const LATE_DAYS: u64 = $late;)?
            $(const ELSEWHERE: bool = $elsewhere;)?
            $(const NAMES_ONLY: bool = $names_only;)?

            $(fn hang(&mut self, parent: &Self::Parent) {
                // What may hang on nothing has an optional column.
                self.$hangs = parent.id.into();
            })?

            $(fn inherit(&mut self, parent: &Self::Parent) {
                $(self.$inherits = parent.$inherits;)*
            })?

            $(async fn prepare(
                &mut self,
                tx: &$crate::domain::Tx,
                old: Option<&Self>,
                faults: &mut Vec<$crate::domain::Violation>,
            ) -> $crate::domain::Result<()> {
                $($prepare)::+(tx, self, old, faults).await
            })?

            $(async fn after(
                tx: &$crate::domain::Tx,
                held: &$crate::domain::registry::kept::Held<Self>,
            ) -> $crate::domain::Result<()> {
                $($after)::+(tx, held).await
            })?

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
pub(crate) use kept;

/// The row type of a parent; `Self` where there is none.
macro_rules! parent {
    () => {
        Self
    };
    ($table:ident) => {
        entity::$table::Model
    };
}
pub(crate) use parent;
