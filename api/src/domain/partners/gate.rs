//! The one gate. Whatever a partner gets of a person, on any path, comes out of [`Gate::deliver`]: an agreement in
//! force, a purpose that it covers, a consent valid at that moment, the scopes that all of them and the client have in
//! common, every other field withheld with its reason, and all of it written down in the transaction that answers.
//!
//! The compiler keeps records and answers from being made elsewhere: records are made with a [`Warrant`], answers are
//! [`Delivered`], and this file alone makes either. That no face reads rows by itself is kept by a test
//! (`tests/rules/faces.rs`).
//!
//! ```
//! use api::domain::partners::gate::{Delivered, Warrant};
//! use api::view::partners::pulls::PartnerIncubatee;
//! fn a_face_answers_with(delivered: Delivered<Vec<PartnerIncubatee>>) -> usize {
//!     delivered.len()
//! }
//! ```
//!
//! ```compile_fail
//! use api::domain::partners::gate::Delivered;
//! let delivered = Delivered(vec!["what nobody consented to"]);
//! ```
//!
//! ```compile_fail
//! use api::domain::partners::gate::Warrant;
//! let warrant = Warrant(());
//! ```
//!
//! ```compile_fail
//! use api::view::partners::pulls::PartnerIncubatee;
//! fn raised(record: PartnerIncubatee) -> PartnerIncubatee {
//!     PartnerIncubatee { nik: None, ..record }
//! }
//! ```
//!
//! ```compile_fail
//! use api::domain::partners::gate::Subject;
//! fn read(subject: &Subject) -> &entity::person::Model {
//!     &subject.person
//! }
//! ```

use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::consent::Column;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

pub use super::subjects::Subject;
pub(in crate::domain) use super::subjects::holds;

use super::facts;
use super::log::{self, Entry};
use super::scopes::{self, Grants, Reading, Scopes, Verdict};
use super::{admission, subjects};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::coached;
use crate::domain::people::actor;
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Tx};
use crate::view::partners::pulls::PartnerIncubatee;

/// The path that data take to a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Rest,
    Graphql,
    Changes,
    Export,
    Csv,
    Lookup,
    Profile,
    Sikp,
    Pumk,
    Supported,
    Research,
}

impl Channel {
    /// The word in the access log.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Rest => "REST",
            Channel::Graphql => "GRAPHQL",
            Channel::Changes => "CHANGES",
            Channel::Export => "EXPORT",
            Channel::Csv => "CSV",
            Channel::Lookup => "LOOKUP",
            Channel::Profile => "PROFILE",
            Channel::Sikp => "SIKP",
            Channel::Pumk => "PUMK",
            Channel::Supported => "SUPPORTED",
            Channel::Research => "RESEARCH",
        }
    }
}

/// What a partner record is made with. Nobody but the gate has one.
#[derive(Clone, Copy, Debug)]
pub struct Warrant(());

/// What went through the gate, and is written down. Nobody but the gate makes one.
#[derive(Clone, Debug)]
pub struct Delivered<T>(T);

impl<T> Delivered<T> {
    /// The answer.
    pub fn into_inner(self) -> T {
        self.0
    }

    /// What is made of it behind the gate: a page, a profile.
    pub(in crate::domain::partners) fn map<U>(self, make: impl FnOnce(T) -> U) -> Delivered<U> {
        Delivered(make(self.0))
    }

    /// As `map`, of what may fail.
    pub(in crate::domain::partners) fn try_map<U>(self, make: impl FnOnce(T) -> Result<U>) -> Result<Delivered<U>> {
        make(self.0).map(Delivered)
    }
}

impl<T> Delivered<Vec<T>> {
    /// The only one of them.
    pub(in crate::domain::partners) fn single(mut self) -> Result<Delivered<T>> {
        self.0.pop().map(Delivered).ok_or_else(|| Error::new(Code::NotFound))
    }
}

impl<T> Deref for Delivered<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// A partner that may pull for a purpose, as it stands at the moment of the call.
#[derive(Clone)]
pub struct Gate {
    pub(super) partner: Uuid,
    pub(super) purpose: String,
    pub(super) agreement: Uuid,
    pub(super) actor: (ActorKind, Uuid),
    pub(super) channel: Channel,
    /// What agreement, purpose and client have in common.
    pub(super) allowed: Scopes,
    pub(super) grants: Arc<Grants>,
}

