//! What still waits: offers of skilled people, of a market and of equipment, what is needed beside them, and two
//! partnerships (domain.md rows 20, 23, 24, 72, 73).

use serde_json::json;

use super::BANTEN;
use super::cast::{Cast, Voice};
use super::offers::{offer, partner};
use crate::demo::partners::{ABROAD, BANK};
use crate::demo::programme::add;
use crate::domain::ids::{self, Kind};
use crate::domain::{Result, Tx};
use crate::view::kept;

/// The city whose agency offers skilled people, and its kawasan.
const CITY: (&str, &str, &str) = ("19.71", "ORG-PANGKALPINANG-KOMINFO", "KWS-1971-01");
/// The digital platform that the sources name as a partner.
const PLATFORM: &str = "ORG-GOJEK";
/// An incubator beside the first.
const ANOTHER: usize = 88;

/// All of it.
pub(super) async fn make(cast: &Cast<'_>) -> Result<()> {
    let tx = cast.ctx.begin().await?;
    skilled_people(cast, &tx).await?;
    to_all(cast, &tx).await?;
    needs(cast, &tx).await?;
    partnerships(cast, &tx).await?;
    tx.commit().await
}

/// The communication agency of a city offers four kinds of people (domain.md row 20), and its kawasan needs them.
async fn skilled_people(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let (city, agency, kawasan) = CITY;
    let kawasan = cast.unit(kawasan).await?;
    cast.at(21, 0);
    let facts = json!({
        "kind": "EXPERTISE", "title": "Tenaga digital kota untuk usaha binaan (sintetis)",
        "description": "Pembuat konten, desainer grafis, pemrogram, dan teknisi jaringan; satu orang untuk setiap keahlian.",
        "regionCode": city, "quantity": 4, "quantityUnit": "orang", "capacity": 25,
        "skills": ["TEKNOLOGI", "PEMASARAN"], "fromOn": cast.ago(20), "toOn": cast.ahead(160),
    });
    offer(cast, tx, Voice::LocalGovernment(city), agency, facts).await?;
    cast.at(20, 0);
    let facts = json!({
        "kind": "EXPERTISE", "title": "Foto produk dan toko daring bagi seratus peserta (sintetis)",
        "skills": ["PEMASARAN", "TEKNOLOGI"], "neededBy": cast.ahead(45),
    });
    add::<kept::Need>(&cast.by(tx, Voice::University(&kawasan)), &kawasan.code, facts).await.map(drop)
}

/// To nobody in particular: a market for all, equipment for a province.
async fn to_all(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let (platform, abroad) = (cast.unit(PLATFORM).await?, cast.unit(ABROAD).await?);
    cast.at(18, 0);
    let facts = json!({
        "kind": "MARKET_ACCESS", "title": "Pendaftaran toko daring tanpa biaya (sintetis)",
        "description": "Lima puluh usaha kuliner binaan didaftarkan dan didampingi selama tiga bulan.",
        "sector": "KULINER", "capacity": 50, "fromOn": cast.ago(18), "toOn": cast.ahead(72),
    });
    offer(cast, tx, Voice::Partner(&platform), PLATFORM, facts).await?;
    cast.at(15, 0);
    let facts = json!({
        "kind": "EQUIPMENT", "title": "Mesin las dan mesin jahit layak pakai (sintetis)", "regionCode": BANTEN,
        "quantity": 6, "quantityUnit": "unit", "fromOn": cast.ago(15), "toOn": cast.ahead(90),
    });
    offer(cast, tx, Voice::Partner(&abroad), ABROAD, facts).await.map(drop)
}

/// What the first BLK looks for: each has an offer that matches.
async fn needs(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let enterprise = cast.incubatee.as_ref().map(|row| ids::text(Kind::Enterprise, row.enterprise_id));
    let all = [
        json!({"kind": "EQUIPMENT", "title": "Pengganti mesin las yang rusak (sintetis)", "quantity": 1,
            "quantityUnit": "unit", "neededBy": cast.ahead(30)}),
        json!({"kind": "MARKET_ACCESS", "title": "Toko daring untuk usaha kuliner (sintetis)", "sector": "KULINER"}),
        json!({"kind": "FINANCING", "title": "Modal kerja kelompok binaan (sintetis)", "amount": 20_000_000,
            "enterpriseId": enterprise, "neededBy": cast.ahead(60)}),
    ];
    for (days, facts) in (12u64..).zip(all) {
        cast.at(days, 20);
        add::<kept::Need>(&cast.by(tx, Voice::Head(cast.home)), &cast.home.code, facts).await?;
    }
    Ok(())
}

/// Partnerships that name the BLK that benefits, and how.
async fn partnerships(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    cast.at(10, 0);
    let facts = json!({
        "partnerId": ABROAD, "partnerKind": "INTERNATIONAL_ORG", "benefits": ["TEKNOLOGI", "PELATIHAN"],
        "fromOn": cast.ago(10), "description": "Instruktur tamu dan peralatan dari mitra luar negeri (sintetis)",
    });
    partner(cast, tx, (Voice::Head(cast.home), cast.home), facts).await?;
    let Some(blk) = cast.units.blks.get(ANOTHER) else { return Ok(()) };
    let facts = json!({
        "partnerId": BANK, "partnerKind": "BANK", "benefits": ["DANA"], "agreementKind": "MOU",
        "agreementNumber": "MOU/SINTETIS/BANK/03", "fromOn": cast.ago(10),
        "description": "Rekening kelompok dan literasi keuangan bagi wirausaha binaan (sintetis)",
    });
    partner(cast, tx, (Voice::Head(blk), blk), facts).await.map(drop)
}
