//! Reports that go on once their month is loaded: what was sent back, and what is amended.

use chrono::{DateTime, Utc};

use super::accounts::Made;
use super::fates::Fate;
use crate::domain::access::Scope;
use crate::domain::ctx::Expected;
use crate::domain::reports::draft::Why;
use crate::domain::reports::review::{self, Decision, NewItem};
use crate::domain::{Ctx, Result, Tx};
use crate::vocab::{ReportAction, Role};

/// Reports of one transaction that goes through the operations. SQLite keeps a journal in memory while a savepoint is
/// open and walks it at each statement: long transactions of many statements grow slow.
const CHUNK: usize = 20;

/// A report that goes on.
pub(super) struct Later {
    pub id: String,
    pub fate: Fate,
    pub at: DateTime<Utc>,
    /// What is found wrong with it.
    pub path: &'static str,
}

/// Takes them further, each at its time.
pub(super) async fn go_on(ctx: &Ctx, made: &Made, later: &[Later]) -> Result<()> {
    for chunk in later.chunks(CHUNK) {
        let tx = ctx.begin().await?;
        for report in chunk {
            ctx.app.clock.set(report.at);
            one_goes_on(&tx, made, report).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn one_goes_on(tx: &Tx, made: &Made, Later { id, fate, path, .. }: &Later) -> Result<()> {
    let acting = |who, role| made.acting(tx, who, role, Scope::Nation);
    let reason = |text: &str| Why { code: None, text: Some(text.to_owned()) };
    if *fate == Fate::Amended {
        let head = acting(made.head, Role::BlkHead);
        review::amend(&head, id, Expected::Any, reason("Salah ketik jumlah lulusan.")).await?;
        return Ok(());
    }
    let items =
        vec![NewItem { path: (*path).to_owned(), note: "Jumlah peserta tidak cocok dengan daftar hadir.".to_owned() }];
    let why = reason("Angka peserta perlu diperiksa.");
    let decision = Decision { action: ReportAction::RequestRevision, why, items };
    let coordinator = acting(made.coordinator, Role::Coordinator);
    review::decide(&coordinator, id, Expected::Any, decision).await.map(drop)
}
