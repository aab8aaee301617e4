//! What the programme consists of, beside the real master data: the value chain of the Kasepuhan kawasan with its ten
//! enterprises, the selection of 25 incubators out of 40, awards of 2017, follow-ups of the meetings, and what one BLK
//! keeps about itself. All of it is synthetic and says so.

use chrono::{Days, Duration, NaiveTime};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::units::{INCUBATORS, Units, is_incubator};
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::domain::registry::kept::Kept;
use crate::domain::registry::statuses::{Change, set_status};
use crate::domain::registry::unit_by_ref;
use crate::domain::{Ctx, Result, Tx};
use crate::view::kept::{self as kept, Recorded};
use crate::view::registry::Blk;
use crate::view::resource::{Resource, Root};
use crate::view::selection::{self, DecisionInput, NominateInput, ScoreInput};
use crate::view::units::Organization;
use crate::view::{Changes, shape};
use crate::vocab::StatusAspect;

const FORUM: &str = "ORG-FKN";
const KAWASAN: &str = "KWS-3602-01";
const ROUND: &str = "SEL-INKUBATOR-1";
/// Candidates of the longlist.
const LONGLIST: usize = 40;

/// Records something about a unit, by the rules of every caller.
pub(super) async fn add<R: Recorded>(tx: &Tx, unit: &str, facts: Value) -> Result<R> {
    kept::create(tx, unit, shape::check(&facts)?).await
}

/// Everything, before the first report: incubators are selected a month before their first period.
pub async fn make(ctx: &Ctx, units: &Units) -> Result<()> {
    let clock = &ctx.app.clock;
    let begin = |days| (units.since - Days::new(days)).and_time(NaiveTime::MIN).and_utc() + Duration::hours(3);
    clock.set(begin(60));
    let tx = ctx.begin().await?;
    let round = nominate(&tx, units).await?;
    about_first_blk(&tx, units).await?;
    chain(&tx, units).await?;
    super::partners::make(&tx).await?;
    awards(&tx, units).await?;
    follow_ups(&tx).await?;
    tx.commit().await?;
    clock.set(begin(30));
    let tx = ctx.begin().await?;
    decide(&tx, units, &round).await?;
    tx.commit().await?;
    clock.reset();
    Ok(())
}

/// The longlist: the 25 that will be selected and fifteen more, each scored.
async fn nominate(tx: &Tx, units: &Units) -> Result<kept::SelectionRound> {
    let study: kept::UnitDocument = add(
        tx,
        FORUM,
        json!({"kind": "GRAND_DESIGN", "title": "Grand design BLK Komunitas sebagai inkubator wirausaha (sintetis)", "edition": 1}),
    )
    .await?;
    let facts = json!({
        "code": ROUND, "name": "Seleksi BLK Komunitas Inkubator Wirausaha, 40 menjadi 25 (sintetis)",
        "subjectKind": "BLK", "programmeId": "PRG-INKUBATOR", "longlistSize": LONGLIST, "selectCount": INCUBATORS,
        "studyId": study.id,
        "criteria": [
            {"code": "KELEMBAGAAN", "title": "Kelembagaan dan legalitas", "weight": 40},
            {"code": "USAHA", "title": "Unit usaha dan produk", "weight": 35},
            {"code": "JEJARING", "title": "Jejaring kemitraan", "weight": 25},
        ],
    });
    let round: kept::SelectionRound = add(tx, FORUM, facts).await?;
    let candidates: Vec<String> = candidates(units).into_iter().map(|index| code(units, index)).collect();
    let input = NominateInput { units: candidates, stage: "LONGLIST".to_owned() };
    let nominated = selection::nominate(tx, ROUND, input).await?;
    for (place, candidate) in nominated.iter().enumerate() {
        let base = if place < INCUBATORS { 80 } else { 55 };
        let point = |offset: usize| base + (place * 7 + offset * 5) % 15;
        let scores = json!({"scores": [
            {"criterion": "KELEMBAGAAN", "score": point(0)},
            {"criterion": "USAHA", "score": point(1)},
            {"criterion": "JEJARING", "score": point(2)},
        ]});
        selection::score(tx, &candidate.id, shape::check::<ScoreInput>(&scores)?).await?;
    }
    Ok(round)
}

