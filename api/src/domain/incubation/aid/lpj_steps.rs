//! The states of an account (LPJ) and the steps between them: who takes them, and what stands in the way.

use entity::aid;
use entity::lpj::Model;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::lpj::{ACCEPTED, DRAFT, SENT_BACK, SUBMITTED, incomplete, with_hashes};
use super::status::{self, Step};
use crate::domain::ids::Kind;
use crate::domain::incubation::workflow::Workflow;
use crate::domain::registry::kept::Held;
use crate::domain::{Code, Ctx, Error, Result};
use crate::vocab::Role;

/// What is done with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LpjStep {
    /// It is handed in.
    Submit,
    /// It is found good.
    Accept,
    /// It is to be written anew.
    SendBack,
}

/// The steps that are decisions.
pub(super) const DECISIONS: [LpjStep; 2] = [LpjStep::Accept, LpjStep::SendBack];

impl LpjStep {
    /// The state that it leads to.
    pub(super) fn to(self) -> &'static str {
        match self {
            LpjStep::Submit => SUBMITTED,
            LpjStep::Accept => ACCEPTED,
            LpjStep::SendBack => SENT_BACK,
        }
    }

    /// Its verb in the audit log (`submitLpj`) and its event (`lpj.submitted`).
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            LpjStep::Submit => ("submit", "submitted"),
            LpjStep::Accept => ("accept", "accepted"),
            LpjStep::SendBack => ("sendBack", "sentBack"),
        }
    }

    /// The step that the aid takes with it.
    pub(super) fn of_aid(self) -> Step {
        match self {
            LpjStep::Submit => Step::SubmitLpj,
            LpjStep::Accept => Step::AcceptLpj,
            LpjStep::SendBack => Step::SendBackLpj,
        }
    }

    /// The steps that a state allows.
    fn legal(from: &str) -> &'static [LpjStep] {
        match from {
            DRAFT => &[LpjStep::Submit],
            SUBMITTED => &DECISIONS,
            _ => &[],
        }
    }
}

impl Workflow for Model {
    type Step = LpjStep;
    const STEPS: &'static [LpjStep] = &[LpjStep::Submit, LpjStep::Accept, LpjStep::SendBack];

    fn state(&self) -> &str {
        &self.state
    }

    fn word(step: LpjStep) -> &'static str {
        match step {
            LpjStep::Submit => "SUBMIT",
            LpjStep::Accept => "ACCEPT",
            LpjStep::SendBack => "SEND_BACK",
        }
    }

    fn roles(step: LpjStep) -> &'static [Role] {
        step.of_aid().roles()
    }

    /// It is handed in by whoever keeps it, the mentor assigned among them.
    fn is_the_mentors(step: LpjStep) -> bool {
        step == LpjStep::Submit
    }

    /// Who handed it in does not decide it.
    async fn forbid<C: ConnectionTrait>(conn: &C, ctx: &Ctx, held: &Held<Self>, step: LpjStep) -> Result<()> {
        if step == LpjStep::Submit {
            return Ok(());
        }
        match super::same_person(conn, ctx, (Kind::Lpj, held.row.id), "submitLpj").await? {
            Some(refused) => Err(refused),
            None => Ok(()),
        }
    }

    /// The state of the account, that of its aid, and what an account lacks before it is handed in.
    async fn hinder<C: ConnectionTrait>(conn: &C, _ctx: &Ctx, held: &Held<Self>, step: LpjStep) -> Result<()> {
        let (row, legal) = (&held.row, LpjStep::legal(&held.row.state));
        if !legal.contains(&step) {
            let allowed: Vec<&str> = legal.iter().map(|step| Self::word(*step)).collect();
            let refused = Error::new(Code::IllegalState).with("state", row.state.as_str());
            return Err(refused.with("allowed", allowed));
        }
        let aid = aid::Entity::find_by_id(row.aid_id).one(conn).await?;
        let aid = aid.ok_or_else(|| Error::new(Code::NotFound))?;
        status::step(&aid.status, step.of_aid())?;
        if step != LpjStep::Submit {
            return Ok(());
        }
        let mut faults = incomplete(row, aid.disbursed_amount.unwrap_or_default());
        with_hashes(conn, row, &mut faults).await?;
        if faults.is_empty() { Ok(()) } else { Err(Error::listing(Code::Invalid, faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_handed_in_once_and_decided_once() {
        let words = |from: &str| LpjStep::legal(from).iter().map(|step| Model::word(*step)).collect::<Vec<_>>();
        assert_eq!(words(DRAFT), ["SUBMIT"]);
        assert_eq!(words(SUBMITTED), ["ACCEPT", "SEND_BACK"]);
        assert_eq!((words(ACCEPTED), words(SENT_BACK)), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_the_account_allows_its_aid_allows_too() {
        for (from, step) in [(status::IN_USE, LpjStep::Submit), (status::LPJ_SUBMITTED, LpjStep::Accept)] {
            assert!(status::next(from, step.of_aid()).is_some(), "{from} {step:?}");
        }
    }
}
