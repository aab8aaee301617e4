//! What an enterprise does from month to month.

use super::*;

kept_record! {
    /// What an enterprise did in a month: the fields P01 to P24 of the indicator list. One record for each enterprise and month; corrections stand in its history. Certificates (P14), off-take contracts (P15), problems (P19) and survival (P22) are records of their own.
    Progress(ProgressInput) of progress, "progress" {
        /// The month: `2026-10`; it does not change afterwards.
        #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
        month: String,
        /// P01: revenue, whole rupiah.
        revenue: Rupiah,
        /// Why there was no revenue: code of `nihilReasons`; required when `revenue` is 0.
        #[schema(max_length = 60)]
        zero_reason: Option<String>,
        /// P02: costs of goods and running.
        costs: Rupiah,
        /// Declared adjustments of the profit; may be negative.
        #[schema(value_type = Option<i64>, minimum = -1000000000000000i64, maximum = 1000000000000000i64)]
        adjustments: Option<Rupiah>,
        /// P04: what was produced.
        #[schema(max_items = 100)]
        [default] production: Vec<Production>,
        /// P05: permanent paid workers without the owners.
        #[schema(max_items = 100)]
        [default] permanent_workers: Vec<Workers>,
        /// P06: casual and daily paid workers.
        #[schema(max_items = 100)]
        [default] casual_workers: Vec<Workers>,
        /// P07: unpaid family workers.
        #[schema(minimum = 0, maximum = 1000)]
        family_workers: Option<i32>,
        /// P08: wages paid; more than 0 when there are paid workers.
        wages: Option<Rupiah>,
        /// P09: capital by source, each source once.
        #[schema(max_items = 100)]
        [default] capital: Vec<CapitalPart>,
        /// P10: productive assets.
        assets: Option<Rupiah>,
        /// P11: sales by channel, each channel once; they sum to `revenue` within 1 %.
        #[schema(max_items = 100)]
        [default] sales: Vec<SalesPart>,
        /// P12: customers or orders.
        #[schema(minimum = 0, maximum = 10000000)]
        customers: Option<i32>,
        /// P13: code of `bookkeepingLevels`.
        #[schema(max_length = 60)]
        bookkeeping: Option<String>,
        /// P16: self-reported credit status: code of `creditStatuses`.
        #[schema(max_length = 60)]
        credit_status: Option<String>,
        /// P16: lender.
        #[schema(min_length = 1, max_length = 200)]
        lender: Option<String>,
        /// P16: plafond.
        credit_limit: Option<Rupiah>,
        /// P16: what is owed.
        credit_outstanding: Option<Rupiah>,
        /// P17: workers in BPJS Ketenagakerjaan, at most all workers.
        #[schema(minimum = 0, maximum = 100000)]
        insured_workers: Option<i32>,
        /// P18: readiness score by the rubric.
        #[schema(minimum = 0, maximum = 100)]
        readiness: Option<i32>,
        /// P20: new partners.
        #[schema(minimum = 0, maximum = 10000)]
        partners: Option<i32>,
        /// P21: innovations of product or process.
        #[schema(max_items = 100)]
        [default] innovations: Vec<Innovation>,
        /// P23: aid spent on tools.
        aid_tools: Option<Rupiah>,
        /// P23: aid spent on materials.
        aid_materials: Option<Rupiah>,
        /// Income that the owners drew; P24 compares it with the baseline.
        owner_income: Option<Rupiah>,
        /// What explains a fall in revenue of more than 50 %: code of `shockCodes`.
        #[schema(max_length = 60)]
        shock: Option<String>,
        /// What happened.
        #[schema(min_length = 1, max_length = 1000)]
        shock_note: Option<String>,
    }
    fixed {
        /// The incubatee.
        incubatee_id: refs::IncubateeRef,
        /// The enterprise.
        enterprise_id: refs::EnterpriseRef,
        /// P03: revenue less costs and adjustments.
        #[schema(value_type = i64, minimum = -1000000000000000i64, maximum = 1000000000000000i64)]
        profit: Rupiah,
        /// Revenue against the baseline, percent.
        growth: Option<f64>,
        /// P24: income of the owners against the baseline, percent.
        income_change: Option<f64>,
        /// How well each value is attested; those not named are SELF_REPORTED.
        #[schema(max_items = 100)]
        assurance: Vec<Assured>,
        /// Members in that month by sex and age band.
        #[schema(max_items = 100)]
        member_counts: Vec<MemberCount>,
    }
}
