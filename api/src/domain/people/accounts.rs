//! Accounts of people: invite, change, deactivate.

use async_graphql::MaybeUndefined;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::codes::{self, OneTimeCode, Purpose};
use super::grants::{self, Held, Wanted};
use super::mail::Letter;
use super::{actor, manage, phone, query, sessions};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::record::{Record, insert};
use crate::domain::vault::seal_with;
use crate::domain::{Code, Error, Lang, Result, Tx, Violation};
use crate::view::people::{Delivery, Invitation, NewGrant, NewUser, User, UserPatch};
use crate::vocab::AccountStatus;
use entity::{account, subject_key};

/// What is known of a person on the way in, checked and normalised.
pub(super) struct Profile {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub language: Lang,
}

/// Makes an account, gives it its roles and sends (or returns) the code to set a password with.
pub async fn invite(tx: &Tx, input: NewUser) -> Result<User> {
    manage::require_manager(tx)?;
    let wanted = resolve_all(tx, &input.grants).await?;
    for wanted in &wanted {
        manage::require_grant(tx, wanted.role, &wanted.scope, wanted.region_of_unit())?;
    }
    let profile = profile(&input.name, input.email.as_deref(), input.phone.as_deref(), input.language.as_deref())?;
    let account = create(tx, &profile, None).await?;
    let mut held = Vec::with_capacity(wanted.len());
    for wanted in &wanted {
        held.push(grants::add(tx, (Kind::User, account.id), wanted, None).await?);
    }
    let code = codes::issue(tx, account.id, Purpose::Invite).await?;
    let invitation = deliver(tx, &account, code, input.delivery.unwrap_or_default())?;
    record(tx, "inviteUser", "user.invited", &account, &held).await?;
    let mut user = query::user(tx, account, held, profile.phone);
    user.invitation = Some(invitation);
    Ok(user)
}

/// Makes a new code for somebody who has not set a password yet; the old one no longer works.
pub async fn invite_again(tx: &Tx, id: &str, delivery: Delivery) -> Result<User> {
    let (mut account, held) = managed(tx, id).await?;
    if account.status != AccountStatus::Invited.as_str() {
        return Err(Error::new(Code::IllegalState)
            .saying("Akun ini sudah aktif atau dinonaktifkan.", "This account is active or deactivated.")
            .with("status", account.status));
    }
    let code = codes::issue(tx, account.id, Purpose::Invite).await?;
    let invitation = deliver(tx, &account, code, delivery)?;
    save(tx, &mut account).await?;
    record(tx, "reinviteUser", "user.invited", &account, &held).await?;
    let mut user = query::user_with_phone(tx, tx.conn()?, account, held).await?;
    user.invitation = Some(invitation);
    Ok(user)
}

/// Changes name, language, e-mail or phone.
pub async fn update(tx: &Tx, id: &str, expected: Expected, patch: UserPatch) -> Result<User> {
    let (mut account, held) = managed(tx, id).await?;
    expected.check(account.version)?;
    let mut fields = Vec::new();
    if let Some(name) = &patch.name {
        account.name = check_name(name)?;
        fields.push("name");
    }
    if let Some(language) = &patch.language {
        account.language = language_code(check_language(Some(language))?).to_owned();
        fields.push("language");
    }
    if !patch.email.is_undefined() {
        account.email = patch.email.value().map(|email| check_email(email)).transpose()?;
        fields.push("email");
    }
    if let MaybeUndefined::Value(_) | MaybeUndefined::Null = &patch.phone {
        let number = patch.phone.value().map(|text| phone::normalise(text)).transpose()?;
        (account.phone_enc, account.phone_hash) = seal_phone(tx, account.id, number.as_deref()).await?;
        fields.push("phone");
    }
    if account.email.is_none() && account.phone_hash.is_none() {
        return Err(no_login());
    }
    require_free(tx, &account).await?;
    save(tx, &mut account).await?;
    let body = json!({"status": account.status});
    tx.record(
        Record::new("updateUser", "user.updated", (Kind::User, account.id), account.version).fields(&fields).body(body),
    )
    .await?;
    actor::forget_after(tx);
    query::user_with_phone(tx, tx.conn()?, account, held).await
}

