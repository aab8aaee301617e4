//! What data subjects see of what is recorded of them and who read it, and what they ask for.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{comment, session, thread};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::consents::Consent;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::workflow::Possible;
use crate::domain::page::{MAX_LIMIT, Page, PageRequest};
use crate::domain::partners::rights::access_log::{self, Entry};
use crate::domain::partners::rights::own::{self, Own};
use crate::domain::partners::rights::requests::{self, Asked, Filter, New, Verdict};
use crate::domain::partners::rights::restrict;
use crate::domain::registry::kept::Held;
use crate::domain::registry::public_id;
use crate::domain::{Ctx, Result, Tx};
use crate::view::incubation::persons::{self, Person};
use crate::view::incubation::workflow::StepAction;
use crate::view::kept::{
    Aid, AlumniTrace, Enterprise, Incubatee, JobSeeker, Lpj, Membership, Mentor, MentorAssignment, MentoringVisit,
    Outcome, Placement, Progress, Recorded, Row, Trainee,
};
use crate::view::people::Me;
use crate::vocab::{AccessKind, DataRequestKind, DataRequestState};

/// Everything that is recorded of you, protected facts in the clear. Each list holds at most 500 records; `incomplete`
/// names those that have more, with the path that goes on.
#[derive(Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MyData {
    /// When it was put together. That you read it is written down.
    pub at: DateTime<Utc>,
    /// Your account.
    pub account: Me,
    /// The person that your account is bound to; null where it is bound to nobody.
    pub person: Option<Person>,
    /// Your NIK, 16 digits.
    pub nik: Option<String>,
    /// Your NPWP.
    pub npwp: Option<String>,
    /// Enterprises that you are or were a member of, with your office there.
    pub memberships: Vec<Membership>,
    /// Those enterprises.
    pub enterprises: Vec<Enterprise>,
    /// Their incubation.
    pub incubatees: Vec<Incubatee>,
    /// Their months.
    pub months: Vec<Progress>,
    /// Visits of mentors to them.
    pub visits: Vec<MentoringVisit>,
    /// Aid that you or they received or asked for.
    pub aids: Vec<Aid>,
    /// Accounts (LPJ) of that aid.
    pub lpjs: Vec<Lpj>,
    /// Your records as a mentor.
    pub mentors: Vec<Mentor>,
    /// What was assigned to you as a mentor.
    pub assignments: Vec<MentorAssignment>,
    /// Trainings that you applied for or took part in, with results and certificates.
    pub trainings: Vec<Trainee>,
    /// What became of you after them, as far as somebody looked.
    pub traces: Vec<AlumniTrace>,
    /// Your registrations as a job seeker.
    pub job_seeking: Vec<JobSeeker>,
    /// Work that you found through a BLK.
    pub placements: Vec<Placement>,
    /// Consents of all versions.
    pub consents: Vec<Consent>,
    /// What partners said became of you.
    pub outcomes: Vec<Outcome>,
    /// What you asked for.
    pub data_requests: Vec<DataRequest>,
    /// Threads that you began, newest first.
    pub threads: Vec<MyThread>,
    /// Comments that you wrote, newest first.
    pub comments: Vec<MyComment>,
    /// Sign-ins to your account, newest first.
    pub sign_ins: Vec<MySignIn>,
    /// Lists that have more than is shown here.
    pub incomplete: Vec<IncompletePart>,
    /// Where more of you is read: who read your data, what you were told.
    pub elsewhere: Vec<String>,
}

/// A list that has more than is shown.
#[derive(Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct IncompletePart {
    /// Name of the list in `MyData`.
    pub part: String,
    /// Path that goes on after the last row shown; null where only the newest are shown.
    pub next: Option<String>,
}

/// A thread that you began.
#[derive(Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MyThread {
    /// Id.
    #[schema(value_type = String)]
    pub id: ID,
    /// Its title.
    pub title: String,
    /// When you began it.
    pub created_at: DateTime<Utc>,
}

