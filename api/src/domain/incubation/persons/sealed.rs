//! The protected facts of a person: each lies in its column, encrypted with a key of the person's own. Whoever destroys
//! that key has erased them.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{person, subject_key};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::record::insert;
use crate::domain::vault::{open_with, seal_with};
use crate::domain::{Ctx, Error, Result, Tx};
use crate::view::incubation::persons::Guardian;

/// A key of one person.
pub(super) type Key = [u8; 32];

/// What is protected of a person, in plain.
#[derive(Clone, Default, PartialEq)]
pub struct Protected {
    /// Sixteen digits.
    pub nik: Option<String>,
    /// Sixteen digits.
    pub npwp: Option<String>,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// E.164.
    pub phone: Option<String>,
    /// Where the person lives.
    pub address: Option<String>,
    /// Codes of `disabilityKinds`.
    pub disability: Vec<String>,
    /// Whether the household is registered as poor.
    pub poor: Option<bool>,
    /// Who stands in for a minor.
    pub guardian: Option<Guardian>,
}

impl Protected {
    /// The texts that are encrypted, in the order of [`slots`].
    fn texts(&self) -> Result<[Option<String>; 8]> {
        let disability = if self.disability.is_empty() { None } else { Some(serde_json::to_string(&self.disability)?) };
        Ok([
            self.nik.clone(),
            self.npwp.clone(),
            self.birth_date.map(|day| day.to_string()),
            self.phone.clone(),
            self.address.clone(),
            disability,
            self.poor.map(|poor| poor.to_string()),
            self.guardian.as_ref().map(serde_json::to_string).transpose()?,
        ])
    }

    /// Puts the facts into their columns. What did not change keeps its ciphertext, so that an edit of one field does
    /// not look like an edit of all.
    pub(super) fn seal(&self, key: &Key, row: &mut person::Model, old: &Protected) -> Result<()> {
        let id = row.id;
        for ((column, slot), (new, old)) in slots(row).into_iter().zip(self.texts()?.into_iter().zip(old.texts()?)) {
            if new == old {
                continue;
            }
            *slot = match new {
                Some(text) => Some(seal_with(key, "subject", &place(column, id), text.as_bytes())?),
                None => None,
            };
        }
        Ok(())
    }

    /// Reads the facts out of their columns.
    pub(super) fn open(key: &Key, row: &person::Model) -> Result<Self> {
        let text = |column: &str, sealed: &Option<String>| -> Result<Option<String>> {
            let Some(sealed) = sealed else { return Ok(None) };
            let plain = open_with(key, &place(column, row.id), sealed)?;
            Ok(Some(String::from_utf8(plain).map_err(Error::internal)?))
        };
        let birth_date = match text("birth_enc", &row.birth_enc)? {
            Some(day) => Some(day.parse::<NaiveDate>().map_err(Error::internal)?),
            None => None,
        };
        let disability = match text("disability_enc", &row.disability_enc)? {
            Some(list) => serde_json::from_str(&list)?,
            None => Vec::new(),
        };
        let guardian = match text("guardian_enc", &row.guardian_enc)? {
            Some(guardian) => Some(serde_json::from_str(&guardian)?),
            None => None,
        };
        Ok(Self {
            nik: text("nik_enc", &row.nik_enc)?,
            npwp: text("npwp_enc", &row.npwp_enc)?,
            birth_date,
            phone: text("phone_enc", &row.phone_enc)?,
            address: text("address_enc", &row.address_enc)?,
            disability,
            poor: text("poverty_enc", &row.poverty_enc)?.map(|word| word == "true"),
            guardian,
        })
    }
}

