//! Persons as far as the caller may see them.

use std::net::IpAddr;

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons::{self, Invited, Look, Seen, Sight};
use crate::domain::page::{Page, PageRequest};
use crate::domain::registry::kept::{Filter, Held};
use crate::domain::registry::public_id;
use crate::domain::{Code, Ctx, Result, Tx};
use crate::view::Changes;
use crate::view::people::{Delivery, Invitation};
use crate::view::reports::Redaction;
use crate::view::resource::Resource;
use crate::vocab::{AccountStatus, Role};

/// A person: member of an enterprise, mentor or applicant. What you may not see is null and named in `redactions`.
#[derive(Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Person {
    /// Id.
    #[schema(value_type = String, example = "per_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Id of the unit that recorded the person first. Null where you see only that the NIK is recorded.
    #[schema(value_type = Option<String>)]
    pub unit_id: Option<ID>,
    /// Code of that unit.
    pub unit_code: Option<String>,
    /// Name as on the identity card; never split. Null where you see only that the NIK is recorded.
    pub name: Option<String>,
    /// Code of `sexes`.
    pub sex: Option<String>,
    /// The NIK, masked. It is never shown in full.
    #[schema(example = "3602**********01")]
    pub nik_masked: Option<String>,
    /// Birth date.
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Option<NaiveDate>,
    /// Code of `ageBands` today; null below 15.
    pub age_band: Option<String>,
    /// Whether the person is under 18 today.
    pub minor: Option<bool>,
    /// Mobile number, E.164.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Kemendagri code of where the person lives.
    pub region: Option<String>,
    /// Kinds of disability (UU 8/2016): codes of `disabilityKinds`. Specific personal data.
    pub disability: Option<Vec<String>>,
    /// Whether the household is registered as poor. Specific personal data.
    pub poor: Option<bool>,
    /// Code of `educations`.
    pub education: Option<String>,
    /// Code of `occupations`.
    pub occupation: Option<String>,
    /// Code of `maritalStatuses`.
    pub marital_status: Option<String>,
    /// Code of `priorEmploymentStatuses`.
    pub prior_employment: Option<String>,
    /// Whether an NPWP is recorded. It is not shown: that of a natural person is the NIK.
    pub npwp_given: Option<bool>,
    /// Who stands in for a minor.
    pub guardian: Option<Guardian>,
    /// Where the record comes from; demonstration data say so here.
    pub source: Option<String>,
    /// Whether an account is bound to the person, taken up with its one-time code.
    pub has_account: bool,
    /// What is odd about the record and stands: `NIK.REGION_UNKNOWN`, a confirmed `NIK.MISMATCH`.
    pub warnings: Vec<PersonWarning>,
    /// Fields withheld from you.
    pub redactions: Vec<Redaction>,
    /// True in the answer to a `createPerson` whose NIK and birth date were recorded before: this is that record.
    pub already_recorded: bool,
    /// Since when its processing is restricted: partners get nothing of it. Null while it is not.
    pub restricted_at: Option<DateTime<Utc>>,
    /// When the person was erased: nothing is known any more but that there was a record. Null while it is not.
    pub erased_at: Option<DateTime<Utc>>,
    /// When it was archived; null while it counts.
    pub archived_at: Option<DateTime<Utc>>,
    /// Version of this record, for If-Match and `expectedVersion`.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Something odd that does not block.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PersonWarning {
    /// Stable code; docs/errors.md lists all.
    pub code: String,
    /// JSON Pointer to the field.
    pub path: String,
    /// In the language asked for.
    pub message: String,
    /// In English.
    pub message_en: String,
}

/// The guardian of a minor.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(input_name = "GuardianInput")]
pub struct Guardian {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What the guardian is to the person: mother, uncle, head of the pesantren.
    #[schema(min_length = 1, max_length = 60)]
    pub relation: String,
    /// Indonesian mobile number.
    #[schema(max_length = 32)]
    pub phone: Option<String>,
    /// Whether the guardian consented to the record (UU 27/2022, articles 25 and 26).
    pub consented: bool,
}

