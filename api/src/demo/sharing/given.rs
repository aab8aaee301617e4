//! Sixty people who consented: each on paper, recorded by the head of its BLK with the scan of the forms, but for the
//! one who has an account and consented itself.

use std::collections::HashMap;

use chrono::Duration;
use entity::{incubatee, membership, person, unit};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::Stage;
use crate::demo::partners::{BANK, BUMN, OFF_TAKER};
use crate::demo::programme::add;
use crate::demo::units::{Units, is_incubator};
use crate::domain::ctx::Expected;
use crate::domain::files::{Stored, Upload};
use crate::domain::ids::{self, Kind};
use crate::domain::partners::consents;
use crate::domain::registry::documents;
use crate::domain::{Result, Tx};
use crate::view::kept;
use crate::view::shape;

/// Incubators whose people are asked, and people of each.
const BLKS: usize = 12;
const EACH: usize = 5;
/// The one whose consent is over by now.
pub(super) const EXPIRED: usize = 14;
/// How the three applications for credit differ.
const APPLICATIONS: [&[&str]; 3] = [
    &[
        "IDENTITY_BASIC",
        "IDENTITY_NIK",
        "CONTACT",
        "ADDRESS",
        "BUSINESS_PROFILE",
        "BUSINESS_LEGAL",
        "FINANCE_REVENUE",
        "FINANCE_CAPITAL",
        "WORKERS_COUNT",
        "MENTORING_PROOF",
        "OFFTAKE_CONTRACTS",
    ],
    &["IDENTITY_BASIC", "IDENTITY_NIK", "CONTACT", "ADDRESS", "BUSINESS_PROFILE", "FINANCE_REVENUE", "MENTORING_PROOF"],
    &["IDENTITY_BASIC", "CONTACT", "BUSINESS_PROFILE"],
];
const PROSPECTS: &[&str] = &["PROSPECT_SUMMARY"];
const PARTNERSHIP: &[&str] =
    &["IDENTITY_BASIC", "CONTACT", "BUSINESS_PROFILE", "FINANCE_REVENUE_BAND", "PRODUCTS", "CERTIFICATIONS"];
const SOURCING: &[&str] = &["BUSINESS_NAME", "CONTACT", "PRODUCTS", "CAPACITY", "CERTIFICATIONS"];
/// A page that says that it is synthetic.
const FORM: &str = "%PDF-1.4
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[3 0 R]/Count 1>>
endobj
3 0 obj
<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>
endobj
4 0 obj
<</Length 74>>
stream
BT /F 18 Tf 72 760 Td (Formulir persetujuan sintetis: data peragaan) Tj ET
endstream
endobj
5 0 obj
<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>
endobj
xref
0 6
0000000000 65535 f\u{20}
0000000009 00000 n\u{20}
0000000054 00000 n\u{20}
0000000105 00000 n\u{20}
0000000216 00000 n\u{20}
0000000338 00000 n\u{20}
trailer
<</Size 6/Root 1 0 R>>
startxref
401
%%EOF
";

/// Somebody who speaks for an enterprise of an incubator.
struct Chair {
    blk: unit::Model,
    person: person::Model,
}

/// A consent that was given.
pub(super) struct Given {
    pub consent: Uuid,
    pub subject: Uuid,
    pub blk: Uuid,
    /// Number of the person.
    pub number: usize,
    pub partner: &'static str,
}

/// What somebody is asked for.
#[derive(Clone, Copy)]
struct Plan {
    partner: &'static str,
    purpose: &'static str,
    scopes: &'static [&'static str],
}

/// Half of them apply for credit; the others are prospects, partners of the BUMN, suppliers of the off-taker. Some of
/// them consent to two.
fn plans(number: usize) -> Vec<Plan> {
    let plan = |partner, purpose, scopes| Plan { partner, purpose, scopes };
    let partnership = plan(BUMN, "BUMN_PARTNERSHIP", PARTNERSHIP);
    let first = match number % 6 {
        3 => plan(BANK, "CREDIT_PROSPECTING", PROSPECTS),
        4 => partnership,
        5 => plan(OFF_TAKER, "OFFTAKE_SOURCING", SOURCING),
        kind => plan(BANK, "CREDIT_APPLICATION", APPLICATIONS.get(kind).copied().unwrap_or_default()),
    };
    let second = (number % 12 == 1).then_some(partnership);
    [Some(first), second].into_iter().flatten().collect()
}

