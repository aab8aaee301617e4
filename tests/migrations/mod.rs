//! The schema: up from nothing, equal to the entities, asked for before serving.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use api::domain::store::Store;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityName, EntityTrait, IdenStatic, Iterable, Statement,
};
use serde_json::Value;
use uuid::Uuid;

use crate::support::{self, TestApp};

/// Columns of each table as the entities say, after reading all of them from the table.
async fn entities(db: &DatabaseConnection) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    macro_rules! read {
        ($($table:ident)*) => {$(
            let columns = entity::$table::Column::iter().map(|column| column.as_str().to_owned()).collect();
            let name = entity::$table::Entity.table_name().to_owned();
            let rows = entity::$table::Entity::find().all(db).await.unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(rows.is_empty(), "{name}");
            found.insert(name, columns);
        )*};
    }
    read!(
        consent consent_code consent_request privacy_notice
        access_delivery access_subject
        agreement announcement commitment need partnership request
        data_request incident
        outcome partner_export
        file_upload job job_row
        access_key persisted_query publication publication_table saved_query
        alumni_trace attendance job_seeker placement trainee training_need training_package training_session
        notification notification_preference reminder
        account activity aid aid_scheme alumni_outcome appointment assessment asset attachment audit audit_head audit_seal award blk
        certification chain_link change_request client code code_set cohort comment comment_version duplicate_case duty
        enrolment enterprise event figure follow_up idempotency_key incubatee indicator instructor kawasan
        kawasan_resource lpj meeting membership mentor mentor_assignment mentor_batch mentoring_visit milestone
        monitoring_visit obligation offtake_contract one_time_code organization person potential problem product
        programme progress region region_successor registration regulation report report_template
        report_transition report_version revision_item role_grant selection_candidate selection_round
        selection_score session setting signing_key site stage_change standing subject_key survival_check target
        template_version thread unit unit_document unit_placement unit_region unit_status
        webhook_attempt webhook_delivery webhook_endpoint
    );
    found
}

/// Columns of each table as the database says.
async fn tables(db: &DatabaseConnection) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match db.get_database_backend() {
        DatabaseBackend::Sqlite => {
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        _ => "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'",
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let (table, column): (String, String) = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        found.entry(table).or_default().insert(column);
    }
    found.remove("seaql_migrations");
    found
}

#[tokio::test]
async fn up_from_nothing_makes_the_tables_that_the_entities_say_and_again_does_nothing() {
    let (dir, url) = support::empty().await;
    let store = Store::open(&url).await.unwrap();
    assert_eq!(Migrator::get_pending_migrations(store.migrator()).await.unwrap().len(), Migrator::migrations().len());
    Migrator::up(store.migrator(), None).await.unwrap();
    let once = tables(store.migrator()).await;
    assert_eq!(once, entities(store.migrator()).await);
    Migrator::up(store.migrator(), None).await.unwrap();
    assert_eq!(
        (tables(store.migrator()).await, Migrator::get_pending_migrations(store.migrator()).await.unwrap().len()),
        (once, 0)
    );
    store.close().await;
    let _ = std::fs::remove_dir_all(dir);
}

#[tokio::test]
async fn loading_the_reference_data_twice_changes_nothing() {
    let app = TestApp::start().await;
    let count = async || {
        let sql = "SELECT (SELECT COUNT(*) FROM region), (SELECT COUNT(*) FROM code), (SELECT COUNT(*) FROM template_version), (SELECT COUNT(*) FROM indicator)";
        let store = &app.app.store;
        let row = store.reader().query_one_raw(Statement::from_string(store.backend(), sql)).await.unwrap().unwrap();
        [0, 1, 2, 3].map(|column| row.try_get_by_index::<i64>(column).unwrap())
    };
    let before = count().await;
    assert_eq!(before[0], 91_599);
    Migrator::up(app.app.store.migrator(), None).await.unwrap();
    api::domain::seed::load(&app.app.store, &|_, _, _| {}).await.unwrap();
    assert_eq!(count().await, before);
}

#[tokio::test]
async fn indicators_that_were_loaded_before_say_whom_they_tell_of_as_new_ones_do() {
    const STOCKS: [&str; 7] = ["K07", "K08", "K09", "K11", "K13", "K14", "K15"];
    let shipped: Vec<Value> = serde_json::from_str(include_str!("../../api/seed/indicators.json")).unwrap();
    let (dir, url) = support::empty().await;
    let store = Store::open(&url).await.unwrap();
    // As of the release before.
    Migrator::up(store.migrator(), Some(23)).await.unwrap();
    for (at, indicator) in (1..).zip(&shipped) {
        let code = indicator["code"].as_str().unwrap().to_owned();
        let mut before = indicator.clone();
        let fields = before.as_object_mut().unwrap();
        fields.remove("countedBy");
        fields.retain(|name, _| name != "stock" || !STOCKS.contains(&code.as_str()));
        let row = entity::indicator::Model {
            id: Uuid::from_u128(at),
            number: 1,
            code,
            value_type: "INTEGER".to_owned(),
            body: before.to_string(),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_to: None,
        };
        let row = entity::indicator::ActiveModel::from(row);
        entity::indicator::Entity::insert(row).exec_without_returning(store.migrator()).await.unwrap();
    }
    Migrator::up(store.migrator(), None).await.unwrap();
    let rows = entity::indicator::Entity::find().all(store.migrator()).await.unwrap();
    let said: BTreeMap<String, Value> =
        rows.into_iter().map(|row| (row.code, serde_json::from_str(&row.body).unwrap())).collect();
    assert_eq!(said.len(), shipped.len());
    for indicator in &shipped {
        assert_eq!(&said[indicator["code"].as_str().unwrap()], indicator);
    }
    store.close().await;
    let _ = std::fs::remove_dir_all(dir);
}

#[tokio::test]
async fn serve_refuses_a_database_that_is_not_migrated() {
    let (dir, url) = support::empty().await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_ereporting"));
    command.current_dir(&dir).args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(&dir);
    std::fs::write(dir.join("master.key"), api::domain::vault::Vault::generate()).unwrap();
    if url.starts_with("postgres") {
        command.args(["--database-url", &url]);
    }
    let done = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains("--migrate"), "{said}");
    let _ = std::fs::remove_dir_all(dir);
}
