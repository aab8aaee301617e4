//! The roots of writing: the report workflow. Each calls the function that REST calls.

use std::future::Future;

use async_graphql::{Context, ID, InputObject, Json, MergedObject, Object, Result};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::loaders::{Replayed, caller};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::obligations::change::{self, Change, Target};
use crate::domain::once::{self, Done};
use crate::domain::reports::draft::{self, Changes, NewReport, Why};
use crate::domain::reports::review::{self, Decision, NewItem};
use crate::domain::reports::{Loaded, submit};
use crate::domain::{Code, Ctx, Error, Tx};
use crate::view::obligations::ObligationsChanged;
use crate::view::reports::Report;
use crate::view::shape;
use crate::vocab::ReportAction;

/// A new report. Name its unit by one of `blk`, `kawasan`, `site`, `organization` (code or id).
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct CreateReportInput {
    pub blk: Option<String>,
    pub kawasan: Option<String>,
    pub site: Option<String>,
    pub organization: Option<String>,
    /// Code of the template.
    pub template: String,
    /// Period, for periodic templates.
    pub period: Option<String>,
    /// Number of the event, for the others.
    pub event: Option<String>,
    /// Last day of the event.
    pub event_on: Option<NaiveDate>,
    /// Values by indicator code.
    pub values: Option<Json<Map<String, Value>>>,
    /// Narrative sections by code.
    pub narrative: Option<Json<Map<String, Value>>>,
    /// True files an empty period.
    #[graphql(default)]
    pub nihil: bool,
    /// Why nothing happened.
    pub nihil_reason: Option<String>,
    /// Begin with last period's stable values.
    #[graphql(default)]
    pub prefill: bool,
}

/// What changes in a draft; absent is unchanged. In `values` an indicator is replaced whole, null is stored as missing.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct EditReportInput {
    pub values: Option<Json<Map<String, Value>>>,
    pub narrative: Option<Json<Map<String, Value>>>,
    pub nihil: Option<bool>,
    pub nihil_reason: Option<String>,
}

/// Something to mend.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct RevisionItemInput {
    /// JSON Pointer into the report.
    pub path: String,
    /// What to mend.
    pub note: String,
}

/// Which obligations change: those named, or those of a region for a template and period.
#[derive(Clone, Debug, InputObject, Serialize)]
pub struct ObligationTargetInput {
    pub obligations: Option<Vec<ID>>,
    pub region: Option<String>,
    pub template: Option<String>,
    pub period: Option<String>,
}

impl From<ObligationTargetInput> for Target {
    fn from(input: ObligationTargetInput) -> Self {
        let ids = input.obligations.unwrap_or_default().into_iter().map(|id| id.0).collect();
        Self { ids, region: input.region, template: input.template, occurrence: input.period }
    }
}

fn new_report(input: CreateReportInput) -> crate::domain::Result<NewReport> {
    let units: Vec<String> = [input.blk, input.kawasan, input.site, input.organization].into_iter().flatten().collect();
    let [unit] = units.as_slice() else {
        return Err(Error::field(Code::FieldRequired, "/blk"));
    };
    Ok(NewReport {
        unit: unit.clone(),
        template: input.template,
        period: input.period,
        event: input.event,
        event_on: input.event_on,
        values: input.values.map(|json| json.0).unwrap_or_default(),
        narrative: input.narrative.map(|json| json.0).unwrap_or_default(),
        nihil: input.nihil,
        nihil_reason: input.nihil_reason,
        prefill: input.prefill,
    })
}

/// One write of somebody who is signed in, checked only if `validate_only` is set.
pub(super) async fn write<T, C, F, Fut>(
    ctx: &Context<'_>,
    operation: &str,
    validate_only: bool,
    content: C,
    work: F,
) -> Result<T>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    C: Serialize,
    F: FnOnce(Tx) -> Fut + Send,
    Fut: Future<Output = crate::domain::Result<T>> + Send,
{
    caller(ctx)?.require_signed_in()?;
    let (caller, content) = asked(ctx, validate_only, &content)?;
    Ok(answered(ctx, once::write(&caller, operation, &content, work).await?))
}