impl From<thread::Model> for MyThread {
    fn from(row: thread::Model) -> Self {
        Self { id: ids::text(Kind::Thread, row.id).into(), title: row.title, created_at: row.created_at }
    }
}

/// A comment that you wrote.
#[derive(Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MyComment {
    /// Id.
    #[schema(value_type = String)]
    pub id: ID,
    /// Id of its thread.
    #[schema(value_type = String)]
    pub thread_id: ID,
    /// What you said.
    pub text: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When you last changed it.
    pub edited_at: Option<DateTime<Utc>>,
}

impl From<comment::Model> for MyComment {
    fn from(row: comment::Model) -> Self {
        Self {
            id: ids::text(Kind::Comment, row.id).into(),
            thread_id: ids::text(Kind::Thread, row.thread_id).into(),
            text: row.body,
            created_at: row.created_at,
            edited_at: row.edited_at,
        }
    }
}

/// A sign-in to your account.
#[derive(Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct MySignIn {
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub used_at: DateTime<Utc>,
    /// When it ended; null while it may go on.
    pub ended_at: Option<DateTime<Utc>>,
}

impl From<session::Model> for MySignIn {
    fn from(row: session::Model) -> Self {
        Self { created_at: row.created_at, used_at: row.rotated_at, ended_at: row.ended_at }
    }
}

/// Lists on their way into the document.
#[derive(Default)]
struct Parts(Vec<IncompletePart>);

impl Parts {
    /// The rows of a list of kept records.
    fn kept<R: Recorded>(&mut self, part: &str, page: Page<Held<Row<R>>>) -> Result<Vec<R>> {
        self.more(part, page.next().map(|after| format!("/v1/{}?archived=true&after={after}", R::PLURAL)));
        page.items.into_iter().map(|(_, held)| R::of(held)).collect()
    }

    fn more(&mut self, part: &str, next: Option<String>) {
        if next.is_some() {
            self.0.push(IncompletePart { part: part.to_owned(), next });
        }
    }

    /// The newest rows of a list that has no path of its own.
    fn newest<M, T: From<M>>(&mut self, part: &str, rows: Vec<M>) -> Vec<T> {
        if u64::try_from(rows.len()).is_ok_and(|count| count >= MAX_LIMIT) {
            self.0.push(IncompletePart { part: part.to_owned(), next: None });
        }
        rows.into_iter().map(T::from).collect()
    }
}

/// Everything that is recorded of the caller.
pub async fn my_data(ctx: &Ctx) -> Result<MyData> {
    let own = own::read(ctx).await?;
    let mut parts = Parts::default();
    let Own { at, account, person, consents, requests, threads, comments, sign_ins, .. } = own;
    parts.more("consents", consents.next().map(|after| format!("/v1/consents?after={after}")));
    parts.more("dataRequests", requests.next().map(|after| format!("/v1/data-requests?after={after}")));
    let mut data_requests = Vec::with_capacity(requests.items.len());
    for (_, asked) in requests.items {
        data_requests.push(DataRequest::of(ctx, asked).await?);
    }
    let consents = consents.items.into_iter().map(|(_, known)| Consent::of(ctx, known)).collect::<Result<_>>()?;
    let plain = person.as_ref().map(|seen| seen.plain.clone()).unwrap_or_default();
    Ok(MyData {
        at,
        account,
        person: person.map(Person::from),
        nik: plain.nik,
        npwp: plain.npwp,
        memberships: parts.kept("memberships", own.memberships)?,
        enterprises: parts.kept("enterprises", own.enterprises)?,
        incubatees: parts.kept("incubatees", own.incubatees)?,
        months: parts.kept("months", own.months)?,
        visits: parts.kept("visits", own.visits)?,
        aids: parts.kept("aids", own.aids)?,
        lpjs: parts.kept("lpjs", own.lpjs)?,
        mentors: parts.kept("mentors", own.mentors)?,
        assignments: parts.kept("assignments", own.assignments)?,
        trainings: parts.kept("trainings", own.trainings)?,
        traces: parts.kept("traces", own.traces)?,
        job_seeking: parts.kept("jobSeeking", own.job_seeking)?,
        placements: parts.kept("placements", own.placements)?,
        consents,
        outcomes: parts.kept("outcomes", own.outcomes)?,
        data_requests,
        threads: parts.newest("threads", threads),
        comments: parts.newest("comments", comments),
        sign_ins: parts.newest("signIns", sign_ins),
        incomplete: parts.0,
        elsewhere: vec!["/v1/me/access-log".to_owned(), "/v1/notifications".to_owned()],
    })
}

