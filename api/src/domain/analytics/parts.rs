//! What is totalled: indicators with the versions of their definitions, and their disaggregations.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::asked::Extra;
use super::cube::Counts;
use super::dimension::Dimension;
use crate::domain::reports::period::months_of;
use crate::domain::templates::definition::Indicator;
use crate::domain::templates::indicators;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::vocab::{Disaggregation, ValueType};

/// Most indicators of one question.
const MOST_INDICATORS: usize = 20;

/// An indicator that is totalled.
#[derive(Clone, Debug, PartialEq)]
pub struct Totalled {
    /// Its code.
    pub code: String,
    /// Version of its definition: the latest.
    pub number: i32,
    /// Its definition.
    pub definition: Indicator,
    /// The indicator that counts those of whom it tells something else.
    pub counted_by: Option<CountedBy>,
}

/// An indicator that counts the enterprises or persons of whom another one tells something else.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedBy {
    /// Its code.
    pub code: String,
    /// Its disaggregations.
    pub dimensions: Vec<String>,
}

impl Totalled {
    /// What it counts: people and enterprises are shielded in small numbers.
    pub fn counts(&self) -> Counts {
        match self.definition.unit.as_str() {
            "orang" => Counts::Persons,
            "unit usaha" => Counts::Enterprises,
            _ => Counts::Units,
        }
    }

    /// Whether it counts people or enterprises.
    pub fn is_count(&self) -> bool {
        self.counts() != Counts::Units
    }

    /// What counts those of whom it tells something, where it does not count them itself: it is shielded with them.
    pub fn told_of(&self) -> Option<&CountedBy> {
        self.counted_by.as_ref().filter(|_| !self.is_count())
    }

    /// Whether everybody sees it shielded, and in published combinations only.
    pub fn is_shielded(&self) -> bool {
        self.is_count() || self.told_of().is_some()
    }

    /// Whether it is a stock: what January and February have in common must not be added.
    pub fn is_stock(&self) -> bool {
        self.definition.stock == Some(true)
    }

    /// Months of the periods for which it is asked; one of what is asked at any time.
    pub fn months(&self) -> u32 {
        match self.definition.per.as_str() {
            "Q" => 3,
            "S" => 6,
            "Y" => 12,
            _ => 1,
        }
    }
}

/// Whether a total of values of this type and unit is a mean: a sum of percentages says nothing.
pub fn is_mean(value_type: ValueType, unit: &str) -> bool {
    value_type == ValueType::Percent || unit == "persen"
}

/// Whether amounts of this type are kept in hundredths.
pub fn is_hundredths(value_type: ValueType) -> bool {
    matches!(value_type, ValueType::Decimal | ValueType::Percent)
}

impl Disaggregation {
    /// Its name in reports: `employmentRelation`.
    pub fn code(self) -> String {
        let mut words = self.as_str().split('_').map(str::to_ascii_lowercase);
        let first = words.next().unwrap_or_default();
        words.fold(first, |name, word| {
            let (head, rest) = word.split_at(word.len().min(1));
            format!("{name}{}{rest}", head.to_ascii_uppercase())
        })
    }

    /// The dimension that shows it.
    pub fn dimension(self) -> Dimension {
        match self {
            Disaggregation::Sex => Dimension::Sex,
            Disaggregation::Disability => Dimension::Disability,
            Disaggregation::Age => Dimension::Age,
            Disaggregation::Sector => Dimension::Sector,
            Disaggregation::Stage => Dimension::Stage,
            Disaggregation::EmploymentRelation => Dimension::EmploymentRelation,
            Disaggregation::AidKind => Dimension::AidKind,
            Disaggregation::PartnerKind => Dimension::PartnerKind,
            _ => Dimension::Part,
        }
    }
}

