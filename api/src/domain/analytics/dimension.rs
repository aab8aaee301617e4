//! Dimensions: what figures are grouped and filtered by.

use sea_orm::sea_query::Expr;

pub use crate::vocab::Dimension;

impl Dimension {
    /// Its field in answers and filters: `priorityArea`.
    pub fn field(self) -> &'static str {
        match self {
            Dimension::Province => "province",
            Dimension::Regency => "regency",
            Dimension::Kawasan => "kawasan",
            Dimension::Blk => "blk",
            Dimension::Vocation => "vocation",
            Dimension::Sector => "sector",
            Dimension::Stage => "stage",
            Dimension::CohortYear => "cohortYear",
            Dimension::HostType => "hostType",
            Dimension::Programme => "programme",
            Dimension::Model => "model",
            Dimension::Agenda => "agenda",
            Dimension::PriorityArea => "priorityArea",
            Dimension::EmploymentRelation => "employmentRelation",
            Dimension::AidKind => "aidKind",
            Dimension::PartnerKind => "partnerKind",
            Dimension::OfferKind => "offerKind",
            Dimension::Metric => "metric",
            Dimension::SupportStatus => "supportStatus",
            Dimension::Period => "period",
            Dimension::Month => "month",
            Dimension::Quarter => "quarter",
            Dimension::Half => "half",
            Dimension::Year => "year",
            Dimension::Indicator => "indicator",
            Dimension::Sex => "sex",
            Dimension::Disability => "disability",
            Dimension::Age => "age",
            Dimension::Part => "part",
        }
    }

    /// The code set of its members; none for regions, units, programmes, indicators and time.
    pub fn code_set(self) -> Option<&'static str> {
        Some(match self {
            Dimension::Vocation => "vocations",
            Dimension::Sector => "sectors",
            Dimension::Stage => "incubationStages",
            Dimension::HostType => "hostTypes",
            Dimension::Model => "programmeModels",
            Dimension::Agenda => "agendas",
            Dimension::PriorityArea => "priorityAreas",
            Dimension::EmploymentRelation => "employmentRelations",
            Dimension::AidKind => "aidKinds",
            Dimension::PartnerKind => "partnerKinds",
            Dimension::OfferKind => "offerKinds",
            Dimension::SupportStatus => "supportStatuses",
            Dimension::Sex => "sexes",
            Dimension::Disability => "disabilityFlags",
            Dimension::Age => "ageBands",
            _ => return None,
        })
    }

    /// Whether it divides time. Time is filtered with `periods`, not with codes.
    pub fn is_time(self) -> bool {
        matches!(self, Dimension::Period | Dimension::Month | Dimension::Quarter | Dimension::Half | Dimension::Year)
    }
}

/// The key of a stretch of time. `column` (`standing.period_end`) holds a date, or a month as text, never user's text.
pub fn time_of(dimension: Dimension, column: &str) -> Expr {
    let day = format!("CAST({column} AS text)");
    let (year, month) = (format!("SUBSTR({day}, 1, 4)"), format!("SUBSTR({day}, 6, 2)"));
    let key = match dimension {
        Dimension::Year => year,
        Dimension::Half => format!("{year} || CASE WHEN {month} <= '06' THEN '-S1' ELSE '-S2' END"),
        Dimension::Quarter => format!(
            "{year} || CASE WHEN {month} <= '03' THEN '-Q1' WHEN {month} <= '06' THEN '-Q2' \
             WHEN {month} <= '09' THEN '-Q3' ELSE '-Q4' END"
        ),
        _ => format!("SUBSTR({day}, 1, 7)"),
    };
    Expr::cust(format!("({key})"))
}
