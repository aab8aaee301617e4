//! Extracts for research: rows without anybody's identity, of people who consented to it. Rows that fewer than five
//! people share are left out, and counted in fives. Whoever is in an extract finds it in its access log. What two
//! extracts differ in may be one person: an organization takes few of them in a day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::{audit, cohort, person, progress, unit};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::gate::{Channel, Delivered, Gate, Subject};
use super::log;
use super::scopes::{self, Reading, Scopes, Voice};
use crate::domain::ids::{self, Kind};
use crate::domain::incubation::persons;
use crate::domain::record::Record;
use crate::domain::reference::regions;
use crate::domain::reports::Period;
use crate::domain::vault::{hex, random};
use crate::domain::{Code, Ctx, Error, Result, Tx, Violation};
use crate::vocab::Cadence;

/// People who must share a row.
pub const TOGETHER: usize = 5;
/// The purpose, and the scope that it takes.
const PURPOSE: &str = "RESEARCH";
const SCOPE: &str = "DEIDENTIFIED_EXTRACT";
/// Its name in the audit log.
const ACTION: &str = "createResearchExtract";
/// Extracts that an organization takes in 24 hours.
const A_DAY: u64 = 10;
/// Most people of one extract, and of one delivery.
const MOST: usize = 5_000;
const CHUNK: usize = 500;
/// Level of a province.
const PROVINCE: i32 = 1;

/// Which extract.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub from_month: String,
    pub to_month: String,
    /// Code or id of a province.
    pub province: Option<String>,
}

/// What a row says of somebody: everything by which it could be told from others.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Traits {
    pub region: Option<String>,
    pub sector: Option<String>,
    pub cohort_year: Option<i32>,
    pub stage: Option<String>,
    pub sex: Option<String>,
    pub age_band: Option<String>,
    pub revenue_band: Option<String>,
    pub workers_band: Option<String>,
}

/// A row, under an id that no other extract has.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub traits: Traits,
}

/// An extract.
#[derive(Clone, Debug)]
pub struct Extract {
    pub from_month: String,
    pub to_month: String,
    /// Code of the province, where one was named; its regions are regencies, those of the others provinces.
    pub province: Option<String>,
    pub rows: Vec<Row>,
    /// Rows that were left out, rounded up: the exact number would tell who came or went.
    pub suppressed: usize,
}

/// What an extract is taken from.
struct Frame {
    from: String,
    to: String,
    /// The last day of it: ages are reckoned on it.
    day: NaiveDate,
    province: Option<String>,
}

impl Frame {
    /// The region that a row names: the province, or the regency within the province that was named.
    fn region(&self, code: Option<&str>) -> Option<String> {
        let path = code.map(regions::path_codes).unwrap_or_default();
        path.into_iter().nth(usize::from(self.province.is_some()))
    }

    /// Whether somebody who lives there is asked for.
    fn covers(&self, code: Option<&str>) -> bool {
        let home = code.map(regions::path_codes).unwrap_or_default().into_iter().next();
        self.province.is_none() || self.province == home
    }
}

