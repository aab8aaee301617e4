//! What must hold of a consent that is to be given: pure.

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use entity::consent;

use crate::domain::partners::scopes::{Purpose, Scopes};
use crate::domain::text::Text;
use crate::domain::{Code, Ctx, Violation};

/// It holds, until it expires.
pub const ACTIVE: &str = "ACTIVE";
/// Its time is over.
pub const EXPIRED: &str = "EXPIRED";
/// It was withdrawn.
pub const WITHDRAWN: &str = "WITHDRAWN";
/// Another one took its place.
pub const SUPERSEDED: &str = "SUPERSEDED";

/// Hours within which a partner acknowledges that it deleted the data (UU 27/2022, article 40).
pub const ACK_HOURS: i64 = 72;
/// The channel of who consents for itself.
pub(super) const APP: &str = "APP";
/// Frequency of a consent that sets none.
pub(super) const ANY: &str = "ANY";
/// Months for which a consent holds at most.
const LONGEST: Months = Months::new(24);

/// The status as it is at this moment: what expired may not have been written down yet.
pub fn status<'a>(ctx: &Ctx, row: &'a consent::Model) -> &'a str {
    if row.status == ACTIVE && row.expires_at <= ctx.now() { EXPIRED } else { &row.status }
}

/// When the partner must have acknowledged what ended now.
pub(super) fn due_at(ended: DateTime<Utc>) -> DateTime<Utc> {
    ended + Duration::hours(ACK_HOURS)
}

/// What the partner's agreements that hold today give together for a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Agreed {
    /// Scopes.
    pub scopes: Scopes,
    /// The moment from which none of them holds.
    pub until: DateTime<Utc>,
}

/// Each scope is known, and neither the purpose nor the agreement is narrower.
pub(super) fn scopes(
    given: &[String],
    known: impl Fn(&str) -> bool,
    purpose: Option<&Purpose>,
    agreed: Option<&Agreed>,
) -> Vec<Violation> {
    if given.is_empty() {
        return vec![Violation::new(Code::FieldLength, "/scopes").with("min", 1)];
    }
    let mut faults = Vec::new();
    for (index, scope) in given.iter().enumerate() {
        let path = format!("/scopes/{index}");
        let within = |allowed: Option<&Scopes>| allowed.is_none_or(|allowed| allowed.contains(scope));
        if !known(scope) {
            faults.push(Violation::new(Code::UnknownCode, path).with("set", "consentScopes"));
        } else if !within(purpose.map(|purpose| &purpose.scopes)) {
            faults.push(Violation::new(Code::ScopeExcess, path).with("beyond", "PURPOSE"));
        } else if !within(agreed.map(|agreed| &agreed.scopes)) {
            faults.push(Violation::new(Code::ScopeExcess, path).with("beyond", "AGREEMENT"));
        }
    }
    faults
}

