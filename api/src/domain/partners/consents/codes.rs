//! One-time codes for the counter of a partner: whoever says one there is found, though nobody knows its NIK.

use chrono::{DateTime, Duration, Utc};
use entity::consent;
use entity::consent_code::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::rules::{ACTIVE, status};
use super::{query, rights, steps};
use crate::domain::ids::Kind;
use crate::domain::people::codes::generate;
use crate::domain::record::{Record, insert};
use crate::domain::{Ctx, Result, Tx};

/// Minutes for which a code works.
const MINUTES: i64 = 15;

/// A code in plain, as who speaks for the person gets it.
#[derive(Clone)]
pub struct CounterCode {
    /// `ABCDE-FGHJK`
    pub code: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// Makes a code for a consent that holds; earlier ones no longer work.
pub async fn issue(tx: &Tx, id: &str) -> Result<CounterCode> {
    let (row, person) = query::for_write(tx, id).await?;
    rights::speak(tx, &person).await?;
    steps::holds(tx, &row)?;
    void(tx, Condition::all().add(Column::ConsentId.eq(row.id))).await?;
    let made = CounterCode { code: generate(), expires_at: tx.now() + Duration::minutes(MINUTES) };
    let code = Model {
        id: tx.new_id(),
        consent_id: row.id,
        code_hash: hash(tx, &made.code),
        expires_at: made.expires_at,
        used_at: None,
        created_at: tx.now(),
    };
    insert(ActiveModel::from(code), tx).await?;
    tx.record(Record::audit_only("issueConsentCode", (Kind::Consent, row.id))).await?;
    Ok(made)
}

/// The consent that a code stands for, if both still hold; the code is used up. Whose it is, is asked afterwards: a
/// lookup that is refused takes its transaction back, and with it the use.
pub async fn by_code(tx: &Tx, code: &str) -> Result<Option<consent::Model>> {
    let found = Entity::find().filter(Column::CodeHash.eq(hash(tx, code))).one(tx.conn()?).await?;
    let Some(code) = found.filter(|code| code.used_at.is_none() && code.expires_at > tx.now()) else {
        return Ok(None);
    };
    // Of two who say it at once, one succeeds.
    if void(tx, Condition::all().add(Column::Id.eq(code.id))).await? != 1 {
        return Ok(None);
    }
    let row = consent::Entity::find_by_id(code.consent_id).one(tx.conn()?).await?;
    Ok(row.filter(|row| status(tx, row) == ACTIVE))
}

/// Makes codes useless. How many there were.
async fn void(tx: &Tx, which: Condition) -> Result<u64> {
    let gone = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(tx.now()))
        .filter(which.add(Column::UsedAt.is_null()))
        .exec(tx.conn()?)
        .await?;
    Ok(gone.rows_affected)
}

/// A code has few enough letters to try them all on a stolen table: so the hash is keyed.
fn hash(ctx: &Ctx, text: &str) -> String {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    ctx.app.vault.blind_index("consent_code", &plain)
}
