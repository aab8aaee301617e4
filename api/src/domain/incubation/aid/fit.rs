//! Whether aid fits its scheme: pure. Every parameter is data of the scheme (domain.md trap 2).

use chrono::NaiveDate;
use entity::{aid, aid_scheme};

use super::account::{Part, Planned, off_split, unbalanced};
use crate::domain::registry::kept::list;
use crate::domain::{Code, Violation};

/// A kind of aid whose recipients are persons with disabilities (domain.md row 66).
const FOR_DISABLED: &str = "WIRAUSAHA_DISABILITAS";

/// What the rules need to know of the people whom aid reaches. Nobody is named.
#[derive(Clone, Debug, Default)]
pub struct Recipients {
    /// Age of each on the day of the proposal, where the birth date is known.
    pub ages: Vec<Option<i32>>,
    /// How many have a disability recorded.
    pub disabled: usize,
}

/// The scheme does not allow it: which rule.
fn misfit(path: &str, rule: &str) -> Violation {
    Violation::new(Code::SchemeMismatch, path).with("rule", rule)
}

/// What does not add up. It cannot be set aside.
pub fn sums(scheme: &aid_scheme::Model, draft: &aid::Model) -> Vec<Violation> {
    let plan: Vec<Planned> = list(&draft.plan);
    let mut faults = Vec::new();
    if scheme.amount > 0 && draft.amount_requested < 1 {
        faults.push(Violation::new(Code::FieldRange, "/amountRequested").with("min", 1));
    }
    faults.extend(unbalanced("/plan", plan.iter().map(|item| item.amount), draft.amount_requested));
    faults
}

/// Whether it names whom the scheme is for: an enterprise, a person, or neither where the unit itself receives it.
pub fn recipient(scheme: &aid_scheme::Model, unit_kind: &str, draft: &aid::Model) -> Vec<Violation> {
    let wanted = scheme.beneficiary.as_str();
    let mut faults = Vec::new();
    // A group of the community may be recorded as an enterprise, or not at all.
    let rules = [
        ("/enterpriseId", draft.enterprise_id.is_some(), wanted == "ENTERPRISE", wanted == "COMMUNITY_GROUP"),
        ("/personId", draft.person_id.is_some(), wanted == "PERSON", false),
    ];
    for (path, named, needed, free) in rules {
        if needed && !named {
            faults.push(Violation::new(Code::FieldRequired, path).with("beneficiary", wanted));
        }
        if named && !needed && !free {
            faults.push(misfit(path, "beneficiary").with("beneficiary", wanted));
        }
    }
    if matches!(wanted, "BLK" | "KAWASAN") && unit_kind != wanted {
        faults.push(misfit("/schemeId", "beneficiary").with("beneficiary", wanted));
    }
    faults
}

/// Every rule of the scheme that does not hold. `taken` is the aid that counts for the quota already.
pub fn misfits(
    scheme: &aid_scheme::Model,
    draft: &aid::Model,
    who: &Recipients,
    today: NaiveDate,
    taken: u64,
) -> Vec<Violation> {
    let (split, plan): (Vec<Part>, Vec<Planned>) = (list(&scheme.split), list(&draft.plan));
    let mut faults = Vec::new();
    if let Some(until) = scheme.proposals_until.filter(|until| *until < today) {
        faults.push(misfit("/schemeId", "proposalsUntil").with("until", until.to_string()));
    }
    if let Some(quota) = scheme.quota.filter(|quota| taken >= u64::try_from(*quota).unwrap_or_default()) {
        faults.push(misfit("/schemeId", "quota").with("quota", quota));
    }
    if draft.amount_requested > scheme.amount {
        faults.push(misfit("/amountRequested", "amount").with("max", scheme.amount));
    }
    faults.extend(off_split(&split, &plan));
    faults.extend(people(scheme, draft, who));
    faults
}