/// The order of a list does not matter, and neither does what it says twice.
pub(super) fn sorted(mut scopes: Vec<String>) -> Vec<String> {
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// It ends after now, within 24 months, and no later than the agreement.
pub(super) fn expiry(expires: DateTime<Utc>, now: DateTime<Utc>, agreed: Option<&Agreed>) -> Option<Violation> {
    let fault = || Violation::new(Code::FieldRange, "/expiresAt");
    if expires <= now {
        return Some(fault().with("min", now.to_rfc3339()));
    }
    let latest = now.checked_add_months(LONGEST).unwrap_or(now);
    let latest = agreed.map_or(latest, |agreed| agreed.until.min(latest));
    (expires > latest).then(|| fault().with("max", latest.to_rfc3339()))
}

/// The last day of the data does not come before the first.
pub(super) fn period(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Violation> {
    let (from, to) = (from?, to?);
    (to < from).then(|| Violation::new(Code::FieldRange, "/dataTo").with("min", from.to_string()))
}

/// Who consents for itself does it in the application, and nobody else does.
pub(super) fn channel(given: Option<&str>, on_behalf: bool) -> Option<Violation> {
    match given {
        None => on_behalf.then(|| Violation::new(Code::FieldRequired, "/channel")),
        Some(channel) if (channel == APP) == on_behalf => {
            let said = Text::new(
                "APP untuk yang menyetujui sendiri; selain itu FORM, WHATSAPP, atau PAPER.",
                "APP is for who consents for itself; otherwise FORM, WHATSAPP or PAPER.",
            );
            Some(Violation::new(Code::FieldRange, "/channel").saying(said))
        }
        Some(_) => None,
    }
}

/// What is known of the age of who consents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// 18 or older.
    Adult,
    /// Younger, with or without a recorded guardian who consented to the record.
    Minor { guarded: bool },
    /// No birth date is recorded.
    Unknown,
}

/// A minor does not consent alone: the guardian does, and somebody else records it. Of whom no birth date is recorded
/// nothing is shared.
pub(super) fn minor(age: Age, on_behalf: bool, guardian: bool) -> Option<Violation> {
    let fault = |path: &str, reason: &str| Some(Violation::new(Code::MinorDenied, path).with("reason", reason));
    match age {
        Age::Adult => None,
        Age::Unknown => fault("/personId", "BIRTH_DATE_UNKNOWN"),
        Age::Minor { .. } if !on_behalf => fault("/personId", "MINOR_ALONE"),
        Age::Minor { .. } if !guardian => fault("/guardian", "GUARDIAN_MISSING"),
        Age::Minor { guarded: false } => fault("/guardian", "GUARDIAN_UNKNOWN"),
        Age::Minor { guarded: true } => None,
    }
}

/// The notice that was shown is the one in force: its number and, where it is given, its hash.
pub(super) fn notice(number: i32, hash: Option<&str>, in_force: Option<(i32, &str)>) -> Option<Violation> {
    let Some((current, right)) = in_force else {
        return Some(Violation::new(Code::NoticeStale, "/notice"));
    };
    if number != current {
        return Some(Violation::new(Code::NoticeStale, "/notice").with("current", current));
    }
    let wrong = hash.is_some_and(|hash| hash != right);
    wrong.then(|| Violation::new(Code::NoticeStale, "/noticeSha256").with("current", current))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn said(faults: Vec<Violation>) -> Vec<String> {
        faults.into_iter().map(|fault| format!("{} {}", fault.code, fault.path)).collect()
    }

    #[test]
    fn scopes_stay_within_the_purpose_and_the_agreement() {
        let set = |list: &[&str]| words(list).into_iter().collect::<Scopes>();
        let purpose = Purpose { scopes: set(&["NAME", "NIK"]), partner_kinds: words(&["BANK"]), by_consent: true };
        let agreed = Agreed { scopes: set(&["NAME"]), until: at("2028-01-01T00:00:00Z") };
        let known = |scope: &str| scope != "SHOES";
        let found = |given: &[&str]| said(scopes(&words(given), known, Some(&purpose), Some(&agreed)));
        assert!(found(&["NAME"]).is_empty());
        assert_eq!(found(&[]), ["FIELD.LENGTH /scopes"]);
        assert_eq!(
            found(&["SHOES", "NAME", "NIK", "PHOTO"]),
            ["FIELD.UNKNOWN_CODE /scopes/0", "CONSENT.SCOPE_EXCESS /scopes/2", "CONSENT.SCOPE_EXCESS /scopes/3"]
        );
        // What is wrong with purpose or agreement is said there.
        assert!(scopes(&words(&["PHOTO"]), known, None, None).is_empty());
        assert_eq!(sorted(words(&["NIK", "NAME", "NIK"])), ["NAME", "NIK"]);
    }

    #[test]
    fn it_ends_within_24_months_and_with_the_agreement() {
        let now = at("2026-11-05T02:00:00Z");
        let agreed = Agreed { scopes: Scopes::new(), until: at("2027-06-30T17:00:00Z") };
        for (expires, alone, bound) in [
            ("2026-11-05T02:00:00Z", false, false),
            ("2026-11-05T02:00:01Z", true, true),
            ("2027-06-30T17:00:00Z", true, true),
            ("2027-06-30T17:00:01Z", true, false),
            ("2028-11-05T02:00:00Z", true, false),
            ("2028-11-05T02:00:01Z", false, false),
        ] {
            assert_eq!(expiry(at(expires), now, None).is_none(), alone, "{expires}");
            assert_eq!(expiry(at(expires), now, Some(&agreed)).is_none(), bound, "{expires}");
        }
    }

    #[test]
    fn a_minor_never_consents_alone() {
        let (with, without) = (Age::Minor { guarded: true }, Age::Minor { guarded: false });
        for (age, on_behalf, guardian, path) in [
            (Age::Adult, false, false, None),
            (Age::Adult, true, true, None),
            (Age::Unknown, true, true, Some("/personId")),
            (with, false, false, Some("/personId")),
            (with, false, true, Some("/personId")),
            (with, true, false, Some("/guardian")),
            (without, true, true, Some("/guardian")),
            (with, true, true, None),
        ] {
            let found = minor(age, on_behalf, guardian).map(|fault| fault.path);
            assert_eq!(found.as_deref(), path, "{age:?} {on_behalf} {guardian}");
        }
    }

    #[test]
    fn the_channel_tells_who_recorded_it() {
        for (given, on_behalf) in [(None, false), (Some(APP), false), (Some("PAPER"), true)] {
            assert!(channel(given, on_behalf).is_none(), "{given:?}");
        }
        for (given, on_behalf) in [(None, true), (Some(APP), true), (Some("PAPER"), false)] {
            assert_eq!(channel(given, on_behalf).unwrap().path, "/channel", "{given:?}");
        }
    }

    #[test]
    fn an_older_notice_or_another_text_is_stale() {
        let path = |number, hash, current| notice(number, hash, current).map(|fault: Violation| fault.path);
        assert_eq!(path(2, None, Some((2, "aa"))), None);
        assert_eq!(path(2, Some("aa"), Some((2, "aa"))), None);
        assert_eq!(path(1, Some("aa"), Some((2, "aa"))).as_deref(), Some("/notice"));
        assert_eq!(path(2, Some("bb"), Some((2, "aa"))).as_deref(), Some("/noticeSha256"));
        assert_eq!(path(1, None, None).as_deref(), Some("/notice"));
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert!(period(day("2026-02-01"), day("2026-02-01")).is_none() && period(None, day("2026-01-01")).is_none());
        assert!(period(day("2026-02-02"), day("2026-02-01")).is_some());
    }
}