fn code(units: &Units, index: usize) -> String {
    units.blks.get(index).map(|blk| blk.code.clone()).unwrap_or_default()
}

/// Places of the candidates in the list of BLKs: the incubators first.
fn candidates(units: &Units) -> Vec<usize> {
    let all = 0..units.blks.len();
    let chosen = all.clone().filter(|index| is_incubator(*index));
    let others = all.filter(|index| index % 88 == 44).take(LONGLIST - INCUBATORS);
    chosen.chain(others).collect()
}

/// 25 are selected; they are active incubators from the first day of the history.
async fn decide(tx: &Tx, units: &Units, round: &kept::SelectionRound) -> Result<()> {
    let chosen: Vec<String> =
        candidates(units).into_iter().filter(|index| is_incubator(*index)).map(|index| code(units, index)).collect();
    let decision = json!({
        "decreeNumber": "3/111/PK.03.00/SINTETIS", "decidedOn": tx.now().date_naive(), "selected": chosen,
    });
    let expected = Expected::Version(round.version);
    selection::decide(tx, ROUND, expected, shape::check::<DecisionInput>(&decision)?).await?;
    for code in &chosen {
        let unit = unit_by_ref(tx.conn()?, code).await?;
        let change = Change {
            aspect: StatusAspect::Incubator,
            status: "ACTIVE".to_owned(),
            from_on: units.since,
            reason: Some(ROUND.to_owned()),
        };
        set_status(tx, &unit, &change).await?;
    }
    Ok(())
}

/// The first BLK shows what a BLK keeps about itself; its host is recorded as an organization.
async fn about_first_blk(tx: &Tx, units: &Units) -> Result<()> {
    let blk = code(units, 0);
    let host = json!({
        "code": "ORG-HOST-3602-001", "name": "Pesantren Sintetis 36.02-001", "kind": "HOST_INSTITUTION",
        "scope": "NATIONAL", "country": "ID", "region": "36.02",
    });
    let host = Organization::create(tx, shape::check(&host)?).await?;
    let changes = json!({
        "hostOrganizationId": host.id, "phone": "+62215550100", "email": "blkk-3602-001@demo.blk-komunitas.id",
        "latitude": -6.56, "longitude": 106.25,
    });
    if let Value::Object(changes) = changes {
        Blk::change(tx, &blk, Expected::Any, Changes::new(changes)).await?;
    }
    let certificates: Vec<Value> = vec![json!({"kind": "P_IRT", "number": "2063602010001-29"})];
    add::<kept::Registration>(
        tx,
        &blk,
        json!({"scheme": "VIN", "number": "SINTETIS-3602-001", "issuedOn": "2020-02-03"}),
    )
    .await?;
    for (position, name) in [("KEPALA", "Kepala Sintetis"), ("PENGELOLA", "Pengelola Sintetis")] {
        let facts = json!({"position": position, "personName": name, "fromOn": "2020-01-06"});
        add::<kept::Appointment>(tx, &blk, facts).await?;
    }
    for (name, quantity, working, condition) in
        [("Mesin jahit (sintetis)", 16, 14, "BAIK"), ("Gedung workshop (sintetis)", 1, 1, "RUSAK_RINGAN")]
    {
        let kind = if quantity == 1 { "GEDUNG" } else { "MESIN" };
        let facts = json!({"name": name, "assetKind": kind, "quantity": quantity, "working": working,
            "condition": condition, "acquiredYear": 2019, "fundingSource": "APBN"});
        add::<kept::Asset>(tx, &blk, facts).await?;
    }
    let facts = json!({"personName": "Instruktur Sintetis", "sex": "PEREMPUAN", "vocation": super::content::VOCATIONS.first(),
        "fromOn": "2020-01-06", "certificates": [{"kind": "SERTIFIKAT_KOMPETENSI", "number": "SINTETIS-1"}]});
    add::<kept::Instructor>(tx, &blk, facts).await?;
    let facts = json!({"title": "Menyelenggarakan pelatihan bagi masyarakat sekitar (sintetis)", "source": "AKTA_HIBAH",
        "dueOn": "2026-12-31", "evidenceKind": "BERITA_ACARA"});
    add::<kept::Duty>(tx, &blk, facts).await?;
    let facts = json!({"name": "Kopi Kasepuhan (sintetis)", "kbli": "10761", "flagship": true, "certifications": certificates,
        "channels": ["LANGSUNG", "RITEL_MODERN", "EKSPOR"], "exportCountries": ["MY", "JP"]});
    add::<kept::Product>(tx, &blk, facts).await?;
    let facts = json!({"programmeId": "PRG-AKSELERASI", "enrolledOn": "2021-11-05"});
    add::<kept::Enrolment>(tx, &blk, facts).await?;
    Ok(())
}