impl Gate {
    /// Opens for a caller. 401 for nobody; 403 for who does not hold PARTNER on exactly one organization; 422 without a
    /// purpose that is known; 403 without an agreement in force, for a purpose that it does not cover, and while an
    /// acknowledgement of deletion is overdue. A refusal leaves a row in the audit log, by a write of its own: open the
    /// gate before you begin to write, or use [`Gate::open_in`].
    pub async fn open(ctx: &Ctx, purpose: Option<&str>, channel: Channel) -> Result<Self> {
        paced(ctx, channel)?;
        Self::open_uncounted(ctx, purpose, channel).await
    }

    /// As [`Gate::open`], for a call that was counted already, and for a worker, whose pace is its own.
    pub(super) async fn open_uncounted(ctx: &Ctx, purpose: Option<&str>, channel: Channel) -> Result<Self> {
        match admission::admit(ctx, ctx.db(), purpose, channel).await {
            Err(refused) => Err(log::refused(ctx, channel, refused).await),
            admitted => admitted,
        }
    }

    /// As [`Gate::open`], within a write: a refusal is written down once that write has ended.
    pub async fn open_in(tx: &Tx, purpose: Option<&str>, channel: Channel) -> Result<Self> {
        paced(tx, channel)?;
        match admission::admit(tx, tx.conn()?, purpose, channel).await {
            Err(refused) => Err(log::refused_later(tx, channel, refused)),
            admitted => admitted,
        }
    }

    /// Opens for a worker that goes on in the name of whom it was opened for first.
    pub async fn reopen(
        ctx: &Ctx,
        partner: Uuid,
        (kind, id): (ActorKind, Uuid),
        purpose: &str,
        channel: Channel,
    ) -> Result<Self> {
        let Some(acting) = actor::ctx_of(ctx, kind, id).await? else {
            return Err(Error::new(Code::Denied));
        };
        let gate = Self::open_uncounted(&acting, Some(purpose), channel).await?;
        if gate.partner == partner {
            return Ok(gate);
        }
        Err(log::refused(&acting, channel, Error::new(Code::Denied)).await)
    }

    /// The organization that pulls.
    pub fn partner(&self) -> Uuid {
        self.partner
    }

    /// Code of `consentPurposes`.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// The agreement by which it may.
    pub fn agreement(&self) -> Uuid {
        self.agreement
    }

    /// Condition on the table `consent`: one of this partner and purpose that is valid at this moment, under an
    /// agreement that holds today, of a person who is neither archived nor restricted nor erased.
    pub fn valid(&self, ctx: &Ctx) -> Condition {
        let agreement = Query::select()
            .expr(Expr::value(1))
            .from("agreement")
            .and_where(Expr::col(("agreement", "id")).eq(self.agreement))
            .cond_where(coached::holding("from_on", "to_on", ctx.today()))
            .to_owned();
        Condition::all()
            .add(Column::PartnerId.eq(self.partner))
            .add(Column::Purpose.eq(self.purpose.as_str()))
            .add(subjects::holding(ctx))
            .add(Expr::exists(agreement))
    }

    /// Subjects after an id, in the order of their ids.
    pub async fn page(&self, tx: &Tx, after: Option<Uuid>, limit: u64) -> Result<Vec<Subject>> {
        let beyond = after.map(|after| Column::SubjectId.gt(after));
        subjects::find(tx, self, Condition::all().add_option(beyond), Some(limit)).await
    }

    /// Those of these subjects that are valid now, in the order of their ids.
    pub async fn some(&self, tx: &Tx, subjects: &[Uuid]) -> Result<Vec<Subject>> {
        let these = Condition::all().add(Column::SubjectId.is_in(subjects.iter().copied()));
        subjects::find(tx, self, these, None).await
    }