/// The columns of ciphertexts.
fn slots(row: &mut person::Model) -> [(&'static str, &mut Option<String>); 8] {
    [
        ("nik_enc", &mut row.nik_enc),
        ("npwp_enc", &mut row.npwp_enc),
        ("birth_enc", &mut row.birth_enc),
        ("phone_enc", &mut row.phone_enc),
        ("address_enc", &mut row.address_enc),
        ("disability_enc", &mut row.disability_enc),
        ("poverty_enc", &mut row.poverty_enc),
        ("guardian_enc", &mut row.guardian_enc),
    ]
}

/// Where a fact lies, bound into its encryption: a ciphertext cannot be moved to another person or column.
fn place(column: &str, id: Uuid) -> String {
    format!("person|{column}|{id}")
}

/// A key for a new person.
pub(super) async fn new_key(tx: &Tx, person: Uuid) -> Result<Key> {
    let vault = &tx.app.vault;
    let (key, wrapped) = vault.new_subject_key(person)?;
    let row = subject_key::ActiveModel {
        subject_id: Set(person),
        kek_id: Set(vault.kek_id().to_owned()),
        wrapped: Set(wrapped),
    };
    insert(row, tx).await?;
    Ok(key)
}

/// The key of a person; a new one where there is none.
pub(super) async fn key(tx: &Tx, person: Uuid) -> Result<Key> {
    match subject_key::Entity::find_by_id(person).one(tx.conn()?).await? {
        Some(row) => tx.app.vault.subject_key(person, &row.wrapped),
        None => new_key(tx, person).await,
    }
}

/// Encrypts something else that was said by or of a person with its own key, so that it is erased with it. `place` is
/// `table|column|row`.
pub(in crate::domain) async fn seal_text(tx: &Tx, person: Uuid, place: &str, text: &str) -> Result<String> {
    let key = key(tx, person).await?;
    seal_with(&key, "subject", place, text.as_bytes())
}

/// The keys of these persons; of whom it is destroyed there is none.
pub(in crate::domain) async fn keys(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    persons: &[Uuid],
) -> Result<HashMap<Uuid, [u8; 32]>> {
    let mut keys = HashMap::with_capacity(persons.len());
    for chunk in persons.chunks(1_000) {
        let rows = subject_key::Entity::find().filter(subject_key::Column::SubjectId.is_in(chunk.iter().copied()));
        for row in rows.all(conn).await? {
            keys.insert(row.subject_id, ctx.app.vault.subject_key(row.subject_id, &row.wrapped)?);
        }
    }
    Ok(keys)
}

/// Opens a text of [`seal_text`].
pub(in crate::domain) fn open_text(key: &[u8; 32], place: &str, sealed: &str) -> Result<String> {
    String::from_utf8(open_with(key, place, sealed)?).map_err(Error::internal)
}

/// The protected facts of many persons: their keys are one statement. Nothing is known of whom the key is gone.
pub(in crate::domain) async fn open_all(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: &[&person::Model],
) -> Result<HashMap<Uuid, Protected>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let keys = keys(ctx, conn, &ids).await?;
    let mut open = HashMap::with_capacity(rows.len());
    for row in rows {
        if let Some(key) = keys.get(&row.id) {
            open.insert(row.id, Protected::open(key, row)?);
        }
    }
    Ok(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> person::Model {
        super::super::write::blank(Uuid::from_u128(7), Uuid::nil(), chrono::DateTime::UNIX_EPOCH)
    }

    fn facts() -> Protected {
        Protected {
            nik: Some("3602015708959001".to_owned()),
            npwp: Some("0012345678901000".to_owned()),
            birth_date: "1995-08-17".parse().ok(),
            phone: Some("+6281234567890".to_owned()),
            address: Some("Jalan Melati 1".to_owned()),
            disability: vec!["FISIK".to_owned()],
            poor: Some(false),
            guardian: Some(Guardian {
                name: "Ibu".to_owned(),
                relation: "Ibu".to_owned(),
                phone: None,
                consented: true,
            }),
        }
    }

    #[test]
    fn what_is_sealed_opens_again_and_only_with_its_key() {
        let (key, facts, mut sealed) = ([3; 32], facts(), row());
        facts.seal(&key, &mut sealed, &Protected::default()).unwrap();
        assert!(Protected::open(&key, &sealed).unwrap() == facts);
        assert!(Protected::open(&[4; 32], &sealed).is_err());
        let moved = person::Model { npwp_enc: sealed.nik_enc.clone(), ..sealed.clone() };
        assert!(Protected::open(&key, &moved).is_err());
        let shown = format!("{sealed:?}");
        for plain in ["3602015708959001", "1995-08-17", "81234567890", "Melati", "FISIK"] {
            assert!(!shown.contains(plain), "{plain}");
        }
    }

    #[test]
    fn what_did_not_change_keeps_its_ciphertext() {
        let (key, before, mut sealed) = ([3; 32], facts(), row());
        before.seal(&key, &mut sealed, &Protected::default()).unwrap();
        let old = sealed.clone();
        let after = Protected { phone: Some("+6281200000000".to_owned()), address: None, ..before.clone() };
        after.seal(&key, &mut sealed, &before).unwrap();
        assert_ne!(sealed.phone_enc, old.phone_enc);
        assert_eq!(sealed.address_enc, None);
        assert_eq!((&sealed.nik_enc, &sealed.birth_enc), (&old.nik_enc, &old.birth_enc));
        assert_eq!((&sealed.guardian_enc, &sealed.poverty_enc), (&old.guardian_enc, &old.poverty_enc));
    }
}
