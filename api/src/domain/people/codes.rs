//! One-time codes: whoever holds one may set the password of its account, once. Those that bind an account to a
//! recorded person set no password: they are worth something only to who is signed in to that account.

use std::net::IpAddr;

use chrono::Duration;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::record::insert;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::Role;
use entity::one_time_code;

/// Letters and digits that nobody mixes up: no I, L, O, U, 0, 1.
const ALPHABET: &[u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Invite,
    Reset,
    /// Binds an account that exists to a person, with the role of an incubatee.
    Bind,
    /// The same with the role of a mentor.
    BindMentor,
}

/// What sets a password.
const PASSWORDS: [&str; 2] = [Purpose::Invite.as_str(), Purpose::Reset.as_str()];
/// What binds an account.
const BINDINGS: [&str; 2] = [Purpose::Bind.as_str(), Purpose::BindMentor.as_str()];

impl Purpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Purpose::Invite => "INVITE",
            Purpose::Reset => "RESET",
            Purpose::Bind => "BIND",
            Purpose::BindMentor => "BIND_MENTOR",
        }
    }

    fn lifetime(self) -> Duration {
        match self {
            Purpose::Invite | Purpose::Bind | Purpose::BindMentor => Duration::days(7),
            Purpose::Reset => Duration::hours(1),
        }
    }
}

/// A code in plain, as its owner gets it.
#[derive(Clone, Debug)]
pub struct OneTimeCode {
    pub code: String,
    pub expires_at: chrono::DateTime<chrono::Utc>,
    pub purpose: Purpose,
}

/// A code that binds an account, as it was found.
pub struct Binding {
    row: one_time_code::Model,
    /// The person to whom it binds the account.
    pub person: Uuid,
    /// The role that comes with it.
    pub role: Role,
}

/// Makes a code to set a password with; earlier ones of the account no longer work.
pub async fn issue(tx: &Tx, account: Uuid, purpose: Purpose) -> Result<OneTimeCode> {
    withdraw(tx, account).await?;
    add(tx, account, None, purpose).await
}

/// Makes a code that binds an account to a person; earlier ones for that person no longer work.
pub async fn issue_binding(tx: &Tx, account: Uuid, person: Uuid, role: Role) -> Result<OneTimeCode> {
    void(tx, binding(person)).await?;
    let purpose = if role == Role::Mentor { Purpose::BindMentor } else { Purpose::Bind };
    add(tx, account, Some(person), purpose).await
}

async fn add(tx: &Tx, account: Uuid, person: Option<Uuid>, purpose: Purpose) -> Result<OneTimeCode> {
    let text = generate();
    let expires_at = tx.now() + purpose.lifetime();
    let row = one_time_code::ActiveModel {
        id: Set(tx.new_id()),
        account_id: Set(account),
        person_id: Set(person),
        purpose: Set(purpose.as_str().to_owned()),
        code_hash: Set(hash(tx, &text)),
        expires_at: Set(expires_at),
        used_at: Set(None),
        created_at: Set(tx.now()),
    };
    insert(row, tx).await?;
    Ok(OneTimeCode { code: text, expires_at, purpose })
}

/// Codes that bind an account to this person.
fn binding(person: Uuid) -> Condition {
    let mine = one_time_code::Column::PersonId.eq(person);
    Condition::all().add(mine).add(one_time_code::Column::Purpose.is_in(BINDINGS))
}

/// Makes the codes that set an account's password useless. One that binds it to a person stays: only who signs in can
/// use it.
pub async fn withdraw(tx: &Tx, account: Uuid) -> Result<()> {
    use one_time_code::Column;
    void(tx, Condition::all().add(Column::AccountId.eq(account)).add(Column::Purpose.is_in(PASSWORDS))).await
}

async fn void(tx: &Tx, which: Condition) -> Result<()> {
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::UsedAt, Expr::value(tx.now()))
        .filter(which)
        .filter(one_time_code::Column::UsedAt.is_null())
        .exec(tx.conn()?)
        .await?;
    Ok(())
}