/// Ends all sign-ins at once and lets nobody in until reactivated.
pub async fn deactivate(tx: &Tx, id: &str, expected: Expected) -> Result<User> {
    let (mut account, held) = managed(tx, id).await?;
    expected.check(account.version)?;
    if account.status == AccountStatus::Deactivated.as_str() || tx.actor.id == Some(account.id) {
        return Err(illegal(&account));
    }
    account.status = AccountStatus::Deactivated.as_str().to_owned();
    save(tx, &mut account).await?;
    sessions::end_all(tx, account.id, "DEACTIVATED", None).await?;
    codes::withdraw(tx, account.id).await?;
    record(tx, "deactivateUser", "user.deactivated", &account, &held).await?;
    query::user_with_phone(tx, tx.conn()?, account, held).await
}

/// Lets a deactivated person in again: with the old password, or by a new invitation if there was none yet.
pub async fn reactivate(tx: &Tx, id: &str, expected: Expected) -> Result<User> {
    let (mut account, held) = managed(tx, id).await?;
    expected.check(account.version)?;
    if account.status != AccountStatus::Deactivated.as_str() {
        return Err(illegal(&account));
    }
    let status = if account.password_hash.is_some() { AccountStatus::Active } else { AccountStatus::Invited };
    account.status = status.as_str().to_owned();
    save(tx, &mut account).await?;
    record(tx, "reactivateUser", "user.reactivated", &account, &held).await?;
    query::user_with_phone(tx, tx.conn()?, account, held).await
}

/// The account, locked for this write, if the caller manages it.
async fn managed(tx: &Tx, id: &str) -> Result<(account::Model, Vec<Held>)> {
    manage::require_manager(tx)?;
    let id = ids::expect(Kind::User, id)?;
    let account = account::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn()?)
        .await?
        .ok_or_else(|| Error::new(Code::NotFound))?;
    let held = grants::held_by(tx, tx.conn()?, &[id]).await?.remove(&id).unwrap_or_default();
    manage::require_managed(tx, &held)?;
    Ok((account, held))
}

/// Looks up all grants of a request; names every fault.
pub(super) async fn resolve_all(tx: &Tx, wanted: &[NewGrant]) -> Result<Vec<Wanted>> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for (index, grant) in wanted.iter().enumerate() {
        match grants::resolve(tx.conn()?, grant, &format!("/grants/{index}")).await {
            Ok(grant) => found.push(grant),
            Err(refused) if !refused.0.violations.is_empty() => faults.extend(refused.0.violations),
            Err(failed) => return Err(failed),
        }
    }
    if wanted.is_empty() {
        faults.push(Violation::new(Code::FieldLength, "/grants").with("min", 1));
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::listing(Code::Invalid, faults)) }
}

/// Checks and normalises what is said of a person.
pub(super) fn profile(name: &str, email: Option<&str>, phone: Option<&str>, language: Option<&str>) -> Result<Profile> {
    let profile = Profile {
        name: check_name(name)?,
        email: email.map(check_email).transpose()?,
        phone: phone.map(phone::normalise).transpose()?,
        language: check_language(language)?,
    };
    if profile.email.is_none() && profile.phone.is_none() { Err(no_login()) } else { Ok(profile) }
}