/// The rules about those who receive it.
fn people(scheme: &aid_scheme::Model, draft: &aid::Model, who: &Recipients) -> Vec<Violation> {
    let path = match (draft.enterprise_id, draft.person_id) {
        (Some(_), _) => "/enterpriseId",
        (None, Some(_)) => "/personId",
        (None, None) => return Vec::new(),
    };
    let members = i32::try_from(who.ages.len()).unwrap_or(i32::MAX);
    let mut faults = Vec::new();
    if draft.enterprise_id.is_some() && outside(members, scheme.min_members, scheme.max_members) {
        let fault = misfit(path, "members").with("members", members);
        faults.push(fault.with("min", scheme.min_members).with("max", scheme.max_members));
    }
    if scheme.min_age.is_some() || scheme.max_age.is_some() {
        let unknown = who.ages.iter().filter(|age| age.is_none()).count();
        let wrong = who.ages.iter().flatten().filter(|age| outside(**age, scheme.min_age, scheme.max_age)).count();
        if unknown + wrong > 0 {
            let fault = misfit(path, "age").with("outside", wrong).with("unknown", unknown);
            faults.push(fault.with("min", scheme.min_age).with("max", scheme.max_age));
        }
    }
    if scheme.kind == FOR_DISABLED && who.disabled < who.ages.len() {
        faults.push(misfit(path, "disability").with("without", who.ages.len() - who.disabled));
    }
    faults
}

