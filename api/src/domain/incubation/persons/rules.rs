//! What must hold of a person, and in what form it is kept. Values are never said back: only where they stand.

use chrono::NaiveDate;
use entity::{person, region};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::age::{age_on, is_minor};
use super::nik::{self, Nik};
use super::sealed::Protected;
use crate::domain::people::phone;
use crate::domain::reference::regions;
use crate::domain::{Code, Result, Tx, Violation};
use crate::view::incubation::persons::{Guardian, PersonInput};

/// Nobody is older.
const MOST_YEARS: i32 = 120;
/// What `confirm` may hold.
const CONFIRMABLE: &[&str] = &[MISMATCH];
/// That sex or birth date disagree with the NIK, which the law allows (domain.md, trap 4).
const MISMATCH: &str = "NIK.MISMATCH";

/// What an input says of a person, in the form in which it is kept.
pub(super) struct Facts {
    /// Without space around it.
    pub name: String,
    /// Kemendagri code of where the person lives.
    pub region_code: Option<String>,
    /// What will be encrypted.
    pub plain: Protected,
    /// Codes of what is odd but stands.
    pub warnings: Vec<&'static str>,
}

/// Reads an input; everything wrong with it is added to the faults. Code sets are checked on the row.
pub(super) async fn facts(tx: &Tx, input: &PersonInput, faults: &mut Vec<Violation>) -> Result<Facts> {
    let (mut facts, nik) = read(input, tx.today(), faults);
    if let Some(region) = &input.region {
        facts.region_code = regions::named(tx.conn()?, region, "/region", faults).await?.map(|region| region.code);
    }
    if let Some(nik) = nik
        && !regions_known(tx, &nik).await?
    {
        facts.warnings.push(Code::NikRegion.as_str());
    }
    Ok(facts)
}

/// Whether the regions that issued a NIK stand in the list, or ever stood there.
async fn regions_known(tx: &Tx, nik: &Nik) -> Result<bool> {
    let codes = nik.regions();
    let found = region::Entity::find().filter(region::Column::Code.is_in(codes.clone())).all(tx.conn()?).await?;
    Ok(codes.iter().all(|code| found.iter().any(|row| row.code == *code)))
}

/// What can be told without a database.
pub(super) fn read(input: &PersonInput, today: NaiveDate, faults: &mut Vec<Violation>) -> (Facts, Option<Nik>) {
    let name = input.name.trim();
    if !(1..=200).contains(&name.chars().count()) || name.contains(char::is_control) {
        faults.push(Violation::new(Code::FieldLength, "/name").with("min", 1).with("max", 200));
    }
    let nik = number_of(input, faults);
    let npwp = input.npwp.as_deref().and_then(nik::npwp);
    if input.npwp.is_some() && npwp.is_none() {
        faults.push(Violation::new(Code::NumberFormat, "/npwp"));
    }
    if let Some(birth) = input.birth_date
        && (birth > today || age_on(birth, today) > MOST_YEARS)
    {
        faults.push(Violation::new(Code::FieldRange, "/birthDate").with("max", today.to_string()));
    }
    let phone = mobile(input.phone.as_deref(), "/phone", faults);
    let guardian = guardian(input, today, faults);
    let warnings = disagreements(input, nik.as_ref(), faults);
    let plain = Protected {
        nik: nik.as_ref().map(|nik| nik.digits().to_owned()),
        npwp,
        birth_date: input.birth_date,
        phone,
        address: input.address.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned),
        disability: input.disability.clone(),
        poor: input.poor,
        guardian,
    };
    (Facts { name: name.to_owned(), region_code: None, plain, warnings }, nik)
}

fn number_of(input: &PersonInput, faults: &mut Vec<Violation>) -> Option<Nik> {
    match nik::parse(input.nik.as_deref()?) {
        Ok(nik) => Some(nik),
        Err(reason) => {
            faults.push(Violation::new(Code::NikInvalid, "/nik").with("reason", reason));
            None
        }
    }
}

fn mobile(text: Option<&str>, path: &str, faults: &mut Vec<Violation>) -> Option<String> {
    match phone::normalise(text?) {
        Ok(number) => Some(number),
        Err(_) => {
            faults.push(Violation::new(Code::PhoneInvalid, path));
            None
        }
    }
}

/// A minor has a guardian, who has consented.
fn guardian(input: &PersonInput, today: NaiveDate, faults: &mut Vec<Violation>) -> Option<Guardian> {
    let minor = input.birth_date.is_some_and(|birth| birth <= today && is_minor(birth, today));
    let Some(given) = &input.guardian else {
        if minor {
            faults.push(Violation::new(Code::GuardianRequired, "/guardian"));
        }
        return None;
    };
    if minor && !given.consented {
        faults.push(Violation::new(Code::GuardianRequired, "/guardian/consented"));
    }
    let phone = mobile(given.phone.as_deref(), "/guardian/phone", faults);
    Some(Guardian { name: given.name.trim().to_owned(), phone, ..given.clone() })
}

/// Sex and birth date against the NIK: faults until they are confirmed, then warnings.
fn disagreements(input: &PersonInput, nik: Option<&Nik>, faults: &mut Vec<Violation>) -> Vec<&'static str> {
    for (index, code) in input.confirm.iter().enumerate() {
        if !CONFIRMABLE.contains(&code.as_str()) {
            let fault = Violation::new(Code::UnknownCode, format!("/confirm/{index}"));
            faults.push(fault.with("allowed", CONFIRMABLE.to_vec()));
        }
    }
    let Some(nik) = nik else { return Vec::new() };
    let mut wrong = Vec::new();
    if input.sex.as_deref().is_some_and(|sex| !nik.agrees_with_sex(sex)) {
        wrong.push("/sex");
    }
    if input.birth_date.is_some_and(|birth| !nik.agrees_with_birth(birth)) {
        wrong.push("/birthDate");
    }
    if wrong.is_empty() {
        return Vec::new();
    }
    if input.confirm.iter().any(|code| code == MISMATCH) {
        return vec![MISMATCH];
    }
    let confirmable = |path: &str| Violation::new(Code::NikMismatch, path).with("confirm", MISMATCH);
    faults.extend(wrong.into_iter().map(confirmable));
    Vec::new()
}

/// The input that a stored person would be recorded with: what a PATCH is laid over.
pub(super) fn input_of(row: &person::Model, plain: &Protected) -> Result<PersonInput> {
    let confirmed: Vec<String> = serde_json::from_str(&row.confirmed)?;
    Ok(PersonInput {
        name: row.name.clone(),
        sex: row.sex.clone(),
        nik: plain.nik.clone(),
        npwp: plain.npwp.clone(),
        birth_date: plain.birth_date,
        phone: plain.phone.clone(),
        address: plain.address.clone(),
        region: row.region_code.clone(),
        disability: plain.disability.clone(),
        poor: plain.poor,
        education: row.education.clone(),
        occupation: row.occupation.clone(),
        marital_status: row.marital_status.clone(),
        prior_employment: row.prior_employment.clone(),
        guardian: plain.guardian.clone(),
        confirm: confirmed.into_iter().filter(|code| CONFIRMABLE.contains(&code.as_str())).collect(),
        source: row.source.clone(),
    })
}