/// Who asks for a write, checked only if `validate_only` is set, and with what content. NUL is refused here as it is in
/// REST.
pub(super) fn asked(ctx: &Context<'_>, validate_only: bool, content: &impl Serialize) -> Result<(Ctx, Value)> {
    let mut caller = caller(ctx)?.clone();
    caller.validate_only |= validate_only;
    let content = serde_json::to_value(content).map_err(Error::from)?;
    crate::http::refuse_nul(&content)?;
    Ok((caller, content))
}

/// What a write answers. That it was replayed is noted.
pub(super) fn answered<T>(ctx: &Context<'_>, done: Done<T>) -> T {
    if let Ok(replayed) = ctx.data::<Replayed>() {
        replayed.note(done.replayed);
    }
    done.body
}

/// An input held to the shape that REST's bodies have.
pub(super) fn held<T: Serialize + DeserializeOwned + ToSchema + 'static>(input: &T) -> crate::domain::Result<T> {
    shape::check(&serde_json::to_value(input)?)
}

fn shown(tx: &Tx, result: crate::domain::Result<Loaded>) -> crate::domain::Result<Report> {
    result.map(|loaded| Report::of(tx, &loaded))
}

async fn decide(
    ctx: &Context<'_>,
    operation: &str,
    id: ID,
    expected_version: i32,
    decision: Decision,
    validate_only: bool,
) -> Result<Report> {
    let items: Vec<(&str, &str)> = decision.items.iter().map(|item| (item.path.as_str(), item.note.as_str())).collect();
    let content = serde_json::json!([&id.0, &decision.why.code, &decision.why.text, items]);
    write(ctx, operation, validate_only, content, |tx| async move {
        shown(&tx, review::decide(&tx, &id, Expected::Version(expected_version), decision).await)
    })
    .await
}

fn plain(action: ReportAction, code: Option<String>, text: Option<String>) -> Decision {
    Decision { why: Why { code, text }, ..Decision::new(action) }
}

/// The report workflow.
#[derive(Default)]
pub struct Reporting;

/// All roots of writing.
#[derive(MergedObject, Default)]
pub struct Mutation(
    Reporting,
    super::units::UnitMutation,
    super::kept::KeptMutation,
    super::kept::CoachingMutation,
    super::incubation::IncubationMutation,
    super::training::TrainingMutation,
    super::selection::SelectionMutation,
    super::requests::RequestMutation,
    super::interaction::InteractionMutation,
    super::partners::PartnersMutation,
    super::jobs::JobsMutation,
    super::webhooks::WebhooksMutation,
    super::clients::ClientsMutation,
    super::queries::QueriesMutation,
    super::publications::PublicationsMutation,
    super::batch::BatchMutation,
    super::reference::ReferenceMutation,
);

#[Object]
impl Reporting {
    /// Begin a report. One per unit, template and period.
    async fn create_report(
        &self,
        ctx: &Context<'_>,
        input: CreateReportInput,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        let content = input.clone();
        // What is wrong with the input is told to whoever signed in, as REST does.
        write(ctx, "createReport", validate_only, content, |tx| async move {
            shown(&tx, draft::create(&tx, new_report(input)?).await)
        })
        .await
    }

    /// Change a draft, or a report sent back.
    async fn edit_report(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        input: EditReportInput,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        let content = (id.0.clone(), input.clone());
        let changes = Changes {
            values: input.values.map(|json| json.0).unwrap_or_default(),
            narrative: input.narrative.map(|json| json.0).unwrap_or_default(),
            nihil: input.nihil,
            nihil_reason: input.nihil_reason.map(Some),
        };
        write(ctx, "editReport", validate_only, content, |tx| async move {
            shown(&tx, draft::edit(&tx, &id, Expected::Version(expected_version), changes).await)
        })
        .await
    }

    /// Hand a report in. Errors block; warnings that fired must be named in `acknowledge`.
    async fn submit_report(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        acknowledge: Option<Vec<String>>,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        let acknowledge = acknowledge.unwrap_or_default();
        let content = (id.0.clone(), acknowledge.clone());
        write(ctx, "submitReport", validate_only, content, |tx| async move {
            shown(&tx, submit::submit(&tx, &id, Expected::Version(expected_version), &acknowledge).await)
        })
        .await
    }

