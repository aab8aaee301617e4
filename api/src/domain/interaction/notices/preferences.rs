//! How somebody wants to be told of each kind of notice.

use std::collections::HashMap;

use entity::{account, notification_preference};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::domain::ctx::Expected;
use crate::domain::ids::Kind;
use crate::domain::record::Record;
use crate::domain::{ActorKind, Code, Ctx, Error, Result, Text, Tx, Violation};

/// A kind of notice with the channels that it takes unless somebody chose others. All stand in the inbox.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Code of `notificationKinds`.
    pub code: &'static str,
    pub email: bool,
    pub phone: bool,
    /// Whether it stays in the inbox whatever is chosen: somebody was spoken to.
    pub fixed: bool,
}

const fn kind(code: &'static str, email: bool, phone: bool) -> Known {
    Known { code, email, phone, fixed: false }
}

/// Every kind. What has a deadline reaches the phone; what only informs stays in the inbox.
pub const KINDS: &[Known] = &[
    Known { fixed: true, ..kind("MENTION", true, false) },
    kind("COMMENT", false, false),
    kind("THREAD_RESOLVED", false, false),
    kind("REPORT_SUBMITTED", false, false),
    kind("REPORT_DECIDED", true, false),
    kind("REVISION_REQUESTED", true, true),
    kind("REQUEST", true, true),
    kind("COMMITMENT", true, false),
    kind("CHANGE_REQUEST", true, false),
    kind("OUTCOME", true, false),
    kind("CONSENT_REQUESTED", true, true),
    kind("CONSENT_CHANGED", true, true),
    kind("CONSENT_WITHDRAWN", true, false),
    kind("DELETION_OVERDUE", true, false),
    kind("DATA_REQUEST", true, false),
    kind("DATA_REQUEST_DUE", true, true),
    kind("INCIDENT_DUE", true, true),
    kind("OBLIGATION_CHANGED", true, false),
    kind("OBLIGATION_DUE", true, true),
    kind("OBLIGATION_REMINDER", true, true),
    kind("REVISION_DUE", true, true),
    kind("REQUEST_DUE", true, true),
    kind("FOLLOW_UP_DUE", true, false),
    kind("CERTIFICATE_EXPIRES", true, false),
    kind("WEANING_DUE", true, false),
    kind("SURVIVAL_CHECK_DUE", true, false),
    kind("WEBHOOK_DISABLED", true, false),
];

/// A kind by its code.
pub fn known(code: &str) -> Option<&'static Known> {
    KINDS.iter().find(|known| known.code == code)
}

/// The channels of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub inbox: bool,
    pub email: bool,
    pub phone: bool,
}

/// What somebody chose, by kind.
pub type Chosen = HashMap<String, Choice>;

/// The channels that a kind takes for somebody who chose these.
pub fn choice(known: &Known, chosen: Option<&Chosen>) -> Choice {
    let default = Choice { inbox: true, email: known.email, phone: known.phone };
    let chosen = chosen.and_then(|chosen| chosen.get(known.code)).copied().unwrap_or(default);
    Choice { inbox: chosen.inbox || known.fixed, ..chosen }
}

async fn rows(conn: &impl ConnectionTrait, accounts: Vec<Uuid>) -> Result<Vec<notification_preference::Model>> {
    use notification_preference::{Column, Entity};
    Ok(Entity::find().filter(Column::AccountId.is_in(accounts)).all(conn).await?)
}

fn by_account(rows: Vec<notification_preference::Model>) -> HashMap<Uuid, Chosen> {
    let mut found: HashMap<Uuid, Chosen> = HashMap::new();
    for row in rows {
        let choice = Choice { inbox: row.inbox, email: row.email, phone: row.phone };
        found.entry(row.account_id).or_default().insert(row.kind, choice);
    }
    found
}

/// What these chose; who chose nothing is not among them.
pub(super) async fn chosen(conn: &impl ConnectionTrait, accounts: Vec<Uuid>) -> Result<HashMap<Uuid, Chosen>> {
    Ok(by_account(rows(conn, accounts).await?))
}

/// The preferences of one account.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// 0 until something was chosen.
    pub version: i32,
    /// Every kind with its channels.
    pub all: Vec<(&'static Known, Choice)>,
}

fn whole(version: i32, chosen: Option<&Chosen>) -> Preferences {
    Preferences { version, all: KINDS.iter().map(|known| (known, choice(known, chosen))).collect() }
}

/// Only people have an inbox, machines read the feed.
fn person(ctx: &Ctx) -> Result<Uuid> {
    ctx.require_signed_in()?;
    ctx.actor.id.filter(|_| ctx.actor.kind == ActorKind::Person).ok_or_else(|| {
        Error::new(Code::Denied)
            .saying("Hanya orang yang menerima pemberitahuan.", "Only people are sent notifications.")
    })
}