/// Somebody read your data.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AccessEntry {
    /// Id of the entry.
    #[schema(value_type = String, example = "acd_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// When.
    pub at: DateTime<Utc>,
    /// A partner, through your consent; or an administrator who said why.
    pub kind: AccessKind,
    /// Name of the organization, or of the administrator.
    pub reader: String,
    /// Id of the organization; null for an administrator.
    #[schema(value_type = Option<String>)]
    pub partner_id: Option<ID>,
    /// What for: code of `consentPurposes`, of an administrator code of `accessPurposes`.
    pub purpose: String,
    /// The path that the data took: REST, GRAPHQL, CHANGES, EXPORT, CSV, LOOKUP, PROFILE, SIKP, PUMK or RESEARCH; null
    /// for an administrator.
    pub channel: Option<String>,
    /// The consent by which it was given.
    #[schema(value_type = Option<String>)]
    pub consent_id: Option<ID>,
    /// Codes of `consentScopes` of which something was given; empty where all was withheld.
    pub scopes: Vec<String>,
}

impl From<Entry> for AccessEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: ids::text(Kind::AccessDelivery, entry.id).into(),
            at: entry.at,
            kind: entry.kind,
            reader: entry.reader,
            partner_id: entry.partner.map(|unit| public_id(&unit).into()),
            purpose: entry.purpose,
            channel: entry.channel,
            consent_id: entry.consent_id.map(|id| ids::text(Kind::Consent, id).into()),
            scopes: entry.scopes,
        }
    }
}

/// A page of the caller's access log.
pub async fn my_access_log(ctx: &Ctx, page: &PageRequest) -> Result<Page<AccessEntry>> {
    Ok(access_log::mine(ctx, page).await?.map(AccessEntry::from))
}

/// A request of a data subject to make.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"kind": "OBJECT", "partner": "ORG-BANK-DEMO", "text": "Saya tidak lagi mengajukan kredit."}))]
pub struct DataRequestInput {
    /// What is asked for.
    pub kind: DataRequestKind,
    /// In your own words; required to have something corrected.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: Option<String>,
    /// Id or code of the organization that an objection is about; all of them unless given.
    #[schema(min_length = 1, max_length = 60)]
    pub partner: Option<String>,
    /// Id of the person; yourself unless given. Others ask for somebody whose coaching they keep.
    #[schema(min_length = 1, max_length = 60)]
    pub person_id: Option<String>,
}

/// What whoever handles a request says to it. No personal data of others.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DataRequestNoteInput {
    /// What was done, or why it was refused; required to refuse.
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
}