/// A person to record.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonInput {
    /// Name as on the identity card; never split.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Code of `sexes`.
    #[schema(max_length = 60)]
    pub sex: Option<String>,
    /// NIK, 16 digits. An unknown region is a warning. With a NIK and birth date that are recorded already, the answer
    /// is the record that exists.
    #[schema(max_length = 32)]
    pub nik: Option<String>,
    /// NPWP, 15 or 16 digits.
    #[schema(max_length = 32)]
    pub npwp: Option<String>,
    /// Birth date. Who is under 18 needs a `guardian`.
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Option<NaiveDate>,
    /// Indonesian mobile number.
    #[schema(max_length = 32)]
    pub phone: Option<String>,
    /// Address.
    #[schema(min_length = 1, max_length = 500)]
    pub address: Option<String>,
    /// Kemendagri code or id of the region where the person lives; it need not be that of the NIK.
    #[schema(min_length = 1, max_length = 64)]
    pub region: Option<String>,
    /// Kinds of disability: codes of `disabilityKinds`.
    #[schema(max_items = 10)]
    #[graphql(default)]
    #[serde(default)]
    pub disability: Vec<String>,
    /// Whether the household is registered as poor (P3KE, DTSEN).
    pub poor: Option<bool>,
    /// Code of `educations`.
    #[schema(max_length = 60)]
    pub education: Option<String>,
    /// Code of `occupations`.
    #[schema(max_length = 60)]
    pub occupation: Option<String>,
    /// Code of `maritalStatuses`.
    #[schema(max_length = 60)]
    pub marital_status: Option<String>,
    /// Employment before the programme: code of `priorEmploymentStatuses`.
    #[schema(max_length = 60)]
    pub prior_employment: Option<String>,
    /// Guardian, required for a minor.
    pub guardian: Option<Guardian>,
    /// Warnings that you have checked: `NIK.MISMATCH`, where sex or birth date rightly differ from the NIK.
    #[schema(max_items = 5)]
    #[graphql(default)]
    #[serde(default)]
    pub confirm: Vec<String>,
    /// Where the record comes from.
    #[schema(min_length = 1, max_length = 200)]
    pub source: Option<String>,
}

/// A NIK to look for. It stands in the body, so that no log keeps it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindPersonInput {
    /// NIK, 16 digits.
    #[schema(max_length = 32)]
    pub nik: String,
}

/// The role with which a person is invited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PersonRole {
    /// Sees its own data and its enterprise.
    #[default]
    Incubatee,
    /// A mentor who was selected: sees the enterprises assigned.
    Mentor,
}

impl PersonRole {
    /// The role as it is granted.
    pub fn role(self) -> Role {
        match self {
            PersonRole::Incubatee => Role::Incubatee,
            PersonRole::Mentor => Role::Mentor,
        }
    }
}

/// How a person is invited. Without e-mail and phone the recorded phone is the login.
#[derive(Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonInvitationInput {
    /// E-mail, to sign in with and for codes.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Indonesian mobile number, to sign in with.
    #[schema(max_length = 32)]
    pub phone: Option<String>,
    /// How the code reaches the person; EMAIL unless you say otherwise.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// INCUBATEE unless you say otherwise; held on the unit that keeps the person.
    #[serde(default)]
    pub role: Option<PersonRole>,
}

/// A code that binds your account to the person recorded of you.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BindPersonInput {
    /// The one-time code of the invitation; dashes and case do not matter.
    #[schema(min_length = 1, max_length = 32, example = "ABCDE-FGHJK")]
    pub code: String,
}

