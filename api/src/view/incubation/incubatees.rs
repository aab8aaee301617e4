//! How an incubatee moves from stage to stage, what stands in the way, and what happened to it.

use async_graphql::{ID, InputObject, Json, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ctx::Expected;
use crate::domain::incubation::moves::{self, Move};
use crate::domain::incubation::next::{self, Next};
use crate::domain::incubation::timeline::{self, Happening};
use crate::domain::text::{Lang, Params};
use crate::domain::{Ctx, Error, Result, Tx};
use crate::view::kept::{Gate, Incubatee, Recorded};

/// A move of an incubatee to another stage.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncubateeMoveInput {
    /// Stage to enter: code of `incubationStages`.
    #[schema(min_length = 1, max_length = 60, example = "SELECTED")]
    pub to: String,
    /// Day of the move; today unless given. Not in the future, and not before the day of the present stage.
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// Why it leaves: code of `dropoutReasons`. Required with DROPPED_OUT, and only there.
    #[schema(max_length = 60)]
    pub reason_code: Option<String>,
    /// Reason. Required with REJECTED and SUSPENDED.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
    /// Ids of documents of the register that show it; some gates ask for kinds of them.
    #[schema(max_items = 50)]
    #[graphql(default)]
    #[serde(default)]
    pub evidence: Vec<String>,
    /// Why it moves though its gate is not met; for those who may override.
    #[schema(min_length = 1, max_length = 1000)]
    pub override_reason: Option<String>,
}

/// A stage that may follow for an incubatee, and what stands in the way.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct StageGate {
    /// Stage: code of `incubationStages`.
    pub stage: String,
    /// Whether you could move it there now, with what a move of this kind must say (a reason) and without an override.
    pub allowed: bool,
    /// Why not: the same codes as the refusal.
    pub blockers: Vec<GateBlocker>,
    /// What the gate of this stage asks in this cohort: its own gates, or the defaults.
    pub requirements: Vec<Gate>,
}

/// What stands in the way of a stage.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct GateBlocker {
    /// Stable code.
    pub code: String,
    /// JSON Pointer, where there is one.
    pub path: String,
    /// In the language asked for.
    pub message: String,
    /// In English.
    pub message_en: String,
    /// Facts for programs: of a gate, `requirement`, `codes` that are missing, `needed` and `found`.
    #[schema(value_type = Object)]
    pub params: Json<Params>,
}

/// Something that happened to an incubatee or a person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// Day.
    #[schema(value_type = String, format = Date)]
    pub on: NaiveDate,
    /// What it is. Of an incubatee: APPLICATION, STAGE_CHANGE, MILESTONE (reached), VISIT (verified), CERTIFICATION, AID,
    /// OFFTAKE_CONTRACT, OUTCOME (of a partner) or TRAINING (that a member passed). Of a person: TRAINING_APPLICATION,
    /// TRAINING_ADMISSION, TRAINING_RESULT, COMPETENCY_TEST, CERTIFICATE, ALUMNI_TRACE, AID, MEMBERSHIP, MEMBERSHIP_END,
    /// APPLICATION and STAGE_CHANGE (of its enterprise), JOB_SEEKING, PLACEMENT or PLACEMENT_END.
    pub kind: String,
    /// Id of its record.
    #[schema(value_type = String)]
    pub id: ID,
    /// Its title; labels of codes in the language asked for.
    pub title: String,
}

/// Moves an incubatee.
pub async fn step(tx: &Tx, id: &str, expected: Expected, input: IncubateeMoveInput) -> Result<Incubatee> {
    let IncubateeMoveInput { to, on, reason_code, reason, evidence, override_reason } = input;
    let wanted = Move { to, on, reason_code, reason, evidence, override_reason };
    Incubatee::of(moves::step(tx, id, expected, wanted).await?)
}

/// The stages that may follow.
pub async fn gates(ctx: &Ctx, id: &str) -> Result<Vec<StageGate>> {
    Ok(next::ahead(ctx, id).await?.into_iter().map(|next| StageGate::of(next, ctx.lang)).collect())
}

/// What happened, day by day.
pub async fn timeline(ctx: &Ctx, id: &str) -> Result<Vec<TimelineEntry>> {
    Ok(timeline::of(ctx, id).await?.into_iter().map(TimelineEntry::from).collect())
}

impl From<Happening> for TimelineEntry {
    fn from(Happening { on, kind, id, title }: Happening) -> Self {
        Self { on, kind: kind.to_owned(), id: ID(id), title }
    }
}

impl StageGate {
    fn of(next: Next, lang: Lang) -> Self {
        let requirements = next.requirements.into_iter().map(|gate| Gate {
            stage: gate.stage,
            requirement: gate.requirement,
            count: gate.count,
            codes: gate.codes,
        });
        Self {
            stage: next.stage.as_str().to_owned(),
            allowed: next.blockers.is_empty(),
            blockers: next.blockers.iter().flat_map(|refused| GateBlocker::all(refused, lang)).collect(),
            requirements: requirements.collect(),
        }
    }
}

impl GateBlocker {
    /// One for each violation of a refusal, or one for the refusal itself.
    fn all(refused: &Error, lang: Lang) -> Vec<Self> {
        let refusal = &refused.0;
        if refusal.violations.is_empty() {
            return vec![Self {
                code: refusal.code.as_str().to_owned(),
                path: String::new(),
                message: refusal.detail.get(lang).to_owned(),
                message_en: refusal.detail.en.clone(),
                params: Json(refusal.params.clone()),
            }];
        }
        let each = refusal.violations.iter().map(|fault| Self {
            code: fault.code.clone(),
            path: fault.path.clone(),
            message: fault.message.get(lang).to_owned(),
            message_en: fault.message.en.clone(),
            params: Json(fault.params.clone()),
        });
        each.collect()
    }
}
