//! Who may enter a cohort: pure.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::registry::kept::Checks;
use crate::domain::text::Text;
use crate::domain::{Code, Violation};

/// A rule of entry.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Rule {
    /// Code of `eligibilityRules`.
    pub rule: String,
    /// Codes, or one number.
    #[serde(default)]
    pub values: Vec<String>,
}

impl Rule {
    fn number(&self) -> Option<i32> {
        let [only] = self.values.as_slice() else { return None };
        only.parse().ok().filter(|number| (0..=1_000).contains(number))
    }

    /// Whether the ages of members decide it.
    pub fn asks_ages(&self) -> bool {
        matches!(self.rule.as_str(), "MIN_AGE" | "MAX_AGE")
    }
}

/// What is known of an enterprise on the day it applies.
#[derive(Clone, Debug, Default)]
pub struct Applicant {
    pub level: String,
    pub sector: String,
    pub form: String,
    pub aid_relation: String,
    pub members: usize,
    /// Age of each member in whole years, none where the birth date is not known. Only asked where a rule needs it.
    pub ages: Vec<Option<i32>>,
}

/// Each rule is held to what it can be held to: codes of its set, or one number.
pub fn check(stored: &str, checks: &mut Checks<'_>) {
    let rules: Vec<Rule> = serde_json::from_str(stored).unwrap_or_default();
    for (index, rule) in rules.iter().enumerate() {
        let field = format!("eligibility/{index}/values");
        let set = match rule.rule.as_str() {
            "LEVEL" => "enterpriseLevels",
            "SECTOR" => "sectors",
            "FORM" => "enterpriseForms",
            "AID_RELATION" => "aidRelations",
            "MIN_MEMBERS" | "MAX_MEMBERS" | "MIN_AGE" | "MAX_AGE" => {
                if rule.number().is_none() {
                    checks.say(
                        Code::FieldFormat,
                        &field,
                        "Sebutkan tepat satu bilangan, 0 sampai 1000.",
                        "Give exactly one number, 0 to 1000.",
                    );
                }
                continue;
            }
            // The set of rules does not know it: said already.
            _ => continue,
        };
        if rule.values.is_empty() {
            checks.fault(Code::FieldLength, &field);
        }
        for (place, code) in rule.values.iter().enumerate() {
            checks.code(&format!("{field}/{place}"), set, code);
        }
    }
}

/// The rules that do not hold, one violation each. Ages are counted, never said.
pub fn failing(rules: &[Rule], applicant: &Applicant) -> Vec<Violation> {
    rules.iter().filter_map(|rule| fails(rule, applicant)).collect()
}

fn fails(rule: &Rule, it: &Applicant) -> Option<Violation> {
    let number = rule.number().unwrap_or_default();
    let members = i32::try_from(it.members).unwrap_or(i32::MAX);
    let among = |code: &str| rule.values.iter().any(|value| value == code);
    // A member whose age is not known does not show that the rule holds.
    let outside =
        |fits: fn(i32, i32) -> bool| it.ages.iter().filter(|age| !age.is_some_and(|age| fits(age, number))).count();
    match rule.rule.as_str() {
        "LEVEL" => (!among(&it.level)).then(|| refusal(rule, "/enterpriseId", json!(it.level))),
        "SECTOR" => (!among(&it.sector)).then(|| refusal(rule, "/enterpriseId", json!(it.sector))),
        "FORM" => (!among(&it.form)).then(|| refusal(rule, "/enterpriseId", json!(it.form))),
        "AID_RELATION" => (!among(&it.aid_relation)).then(|| refusal(rule, "/aidRelation", json!(it.aid_relation))),
        "MIN_MEMBERS" => (members < number).then(|| refusal(rule, "/enterpriseId", json!(members))),
        "MAX_MEMBERS" => (members > number).then(|| refusal(rule, "/enterpriseId", json!(members))),
        "MIN_AGE" => aged(rule, outside(|age, least| age >= least), it.ages.is_empty()),
        "MAX_AGE" => aged(rule, outside(|age, most| age <= most), it.ages.is_empty()),
        _ => None,
    }
}

/// An enterprise without members shows no age either.
fn aged(rule: &Rule, outside: usize, nobody: bool) -> Option<Violation> {
    (outside > 0 || nobody).then(|| refusal(rule, "/enterpriseId", Value::Null).with("membersOutside", outside))
}

fn refusal(rule: &Rule, path: &str, found: Value) -> Violation {
    let (name, values) = (&rule.rule, rule.values.join(", "));
    Violation::new(Code::Ineligible, path)
        .with("rule", name.as_str())
        .with("values", rule.values.clone())
        .with("found", found)
        .saying(Text::new(
            format!("Syarat peserta {name} ({values}) tidak terpenuhi."),
            format!("The rule of entry {name} ({values}) does not hold."),
        ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(rule: &str, values: &[&str]) -> Rule {
        Rule { rule: rule.to_owned(), values: values.iter().map(|value| (*value).to_owned()).collect() }
    }

    fn applicant() -> Applicant {
        Applicant {
            level: "PEMULA".to_owned(),
            sector: "KULINER".to_owned(),
            form: "KELOMPOK".to_owned(),
            aid_relation: "NONE".to_owned(),
            members: 3,
            ages: vec![Some(17), Some(40), Some(55)],
        }
    }

    #[test]
    fn each_rule_holds_within_its_bounds_and_fails_beyond_them() {
        for (name, holds, fails) in [
            ("LEVEL", vec!["PEMULA", "LANJUTAN"], vec!["LANJUTAN"]),
            ("SECTOR", vec!["KULINER"], vec!["SOUVENIR", "FESYEN"]),
            ("FORM", vec!["KELOMPOK"], vec!["PERORANGAN"]),
            ("AID_RELATION", vec!["NONE"], vec!["RECEIVED"]),
            ("MIN_MEMBERS", vec!["3"], vec!["4"]),
            ("MAX_MEMBERS", vec!["3"], vec!["2"]),
            ("MIN_AGE", vec!["17"], vec!["18"]),
            ("MAX_AGE", vec!["55"], vec!["54"]),
        ] {
            assert!(failing(&[rule(name, &holds)], &applicant()).is_empty(), "{name}");
            let found = failing(&[rule(name, &fails)], &applicant());
            assert_eq!(found.len(), 1, "{name}");
            assert_eq!((found[0].code.as_str(), &found[0].params["rule"]), ("COHORT.INELIGIBLE", &json!(name)));
        }
    }

    #[test]
    fn all_rules_that_fail_are_said() {
        let rules = [rule("LEVEL", &["LANJUTAN"]), rule("SECTOR", &["KULINER"]), rule("MAX_MEMBERS", &["2"])];
        assert_eq!(failing(&rules, &applicant()).len(), 2);
    }

    #[test]
    fn an_age_that_is_not_known_shows_nothing_and_no_age_is_said() {
        let (mut it, adult) = (applicant(), [rule("MIN_AGE", &["17"])]);
        it.ages.push(None);
        let found = failing(&adult, &it);
        assert_eq!(found[0].params["membersOutside"], json!(1));
        assert_eq!(found[0].params["found"], Value::Null);
        it.ages.clear();
        assert_eq!(failing(&adult, &it).len(), 1);
    }
}
