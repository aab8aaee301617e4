//! What happens at the moment of the load: of this alone the accounts of the credentials are told, by the service itself
//! when it starts. All that was loaded before is the past.

use serde_json::json;

use super::BANTEN;
use super::cast::{Cast, Voice};
use super::offers::offer;
use super::talk::{Said, say};
use crate::demo::partners::BANK;
use crate::demo::programme::add;
use crate::domain::Result;
use crate::domain::ctx::Expected;
use crate::domain::ids::{self, Kind};
use crate::view::interaction::requests::{self, RequestAnswerInput};
use crate::view::kept;
use crate::worker::notify;

/// A question by name, a visit asked for, an answer, an offer of a bank. The ids of a thread and of a request that waits.
pub(super) async fn make(cast: &Cast<'_>, thread: &str, asked: &str) -> Result<()> {
    cast.ctx.app.clock.reset();
    notify::begin_here(cast.ctx).await?;
    let bank = cast.unit(BANK).await?;
    let (coordinator, head) = (Voice::Coordinator(BANTEN), Voice::Head(cast.home));
    let tx = cast.ctx.begin().await?;
    let question = Said::new(coordinator, "Mohon kepala BLK menegaskan: apakah kelas itu berlanjut bulan depan?");
    say(cast, &tx, thread, question.to(cast.made.head)).await?;
    say(cast, &tx, thread, Said::new(Voice::Operator(cast.home), "Daftar hadirnya kami unggah besok.")).await?;
    let facts = json!({
        "kind": "VISIT", "title": "Jadwal kunjungan lapangan (sintetis)",
        "text": "Mohon usul tanggal untuk melihat kelas dan usaha binaan.", "dueOn": cast.ahead(7),
    });
    add::<kept::Request>(&cast.by(&tx, coordinator), &cast.home.code, facts).await?;
    let text = "Aslinya ada di kantor; salinan diserahkan saat kunjungan (sintetis).".to_owned();
    let answer = RequestAnswerInput { text: Some(text), document_id: None };
    requests::answer(&cast.by(&tx, head), asked, Expected::Any, answer).await?;
    let enterprise = cast.incubatee.as_ref().map(|row| ids::text(Kind::Enterprise, row.enterprise_id));
    let facts = json!({
        "kind": "FINANCING", "title": "KUR super mikro untuk kelompok binaan (sintetis)", "enterpriseId": enterprise,
        "amount": 25_000_000, "fromOn": cast.ago(0), "toOn": cast.ahead(90),
    });
    offer(cast, &tx, Voice::Partner(&bank), BANK, facts).await?;
    tx.commit().await
}
