//! Records that the registry keeps about its units: lists, the fields by which they hang together, and their writes.
//! What each kind has of its own is boxed, as in [`resource`].

use std::any::Any;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::connection::{List, Window, connection};
use super::incubation::persons::person;
use super::interaction::requests::report;
use super::listed::Listed;
use super::loaders::{self, caller};
use super::mutation::{held, write};
use super::reports::wants_total;
use super::resource;
use crate::domain::page::{Cursor, Page};
use crate::domain::registry::kept::{Filter, Kept, ops};
use crate::domain::registry::units;
use crate::domain::{Ctx, Error, ids};
use crate::view::Changes;
use crate::view::incubation::persons::Person;
use crate::view::kept::{self, *};
use crate::view::refs::Ref;
use crate::view::registry::{Blk, Unit};
use crate::view::reports::Report;

/// Which records of the registry.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RecordFilter {
    /// Id or code of the unit that they belong to.
    pub unit: Option<String>,
    /// Kemendagri code: records of units in it.
    pub region: Option<String>,
    /// Codes of the kind, stage, status or class of the record.
    pub kind: Option<Vec<String>>,
    /// Part of the name or title.
    pub q: Option<String>,
    /// Id of a record that it refers to: a programme, a meeting.
    pub of: Option<ID>,
    /// Ends, expires or falls due before this day.
    pub ends_before: Option<NaiveDate>,
    /// True shows archived ones too.
    #[graphql(default)]
    pub archived: bool,
}

impl RecordFilter {
    /// The filter that it means; the unit that it names is looked up.
    pub async fn named(self, caller: &Ctx) -> crate::domain::Result<Filter> {
        Ok(Filter {
            units: units::named_unit(caller, self.unit.as_deref()).await?,
            region: self.region,
            class: self.kind.unwrap_or_default(),
            q: self.q,
            of: self.of.map(|id| id.0),
            ends_before: self.ends_before,
            archived: self.archived,
        })
    }
}

fn list<'a, R: Recorded>(
    ctx: &'a Context<'_>,
    filter: Option<RecordFilter>,
    window: Window,
) -> BoxFuture<'a, Result<List<R>>> {
    Box::pin(async move {
        let (caller, asked, request) = (caller(ctx)?, filter.unwrap_or_default(), window.page()?);
        let filter = asked.named(caller).await?;
        let total = if wants_total(ctx) { Some(ops::count::<Row<R>>(caller, &filter).await?) } else { None };
        let page = ops::list::<Row<R>>(caller, &filter, &request).await?;
        Ok(connection(page.try_map(R::of)?, &request, total))
    })
}

type Fetched = crate::domain::Result<Vec<(Uuid, Arc<dyn Any + Send + Sync>)>>;
pub type Fetch = fn(Ctx, Vec<Uuid>) -> BoxFuture<'static, Fetched>;

/// Something to load by an id: what it is, and how a batch of them is fetched.
#[derive(Clone)]
pub struct Wanted {
    what: &'static str,
    id: Uuid,
    fetch: Fetch,
}

impl Wanted {
    pub fn new(what: &'static str, id: Uuid, fetch: Fetch) -> Self {
        Self { what, id, fetch }
    }
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        self.what == other.what && self.id == other.id
    }
}

impl Eq for Wanted {}

impl Hash for Wanted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.what, self.id).hash(state);
    }
}

/// One loader for every kind of record: each kind of a batch is one statement.
pub struct Records(pub Ctx);

impl loaders::Key for Records {
    type Key = Wanted;
}

#[async_graphql::async_trait::async_trait]
impl Loader<Wanted> for Records {
    type Value = Arc<dyn Any + Send + Sync>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[Wanted]) -> std::result::Result<HashMap<Wanted, Self::Value>, Arc<Error>> {
        let mut kinds: HashMap<&'static str, Vec<&Wanted>> = HashMap::new();
        for key in keys {
            kinds.entry(key.what).or_default().push(key);
        }
        let mut found = HashMap::new();
        for wanted in kinds.into_values() {
            let Some(first) = wanted.first() else { continue };
            let rows = (first.fetch)(self.0.clone(), wanted.iter().map(|key| key.id).collect()).await;
            for (id, value) in rows.map_err(Arc::new)? {
                found.insert(Wanted { id, ..(*first).clone() }, value);
            }
        }
        Ok(found)
    }
}

pub async fn fetch<T: Clone + Send + Sync + 'static>(ctx: &Context<'_>, wanted: Wanted) -> Result<Option<T>> {
    let found = loaders::one(&loaders::of(ctx)?.records, wanted).await?;
    Ok(found.and_then(|value| value.downcast_ref::<T>().cloned()))
}