/// The indicators and the disaggregation of a question; what is wrong with them is added to the faults.
pub(super) async fn read(
    ctx: &Ctx,
    codes: &[String],
    parts: &[Disaggregation],
    faults: &mut Vec<Violation>,
) -> Result<Extra> {
    if !(1..=MOST_INDICATORS).contains(&codes.len()) {
        // Nothing else is looked at: the list may be of any length.
        let fault = Violation::new(Code::FieldLength, "/indicators").with("min", 1).with("max", MOST_INDICATORS);
        return Err(Error::listing(Code::Invalid, vec![fault]));
    }
    // PostgreSQL would refuse the character that SQLite merely does not find.
    let plain: Vec<String> = codes.iter().filter(|code| !code.contains('\0')).cloned().collect();
    let found = indicators::by_codes(ctx, &plain).await?;
    let counting: Vec<String> = found.iter().filter_map(|it| it.definition.counted_by.clone()).collect();
    let counting = if counting.is_empty() { Vec::new() } else { indicators::by_codes(ctx, &counting).await? };
    let known: BTreeMap<String, Totalled> = found
        .into_iter()
        .map(|it| {
            let code = it.definition.code.clone();
            let counted_by = it.definition.counted_by.as_ref().map(|code| {
                let counting = counting.iter().find(|other| other.definition.code == *code);
                let dimensions = counting.map(|it| it.definition.dimensions.clone()).unwrap_or_default();
                CountedBy { code: code.clone(), dimensions }
            });
            (code.clone(), Totalled { code, number: it.number, definition: it.definition, counted_by })
        })
        .collect();
    for (at, code) in codes.iter().enumerate() {
        let path = format!("/indicators/{at}");
        match known.get(code) {
            None => faults.push(Violation::new(Code::UnknownCode, path)),
            Some(_) if codes.iter().take(at).any(|other| other == code) => {
                faults.push(Violation::new(Code::FieldDuplicate, path));
            }
            Some(_) => {}
        }
    }
    if parts.len() > 1 {
        // Reports give the parts by sex and the parts by age, not those of women under 25.
        faults.push(Violation::new(Code::FieldLength, "/disaggregateBy").with("max", 1));
    }
    let part = parts.first().map(|part| (part.code(), part.dimension()));
    if let Some((name, _)) = &part {
        for it in known.values().filter(|it| !it.definition.dimensions.contains(name)) {
            let allowed = it.definition.dimensions.clone();
            let fault = Violation::new(Code::ValueDimension, "/disaggregateBy/0");
            faults.push(fault.with("indicator", it.code.as_str()).with("allowed", allowed));
        }
    }
    let asks = asks(ctx, &known).await?;
    Ok(Extra { indicators: known.into_values().collect(), part, asks, ..Extra::default() })
}

/// Which version of which periodic template asks which of the indicators.
async fn asks(ctx: &Ctx, known: &BTreeMap<String, Totalled>) -> Result<Vec<(Uuid, i32, String)>> {
    let templates = ctx.app.templates.all_published(ctx.db()).await?;
    let periodic = templates.iter().filter(|template| months_of(template.definition.cadence).is_some());
    let asks = periodic.flat_map(|template| {
        let codes: BTreeSet<&str> = template.definition.indicator_codes().collect();
        let asked = codes.into_iter().filter(|code| known.contains_key(*code));
        asked.map(|code| (template.id, template.number, code.to_owned())).collect::<Vec<_>>()
    });
    Ok(asks.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disaggregation_has_the_name_that_reports_give_it() {
        assert_eq!(Disaggregation::Sex.code(), "sex");
        assert_eq!(Disaggregation::EmploymentRelation.code(), "employmentRelation");
        assert_eq!(Disaggregation::DropoutReason.code(), "dropoutReason");
    }

    #[test]
    fn what_shipped_indicators_tell_of_enterprises_is_counted_by_one_that_counts_them() {
        let all: Vec<Indicator> = serde_json::from_str(crate::domain::seed::INDICATORS).unwrap();
        let totalled = |code: &str| {
            let definition = all.iter().find(|it| it.code == code).unwrap().clone();
            let counted_by = definition.counted_by.clone().map(|code| CountedBy { code, dimensions: Vec::new() });
            Totalled { code: code.to_owned(), number: 1, definition, counted_by }
        };
        for code in all.iter().map(|it| it.code.as_str()) {
            let it = totalled(code);
            if let Some(counting) = &it.counted_by {
                assert!(totalled(&counting.code).is_count() && it.told_of().is_some(), "{code}");
            }
        }
        for code in ["C06", "C07", "C08", "C12", "C13", "E04", "K09", "K10", "K16"] {
            assert!(totalled(code).is_shielded() && !totalled(code).is_count(), "{code}");
        }
        for code in ["A01", "A07", "D01", "D03", "D04"] {
            assert!(!totalled(code).is_shielded(), "{code}");
        }
        assert!(totalled("C01").is_stock() && !totalled("C08").is_stock());
        assert_eq!(["C01", "C10", "K03", "F02"].map(|code| totalled(code).months()), [1, 3, 6, 12]);
    }
}