/// Takes an extract. It is the gate's to refuse a caller; no answer of it is kept for a repeat, since who withdraws is
/// in none from then on. A mere check reads nobody.
pub async fn extract(ctx: &Ctx, wanted: &Wanted) -> Result<Delivered<Extract>> {
    let gate = Gate::open(ctx, Some(PURPOSE), Channel::Research).await?;
    let frame = frame(ctx, wanted).await?;
    let tx = ctx.begin().await?;
    if !ctx.validate_only
        && let Some(refused) = too_many(&tx, gate.partner()).await?
    {
        tx.rollback().await?;
        return Err(log::refused(ctx, Channel::Research, refused).await);
    }
    let found = if ctx.validate_only { Vec::new() } else { found(&tx, &gate, &frame).await? };
    let told = traits(&tx, &frame, &found).await?;
    let keep = shared(&told);
    let mut rows: Vec<Row> = Vec::with_capacity(keep.len());
    let mut subjects: Vec<Subject> = Vec::with_capacity(keep.len());
    let suppressed = (told.len() - keep.len()).next_multiple_of(TOGETHER);
    for (place, (subject, traits)) in found.into_iter().zip(told).enumerate() {
        if keep.contains(&place) {
            rows.push(Row { id: hex(&random::<8>()), traits });
            subjects.push(subject);
        }
    }
    // In an order that says nothing.
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    let (from_month, to_month, province) = (frame.from, frame.to, frame.province);
    let detail = json!({"fromMonth": from_month, "toMonth": to_month, "province": province, "rows": rows.len()});
    let note = Record::audit_only(ACTION, (Kind::Organization, gate.partner()));
    tx.record(note.detail(detail.to_string())).await?;
    let extract = Extract { from_month, to_month, province, rows, suppressed };
    let first = subjects.drain(..subjects.len().min(CHUNK)).collect();
    let delivered = gate.deliver_made(&tx, first, extract).await?;
    while !subjects.is_empty() {
        let part = subjects.drain(..subjects.len().min(CHUNK)).collect();
        gate.deliver_made(&tx, part, ()).await?;
    }
    if ctx.validate_only {
        tx.rollback().await?
    } else {
        tx.commit().await?
    }
    Ok(delivered)
}

/// The refusal of an extract beyond those of 24 hours. Who asks at the same moment waits for the other one.
async fn too_many(tx: &Tx, partner: Uuid) -> Result<Option<Error>> {
    use audit::{Column as C, Entity};
    unit::Entity::find_by_id(partner).lock(LockType::NoKeyUpdate).one(tx.conn()?).await?;
    let tenth: Option<DateTime<Utc>> = Entity::find()
        .select_only()
        .column(C::At)
        .filter(C::ObjectId.eq(ids::text(Kind::Organization, partner)))
        .filter(C::Action.eq(ACTION))
        .filter(C::At.gt(tx.now() - Duration::days(1)))
        .order_by_desc(C::At)
        .offset(A_DAY - 1)
        .into_tuple()
        .one(tx.conn()?)
        .await?;
    Ok(tenth.map(|tenth| {
        let wait = tenth + Duration::days(1) - tx.now();
        let wait = u64::try_from(wait.num_seconds()).unwrap_or_default() + 1;
        Error::new(Code::TooMany).with("max", A_DAY).after(wait)
    }))
}

/// What was asked for, with every fault at once.
async fn frame(ctx: &Ctx, wanted: &Wanted) -> Result<Frame> {
    let mut faults = Vec::new();
    let mut month = |text: &str, path: &str| {
        let found = Period::parse(Cadence::Monthly, text).ok();
        if found.is_none() {
            faults.push(Violation::new(Code::FieldFormat, path));
        }
        found
    };
    let (from, to) = (month(&wanted.from_month, "/fromMonth"), month(&wanted.to_month, "/toMonth"));
    if let (Some(from), Some(to)) = (from, to) {
        if to < from {
            faults.push(Violation::new(Code::FieldRange, "/toMonth").with("min", from.to_string()));
        }
        if to.first_day() > ctx.today() {
            let now = ctx.today().format("%Y-%m").to_string();
            faults.push(Violation::new(Code::FieldRange, "/toMonth").with("max", now));
        }
    }
    let province = match &wanted.province {
        Some(named) => regions::named(ctx.db(), named, "/province", &mut faults).await?,
        None => None,
    };
    if province.as_ref().is_some_and(|region| region.level != PROVINCE) {
        faults.push(Violation::new(Code::RegionLevel, "/province"));
    }
    match (from, to, faults.is_empty()) {
        (Some(from), Some(to), true) => Ok(Frame {
            from: from.to_string(),
            to: to.to_string(),
            day: to.last_day(),
            province: province.map(|region| region.code),
        }),
        _ => Err(Error::listing(Code::Invalid, faults)),
    }
}