/// One record by its public id, batched.
pub fn record<'a, R: Recorded>(ctx: &'a Context<'_>, id: &'a str) -> BoxFuture<'a, Result<Option<R>>> {
    Box::pin(async move {
        let Ok(id) = ids::expect(Row::<R>::KIND, id) else {
            return Ok(None);
        };
        let fetch_rows: Fetch = |ctx, ids| {
            Box::pin(async move {
                let rows = ops::by_ids::<Row<R>>(&ctx, &ids).await?;
                let shown = rows.into_iter().map(|held| {
                    let id = held.row.envelope().id;
                    Ok((id, Arc::new(R::of(held)?) as Arc<dyn Any + Send + Sync>))
                });
                shown.collect()
            })
        };
        fetch(ctx, Wanted { what: R::NAME, id, fetch: fetch_rows }).await
    })
}

/// The records of a kind that a unit has, as a connection.
fn of_unit<'a, R: Recorded>(ctx: &'a Context<'_>, unit: Uuid, first: i32) -> BoxFuture<'a, Result<List<R>>> {
    Box::pin(async move { all_of(rows_of(ctx, unit).await?, first) })
}

/// All records of a kind that a unit has, batched over the units of the answer.
pub async fn rows_of<R: Recorded>(ctx: &Context<'_>, unit: Uuid) -> Result<Vec<R>> {
    let fetch_rows: Fetch = |ctx, ids| {
        Box::pin(async move {
            let mut groups: HashMap<Uuid, Vec<R>> = HashMap::new();
            for held in ops::of_units::<Row<R>>(&ctx, &ids).await? {
                groups.entry(held.unit.id).or_default().push(R::of(held)?);
            }
            Ok(groups.into_iter().map(|(unit, rows)| (unit, Arc::new(rows) as Arc<dyn Any + Send + Sync>)).collect())
        })
    };
    let wanted = Wanted { what: R::PLURAL, id: unit, fetch: fetch_rows };
    Ok(fetch::<Vec<R>>(ctx, wanted).await?.unwrap_or_default())
}

/// All records of a kind that hang on another record, batched over those of the answer.
async fn hanging<R: Recorded>(ctx: &Context<'_>, parent: &str) -> Result<Vec<R>> {
    let Some((_, parent)) = ids::parse(parent) else {
        return Ok(Vec::new());
    };
    let fetch_rows: Fetch = |ctx, ids| {
        Box::pin(async move {
            let mut groups: HashMap<Uuid, Vec<R>> = HashMap::new();
            for held in ops::hanging_on::<Row<R>>(&ctx, &ids).await? {
                if let Some(id) = held.row.parent() {
                    groups.entry(id).or_default().push(R::of(held)?);
                }
            }
            Ok(groups.into_iter().map(|(id, rows)| (id, Arc::new(rows) as Arc<dyn Any + Send + Sync>)).collect())
        })
    };
    let wanted = Wanted { what: std::any::type_name::<Vec<R>>(), id: parent, fetch: fetch_rows };
    Ok(fetch::<Vec<R>>(ctx, wanted).await?.unwrap_or_default())
}

/// The records of a kind that hang on another, as a connection.
fn on<'a, R: Recorded>(ctx: &'a Context<'_>, parent: &'a str, first: i32) -> BoxFuture<'a, Result<List<R>>> {
    Box::pin(async move { all_of(hanging(ctx, parent).await?, first) })
}

/// The first rows of a whole list, as a connection with its total.
pub fn all_of<R: Listed>(rows: Vec<R>, first: i32) -> Result<List<R>> {
    let request = Window { first: Some(first), ..Window::default() }.page()?;
    let total = u64::try_from(rows.len()).ok();
    let rows = rows.into_iter().enumerate().map(|(place, row)| (place.to_string(), row)).collect();
    let page = Page::cut(rows, &request, |(place, _): &(String, R)| Cursor::new("", place.clone()));
    Ok(connection(page.map(|(_, row)| row), &request, total))
}

/// A field that names a record, required or not.
trait Named {
    fn named(&self) -> Option<&str>;
}

impl<N> Named for Ref<N> {
    fn named(&self) -> Option<&str> {
        Some(&self.0)
    }
}

impl<N> Named for Option<Ref<N>> {
    fn named(&self) -> Option<&str> {
        self.as_ref().map(|id| id.0.as_str())
    }
}

async fn blk(ctx: &Context<'_>, id: Option<&str>) -> Result<Option<Blk>> {
    match id.and_then(ids::parse) {
        Some((_, id)) => Ok(loaders::one(&loaders::of(ctx)?.blks, id).await?),
        None => Ok(None),
    }
}

