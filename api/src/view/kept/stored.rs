//! How fields are kept in columns, and the lists within records.

use async_graphql::{InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::{Code, Result, Tx, Violation, ids, registry};
use crate::view::Rupiah;
use crate::view::refs::{Names, Ref};

/// A field and the column that keeps it.
pub trait Stored: Sized + Send {
    type Column: Send;

    /// The column's value. What names nothing is added to the faults.
    fn store(
        self,
        tx: &Tx,
        field: &str,
        faults: &mut Vec<Violation>,
    ) -> impl std::future::Future<Output = Result<Self::Column>> + Send;

    fn show(column: Self::Column) -> Result<Self>;
}

macro_rules! as_it_is {
    ($($plain:ty),*) => { $(
        impl Stored for $plain {
            type Column = Self;

            async fn store(self, _: &Tx, _: &str, _: &mut Vec<Violation>) -> Result<Self> {
                Ok(self)
            }

            fn show(column: Self) -> Result<Self> {
                Ok(column)
            }
        }
    )* };
}

as_it_is!(String, i32, i64, f64, bool, NaiveDate);

impl<T: Stored> Stored for Option<T> {
    type Column = Option<T::Column>;

    async fn store(self, tx: &Tx, field: &str, faults: &mut Vec<Violation>) -> Result<Self::Column> {
        match self {
            Some(given) => given.store(tx, field, faults).await.map(Some),
            None => Ok(None),
        }
    }

    fn show(column: Self::Column) -> Result<Self> {
        column.map(T::show).transpose()
    }
}

impl Stored for Rupiah {
    type Column = i64;

    async fn store(self, _: &Tx, _: &str, _: &mut Vec<Violation>) -> Result<i64> {
        Ok(self.0)
    }

    fn show(column: i64) -> Result<Self> {
        Ok(Rupiah(column))
    }
}

/// Lists are kept as JSON text.
impl<T: Serialize + DeserializeOwned + Send> Stored for Vec<T> {
    type Column = String;

    async fn store(self, _: &Tx, _: &str, _: &mut Vec<Violation>) -> Result<String> {
        Ok(serde_json::to_string(&self)?)
    }

    fn show(column: String) -> Result<Self> {
        Ok(serde_json::from_str(&column)?)
    }
}

impl<N: Names> Stored for Ref<N> {
    type Column = Uuid;

    async fn store(self, tx: &Tx, field: &str, faults: &mut Vec<Violation>) -> Result<Uuid> {
        if let Some(id) = registry::refs::resolve(tx, N::KIND, &self.0).await? {
            return Ok(id);
        }
        let path = format!("/{}", registry::kept::camel(field));
        faults.push(Violation::new(Code::UnknownCode, path).with("kind", N::KIND.name()));
        Ok(Uuid::nil())
    }

    fn show(column: Uuid) -> Result<Self> {
        Ok(Ref::new(ids::text(N::KIND, column)))
    }
}

/// A certificate of a product or a person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "CertificateInput")]
pub struct Certificate {
    /// Code of `certifications`.
    #[schema(max_length = 60)]
    pub kind: String,
    /// Number, as printed.
    #[schema(min_length = 1, max_length = 60)]
    pub number: Option<String>,
    /// Last day of validity; null while it has none.
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_until: Option<NaiveDate>,
}

/// An answer of an assessment.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "AnswerInput")]
pub struct Answer {
    /// Code of the question in the instrument.
    #[schema(min_length = 1, max_length = 60)]
    pub question: String,
    /// What was answered.
    #[schema(max_length = 2000)]
    pub answer: String,
    /// Points given, 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub points: Option<f64>,
}

/// Who took part in a meeting. Persons are counted, not named.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "ParticipantInput")]
pub struct Participant {
    /// Code of the unit that took part, or the name of a body that is no unit.
    #[schema(min_length = 1, max_length = 200)]
    pub body: String,
    /// Code of `participantRoles`.
    #[schema(max_length = 60)]
    pub role: String,
    /// Persons who came.
    #[schema(minimum = 0, maximum = 100000)]
    pub persons: Option<i32>,
}

/// A criterion of a selection.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "CriterionInput")]
pub struct Criterion {
    /// Code, unique in the round.
    #[schema(pattern = "^[A-Z0-9_]{2,60}$")]
    pub code: String,
    /// Title.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Weight; all weights of a round sum to 100.
    #[schema(minimum = 1, maximum = 100)]
    pub weight: i32,
}

/// A pillar of a Desmigratif village.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "PillarInput")]
pub struct Pillar {
    /// Code of `desmigratifPillars`.
    #[schema(max_length = 60)]
    pub pillar: String,
    /// What is done.
    #[schema(max_length = 1000)]
    pub description: Option<String>,
}
