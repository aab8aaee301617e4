//! Partner sharing in the demonstration: a bank, a BUMN, an off-taker and a university with their agreements, sixty
//! people who consented to what one of the first three reads, and what came of it. All of it is synthetic and says so.

mod after;
mod given;

use chrono::{DateTime, Days, Duration, Months, NaiveDate, NaiveTime, Utc};
use entity::unit;
use indicatif::ProgressBar;
use serde_json::json;
use uuid::Uuid;

use super::accounts::Made;
use super::partners::{BANK, BUMN, OFF_TAKER, UNIVERSITY};
use super::programme::add;
use super::units::Units;
use crate::domain::access::Scope;
use crate::domain::{Ctx, Result, Tx};
use crate::view::kept;
use crate::vocab::Role;

/// Agreements were signed so many days ago; the oldest consent came later.
const SIGNED: u64 = 300;

/// Who is asked for what: organization, number of its agreement, purposes, scopes.
const AGREEMENTS: &[(&str, &str, &[&str], &[&str])] = &[
    (
        BANK,
        "PKS/SINTETIS/BANK/01",
        &["CREDIT_PROSPECTING", "CREDIT_APPLICATION"],
        &[
            "PROSPECT_SUMMARY",
            "IDENTITY_BASIC",
            "IDENTITY_NIK",
            "CONTACT",
            "ADDRESS",
            "BUSINESS_PROFILE",
            "BUSINESS_LEGAL",
            "FINANCE_REVENUE",
            "FINANCE_CAPITAL",
            "WORKERS_COUNT",
            "MENTORING_PROOF",
            "OFFTAKE_CONTRACTS",
        ],
    ),
    (
        BUMN,
        "PKS/SINTETIS/BUMN/01",
        &["BUMN_PARTNERSHIP"],
        // Less than the purpose could have: revenue as a band only.
        &["IDENTITY_BASIC", "CONTACT", "BUSINESS_PROFILE", "FINANCE_REVENUE_BAND", "PRODUCTS", "CERTIFICATIONS"],
    ),
    (
        OFF_TAKER,
        "PKS/SINTETIS/OFFTAKER/01",
        &["OFFTAKE_SOURCING"],
        &["BUSINESS_NAME", "CONTACT", "PRODUCTS", "CAPACITY", "CERTIFICATIONS"],
    ),
    (UNIVERSITY, "PKS/SINTETIS/UNIVERSITAS/01", &["RESEARCH"], &["DEIDENTIFIED_EXTRACT"]),
];

/// Loads all of it, each record on its day; the clock ends where it began.
pub async fn make(ctx: &Ctx, units: &Units, made: &Made, bar: &ProgressBar) -> Result<()> {
    bar.set_message("consents");
    bar.set_length(3);
    bar.set_position(0);
    let stage = Stage { ctx, made, now: ctx.now() };
    agreements(&stage).await?;
    bar.inc(1);
    let consents = given::make(&stage, units).await?;
    bar.inc(1);
    after::make(&stage, &consents).await?;
    bar.inc(1);
    ctx.app.clock.reset();
    Ok(())
}

async fn agreements(stage: &Stage<'_>) -> Result<()> {
    stage.at(SIGNED);
    let tx = stage.ctx.begin().await?;
    let admin = stage.made.acting(&tx, stage.made.ministry_admin, Role::MinistryAdmin, Scope::Nation);
    let (from, to) = (stage.day(SIGNED), stage.day(0).checked_add_months(Months::new(26)));
    for (organization, number, purposes, scopes) in AGREEMENTS {
        let facts = json!({
            "number": number, "controller": format!("Pengendali data {organization} (sintetis)"),
            "dpoName": "Pejabat Pelindungan Data (sintetis)", "dpoEmail": "dpo@mitra.sintetis.id",
            "purposes": purposes, "scopes": scopes, "fromOn": from, "toOn": to, "country": "ID",
            "note": "Perjanjian sintetis: data peragaan.",
        });
        add::<kept::Agreement>(&admin, organization, facts).await?;
    }
    drop(admin);
    tx.commit().await
}

/// Who acts, and when.
struct Stage<'a> {
    ctx: &'a Ctx,
    made: &'a Made,
    now: DateTime<Utc>,
}

impl Stage<'_> {
    /// So many days ago.
    fn day(&self, ago: u64) -> NaiveDate {
        self.now.date_naive() - Days::new(ago)
    }

    /// Sets the clock to nine in the morning in Jakarta so many days ago; never later than now.
    fn at(&self, ago: u64) {
        let nine = self.day(ago).and_time(NaiveTime::MIN).and_utc() + Duration::hours(2);
        self.ctx.app.clock.set(nine.min(self.now));
    }

    /// The same write by the head of a BLK.
    fn head(&self, tx: &Tx, blk: Uuid) -> Tx {
        self.made.acting(tx, self.made.head, Role::BlkHead, Scope::Unit(blk))
    }

    /// By the incubatee who has an account.
    fn incubatee(&self, tx: &Tx, blk: Uuid) -> Tx {
        self.made.acting(tx, self.made.incubatee, Role::Incubatee, Scope::Unit(blk))
    }

    /// By whoever pulls for an organization.
    fn partner(&self, tx: &Tx, organization: &unit::Model) -> Tx {
        self.made.acting(tx, self.made.partner, Role::Partner, Scope::Unit(organization.id))
    }
}