/// A person who was invited. The account is the person's own once the code was used: at `/v1/passwords`, or at
/// `/v1/me/person` by who has an account with the address. You are not told which of them it is.
#[derive(Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PersonInvitation {
    /// Id of the person.
    #[schema(value_type = String)]
    pub person_id: ID,
    /// Id of the account; null until it was taken up.
    #[schema(value_type = Option<String>)]
    pub user_id: Option<ID>,
    /// Role given.
    pub role: Role,
    /// State of the account; INVITED until it was taken up.
    pub status: AccountStatus,
    /// The one-time code; null where the account was taken up before and only got the role.
    pub invitation: Option<Invitation>,
    /// Version of the person's record.
    pub version: i32,
}

/// What stands in these never reaches a log, whoever prints them.
macro_rules! silent {
    ($($name:ident),*) => { $(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )* };
}

silent!(Person, PersonInput, Guardian, PersonInvitationInput, FindPersonInput, BindPersonInput);

/// Fields that only those who see all of a person see.
const FULL: &[&str] = &[
    "/birthDate",
    "/ageBand",
    "/minor",
    "/address",
    "/disability",
    "/poor",
    "/education",
    "/occupation",
    "/maritalStatus",
    "/priorEmployment",
    "/npwpGiven",
    "/guardian",
];
/// Fields that a mentor sees as well.
const CONTACT: &[&str] = &["/phone"];
/// Fields that everybody sees who may read the person at all.
const NAMED: &[&str] = &["/unitId", "/unitCode", "/name", "/sex", "/region", "/source"];

