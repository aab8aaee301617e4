//! One-time codes: whoever holds one may set the password of its account, once.

use chrono::Duration;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::record::insert;
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use entity::one_time_code;

/// Letters and digits that nobody mixes up: no I, L, O, U, 0, 1.
const ALPHABET: &[u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Invite,
    Reset,
}

impl Purpose {
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Invite => "INVITE",
            Purpose::Reset => "RESET",
        }
    }

    fn lifetime(self) -> Duration {
        match self {
            Purpose::Invite => Duration::days(7),
            Purpose::Reset => Duration::hours(1),
        }
    }
}

/// A code in plain, as its owner gets it.
#[derive(Clone, Debug)]
pub struct OneTimeCode {
    pub code: String,
    pub expires_at: chrono::DateTime<chrono::Utc>,
}

/// Makes a code; earlier ones of the account no longer work.
pub async fn issue(tx: &Tx, account: Uuid, purpose: Purpose) -> Result<OneTimeCode> {
    withdraw(tx, account).await?;
    let text = generate();
    let expires_at = tx.now() + purpose.lifetime();
    let row = one_time_code::ActiveModel {
        id: Set(tx.new_id()),
        account_id: Set(account),
        purpose: Set(purpose.as_str().to_owned()),
        code_hash: Set(hash(tx, &text)),
        expires_at: Set(expires_at),
        used_at: Set(None),
        created_at: Set(tx.now()),
    };
    insert(row, tx).await?;
    Ok(OneTimeCode { code: text, expires_at })
}

/// Makes all codes of an account useless.
pub async fn withdraw(tx: &Tx, account: Uuid) -> Result<()> {
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::UsedAt, Expr::value(tx.now()))
        .filter(one_time_code::Column::AccountId.eq(account))
        .filter(one_time_code::Column::UsedAt.is_null())
        .exec(tx.conn()?)
        .await?;
    Ok(())
}

/// The code's row, if it still works.
pub async fn find(ctx: &Ctx, text: &str) -> Result<one_time_code::Model> {
    let row =
        one_time_code::Entity::find().filter(one_time_code::Column::CodeHash.eq(hash(ctx, text))).one(ctx.db()).await?;
    row.filter(|row| row.used_at.is_none() && row.expires_at > ctx.now()).ok_or_else(wrong)
}

/// Uses the code up. Of two who try at once, one succeeds.
pub async fn spend(tx: &Tx, code: &one_time_code::Model) -> Result<()> {
    let spent = one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::UsedAt, Expr::value(tx.now()))
        .filter(one_time_code::Column::Id.eq(code.id))
        .filter(one_time_code::Column::UsedAt.is_null())
        .exec(tx.conn()?)
        .await?;
    if spent.rows_affected == 1 { withdraw(tx, code.account_id).await } else { Err(wrong()) }
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
fn generate() -> String {
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