/// Writes a new account: active if it has a password, else invited.
pub(super) async fn create(tx: &Tx, profile: &Profile, password_hash: Option<String>) -> Result<account::Model> {
    let id = tx.new_id();
    let status = if password_hash.is_some() { AccountStatus::Active } else { AccountStatus::Invited };
    let (phone_enc, phone_hash) = seal_phone(tx, id, profile.phone.as_deref()).await?;
    let account = account::Model {
        id,
        email: profile.email.clone(),
        phone_enc,
        phone_hash,
        name: profile.name.clone(),
        language: language_code(profile.language).to_owned(),
        password_hash,
        status: status.as_str().to_owned(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    require_free(tx, &account).await?;
    insert(account::ActiveModel::from(account.clone()), tx).await?;
    Ok(account)
}

/// Stores the next version of an account.
pub(super) async fn save(tx: &Tx, account: &mut account::Model) -> Result<()> {
    account.version += 1;
    account.updated_at = tx.now();
    let row = account::ActiveModel::from(account.clone()).reset_all();
    account::Entity::update(row).exec(tx.conn()?).await?;
    Ok(())
}

/// Sets a new password; an invited account becomes active.
pub(super) async fn save_password(tx: &Tx, account: &mut account::Model, hash: String) -> Result<()> {
    account.password_hash = Some(hash);
    account.status = AccountStatus::Active.as_str().to_owned();
    save(tx, account).await
}

/// The account that signs in with the e-mail of a profile, or else with its phone.
pub(super) async fn of_profile(tx: &Tx, profile: &Profile) -> Result<Option<account::Model>> {
    if let Some(email) = &profile.email
        && let Some(found) = account::Entity::find().filter(account::Column::Email.eq(email)).one(tx.conn()?).await?
    {
        return Ok(Some(found));
    }
    let Some(number) = &profile.phone else {
        return Ok(None);
    };
    let hash = tx.app.vault.blind_index("phone", number);
    Ok(account::Entity::find().filter(account::Column::PhoneHash.eq(hash)).one(tx.conn()?).await?)
}

/// Nobody else signs in with this e-mail or phone.
async fn require_free(tx: &Tx, account: &account::Model) -> Result<()> {
    let taken = |path: &str| Err(Error::listing(Code::AlreadyExists, vec![Violation::new(Code::AlreadyExists, path)]));
    let others = || account::Entity::find().filter(account::Column::Id.ne(account.id));
    if let Some(email) = &account.email
        && others().filter(account::Column::Email.eq(email)).one(tx.conn()?).await?.is_some()
    {
        return taken("/email");
    }
    if let Some(hash) = &account.phone_hash
        && others().filter(account::Column::PhoneHash.eq(hash)).one(tx.conn()?).await?.is_some()
    {
        return taken("/phone");
    }
    Ok(())
}

/// The phone as it is stored: encrypted with the person's own key, and its keyed hash.
async fn seal_phone(tx: &Tx, id: Uuid, number: Option<&str>) -> Result<(Option<String>, Option<String>)> {
    let Some(number) = number else {
        return Ok((None, None));
    };
    let vault = &tx.app.vault;
    let key = match subject_key::Entity::find_by_id(id).one(tx.conn()?).await? {
        Some(row) => vault.subject_key(id, &row.wrapped)?,
        None => {
            let (key, wrapped) = vault.new_subject_key(id)?;
            let row = subject_key::ActiveModel {
                subject_id: Set(id),
                kek_id: Set(vault.kek_id().to_owned()),
                wrapped: Set(wrapped),
            };
            insert(row, tx).await?;
            key
        }
    };
    let sealed = seal_with(&key, "subject", &query::phone_place(id), number.as_bytes())?;
    Ok((Some(sealed), Some(vault.blind_index("phone", number))))
}

pub(super) fn deliver(tx: &Tx, account: &account::Model, code: OneTimeCode, delivery: Delivery) -> Result<Invitation> {
    let expires_at = code.expires_at;
    if delivery == Delivery::Return {
        return Ok(Invitation { delivery, code: Some(code.code), expires_at });
    }
    let to = account.email.clone().ok_or_else(|| Error::field(Code::FieldRequired, "/email"))?;
    let letter = Letter { to, lang: query::lang(&account.language), purpose: code.purpose, code: code.code };
    let app = tx.app.clone();
    tx.after_commit(move || app.mailer.post(letter));
    Ok(Invitation { delivery, code: None, expires_at })
}

pub(super) async fn record(tx: &Tx, action: &str, event: &str, account: &account::Model, held: &[Held]) -> Result<()> {
    let roles: Vec<&str> = held.iter().map(|held| held.role.as_str()).collect();
    let body = json!({"status": account.status, "roles": roles});
    let mut record = Record::new(action, event, (Kind::User, account.id), account.version).body(body);
    record.unit = held.iter().find_map(|held| held.row.unit_id);
    tx.record(record).await?;
    actor::forget_after(tx);
    Ok(())
}

fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    if (1..=200).contains(&name.chars().count()) && !name.contains(char::is_control) {
        Ok(name.to_owned())
    } else {
        Err(Error::field(Code::FieldLength, "/name"))
    }
}

fn check_email(email: &str) -> Result<String> {
    let email = email.trim().to_lowercase();
    let sound = email.len() <= 254 && email.is_ascii() && email.parse::<lettre::Address>().is_ok();
    if sound { Ok(email) } else { Err(Error::field(Code::EmailInvalid, "/email")) }
}

fn check_language(language: Option<&str>) -> Result<Lang> {
    match language {
        None | Some("id") => Ok(Lang::Id),
        Some("en") => Ok(Lang::En),
        Some(_) => Err(Error::field(Code::UnknownCode, "/language")),
    }
}

fn language_code(lang: Lang) -> &'static str {
    match lang {
        Lang::Id => "id",
        Lang::En => "en",
    }
}

fn no_login() -> Error {
    Error::field(Code::FieldRequired, "/email").saying("Isi e-mail atau nomor telepon.", "Give an e-mail or a phone.")
}

fn illegal(account: &account::Model) -> Error {
    Error::new(Code::IllegalState).with("status", account.status.clone())
}