    /// One subject by its pseudonym; 404 for one that is not valid now, as for one that never was.
    pub async fn one(&self, tx: &Tx, id: &str) -> Result<Subject> {
        let id = ids::expect(Kind::Subject, id)?;
        self.some(tx, &[id]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))
    }

    /// The subject that a person is for this partner and purpose, if it consented.
    pub async fn of_person(&self, tx: &Tx, person: Uuid) -> Result<Option<Subject>> {
        let theirs = Condition::all().add(Column::PersonId.eq(person));
        Ok(subjects::find(tx, self, theirs, Some(1)).await?.pop())
    }

    /// Gives their records, and writes down that it did: one row for the delivery, one for each person, and the audit
    /// row. What cannot be written down is not given. Of whom the window of reads is closed the record is without facts,
    /// and owed. Commit before you answer.
    pub async fn deliver(
        &self,
        tx: &Tx,
        subjects: Vec<Subject>,
        export: Option<Uuid>,
    ) -> Result<Delivered<Vec<PartnerIncubatee>>> {
        let judged = self.judge(subjects, tx.now())?;
        self.give(tx, judged, export).await
    }

    /// As [`Gate::deliver`], but those of whom the window of reads is closed are left out: they are owed, and not
    /// written down as delivered. Where there is nothing to write down, nothing is.
    pub async fn deliver_open(&self, tx: &Tx, subjects: Vec<Subject>) -> Result<Delivered<Vec<PartnerIncubatee>>> {
        let judged = self.judge(subjects, tx.now())?;
        let (waiting, open): (Vec<Judged>, Vec<Judged>) = judged.into_iter().partition(|one| one.verdict.waits());
        let waiting: Vec<_> = waiting.iter().map(|one| &one.subject.consent).collect();
        log::owe(tx, self, &waiting).await?;
        if open.is_empty() { Ok(Delivered(Vec::new())) } else { self.give(tx, open, None).await }
    }

    /// As [`Gate::deliver`], of what was made of these subjects behind the gate: their records are not read.
    pub(in crate::domain::partners) async fn deliver_made<T>(
        &self,
        tx: &Tx,
        subjects: Vec<Subject>,
        made: T,
    ) -> Result<Delivered<T>> {
        let judged = self.judge(subjects, tx.now())?;
        self.note(tx, &judged, None).await?;
        Ok(Delivered(made))
    }

    /// What of each is given at a moment.
    fn judge(&self, subjects: Vec<Subject>, now: DateTime<Utc>) -> Result<Vec<Judged>> {
        let judge = |subject: Subject| -> Result<Judged> {
            let consent = &subject.consent;
            let reading = scopes::may_read(&consent.frequency, consent.window_from, now);
            let consented: Scopes = serde_json::from_str(&consent.scopes)?;
            let open = reading != Reading::Closed;
            let verdict = scopes::decide(&self.grants, &self.allowed, &consented, open, subject.voice());
            Ok(Judged { subject, verdict, begins: reading == Reading::Begins })
        };
        subjects.into_iter().map(judge).collect()
    }

    async fn give(
        &self,
        tx: &Tx,
        judged: Vec<Judged>,
        export: Option<Uuid>,
    ) -> Result<Delivered<Vec<PartnerIncubatee>>> {
        self.note(tx, &judged, export).await?;
        let (subjects, verdicts): (Vec<Subject>, Vec<Verdict>) =
            judged.into_iter().map(|one| (one.subject, one.verdict)).unzip();
        facts::records(tx, &Warrant(()), &subjects, &verdicts).await.map(Delivered)
    }

    /// Writes down that they are given.
    async fn note(&self, tx: &Tx, judged: &[Judged], export: Option<Uuid>) -> Result<()> {
        let begun: Vec<Uuid> = judged.iter().filter(|one| one.begins).map(|one| one.subject.consent.id).collect();
        log::begin_windows(tx, &begun).await?;
        let waiting: Vec<_> = judged.iter().filter(|one| one.verdict.waits()).map(|one| &one.subject.consent).collect();
        log::owe(tx, self, &waiting).await?;
        let entries = judged.iter().map(|one| Entry {
            person: one.subject.person.id,
            consent: one.subject.consent.id,
            scopes: &one.verdict.scopes,
        });
        let entries: Vec<Entry<'_>> = entries.collect();
        log::delivered(tx, self, &entries, export).await
    }
}

/// A subject, and what of it is given now.
struct Judged {
    subject: Subject,
    verdict: Verdict,
    /// A window of reads begins with it.
    begins: bool,
}

/// Counts a call, and refuses who calls too often; nobody in particular is refused elsewhere. [`Gate::open`] counts:
/// what comes to a partner otherwise asks here, each call once.
pub fn paced(ctx: &Ctx, channel: Channel) -> Result<()> {
    let Some(caller) = ctx.actor.id else { return Ok(()) };
    match ctx.app.pace.take(caller) {
        Ok(()) => Ok(()),
        Err(fast) if fast.noted => Err(log::refused_later(ctx, channel, fast.error)),
        Err(fast) => Err(fast.error),
    }
}
