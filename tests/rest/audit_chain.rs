//! The audit log as a chain: whatever is done to it behind the service's back is found, with the first entry touched.

use super::steps::{approved, draft};
use crate::support::TestApp;
use api::domain::audit::{self as chain, Bad, Fault, Verdict};
use api::domain::record::leaf_hash;
use api::domain::{Ctx, vault};
use api::worker;
use entity::{audit, audit_head, audit_seal};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
};

/// A service with some entries below several heads.
pub async fn sealed() -> TestApp {
    let app = TestApp::start().await;
    worker::audit::run(&app.app, true).await.unwrap();
    for period in ["2026-08", "2026-09"] {
        approved(&app, period).await;
        assert!(worker::audit::run(&app.app, false).await.unwrap() >= 5);
    }
    app
}

async fn verdict(app: &TestApp, elsewhere: &[&audit_head::Model]) -> Verdict {
    let ctx = Ctx::system(app.app.clone(), "test");
    let heads = elsewhere.iter().map(|head| chain::read_head(&ctx, &head.jws).unwrap()).collect();
    chain::verify(&ctx, heads, &|_, _| {}).await.unwrap()
}

struct Log {
    entries: Vec<audit::Model>,
    seals: Vec<audit_seal::Model>,
    heads: Vec<audit_head::Model>,
}

impl Log {
    async fn read(conn: &DatabaseConnection) -> Self {
        let entries = audit::Entity::find().order_by_asc(audit::Column::Id).all(conn).await.unwrap();
        let seals = audit_seal::Entity::find().order_by_asc(audit_seal::Column::Seq).all(conn).await.unwrap();
        let heads = audit_head::Entity::find().order_by_asc(audit_head::Column::Size).all(conn).await.unwrap();
        Self { entries, seals, heads }
    }

    /// Puts everything back.
    async fn restore(&self, conn: &DatabaseConnection) {
        audit::Entity::delete_many().exec(conn).await.unwrap();
        audit_seal::Entity::delete_many().exec(conn).await.unwrap();
        audit_head::Entity::delete_many().exec(conn).await.unwrap();
        api::domain::many::insert(&self.entries, conn).await.unwrap();
        api::domain::many::insert(&self.seals, conn).await.unwrap();
        api::domain::many::insert(&self.heads, conn).await.unwrap();
    }

    fn entry(&self, seq: usize) -> &audit::Model {
        let id = self.seals[seq - 1].audit_id;
        self.entries.iter().find(|entry| entry.id == id).unwrap()
    }
}

