//! Announcements, and a request that waits for its answer.

use serde_json::json;

use super::BANTEN;
use super::cast::{Cast, Voice};
use crate::demo::programme::add;
use crate::domain::{Result, Tx};
use crate::view::kept;

/// All of it. The id of the request.
pub(super) async fn make(cast: &Cast<'_>) -> Result<String> {
    let tx = cast.ctx.begin().await?;
    announce(cast, &tx).await?;
    let asked = ask(cast, &tx).await?;
    tx.commit().await?;
    Ok(asked)
}

/// To everyone, to the people of a province, to the heads of BLKs, to the people of a city.
async fn announce(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    cast.at(20, 0);
    let national = json!({
        "title": "Rakor nasional BLK Komunitas inkubator wirausaha (sintetis)",
        "body": "Rapat koordinasi membahas pendampingan, kemitraan, dan pasar bagi wirausaha binaan. Pendaftaran lewat koordinator wilayah.",
        "titleEn": "National coordination meeting of the incubators (synthetic)",
        "bodyEn": "The meeting is about coaching, partnerships and markets for the enterprises. Register with the coordinator of your region.",
        "audience": "PUBLIC", "publishedOn": cast.ago(20), "expiresOn": cast.ahead(40),
    });
    add::<kept::Announcement>(&cast.by(tx, Voice::Admin), "ORG-FKN", national).await?;
    cast.at(12, 0);
    let province = json!({
        "title": "Pasar wirausaha binaan di Rangkasbitung (sintetis)",
        "body": "Dua puluh lima usaha binaan se-Banten memamerkan kopi, kerajinan, dan busana. Terbuka untuk umum, tanpa biaya.",
        "audience": "PUBLIC", "regionCode": BANTEN, "publishedOn": cast.ago(12), "expiresOn": cast.ahead(18),
    });
    add::<kept::Announcement>(&cast.by(tx, Voice::Coordinator(BANTEN)), "ORG-LEBAK-DISNAKER", province).await?;
    cast.at(6, 0);
    let heads = json!({
        "title": "Laporan bulanan: batas dan peringatan (sintetis)",
        "body": "Laporan bulanan masuk paling lambat tanggal 10. Angka yang berbeda dari catatan inkubasi dijelaskan dalam narasi.",
        "audience": "ROLES", "roles": ["BLK_HEAD"], "publishedOn": cast.ago(6), "expiresOn": cast.ahead(90),
    });
    add::<kept::Announcement>(&cast.by(tx, Voice::Admin), "ORG-KEMNAKER", heads).await?;
    cast.at(4, 0);
    let city = json!({
        "title": "Kabar seratus peserta Pangkalpinang (sintetis)",
        "body": "Usaha kuliner, suvenir, ternak, dan jasa digital kini didampingi tim perguruan tinggi dan tenaga digital kota.",
        "audience": "PUBLIC", "regionCode": "19.71", "publishedOn": cast.ago(4),
    });
    add::<kept::Announcement>(&cast.by(tx, Voice::Admin), "ORG-PANGKALPINANG-KOMINFO", city).await.map(drop)
}

/// A document, asked for while the due day is still ahead.
async fn ask(cast: &Cast<'_>, tx: &Tx) -> Result<String> {
    cast.at(9, 30);
    let facts = json!({
        "kind": "DOCUMENT", "title": "Berita acara serah terima mesin jahit (sintetis)",
        "text": "Mohon salinan berita acara untuk pemeriksaan aset.", "dueOn": cast.ahead(3),
    });
    let asked: kept::Request = add(&cast.by(tx, Voice::Coordinator(BANTEN)), &cast.home.code, facts).await?;
    Ok(asked.id.0)
}
