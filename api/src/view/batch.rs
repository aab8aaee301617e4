//! Many records in one call: the rows as they come, and what became of each.

use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;

use async_graphql::{Enum, ID, InputType, Json, SimpleObject};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::people::{Invitation, NewUser, User};
use super::registry::Blk;
use super::resource::{Resource, Root};
use super::shape;
use super::units::{Kawasan, Organization, Site};
use crate::domain::batch::{self, MAX_ROWS};
use crate::domain::people::accounts;
use crate::domain::text::{Lang, Params};
use crate::domain::{Code, Error, Result, Tx, Violation};

/// A kind of record that can be made many at once.
pub trait Batched: Send + 'static {
    type Input: Serialize + DeserializeOwned + ToSchema + InputType + Send + Sync + 'static;
    /// The operation.
    const OPERATION: &'static str;
    /// The collection in paths.
    const PLURAL: &'static str;

    fn make(tx: &Tx, input: Self::Input) -> impl Future<Output = Result<Made>> + Send;
}

/// A record just made.
pub struct Made {
    id: ID,
    code: Option<String>,
    invitation: Option<Invitation>,
}

macro_rules! batched {
    ($($record:ident: $operation:literal;)*) => { $(
        impl Batched for $record {
            type Input = <$record as Resource>::Input;
            const OPERATION: &'static str = $operation;
            const PLURAL: &'static str = <$record as Resource>::PLURAL;

            async fn make(tx: &Tx, input: Self::Input) -> Result<Made> {
                let made = $record::create(tx, input).await?;
                Ok(Made { id: made.id, code: Some(made.code), invitation: None })
            }
        }
    )* };
}

batched! {
    Blk: "createBlks";
    Organization: "createOrganizations";
    Kawasan: "createKawasans";
    Site: "createSites";
}

impl Batched for User {
    type Input = NewUser;
    const OPERATION: &'static str = "inviteUsers";
    const PLURAL: &'static str = "users";

    async fn make(tx: &Tx, input: NewUser) -> Result<Made> {
        let user = accounts::invite(tx, input).await?;
        Ok(Made { id: ID(user.id), code: None, invitation: user.invitation })
    }
}

/// Rows as they came: each is held to the shape of its kind by itself, so that a bad one does not spoil the others.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rows {
    /// One refusal refuses all.
    #[serde(default)]
    pub atomic: bool,
    /// 1 to 1,000 rows.
    #[schema(min_items = 1, max_items = 1000)]
    pub rows: Vec<Value>,
}

/// The same as callers are told of it: rows of a kind.
pub struct Batch<T>(PhantomData<fn() -> T>);

impl<T: ToSchema> PartialSchema for Batch<T> {
    fn schema() -> RefOr<Schema> {
        let atomic = ObjectBuilder::new()
            .schema_type(Type::Boolean)
            .default(Some(Value::Bool(false)))
            .description(Some("True: one refusal refuses all, and the answer lists every fault with its row."));
        let rows = ArrayBuilder::new()
            .items(Ref::from_schema_name(T::name()))
            .min_items(Some(1))
            .max_items(Some(MAX_ROWS))
            .description(Some("1 to 1,000 rows, each as the single call takes it."));
        ObjectBuilder::new()
            .property("atomic", atomic)
            .property("rows", rows)
            .required("rows")
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .description(Some("Many records in one call. Each row is checked and carried out by itself."))
            .into()
    }
}

impl<T: ToSchema> ToSchema for Batch<T> {
    fn name() -> Cow<'static, str> {
        let name = T::name();
        format!("{}BatchInput", name.strip_suffix("Input").unwrap_or(&name)).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

/// Many invitations.
pub type UserBatch = Batch<NewUser>;

/// What became of each row, in the order sent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct BatchOutcome {
    /// Rows that were carried out.
    pub created: i32,
    /// Rows that were refused.
    pub refused: i32,
    /// One result per row.
    pub results: Vec<RowOutcome>,
}

/// What became of one row.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RowOutcome {
    /// Place of the row in the call, from 0.
    pub index: i32,
    /// Whether it was carried out.
    pub status: RowStatus,
    /// Id of the record.
    #[schema(value_type = Option<String>)]
    pub id: Option<ID>,
    /// Human code of the record, where its kind has one.
    pub code: Option<String>,
    /// The invitation of a user; with delivery RETURN it holds the one-time code, shown only now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// The refusal; its paths begin with the row: `/rows/7/code`.
    pub error: Option<Refused>,
}

/// Whether a row was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RowStatus {
    /// Its record was made; with `validateOnly`: would have been.
    Created,
    /// Nothing of it was written.
    Refused,
}

/// Why a row was refused.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Refused {
    /// Stable code.
    pub code: String,
    /// In the language asked for.
    pub detail: String,
    /// Facts for programs, for example the id of the report that exists already.
    #[schema(value_type = Object)]
    pub params: Json<Params>,
    /// Every violation.
    pub errors: Vec<RefusedItem>,
}

/// One violation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RefusedItem {
    /// Stable code.
    pub code: String,
    /// JSON Pointer: into the row's report, or from the top of the call where rows are records.
    pub path: String,
    /// In the language asked for.
    pub message: String,
}

impl Refused {
    /// `place` goes before the path of each violation.
    pub fn of(lang: Lang, error: &Error, place: &str) -> Self {
        let refusal = &error.0;
        let errors = refusal.violations.iter().map(|fault| RefusedItem {
            code: fault.code.clone(),
            path: format!("{place}{}", fault.path),
            message: fault.message.get(lang).to_owned(),
        });
        Self {
            code: refusal.code.as_str().to_owned(),
            detail: refusal.detail.get(lang).to_owned(),
            params: Json(refusal.params.clone()),
            errors: errors.collect(),
        }
    }
}

impl RowOutcome {
    fn of(lang: Lang, index: usize, outcome: Result<Made>) -> Self {
        let (made, refused) = match outcome {
            Ok(made) => (Some(made), None),
            Err(refused) => (None, Some(Refused::of(lang, &refused, &format!("/rows/{index}")))),
        };
        let status = if refused.is_some() { RowStatus::Refused } else { RowStatus::Created };
        let (id, code, invitation) =
            made.map_or((None, None, None), |made| (Some(made.id), made.code, made.invitation));
        Self { index: number(index), status, id, code, invitation, error: refused }
    }
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Makes many records. `atomic`: one refusal refuses all, and the answer lists each.
pub async fn create<R: Batched>(tx: &Tx, rows: Vec<Value>, atomic: bool) -> Result<BatchOutcome> {
    if !(1..=MAX_ROWS).contains(&rows.len()) {
        let fault = Violation::new(Code::FieldLength, "/rows").with("min", 1).with("max", MAX_ROWS);
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    let work = move |row: Value| async move {
        let input = shape::check::<R::Input>(&row)?;
        R::make(tx, input).await
    };
    let outcomes = batch::carry_out(tx, rows, atomic, "", work).await?;
    let results: Vec<RowOutcome> =
        outcomes.into_iter().enumerate().map(|(index, outcome)| RowOutcome::of(tx.lang, index, outcome)).collect();
    let created = results.iter().filter(|row| row.status == RowStatus::Created).count();
    Ok(BatchOutcome { created: number(created), refused: number(results.len() - created), results })
}