/// As somebody who owns the database.
pub async fn unprotect(conn: &DatabaseConnection) {
    for table in ["audit", "audit_seal", "audit_head"] {
        if conn.get_database_backend() == DatabaseBackend::Postgres {
            conn.execute_unprepared(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")).await.unwrap();
        } else {
            conn.execute_unprepared(&format!("DROP TRIGGER {table}_no_update")).await.unwrap();
            conn.execute_unprepared(&format!("DROP TRIGGER {table}_no_delete")).await.unwrap();
        }
    }
}

#[tokio::test]
async fn every_entry_gets_its_place_and_the_log_is_as_it_was_written() {
    let app = sealed().await;
    draft(&app.head().await, "2026-10").await;
    let open = verdict(&app, &[]).await;
    assert!(open.bad.is_none() && open.waiting >= 1, "{open:?}");
    worker::audit::run(&app.app, false).await.unwrap();
    let log = Log::read(app.app.store.reader()).await;
    let found = verdict(&app, &log.heads.iter().collect::<Vec<_>>()).await;
    let entries = i64::try_from(log.entries.len()).unwrap();
    assert_eq!(found, Verdict { entries, heads: 2 * log.heads.len(), waiting: 0, bad: None });
    assert!(log.seals.iter().zip(1..).all(|(seal, seq)| seal.seq == seq) && log.seals.len() == log.entries.len());
    let day = app.app.clock.now().format("%Y-%m-%d");
    let kept = std::fs::read_to_string(app.app.settings.data_dir.join(format!("heads/{day}.jws"))).unwrap();
    assert!(log.heads.iter().any(|head| head.jws == kept), "the head of the day lies beside the database");
}

#[tokio::test]
async fn an_entry_that_is_committed_long_after_its_time_gets_its_place_too() {
    let app = sealed().await;
    let mut late = Log::read(app.app.store.reader()).await.entries.remove(0);
    late.id = uuid::Uuid::from_u128(late.id.as_u128() - (3_600_000 << 80));
    late.leaf_hash = leaf_hash(&late).unwrap();
    api::domain::many::insert(&[late], app.app.store.migrator()).await.unwrap();
    assert_eq!(worker::audit::run(&app.app, false).await.unwrap(), 0);
    assert_eq!(worker::audit::run(&app.app, true).await.unwrap(), 1);
    assert_eq!(verdict(&app, &[]).await.bad, None);
}

#[tokio::test]
async fn a_hundred_edits_deletions_swaps_and_truncations_are_found_with_the_first_entry_they_touch() {
    let app = sealed().await;
    let conn = app.app.store.migrator();
    unprotect(conn).await;
    let log = Log::read(conn).await;
    let count = log.seals.len();
    assert!(count > 12 && log.heads.len() == 3);
    for turn in 0..100_usize {
        let random = usize::from(u16::from_be_bytes(vault::random()));
        // The last place has no later one to be swapped with.
        let seq = 1 + random % (count - 1);
        let expected = tamper(conn, &log, turn % 8, seq).await;
        let found = verdict(&app, &[&log.heads[2]]).await.bad;
        let told = found.as_ref().map(|bad| (usize::try_from(bad.seq).unwrap(), bad.fault));
        assert_eq!(told, Some((seq, expected)), "kind {} at {seq} of {count}", turn % 8);
        log.restore(conn).await;
    }
    assert_eq!(verdict(&app, &[&log.heads[2]]).await.bad, None);
}

/// Does one of eight things to the entry at a place; gives what should be found there.
async fn tamper(conn: &DatabaseConnection, log: &Log, kind: usize, seq: usize) -> Fault {
    let (entry, seal) = (log.entry(seq), &log.seals[seq - 1]);
    let mut edited = audit::Model { action: "approveReport2".to_owned(), ..entry.clone() };
    edited.leaf_hash = leaf_hash(&edited).unwrap();
    let number = i64::try_from(seq).unwrap();
    let this = audit_seal::Column::Seq.eq(number);
    let edit = audit::Entity::update_many().filter(audit::Column::Id.eq(entry.id));
    let edit = edit.col_expr(audit::Column::Action, Expr::value(edited.action.as_str()));
    match kind {
        0 => edit.exec(conn).await.unwrap().rows_affected,
        1 => {
            let edit = edit.col_expr(audit::Column::LeafHash, Expr::value(edited.leaf_hash.as_str()));
            edit.exec(conn).await.unwrap().rows_affected
        }
        // The entry, its hash and the hash at its place.
        2 => {
            let edit = edit.col_expr(audit::Column::LeafHash, Expr::value(edited.leaf_hash.as_str()));
            edit.exec(conn).await.unwrap();
            let hash = Expr::value(edited.leaf_hash.as_str());
            let place = audit_seal::Entity::update_many().col_expr(audit_seal::Column::LeafHash, hash).filter(this);
            place.exec(conn).await.unwrap().rows_affected
        }
        3 => audit::Entity::delete_by_id(entry.id).exec(conn).await.unwrap().rows_affected,
        4 => audit_seal::Entity::delete_many().filter(this).exec(conn).await.unwrap().rows_affected,
        5 => {
            let next = &log.seals[seq];
            let both = audit_seal::Column::Seq.is_in([number, number + 1]);
            audit_seal::Entity::delete_many().filter(both).exec(conn).await.unwrap();
            let swapped = [
                audit_seal::Model { seq: next.seq, ..seal.clone() },
                audit_seal::Model { seq: seal.seq, ..next.clone() },
            ];
            api::domain::many::insert(&swapped, conn).await.unwrap();
            1
        }
        // The end is cut off: with what speaks of it, and without.
        _ => {
            let gone: Vec<_> = log.seals[seq - 1..].iter().map(|seal| seal.audit_id).collect();
            audit::Entity::delete_many().filter(audit::Column::Id.is_in(gone)).exec(conn).await.unwrap();
            let rest = audit_seal::Column::Seq.gte(number);
            audit_seal::Entity::delete_many().filter(rest).exec(conn).await.unwrap();
            if kind == 6 {
                let heads = audit_head::Entity::delete_many().filter(audit_head::Column::Size.gte(number));
                heads.exec(conn).await.unwrap();
            }
            1
        }
    };
    match kind {
        0 | 1 => Fault::Edited,
        2 | 4 | 5 => Fault::Moved,
        3 => Fault::Deleted,
        _ => Fault::Truncated,
    }
}

#[tokio::test]
async fn whoever_has_no_key_cannot_write_a_chain_that_holds() {
    let app = sealed().await;
    let conn = app.app.store.migrator();
    unprotect(conn).await;
    let log = Log::read(conn).await;
    let two = log.heads[1].size;
    audit_head::Entity::delete_by_id(two).exec(conn).await.unwrap();
    let bad = |seq, fault| Some(Bad { seq, audit_id: None, fault });
    assert_eq!(verdict(&app, &[]).await.bad, bad(log.heads[2].size, Fault::Head), "a head is gone");
    log.restore(conn).await;
    audit_head::Entity::delete_many().exec(conn).await.unwrap();
    let last = i64::try_from(log.seals.len()).unwrap();
    assert_eq!(verdict(&app, &[]).await.bad, bad(last, Fault::Head), "all are");
    log.restore(conn).await;
    let forged = audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Jws, Expr::value(log.heads[0].jws.as_str()))
        .filter(audit_head::Column::Size.eq(two));
    forged.exec(conn).await.unwrap();
    assert_eq!(verdict(&app, &[]).await.bad, bad(two, Fault::Head), "one says what another did");
}

#[tokio::test]
async fn the_database_refuses_to_change_places_and_heads() {
    let app = sealed().await;
    for statement in [
        "UPDATE audit_seal SET mac = ''",
        "DELETE FROM audit_seal",
        "UPDATE audit_head SET root = ''",
        "DELETE FROM audit_head",
    ] {
        let refused = app.app.store.migrator().execute_unprepared(statement).await.unwrap_err();
        assert!(refused.to_string().contains("append only"), "{refused}");
    }
}

#[tokio::test]
async fn where_the_chain_is_broken_nothing_is_sealed_on_top_of_it() {
    let app = sealed().await;
    let conn = app.app.store.migrator();
    unprotect(conn).await;
    audit_head::Entity::delete_many().exec(conn).await.unwrap();
    draft(&app.head().await, "2026-10").await;
    let before = Log::read(conn).await.seals.len();
    assert!(worker::audit::run(&app.app, false).await.is_err());
    assert_eq!(Log::read(conn).await.seals.len(), before);
}