/// The value chain of the Kasepuhan kawasan: its enterprises upstream and on the farm, the BLK behind them, an
/// off-taker still missing.
async fn chain(tx: &Tx, units: &Units) -> Result<()> {
    let kawasan = unit_by_ref(tx.conn()?, KAWASAN).await?;
    let all = Condition::all().add(Expr::col("unit_id").eq(kawasan.id));
    let enterprises = entity::enterprise::Model::find(tx.conn()?, all, None, false).await?;
    let coach = json!({"blkId": code(units, 0)});
    for (place, enterprise) in enterprises.iter().enumerate() {
        let id = ids::text(Kind::Enterprise, enterprise.id);
        if let Value::Object(coach) = coach.clone() {
            kept::Enterprise::change(tx, &id, Expected::Any, Changes::new(coach)).await?;
        }
        let stage = ["HULU", "ON_FARM", "HILIR"].get(place % 3);
        add::<kept::ChainLink>(tx, KAWASAN, json!({"stage": stage, "enterpriseId": id, "role": "Sintetis"})).await?;
    }
    add::<kept::ChainLink>(
        tx,
        KAWASAN,
        json!({"stage": "OFF_FARM", "blkId": code(units, 0), "role": "Pelatihan (sintetis)"}),
    )
    .await?;
    for (kind, name, gap) in [
        ("SDA", "Lahan kopi (sintetis)", 20),
        ("SDM", "Petani muda (sintetis)", 45),
        ("INFRASTRUKTUR", "Jalan desa (sintetis)", 60),
        ("SOSIAL", "Kelembagaan adat (sintetis)", 10),
        ("EKONOMI", "Koperasi (sintetis)", 70),
    ] {
        add::<kept::KawasanResource>(tx, KAWASAN, json!({"kind": kind, "name": name, "gapScore": gap})).await?;
    }
    let facts = json!({"name": "Kopi robusta (sintetis)", "commodityScheme": "KBLI", "commodityCode": "10761",
        "volume": 120, "volumeUnit": "ton", "season": "Mei sampai Agustus"});
    add::<kept::Potential>(tx, KAWASAN, facts).await.map(drop)
}

/// Two of the 25 are the best BLKs of 2017 (domain.md row 49).
async fn awards(tx: &Tx, units: &Units) -> Result<()> {
    let of_2017 = entity::blk::Entity::find().filter(entity::blk::Column::EstablishedYear.eq(2017));
    let of_2017: Vec<uuid::Uuid> = of_2017.all(tx.conn()?).await?.into_iter().map(|blk| blk.unit_id).collect();
    let incubators = units.blks.iter().enumerate().filter(|(index, _)| is_incubator(*index)).map(|(_, blk)| blk);
    for blk in incubators.filter(|blk| of_2017.contains(&blk.id)).take(2) {
        let facts = json!({"year": 2017, "category": "BLK_TERBAIK", "title": "BLK Komunitas terbaik 2017 (sintetis)"});
        add::<kept::Award>(tx, &blk.code, facts).await?;
    }
    Ok(())
}

/// Each meeting of the sources gets something to be done.
async fn follow_ups(tx: &Tx) -> Result<()> {
    let meetings = entity::meeting::Model::find(tx.conn()?, Condition::all(), Some(3), false).await?;
    for (place, meeting) in meetings.iter().enumerate() {
        let done = place == 0;
        let facts = json!({
            "meetingId": ids::text(Kind::Meeting, meeting.id), "title": "Menyusun rencana tindak lanjut (sintetis)",
            "dueOn": meeting.from_on + Days::new(90), "status": if done { "DONE" } else { "OPEN" },
            "doneOn": done.then(|| meeting.from_on + Days::new(60)),
        });
        add::<kept::FollowUp>(tx, FORUM, facts).await?;
    }
    Ok(())
}