/// Everybody who consented and may be read now.
async fn found(tx: &Tx, gate: &Gate, frame: &Frame) -> Result<Vec<Subject>> {
    let (mut found, mut after) = (Vec::new(), None);
    if !gate.allowed.contains(SCOPE) {
        return Ok(found);
    }
    loop {
        let page = gate.page(tx, after, u64::try_from(CHUNK).unwrap_or_default()).await?;
        let full = page.len() >= CHUNK;
        after = page.last().map(Subject::id);
        for subject in page {
            let consent = &subject.consent;
            let given: Scopes = serde_json::from_str(&consent.scopes)?;
            let reading = scopes::may_read(&consent.frequency, consent.window_from, tx.now());
            let here = frame.covers(subject.person.region_code.as_deref());
            if here && given.contains(SCOPE) && reading != Reading::Closed {
                found.push(subject);
            }
        }
        if found.len() > MOST {
            return Err(Error::field(Code::FieldRange, "/province")
                .with("max", MOST)
                .saying("Terlalu banyak orang; sebutkan satu provinsi.", "Too many people; name a province."));
        }
        if !full {
            return Ok(found);
        }
    }
}

/// The places of those whose traits enough others share.
fn shared(told: &[Traits]) -> BTreeSet<usize> {
    let mut alike: BTreeMap<&Traits, Vec<usize>> = BTreeMap::new();
    for (place, traits) in told.iter().enumerate() {
        alike.entry(traits).or_default().push(place);
    }
    alike.into_values().filter(|places| places.len() >= TOGETHER).flatten().collect()
}

/// What is told of each of them, in their order.
async fn traits(tx: &Tx, frame: &Frame, subjects: &[Subject]) -> Result<Vec<Traits>> {
    let people: Vec<&person::Model> = subjects.iter().map(|subject| &subject.person).collect();
    let protected = persons::open_protected(tx, tx.conn()?, &people).await?;
    let (years, months) = (years(tx, subjects).await?, months(tx, frame, subjects).await?);
    let bands = (tx.app.codes.get("revenueBands"), tx.app.codes.get("workersBands"));
    let told = |subject: &Subject| {
        let born = protected.get(&subject.person.id).and_then(|known| known.birth_date);
        let person = of_person(frame, subject, born);
        // Only who may speak for a business brings it along.
        let (Voice::Speaker, Some(group), Some(incubatee)) = (subject.voice(), &subject.enterprise, &subject.incubatee)
        else {
            return person;
        };
        let (first, last) = scopes::months(subject.consent.data_from, subject.consent.data_to);
        let months = months.get(&group.id).map(Vec::as_slice).unwrap_or_default();
        let within = |month: &&Month| scopes::within(month.month.as_str(), first.as_deref(), last.as_deref());
        let months: Vec<&Month> = months.iter().filter(within).collect();
        let revenue = scopes::mean(months.iter().map(|month| month.revenue));
        let workers = months.last().map(|month| month.workers);
        Traits {
            sector: Some(group.sector.clone()),
            cohort_year: years.get(&incubatee.cohort_id).copied(),
            stage: Some(incubatee.stage.clone()),
            revenue_band: bands.0.as_ref().zip(revenue).and_then(|(set, number)| scopes::band(set, number)),
            workers_band: bands.1.as_ref().zip(workers).and_then(|(set, number)| scopes::band(set, number)),
            ..person
        }
    };
    Ok(subjects.iter().map(told).collect())
}

fn of_person(frame: &Frame, subject: &Subject, born: Option<NaiveDate>) -> Traits {
    Traits {
        region: frame.region(subject.person.region_code.as_deref()),
        sex: subject.person.sex.clone(),
        age_band: born.and_then(|born| persons::age_band(born, frame.day)).map(ToOwned::to_owned),
        ..Traits::default()
    }
}