fn outside(value: i32, min: Option<i32>, max: Option<i32>) -> bool {
    min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// TKM 2023: groups of ten from 17 to 55, Rp20m, 60 percent tools and 40 percent materials (domain.md 2.3).
    fn tkm_2023() -> aid_scheme::Model {
        aid_scheme::Model {
            id: Uuid::nil(),
            unit_id: Uuid::nil(),
            code: "TKM-2023".to_owned(),
            kind: "TKM".to_owned(),
            fiscal_year: 2023,
            name: "TKM 2023".to_owned(),
            beneficiary: "ENTERPRISE".to_owned(),
            min_members: Some(10),
            max_members: Some(10),
            min_age: Some(17),
            max_age: Some(55),
            amount: 20_000_000,
            split: json!([{"line": "ALAT", "percent": 60}, {"line": "BAHAN", "percent": 40}]).to_string(),
            proposals_until: Some(day("2026-12-31")),
            execution_days: None,
            lpj_days: None,
            quota: Some(2),
            funding_source: None,
            regulation_id: None,
            decree_number: None,
            parameters: "[]".to_owned(),
            conditions: None,
            archived_at: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn asked(amount: i64) -> aid::Model {
        let (tools, materials) = (amount / 10 * 6, amount / 10 * 4);
        let line = |line: &str, amount: i64| json!({"line": line, "item": "Barang", "amount": amount});
        let plan = json!([line("ALAT", tools), line("BAHAN", materials)]);
        aid::Model {
            id: Uuid::nil(),
            unit_id: Uuid::nil(),
            status: "PROPOSED".to_owned(),
            status_on: None,
            members: None,
            amount_approved: None,
            decree_number: None,
            disbursed_on: None,
            disbursed_amount: None,
            bank_code: None,
            goods_received_on: None,
            bast_id: None,
            lpj_due_on: None,
            returned_amount: None,
            status_note: None,
            bank_account_enc: None,
            scheme_id: Uuid::nil(),
            enterprise_id: Some(Uuid::from_u128(1)),
            person_id: None,
            title: "Kopi".to_owned(),
            proposal: None,
            amount_requested: amount,
            plan: plan.to_string(),
            override_reason: None,
            archived_at: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn group(ages: &[i32]) -> Recipients {
        Recipients { ages: ages.iter().map(|age| Some(*age)).collect(), disabled: 0 }
    }

    fn rules(faults: &[Violation]) -> Vec<(String, String)> {
        let rule = |fault: &Violation| match fault.params.get("rule") {
            Some(rule) => rule.as_str().unwrap_or_default().to_owned(),
            None => String::new(),
        };
        faults.iter().map(|fault| (fault.path.clone(), rule(fault))).collect()
    }

    fn wanted(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(path, rule)| ((*path).to_owned(), (*rule).to_owned())).collect()
    }

    #[test]
    fn ten_of_age_and_sixty_to_forty_fit_tkm_2023() {
        let faults = misfits(&tkm_2023(), &asked(20_000_000), &group(&[30; 10]), day("2026-11-05"), 1);
        assert_eq!(rules(&faults), wanted(&[]));
        let ages = group(&[17, 55, 30, 30, 30, 30, 30, 30, 30, 30]);
        assert_eq!(rules(&misfits(&tkm_2023(), &asked(20_000_000), &ages, day("2026-12-31"), 0)), wanted(&[]));
    }

    #[test]
    fn every_rule_that_does_not_hold_is_said() {
        let mut ages = group(&[16, 56, 30, 30, 30, 30, 30, 30, 30]);
        ages.ages.extend([None, None]);
        let faults = misfits(&tkm_2023(), &asked(20_000_010), &ages, day("2027-01-01"), 2);
        let all = [
            ("/schemeId", "proposalsUntil"),
            ("/schemeId", "quota"),
            ("/amountRequested", "amount"),
            ("/enterpriseId", "members"),
            ("/enterpriseId", "age"),
        ];
        assert_eq!(rules(&faults), wanted(&all));
        let age = faults.last().unwrap();
        assert_eq!((&age.params["outside"], &age.params["unknown"]), (&json!(2), &json!(2)));
    }

    #[test]
    fn sums_are_no_matter_of_the_scheme() {
        let mut draft = asked(20_000_000);
        assert!(sums(&tkm_2023(), &draft).is_empty());
        draft.amount_requested = 19_000_000;
        let faults = sums(&tkm_2023(), &draft);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].code, Code::SumMismatch.as_str());
        (draft.amount_requested, draft.plan) = (0, "[]".to_owned());
        assert_eq!(sums(&tkm_2023(), &draft)[0].path, "/amountRequested");
    }

    #[test]
    fn a_scheme_says_whom_it_is_for() {
        let mut scheme = tkm_2023();
        let (mut draft, person) = (asked(20_000_000), Some(Uuid::from_u128(2)));
        let faults = |scheme: &aid_scheme::Model, draft: &aid::Model| {
            let all = recipient(scheme, "BLK", draft);
            all.into_iter().map(|fault| (fault.code, fault.path)).collect::<Vec<_>>()
        };
        let one = |code: Code, path: &str| vec![(code.as_str().to_owned(), path.to_owned())];
        assert!(faults(&scheme, &draft).is_empty());
        draft.person_id = person;
        assert_eq!(faults(&scheme, &draft), one(Code::SchemeMismatch, "/personId"));
        (draft.enterprise_id, draft.person_id) = (None, None);
        assert_eq!(faults(&scheme, &draft), one(Code::FieldRequired, "/enterpriseId"));
        for (beneficiary, wrong) in [("BLK", false), ("COMMUNITY_GROUP", false), ("KAWASAN", true)] {
            scheme.beneficiary = beneficiary.to_owned();
            let expected = if wrong { one(Code::SchemeMismatch, "/schemeId") } else { Vec::new() };
            assert_eq!(faults(&scheme, &draft), expected, "{beneficiary}");
        }
        (scheme.beneficiary, draft.person_id) = ("PERSON".to_owned(), person);
        assert!(faults(&scheme, &draft).is_empty());
    }

    #[test]
    fn aid_for_persons_with_disabilities_reaches_nobody_else() {
        let mut scheme = tkm_2023();
        (scheme.kind, scheme.beneficiary) = (FOR_DISABLED.to_owned(), "PERSON".to_owned());
        let mut draft = asked(5_000_000);
        (draft.enterprise_id, draft.person_id) = (None, Some(Uuid::from_u128(2)));
        let mut who = group(&[30]);
        let check = |who: &Recipients| rules(&misfits(&scheme, &draft, who, day("2026-11-05"), 0));
        assert_eq!(check(&who), wanted(&[("/personId", "disability")]));
        who.disabled = 1;
        assert_eq!(check(&who), wanted(&[]));
    }
}
