//! Synthetic people. All of a person comes from a number, so that two loads make the same ones; NIKs have serials from
//! 9001, which no office gives out.

use chrono::{Datelike, NaiveDate};
use entity::{enterprise, person, unit};
use serde_json::{Value, json};
use uuid::Uuid;

use super::scene::{SOURCE, Scene, date, hang, pick};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons;
use crate::domain::registry::kept::{Held, Kept, ops};
use crate::domain::registry::public_id;
use crate::domain::{Result, Tx};
use crate::view::kept::MembershipInput;
use crate::view::shape;

/// Year in which the youngest are born.
pub(in crate::demo) const YOUNGEST: usize = 2003;
const OLDEST: usize = 1975;

const MEN: &[&str] = &[
    "Ahmad", "Asep", "Bayu", "Budi", "Dedi", "Eko", "Fajar", "Hendra", "Irfan", "Joko", "Luthfi", "Maman", "Nurdin",
    "Rizki", "Slamet", "Tatang", "Ujang", "Wahyu", "Yusuf", "Zaenal",
];
const WOMEN: &[&str] = &[
    "Aisyah", "Ani", "Dewi", "Eneng", "Fitri", "Hartini", "Ika", "Jubaedah", "Kartini", "Lilis", "Maryam", "Nining",
    "Nurul", "Rahma", "Ratna", "Siti", "Sri", "Tuti", "Wulan", "Yuliana",
];
const FAMILIES: &[&str] = &[
    "Anwar", "Basri", "Hakim", "Harahap", "Hidayat", "Kusuma", "Lubis", "Maulana", "Nasution", "Nugraha", "Permana",
    "Pohan", "Pratama", "Rahman", "Ramadhan", "Santoso", "Saragih", "Siregar", "Suryana", "Tanjung", "Utama", "Wibowo",
    "Wijaya",
];
const EDUCATIONS: &[&str] = &["SMA", "SMP", "SMK", "SD", "D1_D3", "D4_S1"];
const OCCUPATIONS: &[&str] = &["WIRASWASTA", "PETANI", "PEDAGANG", "PENGRAJIN", "BURUH", "TIDAK_BEKERJA"];
const MARITAL: &[&str] = &["KAWIN", "BELUM_KAWIN", "KAWIN", "CERAI_HIDUP"];
const BEFORE: &[&str] = &["PENGANGGUR", "SETENGAH_PENGANGGUR", "BEKERJA", "PENGANGGUR", "PEKERJA_MIGRAN_PURNA"];

/// Somebody who was recorded.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) struct Member {
    pub id: Uuid,
    pub disabled: bool,
}

/// What is recorded of a person who lives where the unit lies; nobody is born after `youngest`.
pub(in crate::demo) fn facts(number: usize, unit: &unit::Model, youngest: usize) -> Value {
    let woman = number % 5 < 3;
    let birth = birth(number, youngest);
    let first = pick(if woman { WOMEN } else { MEN }, number * 7);
    let disability = if is_disabled(number) { vec![pick(&["FISIK", "SENSORIK"], number / 16)] } else { Vec::new() };
    json!({
        "name": format!("{first} {}", pick(FAMILIES, number * 11)),
        "sex": if woman { "PEREMPUAN" } else { "LAKI_LAKI" },
        "nik": nik(&unit.region_code, birth, woman, number),
        "birthDate": birth,
        "phone": format!("0811-9000-{number:04}"),
        "region": unit.region_code,
        "disability": disability,
        "poor": number.is_multiple_of(4),
        "education": pick(EDUCATIONS, number),
        "occupation": pick(OCCUPATIONS, number * 5),
        "maritalStatus": pick(MARITAL, number / 3),
        "priorEmployment": pick(BEFORE, number),
        "source": SOURCE,
    })
}

fn is_disabled(number: usize) -> bool {
    number % 16 == 7
}

fn birth(number: usize, youngest: usize) -> NaiveDate {
    let part = |factor: usize, of: usize| u32::try_from(number * factor % of).unwrap_or_default();
    let year = OLDEST + number * 17 % (youngest - OLDEST + 1);
    date(i32::try_from(year).unwrap_or_default(), 1 + part(5, 12), 1 + part(11, 28))
}

/// The regency of the unit, a first district, the birth date (a woman's day raised by 40), a serial from 9001.
fn nik(region: &str, birth: NaiveDate, woman: bool, number: usize) -> String {
    let regency: String = region.chars().filter(char::is_ascii_digit).take(4).collect();
    let day = birth.day() + if woman { 40 } else { 0 };
    let (month, year, serial) = (birth.month(), birth.year() % 100, 9_000 + number % 1_000);
    format!("{regency}01{day:02}{month:02}{year:02}{serial:04}")
}

/// Records the next person of a unit.
pub(in crate::demo) async fn record(scene: &Scene<'_>, tx: &Tx, unit: &unit::Model) -> Result<Member> {
    record_born_by(scene, tx, unit, YOUNGEST).await
}

/// The same with a bound on the year of birth: whoever is recorded in an earlier year was of age by then.
pub(in crate::demo) async fn record_born_by(
    scene: &Scene<'_>,
    tx: &Tx,
    unit: &unit::Model,
    youngest: usize,
) -> Result<Member> {
    let number = scene.number();
    let input = shape::check(&facts(number, unit, youngest))?;
    let row = persons::create(tx, &public_id(unit), input).await?.held.row;
    Ok(Member { id: row.id, disabled: is_disabled(number) })
}

/// Makes a person a member of an enterprise between two days; the second is not included.
pub(in crate::demo) async fn join(
    tx: &Tx,
    enterprise: &Held<enterprise::Model>,
    person: Uuid,
    office: &str,
    (joined_on, left_on): (NaiveDate, Option<NaiveDate>),
) -> Result<()> {
    let facts = json!({
        "personId": ids::text(Kind::Person, person), "office": office, "joinedOn": joined_on, "leftOn": left_on,
        "leaveReason": left_on.map(|_| "Pindah domisili (sintetis)"),
    });
    hang::<MembershipInput>(tx, enterprise, &facts).await.map(drop)
}

/// The members of an enterprise, one for each office, the chair first.
pub(in crate::demo) async fn found(
    scene: &Scene<'_>,
    tx: &Tx,
    enterprise: &Held<enterprise::Model>,
    offices: &[&str],
    joined_on: NaiveDate,
) -> Result<Vec<Member>> {
    let mut members = Vec::with_capacity(offices.len());
    for office in offices {
        let member = record(scene, tx, &enterprise.unit).await?;
        join(tx, enterprise, member.id, office, (joined_on, None)).await?;
        members.push(member);
    }
    Ok(members)
}

/// Binds an account of the credentials to a person, as taking up an invitation does.
pub(in crate::demo) async fn bind(tx: &Tx, person: Uuid, account: Uuid) -> Result<()> {
    let id = ids::text(Kind::Person, person);
    let old: Held<person::Model> = ops::for_change(tx, &id, Expected::Any).await?;
    let mut row = person::Model { account_id: Some(account), ..old.row.clone() };
    row.advance(tx);
    ops::put(tx, old, row, "invite", "invited").await.map(drop)
}