async fn read(conn: &impl ConnectionTrait, account: Uuid) -> Result<Preferences> {
    let rows = rows(conn, vec![account]).await?;
    let version = rows.iter().map(|row| row.version).max().unwrap_or_default();
    Ok(whole(version, by_account(rows).get(&account)))
}

/// The caller's own preferences.
pub async fn mine(ctx: &Ctx) -> Result<Preferences> {
    read(ctx.db(), person(ctx)?).await
}

/// Replaces the caller's preferences as a whole: a kind that is not named gets its defaults.
pub async fn set(tx: &Tx, expected: Expected, wanted: Vec<(String, Choice)>) -> Result<Preferences> {
    use notification_preference::{ActiveModel, Column, Entity, Model};
    let account = person(tx)?;
    // Two changes at once are judged one after the other.
    account::Entity::find_by_id(account).lock_exclusive().one(tx.conn()?).await?;
    let old = read(tx.conn()?, account).await?;
    expected.check(old.version)?;
    let chosen = checked(wanted)?;
    let new = whole(old.version + 1, Some(&chosen));
    Entity::delete_many().filter(Column::AccountId.eq(account)).exec(tx.conn()?).await?;
    let rows = new.all.iter().map(|(known, choice)| Model {
        account_id: account,
        kind: known.code.to_owned(),
        inbox: choice.inbox,
        email: choice.email,
        phone: choice.phone,
        version: new.version,
    });
    Entity::insert_many(rows.map(ActiveModel::from)).exec_without_returning(tx.conn()?).await?;
    tx.record(Record::audit_only("setNotificationPreferences", (Kind::User, account))).await?;
    Ok(new)
}

/// What was sent, if nothing is wrong with it.
fn checked(wanted: Vec<(String, Choice)>) -> Result<Chosen> {
    let (mut chosen, mut faults) = (Chosen::new(), Vec::new());
    for (index, (code, choice)) in wanted.into_iter().enumerate() {
        let at = |field: &str| format!("/preferences/{index}/{field}");
        match known(&code) {
            None => faults.push(Violation::new(Code::UnknownCode, at("kind")).with("set", "notificationKinds")),
            Some(_) if chosen.contains_key(&code) => faults.push(Violation::new(Code::FieldDuplicate, at("kind"))),
            Some(known) if known.fixed && !choice.inbox => {
                let text = Text::new("Jenis ini selalu masuk kotak masuk.", "This kind always comes into the inbox.");
                faults.push(Violation::new(Code::FieldRange, at("inbox")).saying(text));
            }
            Some(_) => {}
        }
        chosen.insert(code, choice);
    }
    if faults.is_empty() { Ok(chosen) } else { Err(Error::listing(Code::Invalid, faults)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Choice = Choice { inbox: false, email: false, phone: false };

    #[test]
    fn who_chose_nothing_has_the_defaults() {
        let due = choice(known("OBLIGATION_DUE").unwrap(), None);
        assert_eq!(due, Choice { inbox: true, email: true, phone: true });
        let comment = choice(known("COMMENT").unwrap(), Some(&Chosen::new()));
        assert_eq!(comment, Choice { inbox: true, ..NOTHING });
    }

    #[test]
    fn what_was_chosen_holds_but_a_mention_stays_in_the_inbox() {
        let chosen: Chosen = ["MENTION", "REQUEST"].map(|code| (code.to_owned(), NOTHING)).into();
        assert_eq!(choice(known("REQUEST").unwrap(), Some(&chosen)), NOTHING);
        assert_eq!(choice(known("MENTION").unwrap(), Some(&chosen)), Choice { inbox: true, ..NOTHING });
    }

    #[test]
    fn all_faults_are_said_at_once() {
        let wanted = ["MENTION", "ENTAH", "REQUEST", "REQUEST"].map(|code| (code.to_owned(), NOTHING));
        let refused = checked(wanted.into()).unwrap_err();
        let faults: Vec<(&str, &str)> =
            refused.0.violations.iter().map(|fault| (fault.code.as_str(), fault.path.as_str())).collect();
        assert_eq!(
            faults,
            [
                ("FIELD.OUT_OF_RANGE", "/preferences/0/inbox"),
                ("FIELD.UNKNOWN_CODE", "/preferences/1/kind"),
                ("FIELD.DUPLICATE", "/preferences/3/kind")
            ]
        );
    }

    #[test]
    fn each_kind_stands_once() {
        let codes: std::collections::BTreeSet<&str> = KINDS.iter().map(|known| known.code).collect();
        assert_eq!(codes.len(), KINDS.len());
    }
}