    /// Take a report back before review begins.
    async fn withdraw_report(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        reason: Option<String>,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        let content = (id.0.clone(), reason.clone());
        let why = Why { code: None, text: reason };
        write(ctx, "withdrawReport", validate_only, content, |tx| async move {
            shown(&tx, submit::withdraw(&tx, &id, Expected::Version(expected_version), why).await)
        })
        .await
    }

    /// Open a new version of a decided report; the approved one stays official meanwhile.
    async fn amend_report(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        reason: Option<String>,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        let content = (id.0.clone(), reason.clone());
        let why = Why { code: None, text: reason };
        write(ctx, "amendReport", validate_only, content, |tx| async move {
            shown(&tx, review::amend(&tx, &id, Expected::Version(expected_version), why).await)
        })
        .await
    }

    /// Begin review (level 1).
    async fn start_report_review(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        decide(ctx, "startReportReview", id, expected_version, Decision::new(ReportAction::StartReview), validate_only)
            .await
    }

    /// Find a report good (level 1).
    async fn verify_report(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        reason: Option<String>,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        decide(ctx, "verifyReport", id, expected_version, plain(ReportAction::Verify, None, reason), validate_only)
            .await
    }

    /// Send a report back; each item blocks resubmission until it is answered.
    async fn request_report_revision(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        reason: String,
        reason_code: Option<String>,
        items: Option<Vec<RevisionItemInput>>,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        let items =
            items.unwrap_or_default().into_iter().map(|item| NewItem { path: item.path, note: item.note }).collect();
        let decision = Decision { items, ..plain(ReportAction::RequestRevision, reason_code, Some(reason)) };
        decide(ctx, "requestReportRevision", id, expected_version, decision, validate_only).await
    }

    /// Make a report official (last level); it counts in the next figure at once.
    async fn approve_report(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        reason: Option<String>,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        decide(ctx, "approveReport", id, expected_version, plain(ReportAction::Approve, None, reason), validate_only)
            .await
    }

    /// Refuse a report.
    async fn reject_report(
        &self,
        ctx: &Context<'_>,
        id: ID,
        expected_version: i32,
        reason: String,
        reason_code: Option<String>,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        decide(
            ctx,
            "rejectReport",
            id,
            expected_version,
            plain(ReportAction::Reject, reason_code, Some(reason)),
            validate_only,
        )
        .await
    }

    /// Answer a revision item.
    async fn answer_revision_item(
        &self,
        ctx: &Context<'_>,
        id: ID,
        item: ID,
        expected_version: i32,
        answer: String,
        #[graphql(default)] validate_only: bool,
    ) -> Result<Report> {
        let content = (id.0.clone(), item.0.clone(), answer.clone());
        write(ctx, "answerRevisionItem", validate_only, content, |tx| async move {
            shown(&tx, review::answer(&tx, &id, &item, Expected::Version(expected_version), &answer).await)
        })
        .await
    }

    /// Move deadlines, for some or for a region.
    async fn extend_obligations(
        &self,
        ctx: &Context<'_>,
        target: ObligationTargetInput,
        until: NaiveDate,
        reason: String,
        #[graphql(default)] validate_only: bool,
    ) -> Result<ObligationsChanged> {
        change_obligations(ctx, "extendObligations", target, Change::ExtendTo(until), reason, validate_only).await
    }

    /// Waive open obligations: they leave the denominator of every rate.
    async fn waive_obligations(
        &self,
        ctx: &Context<'_>,
        target: ObligationTargetInput,
        reason: String,
        #[graphql(default)] validate_only: bool,
    ) -> Result<ObligationsChanged> {
        change_obligations(ctx, "waiveObligations", target, Change::Waive, reason, validate_only).await
    }
}

async fn change_obligations(
    ctx: &Context<'_>,
    operation: &str,
    target: ObligationTargetInput,
    what: Change,
    reason: String,
    validate_only: bool,
) -> Result<ObligationsChanged> {
    let content = serde_json::json!([&target, format!("{what:?}"), &reason]);
    let target = Target::from(target);
    write(ctx, operation, validate_only, content, |tx| async move {
        let changed = change::change(&tx, &target, &what, &reason).await?;
        let ids: Vec<String> = changed.into_iter().map(|id| ids::text(Kind::Obligation, id)).collect();
        Ok(ObligationsChanged { count: i32::try_from(ids.len()).unwrap_or(i32::MAX), ids })
    })
    .await
}
