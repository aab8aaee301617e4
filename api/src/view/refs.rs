//! Fields that name another record by its id or, where it has one, its code.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, ID, InputType, InputValueResult, OutputType, Positioned, ServerResult, Value,
};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::domain::ids::Kind;

/// The kind of record that a field names.
pub trait Names: Send + Sync + 'static {
    const KIND: Kind;
}

macro_rules! names {
    ($($kind:ident: $reference:ident),*) => { $(
        #[derive(Clone, Copy, Debug)]
        pub enum $kind {}
        impl Names for $kind {
            const KIND: Kind = Kind::$kind;
        }
        pub type $reference = Ref<$kind>;
    )* };
}

names!(
    Blk: BlkRef,
    Kawasan: KawasanRef,
    Organization: OrganizationRef,
    Programme: ProgrammeRef,
    Enterprise: EnterpriseRef,
    UnitDocument: UnitDocumentRef,
    Meeting: MeetingRef,
    Regulation: RegulationRef,
    Person: PersonRef,
    Cohort: CohortRef,
    Incubatee: IncubateeRef,
    MentorBatch: MentorBatchRef,
    Mentor: MentorRef,
    AidScheme: AidSchemeRef,
    Aid: AidRef,
    Instructor: InstructorRef,
    TrainingPackage: TrainingPackageRef,
    Trainee: TraineeRef,
    JobSeeker: JobSeekerRef,
    Commitment: CommitmentRef,
    Report: ReportRef,
    Consent: ConsentRef
);

/// The id of a record; a code is accepted wherever the record has one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ref<N>(pub String, #[serde(skip)] PhantomData<fn() -> N>);

impl<N> Ref<N> {
    pub fn new(id: String) -> Self {
        Self(id, PhantomData)
    }
}

impl<N: Names> InputType for Ref<N> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        <ID as InputType>::parse(value).map(|id| Self::new(id.0)).map_err(async_graphql::InputValueError::propagate)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

#[async_graphql::async_trait::async_trait]
impl<N: Names> OutputType for Ref<N> {
    fn type_name() -> Cow<'static, str> {
        <ID as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::String(self.0.clone()))
    }
}

impl<N: Names> utoipa::PartialSchema for Ref<N> {
    fn schema() -> RefOr<Schema> {
        let of = format!("Id of a {}.", N::KIND.name());
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(60)).description(Some(of)).into()
    }
}

impl<N: Names> utoipa::ToSchema for Ref<N> {
    fn name() -> Cow<'static, str> {
        format!("{}Ref", N::KIND.name()).into()
    }
}
