//! Talks about records, one for each audience: what the inner circle says of a BLK, a figure of a report, an incubatee,
//! a kawasan, and what concerns a bank by name.

use entity::report;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::BANTEN;
use super::cast::{Cast, Voice};
use super::talk::{Said, Talk, hold};
use crate::demo::partners::BANK;
use crate::domain::ids::{self, Kind};
use crate::domain::{Result, Tx};
use crate::vocab::Audience;

/// All of them. The id of the thread about the report; none where the BLK has filed none.
pub(super) async fn make(cast: &Cast<'_>) -> Result<Option<String>> {
    let tx = cast.ctx.begin().await?;
    weaning(cast, &tx).await?;
    let about_report = trainees(cast, &tx).await?;
    incubatee(cast, &tx).await?;
    kawasan(cast, &tx).await?;
    bank(cast, &tx).await?;
    tx.commit().await?;
    Ok(about_report)
}

fn about<'a>(subject: String, title: &'a str, audience: Audience, days: u64, said: Vec<Said<'a>>) -> Talk<'a> {
    Talk { subject, path: None, title, audience, partner: None, days, said }
}

/// What the BLK does not read.
async fn weaning(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let said = vec![
        Said::new(
            Voice::Coordinator(BANTEN),
            "Sebelum status sapih diputuskan: pendapatan sendiri BLK ini perlu dilihat di lapangan.",
        ),
        Said::new(Voice::Reviewer, "Setuju. Bandingkan dengan laporan semester dan catatan inkubasinya."),
        Said::new(Voice::Admin, "Keputusan setelah kunjungan; jangan disampaikan kepada BLK lebih dahulu."),
    ];
    let title = "Kesiapan sapih (sintetis)";
    hold(cast, tx, about(cast.home.code.clone(), title, Audience::Internal, 14, said)).await.map(drop)
}

/// A figure of the latest report that the BLK filed.
async fn trainees(cast: &Cast<'_>, tx: &Tx) -> Result<Option<String>> {
    let filed = report::Entity::find()
        .filter(report::Column::UnitId.eq(cast.home.id))
        .filter(report::Column::SubmittedVersion.is_not_null())
        .order_by_desc(report::Column::PeriodEnd);
    let Some(report) = filed.one(tx.conn()?).await? else { return Ok(None) };
    let said = vec![
        Said::new(
            Voice::Coordinator(BANTEN),
            "Jumlah peserta menurut jenis kelamin berbeda dari bulan sebelumnya. Apakah ada kelas baru?",
        ),
        Said::new(Voice::Operator(cast.home), "Ada: satu kelas menjahit yang pesertanya sebagian besar perempuan."),
    ];
    let subject = ids::text(Kind::Report, report.id);
    let talk = about(subject, "Peserta menurut jenis kelamin (sintetis)", Audience::Blk, 8, said);
    hold(cast, tx, Talk { path: Some("/values/A03"), ..talk }).await.map(Some)
}

/// Everyone who coaches an enterprise, and the enterprise itself.
async fn incubatee(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let Some(row) = &cast.incubatee else { return Ok(()) };
    let said = vec![
        Said::new(Voice::Operator(cast.home), "Penjualan masih di satu desa. Apa langkah bulan ini?"),
        Said::new(
            Voice::Mentor,
            "Saya mendampingi pembuatan foto produk dan akun lokapasar pada kunjungan berikutnya.",
        ),
        Said::new(Voice::Incubatee, "Kemasan baru sudah dipesan. Kami memerlukan bantuan untuk izin P-IRT."),
        Said::new(Voice::LocalGovernment(BANTEN), "Berkas P-IRT dapat diajukan lewat dinas; kami bantu prosesnya."),
    ];
    let subject = ids::text(Kind::Incubatee, row.id);
    let title = "Memperluas pasar (sintetis)";
    hold(cast, tx, about(subject, title, Audience::Stakeholders, 7, said)).await.map(drop)
}

/// The chain of a kawasan from upstream to its off-taker.
async fn kawasan(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let kawasan = &cast.units.kawasan;
    let said = vec![
        Said::new(
            Voice::University(kawasan),
            "Kajian kami: hulu dan on-farm kuat, pembeli tetap baru satu. Kelembagaan adat dilibatkan dalam setiap keputusan.",
        ),
        Said::new(Voice::LocalGovernment(BANTEN), "Pemkab menyiapkan perbaikan jalan desa menuju rumah pengolahan."),
        Said::new(Voice::Stakeholder(BANTEN), "Kami bersedia menguji mutu kopi setiap panen."),
        Said::new(Voice::Coordinator(BANTEN), "Untuk lingkungan dalam: harga kontrak perlu ditinjau sebelum panen.")
            .internal(),
    ];
    let title = "Mata rantai kopi Kasepuhan (sintetis)";
    hold(cast, tx, about(kawasan.code.clone(), title, Audience::Stakeholders, 11, said)).await.map(drop)
}

/// With a bank by name: nobody else from outside reads it.
async fn bank(cast: &Cast<'_>, tx: &Tx) -> Result<()> {
    let bank = cast.unit(BANK).await?;
    let said = vec![
        Said::new(Voice::Head(cast.home), "Kami ingin membahas pembiayaan kelompok binaan dengan bank."),
        Said::new(
            Voice::Partner(&bank),
            "Kami memerlukan catatan pendampingan enam bulan terakhir dan perjanjian pembeli.",
        ),
        Said::new(Voice::Coordinator(BANTEN), "Periksa dahulu persetujuan orang-orangnya.").internal(),
    ];
    let title = "Pembiayaan kelompok binaan (sintetis)";
    let talk = about(cast.home.code.clone(), title, Audience::Partner, 5, said);
    hold(cast, tx, Talk { partner: Some(BANK), ..talk }).await.map(drop)
}