/// Counts a guess at a code, under its beginning: that spares others who err at the same time.
pub fn count(ctx: &Ctx, text: &str, address: Option<IpAddr>) -> Result<()> {
    let counted: String = text.chars().take(3).collect();
    ctx.app.passwords.attempts.count(&format!("code|{counted}"), address)
}

/// The row of a code to set a password with, if it still works.
pub async fn find(ctx: &Ctx, text: &str) -> Result<one_time_code::Model> {
    working(ctx, ctx.db(), text, &PASSWORDS).await
}

/// The code that binds this account to a person, if it still works.
pub async fn find_binding(tx: &Tx, text: &str, account: Uuid) -> Result<Binding> {
    let row = working(tx, tx.conn()?, text, &BINDINGS).await?;
    let role = if row.purpose == Purpose::BindMentor.as_str() { Role::Mentor } else { Role::Incubatee };
    match row.person_id {
        Some(person) if row.account_id == account => Ok(Binding { row, person, role }),
        _ => Err(wrong()),
    }
}

async fn working(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    text: &str,
    purposes: &[&str],
) -> Result<one_time_code::Model> {
    let found = one_time_code::Entity::find().filter(one_time_code::Column::CodeHash.eq(hash(ctx, text)));
    let works = |row: &one_time_code::Model| {
        row.used_at.is_none() && row.expires_at > ctx.now() && purposes.contains(&row.purpose.as_str())
    };
    found.one(conn).await?.filter(works).ok_or_else(wrong)
}

/// The account to which a code that still works would bind this person.
pub async fn offered(tx: &Tx, person: Uuid) -> Result<Option<Uuid>> {
    let found = one_time_code::Entity::find()
        .filter(binding(person))
        .filter(one_time_code::Column::UsedAt.is_null())
        .filter(one_time_code::Column::ExpiresAt.gt(tx.now()));
    Ok(found.one(tx.conn()?).await?.map(|row| row.account_id))
}

/// Uses a binding code up; others for that person no longer work.
pub async fn spend_binding(tx: &Tx, code: &Binding) -> Result<()> {
    use_up(tx, &code.row).await?;
    void(tx, binding(code.person)).await
}

/// Uses the code up; others that set the password of its account no longer work.
pub async fn spend(tx: &Tx, code: &one_time_code::Model) -> Result<()> {
    use_up(tx, code).await?;
    withdraw(tx, code.account_id).await
}

/// Of two who try at once, one succeeds.
async fn use_up(tx: &Tx, code: &one_time_code::Model) -> Result<()> {
    let spent = one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::UsedAt, Expr::value(tx.now()))
        .filter(one_time_code::Column::Id.eq(code.id))
        .filter(one_time_code::Column::UsedAt.is_null())
        .exec(tx.conn()?)
        .await?;
    if spent.rows_affected == 1 { Ok(()) } else { Err(wrong()) }
}

fn wrong() -> Error {
    Error::listing(Code::OneTimeCode, vec![Violation::new(Code::OneTimeCode, "/code")])
}

/// A code has 49 random bits, few enough to try them all on a stolen table: so the hash is keyed.
fn hash(ctx: &Ctx, text: &str) -> String {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    ctx.app.vault.blind_index("one_time_code", &plain)
}

/// Ten letters in two groups: `ABCDE-FGHJK`.
pub(in crate::domain) fn generate() -> String {
    let mut text = String::with_capacity(11);
    while text.len() < 11 {
        if text.len() == 5 {
            text.push('-');
        }
        // Bytes from 240 up would favour the first letters.
        let [byte] = crate::domain::vault::random::<1>();
        if let Some(letter) = (byte < 240).then(|| ALPHABET.get(usize::from(byte) % ALPHABET.len())).flatten() {
            text.push(char::from(*letter));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_two_groups_of_five_plain_letters() {
        for _ in 0..100 {
            let code = super::generate();
            let (a, b) = code.split_once('-').unwrap();
            assert!(
                a.len() == 5 && b.len() == 5 && code.is_ascii() && !code.contains(['0', 'O', '1', 'I', 'L', 'U']),
                "{code}"
            );
        }
    }
}