/// A request of a data subject (UU 27/2022), to be decided within 72 hours.
#[derive(Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct DataRequest {
    /// Id.
    #[schema(value_type = String, example = "dsr_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What is asked for.
    pub kind: DataRequestKind,
    /// Where it stands.
    pub state: DataRequestState,
    /// Id of the person whose data it is about.
    #[schema(value_type = String)]
    pub person_id: ID,
    /// Id of the unit that recorded the person.
    #[schema(value_type = String)]
    pub unit_id: ID,
    /// Code of that unit.
    pub unit_code: String,
    /// What was said; null where nothing was, and once the person is erased.
    pub text: Option<String>,
    /// Id of the organization that an objection is about; null where it is about all of them.
    #[schema(value_type = Option<String>)]
    pub partner_id: Option<ID>,
    /// Name of that organization.
    pub partner_name: Option<String>,
    /// Whether somebody asked in the person's name.
    pub on_behalf: bool,
    /// Who asked (`usr_...` or `cli_...`).
    pub requested_by: String,
    /// Until when it must be decided.
    pub due_at: DateTime<Utc>,
    /// Whether that time is over and nobody decided.
    pub overdue: bool,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided it.
    pub decided_by: Option<String>,
    /// What was said to it; null where nothing was, and once the person is erased.
    pub note: Option<String>,
    /// How you may decide it now.
    pub allowed_actions: Vec<StepAction>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was asked.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl DataRequest {
    /// A request as the caller sees it.
    pub async fn of(ctx: &Ctx, asked: Asked) -> Result<Self> {
        let possible = requests::possible(ctx, ctx.db(), &asked).await?;
        Self::with(ctx, asked, possible)
    }

    /// The same within the write that it comes from.
    async fn in_write(tx: &Tx, asked: Asked) -> Result<Self> {
        let possible = requests::possible(tx, tx.conn()?, &asked).await?;
        Self::with(tx, asked, possible)
    }

    fn with(ctx: &Ctx, asked: Asked, possible: Vec<Possible>) -> Result<Self> {
        let Asked { row, unit, partner, text, note, .. } = asked;
        let state: DataRequestState = row.state.parse()?;
        let asker = if row.requested_by_kind == "CLIENT" { Kind::Client } else { Kind::User };
        Ok(Self {
            id: ids::text(Kind::DataRequest, row.id).into(),
            kind: row.kind.parse()?,
            state,
            person_id: ids::text(Kind::Person, row.person_id).into(),
            unit_id: public_id(&unit).into(),
            unit_code: unit.code,
            text,
            partner_id: partner.as_ref().map(|unit| public_id(unit).into()),
            partner_name: partner.map(|unit| unit.name),
            on_behalf: row.on_behalf,
            requested_by: ids::text(asker, row.requested_by),
            due_at: row.due_at,
            overdue: state == DataRequestState::Open && row.due_at <= ctx.now(),
            decided_at: row.decided_at,
            decided_by: row.decided_by.map(|id| ids::text(Kind::User, id)),
            note,
            allowed_actions: StepAction::all(possible, ctx.lang),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// What stands in these never reaches a log, whoever prints them.
macro_rules! silent {
    ($($name:ident),*) => { $(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )* };
}

silent!(MyData, DataRequestInput, DataRequestNoteInput, DataRequest);

/// A page of requests.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<DataRequest>> {
    let Page { items, more } = requests::list(ctx, filter, page).await?;
    let mut shown = Vec::with_capacity(items.len());
    for (cursor, asked) in items {
        shown.push((cursor, DataRequest::of(ctx, asked).await?));
    }
    Ok(Page { items: shown, more })
}

/// One request.
pub async fn get(ctx: &Ctx, id: &str) -> Result<DataRequest> {
    DataRequest::of(ctx, requests::get(ctx, id).await?).await
}

/// Makes a request.
pub async fn ask(tx: &Tx, input: DataRequestInput) -> Result<DataRequest> {
    let new = New { kind: input.kind, text: input.text, partner: input.partner, person: input.person_id };
    DataRequest::in_write(tx, requests::ask(tx, new).await?).await
}

/// Decides one.
pub async fn decide(
    tx: &Tx,
    id: &str,
    expected: Expected,
    verdict: Verdict,
    input: DataRequestNoteInput,
) -> Result<DataRequest> {
    DataRequest::in_write(tx, requests::decide(tx, id, expected, verdict, input.note).await?).await
}

/// Lifts the restriction of a person.
pub async fn release(tx: &Tx, id: &str, expected: Expected) -> Result<Person> {
    persons::after_step(tx, restrict::release(tx, id, expected).await?).await
}