/// All of them; the consents of a BLK are one write.
pub(super) async fn make(stage: &Stage<'_>, units: &Units) -> Result<Vec<Given>> {
    let chairs = chairs(stage, units).await?;
    let mut upload = Upload::begin(stage.ctx).await?;
    upload.write(FORM.as_bytes()).await?;
    let form = upload.finish(stage.ctx, None).await?;
    let mut all: Vec<Given> = Vec::new();
    let mut numbers = 0..;
    for chairs in chairs.chunk_by(|one, other| one.blk.id == other.blk.id) {
        let Some(Chair { blk, .. }) = chairs.first() else { continue };
        let tx = stage.ctx.begin().await?;
        stage.at(super::SIGNED - 1);
        let scan = scan(&stage.head(&tx, blk.id), blk, form.clone()).await?;
        for (chair, number) in chairs.iter().zip(&mut numbers) {
            for plan in plans(number) {
                all.push(consent(stage, &tx, (chair, number), plan, &scan).await?);
            }
        }
        tx.commit().await?;
    }
    Ok(all)
}

/// The scan of the signed forms, in the register of the BLK.
async fn scan(tx: &Tx, blk: &unit::Model, form: Stored) -> Result<String> {
    let title = "Formulir persetujuan berbagi data, ditandatangani (sintetis)";
    let facts = json!({"kind": "BUKTI_PERSETUJUAN", "title": title});
    let document: kept::UnitDocument = add(tx, &blk.code, facts).await?;
    documents::put_file(tx, &document.id, Expected::Any, "persetujuan-sintetis.pdf", form).await?;
    Ok(document.id.0)
}

/// Gives one, for ten months; the one that is over by now was given in time for that.
async fn consent(
    stage: &Stage<'_>,
    tx: &Tx,
    (chair, number): (&Chair, usize),
    plan: Plan,
    scan: &str,
) -> Result<Given> {
    let own = chair.person.account_id == Some(stage.made.incubatee);
    let ago = if number == EXPIRED { 200 } else { 90 - u64::try_from(number).unwrap_or_default() };
    stage.at(ago);
    let days = if number == EXPIRED { 180 } else { 300 };
    let mut facts = json!({
        "partner": plan.partner, "purpose": plan.purpose, "scopes": plan.scopes, "notice": 1, "language": "id",
        "expiresAt": tx.now() + Duration::days(days),
    });
    if let (Some(facts), false) = (facts.as_object_mut(), own) {
        let person = ids::text(Kind::Person, chair.person.id);
        let more = [("personId", json!(person)), ("channel", json!("PAPER")), ("documentId", json!(scan))];
        facts.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    let by = if own { stage.incubatee(tx, chair.blk.id) } else { stage.head(tx, chair.blk.id) };
    let row = consents::grant(&by, shape::check(&facts)?).await?.row;
    let partner = plan.partner;
    Ok(Given { consent: row.id, subject: row.subject_id, blk: chair.blk.id, number, partner })
}

/// The chairs of the first enterprises of the first incubators, in that order.
async fn chairs(stage: &Stage<'_>, units: &Units) -> Result<Vec<Chair>> {
    let blks = units.blks.iter().enumerate().filter(|(index, _)| is_incubator(*index)).map(|(_, blk)| blk);
    let blks: Vec<&unit::Model> = blks.take(BLKS).collect();
    let db = stage.ctx.db();
    let coached = incubatee::Entity::find()
        .filter(incubatee::Column::UnitId.is_in(blks.iter().map(|blk| blk.id)))
        .filter(incubatee::Column::ArchivedAt.is_null())
        .order_by_asc(incubatee::Column::AppliedOn)
        .order_by_asc(incubatee::Column::Id)
        .all(db)
        .await?;
    let mut groups: Vec<(&unit::Model, Uuid)> = Vec::with_capacity(BLKS * EACH);
    for blk in &blks {
        let own = coached.iter().filter(|row| row.unit_id == blk.id).take(EACH);
        groups.extend(own.map(|row| (*blk, row.enterprise_id)));
    }
    let members = membership::Entity::find()
        .filter(membership::Column::EnterpriseId.is_in(groups.iter().map(|(_, id)| *id)))
        .filter(membership::Column::Office.eq("KETUA"))
        .filter(membership::Column::LeftOn.is_null())
        .all(db)
        .await?;
    let heads: HashMap<Uuid, Uuid> = members.iter().map(|row| (row.enterprise_id, row.person_id)).collect();
    let people = person::Entity::find().filter(person::Column::Id.is_in(heads.values().copied())).all(db).await?;
    let mut people: HashMap<Uuid, person::Model> = people.into_iter().map(|row| (row.id, row)).collect();
    let chair = |(blk, enterprise): (&unit::Model, Uuid)| {
        let person = people.remove(heads.get(&enterprise)?)?;
        Some(Chair { blk: blk.clone(), person })
    };
    Ok(groups.into_iter().filter_map(chair).collect())
}