/// Years of the cohorts that they are in.
async fn years(tx: &Tx, subjects: &[Subject]) -> Result<HashMap<Uuid, i32>> {
    let ids: BTreeSet<Uuid> =
        subjects.iter().filter_map(|subject| subject.incubatee.as_ref().map(|row| row.cohort_id)).collect();
    let mut years = HashMap::new();
    for chunk in ids.into_iter().collect::<Vec<_>>().chunks(CHUNK) {
        let rows: Vec<(Uuid, i32)> = cohort::Entity::find()
            .select_only()
            .columns([cohort::Column::Id, cohort::Column::Year])
            .filter(cohort::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(tx.conn()?)
            .await?;
        years.extend(rows);
    }
    Ok(years)
}

/// A month of a business.
struct Month {
    month: String,
    revenue: i64,
    /// Paid workers.
    workers: i64,
}

/// The months that are asked for, by enterprise, in their order.
async fn months(tx: &Tx, frame: &Frame, subjects: &[Subject]) -> Result<HashMap<Uuid, Vec<Month>>> {
    use progress::{Column as C, Entity};
    let ids: BTreeSet<Uuid> =
        subjects.iter().filter_map(|subject| subject.enterprise.as_ref().map(|row| row.id)).collect();
    let mut months: HashMap<Uuid, Vec<Month>> = HashMap::new();
    for chunk in ids.into_iter().collect::<Vec<_>>().chunks(CHUNK) {
        let rows: Vec<(Uuid, String, i64, String, String)> = Entity::find()
            .select_only()
            .columns([C::EnterpriseId, C::Month, C::Revenue, C::PermanentWorkers, C::CasualWorkers])
            .filter(C::EnterpriseId.is_in(chunk.iter().copied()))
            .filter(C::Month.gte(frame.from.as_str()))
            .filter(C::Month.lte(frame.to.as_str()))
            .filter(C::ArchivedAt.is_null())
            .order_by_asc(C::EnterpriseId)
            .order_by_asc(C::Month)
            .into_tuple()
            .all(tx.conn()?)
            .await?;
        for (enterprise, month, revenue, permanent, casual) in rows {
            let workers = heads(&permanent)? + heads(&casual)?;
            months.entry(enterprise).or_default().push(Month { month, revenue, workers });
        }
    }
    Ok(months)
}

/// How many a list of workers counts.
fn heads(list: &str) -> Result<i64> {
    let list: Vec<Value> = serde_json::from_str(list)?;
    Ok(list.iter().filter_map(|item| item.get("count")?.as_i64()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone(stage: &str) -> Traits {
        Traits { stage: Some(stage.to_owned()), ..Traits::default() }
    }

    #[test]
    fn rows_that_too_few_share_are_left_out() {
        let mut told = vec![someone("INCUBATION"); TOGETHER];
        told.push(someone("GRADUATED"));
        assert_eq!(shared(&told), (0..TOGETHER).collect());
        assert!(shared(&told[..TOGETHER - 1]).is_empty());
    }

    #[test]
    fn workers_are_summed_over_all_parts() {
        assert_eq!(heads(r#"[{"sex": "PEREMPUAN", "count": 2}, {"count": 1}]"#).unwrap(), 3);
        assert_eq!(heads("[]").unwrap(), 0);
    }

    #[test]
    fn a_row_names_the_province_or_the_regency_within_the_one_that_was_named() {
        let mut frame = Frame { from: String::new(), to: String::new(), day: NaiveDate::MIN, province: None };
        assert_eq!(frame.region(Some("36.02.01.2002")).as_deref(), Some("36"));
        frame.province = Some("36".to_owned());
        assert_eq!(frame.region(Some("36.02.01.2002")).as_deref(), Some("36.02"));
        assert!(frame.covers(Some("36.02")) && !frame.covers(Some("32.01")) && !frame.covers(None));
    }
}