/// Whoever has the id: a BLK, kawasan, site or organization.
pub async fn unit(ctx: &Context<'_>, id: Option<&str>) -> Result<Option<Unit>> {
    match id.and_then(ids::parse) {
        Some((_, id)) => Ok(loaders::one(&loaders::of(ctx)?.units, id).await?),
        None => Ok(None),
    }
}

/// Fields that lead from a record to its unit and to those it names.
macro_rules! links {
    ($($record:ident {
        $($field:ident: $named:ident of $from:ident,)*
        $(; $unit_field:ident: $unit:ident of $unit_from:ident with $load:ident)*
    } $(=> { $($(#[doc = $doc:literal])* $list:ident: $hanging:ident,)* })?)*) => { $(
        #[ComplexObject]
        impl $record {
            /// The unit that it belongs to.
            async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
                unit(ctx, Some(&self.unit_id)).await
            }
            $(
                /// The record that the field of the same name with `Id` names.
                async fn $field(&self, ctx: &Context<'_>) -> Result<Option<$named>> {
                    match self.$from.named() {
                        Some(id) => record::<$named>(ctx, id).await,
                        None => Ok(None),
                    }
                }
            )*
            $(
                /// The unit that the field of the same name with `Id` names.
                async fn $unit_field(&self, ctx: &Context<'_>) -> Result<Option<$unit>> {
                    $load(ctx, self.$unit_from.named()).await
                }
            )*
            $($(
                $(#[doc = $doc])*
                #[graphql(complexity = "crate::graphql::cost::list(5, Some(first), child_complexity)")]
                async fn $list(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "Rows, 1 to 100.")] first: i32,
                ) -> Result<List<$hanging>> {
                    on::<$hanging>(ctx, &self.id, first).await
                }
            )*)?
        }
    )* };
}

links! {
    Registration {}
    Appointment { programme: Programme of programme_id, }
    UnitDocument { enterprise: Enterprise of enterprise_id, }
    Asset {}
    Instructor {}
    Enrolment { programme: Programme of programme_id, }
    Duty { evidence: UnitDocument of evidence_id, }
    Product { enterprise: Enterprise of enterprise_id, }
    Award { ; given_by: Unit of given_by_id with unit }
    KawasanResource {}
    Enterprise { ; blk: Blk of blk_id with blk ; kawasan: Unit of kawasan_id with unit } => {
        /// Its members, past and present, for those who see its coaching.
        members: Membership,
        /// Its legal ids and certificates, for those who see its coaching.
        certifications: Certification,
        /// Documents about it, for those who see its coaching.
        documents: UnitDocument,
    }
    ChainLink {
        enterprise: Enterprise of enterprise_id,
        ; blk: Blk of blk_id with blk
        ; organization: Unit of organization_id with unit
    }
    Potential {}
    Regulation {}
    Programme { regulation: Regulation of regulation_id, }
    Activity { programme: Programme of programme_id, }
    Target { programme: Programme of programme_id, }
    Assessment { document: UnitDocument of document_id, ; assessor: Unit of assessor_id with unit }
    Meeting { minutes_document: UnitDocument of minutes_id, }
    FollowUp { meeting: Meeting of meeting_id, }
    SelectionRound { programme: Programme of programme_id, study: UnitDocument of study_id, }
    Membership { enterprise: Enterprise of enterprise_id, ; person: Person of person_id with person }
    Certification { enterprise: Enterprise of enterprise_id, document: UnitDocument of document_id, }
    Cohort { programme: Programme of programme_id, } => {
        /// Its incubatees.
        incubatees: Incubatee,
    }
    Incubatee { cohort: Cohort of cohort_id, enterprise: Enterprise of enterprise_id, } => {
        /// Its moves from stage to stage.
        stage_changes: StageChange,
        /// Its milestones.
        milestones: Milestone,
        /// What the enterprise did from month to month.
        progress: Progress,
        /// Visits of mentors.
        visits: MentoringVisit,
        /// Its problems.
        problems: Problem,
        /// Its off-take contracts.
        offtake_contracts: OfftakeContract,
        /// Looks at it after graduation.
        survival_checks: SurvivalCheck,
        /// What partners say became of it.
        partner_outcomes: Outcome,
    }
    StageChange { incubatee: Incubatee of incubatee_id, }
    Milestone { incubatee: Incubatee of incubatee_id, evidence: UnitDocument of evidence_id, }
    Progress { incubatee: Incubatee of incubatee_id, enterprise: Enterprise of enterprise_id, }
    MentoringVisit {
        incubatee: Incubatee of incubatee_id,
        enterprise: Enterprise of enterprise_id,
        mentor: Mentor of mentor_id,
        photo: UnitDocument of photo_id,
    }
    Problem { incubatee: Incubatee of incubatee_id, }
    OfftakeContract {
        incubatee: Incubatee of incubatee_id,
        document: UnitDocument of document_id,
        ; off_taker: Unit of off_taker_id with unit
    }
    SurvivalCheck { incubatee: Incubatee of incubatee_id, }
    MentorBatch { ; university: Unit of university_id with unit } => {
        /// Its mentors, for those who see them.
        mentors: Mentor,
    }
    Mentor { batch: MentorBatch of batch_id, ; person: Person of person_id with person } => {
        /// The enterprises assigned to it, past and present.
        assignments: MentorAssignment,
        /// What became of it after service.
        outcomes: AlumniOutcome,
    }
    MentorAssignment { mentor: Mentor of mentor_id, enterprise: Enterprise of enterprise_id, }
    AlumniOutcome { mentor: Mentor of mentor_id, }
    AidScheme { regulation: Regulation of regulation_id, }
    Aid {
        scheme: AidScheme of scheme_id,
        enterprise: Enterprise of enterprise_id,
        bast: UnitDocument of bast_id,
        ; person: Person of person_id with person
    } => {
        /// Its accounts, version by version.
        lpj: Lpj,
    }
    Lpj { aid: Aid of aid_id, ; person: Person of person_id with person }
    MonitoringVisit {
        enterprise: Enterprise of enterprise_id,
        aid: Aid of aid_id,
        photo: UnitDocument of photo_id,
    }
    DuplicateCase { ; person: Person of person_id with person }
    TrainingPackage { curriculum_document: UnitDocument of curriculum_document_id, } => {
        /// Its applicants and trainees, for those who see them.
        trainees: Trainee,
        /// Its sessions.
        sessions: TrainingSession,
    }
    Trainee { package: TrainingPackage of package_id, ; person: Person of person_id with person } => {
        /// Looks at it 6 and 12 months after the training.
        alumni_traces: AlumniTrace,
    }
    TrainingSession { package: TrainingPackage of package_id, instructor: Instructor of instructor_id, }
    TrainingNeed { enterprise: Enterprise of enterprise_id, package: TrainingPackage of package_id, }
    Placement {
        trainee: Trainee of trainee_id,
        job_seeker: JobSeeker of job_seeker_id,
        ; person: Person of person_id with person
        ; employer: Unit of employer_id with unit
    }
    JobSeeker { consent_evidence: UnitDocument of consent_evidence_id, ; person: Person of person_id with person }
    AlumniTrace {
        trainee: Trainee of trainee_id,
        package: TrainingPackage of package_id,
        ; person: Person of person_id with person
    }
    Outcome {
        incubatee: Incubatee of incubatee_id,
        enterprise: Enterprise of enterprise_id,
        ; partner: Unit of partner_id with unit
    }
    Commitment {
        enterprise: Enterprise of enterprise_id,
        ; blk: Blk of blk_id with blk
        ; kawasan: Unit of kawasan_id with unit
    }
    Partnership {
        document: UnitDocument of document_id,
        commitment: Commitment of commitment_id,
        ; partner: Unit of partner_id with unit
    }
    Need { enterprise: Enterprise of enterprise_id, met_by: Commitment of met_by_id, }
    Request {
        answer_document: UnitDocument of answer_document_id,
        ; report: Report of report_id with report
    }
    Announcement {}
    Agreement { document: UnitDocument of document_id, }
}

/// Lists of records below their unit.
macro_rules! below {
    ($($(#[doc = $unit_doc:literal])* $holder:ident { $($(#[doc = $doc:literal])* $field:ident: $record:ident,)* })*) => { $(
        $(#[doc = $unit_doc])*
        pub struct $holder(pub Uuid);

        #[Object]
        impl $holder {
            $(
                $(#[doc = $doc])*
                #[graphql(complexity = "crate::graphql::cost::list(5, Some(first), child_complexity)")]
                async fn $field(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "Rows, 1 to 100.")] first: i32,
                ) -> Result<List<$record>> {
                    of_unit::<$record>(ctx, self.0, first).await
                }
            )*
        }
    )* };
}

below! {
    /// What is kept about a BLK.
    OfBlk {
        /// Registrations: VIN, licence, accreditation.
        registrations: Registration,
        /// Its officers, past and present. For whoever is signed in.
        officers: Appointment,
        /// Its register of documents, for those who see its reports.
        documents: UnitDocument,
        /// Its equipment and buildings, for those who see its reports.
        assets: Asset,
        /// Its instructors, for those who see its reports.
        instructors: Instructor,
        /// Programmes that it is or was enrolled in.
        enrolments: Enrolment,
        /// Its duties, for those who see its reports.
        duties: Duty,
        /// Its products.
        products: Product,
        /// Awards that it was given.
        awards: Award,
        /// Local potentials.
        potentials: Potential,
        /// Its assessments, for those who see its reports.
        assessments: Assessment,
        /// Its enterprises.
        enterprises: Enterprise,
        /// Its cohorts of incubatees, for those who see its coaching.
        cohorts: Cohort,
        /// Its incubatees, for those who see its coaching.
        incubatees: Incubatee,
        /// Aid to it and its enterprises, for those who see its coaching.
        aids: Aid,
        /// Monitoring visits, for those who see its coaching.
        monitoring_visits: MonitoringVisit,
        /// Its training packages, for those who see its reports.
        training_packages: TrainingPackage,
        /// Trainings that it or its enterprises need. For whoever is signed in.
        training_needs: TrainingNeed,
        /// Work that people found through it, for those who see its coaching.
        placements: Placement,
        /// Its partnerships. For whoever is signed in.
        partnerships: Partnership,
        /// What it needs. For whoever is signed in.
        needs: Need,
        /// What is asked of it, for those who see its reports.
        requests: Request,
    }
    /// What is kept about a kawasan.
    OfKawasan {
        /// Its supporting resources, of the five kinds.
        resources: KawasanResource,
        /// Who stands where in its value chain.
        chain: ChainLink,
        /// Its local potentials.
        potentials: Potential,
        /// Its enterprises.
        enterprises: Enterprise,
        /// Products of its enterprises.
        products: Product,
        /// Its officers. For whoever is signed in.
        officers: Appointment,
        /// Its register of documents.
        documents: UnitDocument,
        /// Its activities.
        activities: Activity,
        /// Its assessments.
        assessments: Assessment,
        /// Its cohorts of incubatees, for those who see its coaching.
        cohorts: Cohort,
        /// Its incubatees, for those who see its coaching.
        incubatees: Incubatee,
        /// Aid to it and its enterprises, for those who see its coaching.
        aids: Aid,
        /// Monitoring visits, for those who see its coaching.
        monitoring_visits: MonitoringVisit,
        /// Trainings that it or its enterprises need. For whoever is signed in.
        training_needs: TrainingNeed,
        /// Its partnerships. For whoever is signed in.
        partnerships: Partnership,
        /// What it needs. For whoever is signed in.
        needs: Need,
        /// What is asked of it, for those who see its reports.
        requests: Request,
    }
    /// What is kept about a site.
    OfSite {
        /// Its officers. For whoever is signed in.
        officers: Appointment,
        /// Its register of documents.
        documents: UnitDocument,
        /// Its activities.
        activities: Activity,
        /// Its enterprises.
        enterprises: Enterprise,
        /// Products of its enterprises.
        products: Product,
        /// Its targets.
        targets: Target,
        /// Its cohorts of incubatees, for those who see its coaching.
        cohorts: Cohort,
        /// Its incubatees, for those who see its coaching.
        incubatees: Incubatee,
        /// Aid to it and its enterprises, for those who see its coaching.
        aids: Aid,
        /// Monitoring visits, for those who see its coaching.
        monitoring_visits: MonitoringVisit,
        /// What is asked of it, for those who see its reports.
        requests: Request,
    }
    /// What is kept about an organization.
    OfOrganization {
        /// Its office holders. For whoever is signed in.
        officers: Appointment,
        /// Its register of documents.
        documents: UnitDocument,
        /// Regulations that it issued.
        regulations: Regulation,
        /// Programmes that it runs.
        programmes: Programme,
        /// Activities that it carries out.
        activities: Activity,
        /// Meetings that it called. For whoever is signed in.
        meetings: Meeting,
        /// Selection rounds that it decides. For whoever is signed in.
        selection_rounds: SelectionRound,
        /// What it offers, as far as you see it.
        commitments: Commitment,
        /// What is asked of it, for those who see its reports.
        requests: Request,
        /// What it announces to you.
        announcements: Announcement,
        /// Agreements on the data that it may pull. For whoever is signed in.
        agreements: Agreement,
    }
}

/// Roots of reading and writing: kinds of units' records, kinds that hang on another record, and kinds that are only
/// changed, or only read.
macro_rules! roots {
    (
        units { $($(#[doc = $doc:literal])* $list:ident: $record:ident, $create:ident, $update:ident, $archive:ident, $input:ident;)* }
        hanging { $($(#[doc = $hdoc:literal])* $hlist:ident: $hrecord:ident, $hcreate:ident, $hupdate:ident, $harchive:ident, $hinput:ident;)* }
        changed { $($(#[doc = $cdoc:literal])* $clist:ident: $crecord:ident, $cupdate:ident, $carchive:ident, $cinput:ident;)* }
        read { $($(#[doc = $rdoc:literal])* $rlist:ident: $rrecord:ident;)* }
    ) => {
        lists! { KeptQuery { $($(#[doc = $doc])* $list: $record;)* } }
        lists! { CoachingQuery {
            $($(#[doc = $hdoc])* $hlist: $hrecord;)*
            $($(#[doc = $cdoc])* $clist: $crecord;)*
            $($(#[doc = $rdoc])* $rlist: $rrecord;)*
        } }

        #[derive(Default)]
        pub struct KeptMutation;

        #[Object]
        impl KeptMutation {
            $(
                /// Records it about a unit.
                async fn $create(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "Id or code of the unit.")] unit: String,
                    input: $input,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$record> {
                    create::<$record>(ctx, unit, input, validate_only).await
                }

                /// Changes it; absent is unchanged, null is taken away.
                async fn $update(
                    &self,
                    ctx: &Context<'_>,
                    id: ID,
                    #[graphql(desc = "Version that was read.")] expected_version: i32,
                    changes: Changes<$input>,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$record> {
                    resource::update::<$record>(ctx, id.0, expected_version, changes, validate_only).await
                }

                /// Takes it out of all lists; it is still found by its id.
                async fn $archive(
                    &self,
                    ctx: &Context<'_>,
                    id: ID,
                    #[graphql(desc = "Version that was read.")] expected_version: i32,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$record> {
                    resource::archive::<$record>(ctx, id.0, expected_version, validate_only).await
                }
            )*
        }

        #[derive(Default)]
        pub struct CoachingMutation;

        #[Object]
        impl CoachingMutation {
            $(
                /// Records it about a record that exists.
                async fn $hcreate(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "Id of the record that it hangs on.")] of: ID,
                    input: $hinput,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$hrecord> {
                    create_below::<$hrecord>(ctx, of.0, input, validate_only).await
                }

                /// Changes it; absent is unchanged, null is taken away.
                async fn $hupdate(
                    &self,
                    ctx: &Context<'_>,
                    id: ID,
                    #[graphql(desc = "Version that was read.")] expected_version: i32,
                    changes: Changes<$hinput>,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$hrecord> {
                    resource::update::<$hrecord>(ctx, id.0, expected_version, changes, validate_only).await
                }

                /// Takes it out of all lists; it is still found by its id.
                async fn $harchive(
                    &self,
                    ctx: &Context<'_>,
                    id: ID,
                    #[graphql(desc = "Version that was read.")] expected_version: i32,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$hrecord> {
                    resource::archive::<$hrecord>(ctx, id.0, expected_version, validate_only).await
                }
            )*
            $(
                /// Changes it; absent is unchanged, null is taken away. The system makes it.
                async fn $cupdate(
                    &self,
                    ctx: &Context<'_>,
                    id: ID,
                    #[graphql(desc = "Version that was read.")] expected_version: i32,
                    changes: Changes<$cinput>,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$crecord> {
                    resource::update::<$crecord>(ctx, id.0, expected_version, changes, validate_only).await
                }

                /// Takes it out of all lists; it is still found by its id.
                async fn $carchive(
                    &self,
                    ctx: &Context<'_>,
                    id: ID,
                    #[graphql(desc = "Version that was read.")] expected_version: i32,
                    #[graphql(default, desc = "Check only.")] validate_only: bool,
                ) -> Result<$crecord> {
                    resource::archive::<$crecord>(ctx, id.0, expected_version, validate_only).await
                }
            )*
        }

        /// Any kept record by its id.
        pub async fn node(ctx: &Context<'_>, kind: ids::Kind, id: &str) -> Result<Option<super::query::Node>> {
            Ok(match kind {
                $(<Row<$record> as Kept>::KIND => node_of(ctx, id, super::query::Node::$record).await?,)*
                $(<Row<$hrecord> as Kept>::KIND => node_of(ctx, id, super::query::Node::$hrecord).await?,)*
                $(<Row<$crecord> as Kept>::KIND => node_of(ctx, id, super::query::Node::$crecord).await?,)*
                $(<Row<$rrecord> as Kept>::KIND => node_of(ctx, id, super::query::Node::$rrecord).await?,)*
                _ => None,
            })
        }
    };
}

/// A root of reading with a list for each kind.
macro_rules! lists {
    ($query:ident { $($(#[doc = $doc:literal])* $list:ident: $record:ident;)* }) => {
        #[derive(Default)]
        pub struct $query;

        #[Object]
        impl $query {
            $(
                $(#[doc = $doc])*
                #[graphql(complexity = "crate::graphql::cost::list(5, first.or(last), child_complexity)")]
                async fn $list(
                    &self,
                    ctx: &Context<'_>,
                    filter: Option<RecordFilter>,
                    first: Option<i32>,
                    after: Option<String>,
                    last: Option<i32>,
                    before: Option<String>,
                ) -> Result<List<$record>> {
                    list::<$record>(ctx, filter, Window { first, after, last, before }).await
                }
            )*
        }
    };
}

fn node_of<'a, R: Recorded>(
    ctx: &'a Context<'_>,
    id: &'a str,
    wrap: fn(R) -> super::query::Node,
) -> BoxFuture<'a, Result<Option<super::query::Node>>> {
    Box::pin(async move { Ok(record::<R>(ctx, id).await?.map(wrap)) })
}

fn create<'a, R: Recorded>(
    ctx: &'a Context<'_>,
    unit: String,
    input: R::Input,
    validate_only: bool,
) -> BoxFuture<'a, Result<R>> {
    Box::pin(async move {
        let content = (unit.clone(), input.clone());
        let work = |tx| async move { kept::create::<R>(&tx, &unit, held(&input)?).await };
        write(ctx, &format!("create{}", R::NAME), validate_only, content, work).await
    })
}

/// Records something about a record that exists.
pub fn create_below<'a, R: Recorded>(
    ctx: &'a Context<'_>,
    of: String,
    input: R::Input,
    validate_only: bool,
) -> BoxFuture<'a, Result<R>> {
    Box::pin(async move {
        let content = (of.clone(), input.clone());
        let work = |tx| async move { kept::create_below::<R>(&tx, &of, held(&input)?).await };
        write(ctx, &format!("create{}", R::NAME), validate_only, content, work).await
    })
}

roots! {
    units {
        /// Registrations of BLKs. Public.
        registrations: Registration, create_registration, update_registration, archive_registration, RegistrationInput;
        /// Appointments to offices. For whoever is signed in.
        appointments: Appointment, create_appointment, update_appointment, archive_appointment, AppointmentInput;
        /// Documents of the units whose reports you see, and about the enterprises whose coaching you see.
        documents: UnitDocument, create_unit_document, update_unit_document, archive_unit_document, UnitDocumentInput;
        /// Equipment and buildings of the BLKs whose reports you see.
        assets: Asset, create_asset, update_asset, archive_asset, AssetInput;
        /// Instructors of the BLKs whose reports you see.
        instructors: Instructor, create_instructor, update_instructor, archive_instructor, InstructorInput;
        /// Enrolments of BLKs in programmes. Public.
        enrolments: Enrolment, create_enrolment, update_enrolment, archive_enrolment, EnrolmentInput;
        /// Duties of the BLKs whose reports you see.
        duties: Duty, create_duty, update_duty, archive_duty, DutyInput;
        /// Products of BLKs and enterprises. Public.
        products: Product, create_product, update_product, archive_product, ProductInput;
        /// Awards given to BLKs. Public.
        awards: Award, create_award, update_award, archive_award, AwardInput;
        /// Supporting resources of kawasans. Public.
        resources: KawasanResource, create_kawasan_resource, update_kawasan_resource, archive_kawasan_resource, KawasanResourceInput;
        /// Enterprises. Public.
        enterprises: Enterprise, create_enterprise, update_enterprise, archive_enterprise, EnterpriseInput;
        /// Who stands where in the value chains of the kawasans. Public.
        chain: ChainLink, create_chain_link, update_chain_link, archive_chain_link, ChainLinkInput;
        /// Local potentials. Public.
        potentials: Potential, create_potential, update_potential, archive_potential, PotentialInput;
        /// Regulations. Public.
        regulations: Regulation, create_regulation, update_regulation, archive_regulation, RegulationInput;
        /// Programmes. Public.
        programmes: Programme, create_programme, update_programme, archive_programme, ProgrammeInput;
        /// Activities of programmes. Public.
        activities: Activity, create_activity, update_activity, archive_activity, ActivityInput;
        /// Targets of programmes and what was reached. Public.
        targets: Target, create_target, update_target, archive_target, TargetInput;
        /// Assessments of the units whose reports you see.
        assessments: Assessment, create_assessment, update_assessment, archive_assessment, AssessmentInput;
        /// Meetings. For whoever is signed in.
        meetings: Meeting, create_meeting, update_meeting, archive_meeting, MeetingInput;
        /// What meetings resolved. For whoever is signed in.
        follow_ups: FollowUp, create_follow_up, update_follow_up, archive_follow_up, FollowUpInput;
        /// Selection rounds. For whoever is signed in.
        selection_rounds: SelectionRound, create_selection_round, update_selection_round, archive_selection_round, SelectionRoundInput;
        /// Cohorts of incubatees, of the units whose coaching you see.
        cohorts: Cohort, create_cohort, update_cohort, archive_cohort, CohortInput;
        /// Intakes of mentors. Public.
        mentor_batches: MentorBatch, create_mentor_batch, update_mentor_batch, archive_mentor_batch, MentorBatchInput;
        /// Schemes of aid. Public.
        aid_schemes: AidScheme, create_aid_scheme, update_aid_scheme, archive_aid_scheme, AidSchemeInput;
        /// Aid that you see.
        aids: Aid, create_aid, update_aid, archive_aid, AidInput;
        /// Monitoring visits that you see.
        monitoring_visits: MonitoringVisit, create_monitoring_visit, update_monitoring_visit, archive_monitoring_visit, MonitoringVisitInput;
        /// Training packages of the BLKs whose reports you see.
        training_packages: TrainingPackage, create_training_package, update_training_package, archive_training_package, TrainingPackageInput;
        /// Trainings that kawasans, BLKs and enterprises need. For whoever is signed in.
        training_needs: TrainingNeed, create_training_need, update_training_need, archive_training_need, TrainingNeedInput;
        /// Placements that you see.
        placements: Placement, create_placement, update_placement, archive_placement, PlacementInput;
        /// Job seekers that you see.
        job_seekers: JobSeeker, create_job_seeker, update_job_seeker, archive_job_seeker, JobSeekerInput;
        /// Commitments that you see; open offers for whoever is signed in.
        commitments: Commitment, create_commitment, update_commitment, archive_commitment, CommitmentInput;
        /// Partnerships. For whoever is signed in.
        partnerships: Partnership, create_partnership, update_partnership, archive_partnership, PartnershipInput;
        /// What BLKs and kawasans need. For whoever is signed in.
        needs: Need, create_need, update_need, archive_need, NeedInput;
        /// What is asked of the units whose reports you see.
        requests: Request, create_request, update_request, archive_request, RequestInput;
        /// Announcements to you; public ones without login.
        announcements: Announcement, create_announcement, update_announcement, archive_announcement, AnnouncementInput;
        /// Agreements on the sharing of data with partners. For whoever is signed in.
        agreements: Agreement, create_agreement, update_agreement, archive_agreement, AgreementInput;
    }
    hanging {
        /// Memberships that you see.
        memberships: Membership, create_membership, update_membership, archive_membership, MembershipInput;
        /// Legal ids and certificates of the enterprises whose coaching you see.
        certifications: Certification, create_certification, update_certification, archive_certification, CertificationInput;
        /// Incubatees whose coaching you see.
        incubatees: Incubatee, create_incubatee, update_incubatee, archive_incubatee, IncubateeInput;
        /// Milestones of incubatees that you see.
        milestones: Milestone, create_milestone, update_milestone, archive_milestone, MilestoneInput;
        /// Monthly progress of enterprises that you see.
        progress: Progress, create_progress, update_progress, archive_progress, ProgressInput;
        /// Visits of mentors that you see.
        visits: MentoringVisit, create_mentoring_visit, update_mentoring_visit, archive_mentoring_visit, MentoringVisitInput;
        /// Problems of enterprises that you see.
        problems: Problem, create_problem, update_problem, archive_problem, ProblemInput;
        /// Off-take contracts that you see.
        offtake_contracts: OfftakeContract, create_offtake_contract, update_offtake_contract, archive_offtake_contract, OfftakeContractInput;
        /// Mentors that you see.
        mentors: Mentor, create_mentor, update_mentor, archive_mentor, MentorInput;
        /// Assignments of mentors that you see.
        mentor_assignments: MentorAssignment, create_mentor_assignment, update_mentor_assignment, archive_mentor_assignment, MentorAssignmentInput;
        /// What became of mentors that you see.
        alumni_outcomes: AlumniOutcome, create_alumni_outcome, update_alumni_outcome, archive_alumni_outcome, AlumniOutcomeInput;
        /// Accounts of aid that you see.
        lpj: Lpj, create_lpj, update_lpj, archive_lpj, LpjInput;
        /// Applicants and trainees that you see.
        trainees: Trainee, create_trainee, update_trainee, archive_trainee, TraineeInput;
        /// Sessions of training packages of the BLKs whose reports you see.
        training_sessions: TrainingSession, create_training_session, update_training_session, archive_training_session, TrainingSessionInput;
    }
    changed {
        /// Looks at graduates 6, 12 and 24 months on.
        survival_checks: SurvivalCheck, update_survival_check, archive_survival_check, SurvivalCheckInput;
        /// Looks at graduates of trainings 6 and 12 months on.
        alumni_traces: AlumniTrace, update_alumni_trace, archive_alumni_trace, AlumniTraceInput;
    }
    read {
        /// Moves of incubatees from stage to stage.
        stage_changes: StageChange;
        /// Persons in two groups or twice in aid, to be decided.
        duplicate_cases: DuplicateCase;
        /// What partners say became of the incubatees whose coaching you see.
        partner_outcomes: Outcome;
    }
}