impl From<Seen> for Person {
    fn from(seen: Seen) -> Self {
        let (warnings, redactions) = (warnings(&seen), redactions(&seen));
        let Seen { held: Held { row, unit }, sight, plain, has_account, today, .. } = seen;
        let (named, full) = (sight >= Sight::Named, sight >= Sight::Full);
        let birth = plain.birth_date;
        Self {
            id: ids::text(Kind::Person, row.id).into(),
            unit_id: named.then(|| public_id(&unit).into()),
            unit_code: named.then_some(unit.code),
            name: named.then_some(row.name),
            sex: row.sex.filter(|_| named),
            nik_masked: row.nik_mask,
            birth_date: birth,
            age_band: birth.and_then(|birth| persons::age_band(birth, today)).map(ToOwned::to_owned),
            minor: birth.map(|birth| persons::is_minor(birth, today)),
            phone: plain.phone,
            address: plain.address,
            region: row.region_code.filter(|_| named),
            disability: full.then_some(plain.disability),
            poor: plain.poor,
            education: row.education.filter(|_| full),
            occupation: row.occupation.filter(|_| full),
            marital_status: row.marital_status.filter(|_| full),
            prior_employment: row.prior_employment.filter(|_| full),
            npwp_given: full.then_some(plain.npwp.is_some()),
            guardian: plain.guardian,
            source: row.source.filter(|_| named),
            has_account,
            warnings,
            redactions,
            already_recorded: false,
            restricted_at: row.restricted_at.filter(|_| named),
            erased_at: row.erased_at,
            archived_at: row.archived_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn warnings(seen: &Seen) -> Vec<PersonWarning> {
    if seen.sight < Sight::Full {
        return Vec::new();
    }
    let stands: Vec<String> = serde_json::from_str(&seen.held.row.confirmed).unwrap_or_default();
    let known = [Code::NikMismatch, Code::NikRegion].into_iter();
    known
        .filter(|code| stands.iter().any(|word| word == code.as_str()))
        .map(|code| PersonWarning {
            code: code.as_str().to_owned(),
            path: "/nik".to_owned(),
            message: code.title().get(seen.lang).to_owned(),
            message_en: code.title().en,
        })
        .collect()
}

/// What is withheld is named whether or not it holds anything: that a field is empty says something too.
fn redactions(seen: &Seen) -> Vec<Redaction> {
    let (reason, unlock) = if seen.held.row.erased_at.is_some() {
        ("ERASED", "nothing: the person was erased")
    } else if seen.purpose_opens {
        ("PURPOSE_REQUIRED", "purpose: a code of accessPurposes; reading with it is logged")
    } else {
        ("PERSONAL_DATA", "a role that keeps the unit or an enterprise of the person, or the person's own account")
    };
    let fields = [(Sight::Full, FULL), (Sight::Contact, CONTACT), (Sight::Named, NAMED)];
    let withheld = fields.into_iter().filter(|(needed, _)| seen.sight < *needed).flat_map(|(_, paths)| paths);
    withheld
        .map(|path| Redaction { path: (*path).to_owned(), reason: reason.to_owned(), unlock: unlock.to_owned() })
        .collect()
}

/// A page of persons.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<Person>> {
    Ok(persons::list(ctx, filter, page).await?.map(Person::from))
}

/// One person; an administrator states a purpose to see all of it.
pub async fn get(ctx: &Ctx, id: &str, purpose: Option<&str>) -> Result<Person> {
    Ok(persons::get(ctx, id, purpose).await?.into())
}

/// Persons by their stored ids, as far as the caller may read them.
pub async fn by_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<(Uuid, Person)>> {
    let seen = persons::by_ids(ctx, ids).await?;
    Ok(seen.into_iter().map(|seen| (seen.held.row.id, seen.into())).collect())
}

/// The person with a NIK, if the caller may see it.
pub async fn find(ctx: &Ctx, nik: &str) -> Result<Person> {
    Ok(persons::find_by_nik(ctx, nik).await?.into())
}

/// The caller's own person.
pub async fn own(ctx: &Ctx) -> Result<Person> {
    Ok(persons::own(ctx).await?.into())
}

/// Records a person, or says that it is recorded.
pub async fn create(tx: &Tx, unit: &str, input: PersonInput) -> Result<Person> {
    let made = persons::create(tx, unit, input).await?;
    // Of a record that somebody else made the caller may see nothing but that it is there.
    let least = if made.already { Sight::Nothing } else { Sight::Named };
    let shown = shown(tx, made.held, least).await?;
    Ok(Person { already_recorded: made.already, ..shown })
}

/// Invites a person.
pub async fn invite(tx: &Tx, id: &str, input: PersonInvitationInput) -> Result<PersonInvitation> {
    let Invited { held, role, sent } = persons::invite(tx, id, input).await?;
    // An account of somebody else, or none of this person's yet, would tell whether the address had one.
    let own = sent.account.filter(|_| sent.status == AccountStatus::Active);
    Ok(PersonInvitation {
        person_id: ids::text(Kind::Person, held.row.id).into(),
        user_id: own.map(|id| ids::text(Kind::User, id).into()),
        role,
        status: sent.status,
        invitation: sent.invitation,
        version: held.row.version,
    })
}

/// Binds the caller's account to the person for whom a code was made.
pub async fn bind(tx: &Tx, code: &str, address: Option<IpAddr>) -> Result<Person> {
    shown(tx, persons::bind(tx, code, address).await?, Sight::Named).await
}

/// A person after a step that is taken elsewhere, as the caller sees it.
pub async fn after_step(tx: &Tx, held: Held<entity::person::Model>) -> Result<Person> {
    shown(tx, held, Sight::Named).await
}

async fn shown(tx: &Tx, held: Held<entity::person::Model>, least: Sight) -> Result<Person> {
    let seen = persons::seen(tx, tx.conn()?, vec![held], Look { least, purpose: false }).await?;
    seen.into_iter().next().map(Person::from).ok_or_else(|| Code::NotFound.into())
}

impl Resource for Person {
    type Input = PersonInput;
    const NAME: &'static str = "Person";
    const PLURAL: &'static str = "persons";

    fn version(&self) -> i32 {
        self.version
    }

    async fn change(tx: &Tx, id: &str, expected: Expected, changes: Changes<PersonInput>) -> Result<Self> {
        shown(tx, persons::change(tx, id, expected, changes).await?, Sight::Named).await
    }

    async fn archive(tx: &Tx, id: &str, expected: Expected) -> Result<Self> {
        shown(tx, persons::archive(tx, id, expected).await?, Sight::Named).await
    }
}
