//! Imports and exports of files: jobs, what became of each row, files on their way in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(jobs()).await?;
        manager.create_table(rows()).await?;
        manager.create_table(uploads()).await?;
        for (name, table, columns) in [
            ("ix_job_actor_id_id", "job", vec!["actor_id", "id"]),
            ("ix_job_state_task_id", "job", vec!["state", "task", "id"]),
            ("ix_job_expires_at", "job", vec!["expires_at"]),
            ("ix_job_row_job_id_result_line", "job_row", vec!["job_id", "result", "line"]),
            ("ix_file_upload_actor_id", "file_upload", vec!["actor_id"]),
            ("ix_file_upload_expires_at", "file_upload", vec!["expires_at"]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn jobs() -> TableCreateStatement {
    Table::create()
        .table("job")
        .col(uuid("id"))
        .col(string("task"))
        .col(string("subject"))
        .col(string("actor_kind"))
        .col(uuid("actor_id"))
        .col(string("lang"))
        .col(text("spec_enc"))
        .col(boolean("personal"))
        .col(string("rights_hash"))
        .col(string("state"))
        .col(big_integer_null("rows"))
        .col(big_integer("done"))
        .col(big_integer("created"))
        .col(big_integer("existing"))
        .col(big_integer("refused"))
        .col(text_null("source_key_enc"))
        .col(text_null("file_key_enc"))
        .col(string_null("file_name"))
        .col(string_null("file_format"))
        .col(big_integer("file_bytes"))
        .col(string_null("file_sha256"))
        .col(text_null("failure"))
        .col(timestamp_with_time_zone_null("leased_until"))
        .col(integer("runs"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn rows() -> TableCreateStatement {
    Table::create()
        .table("job_row")
        .col(uuid("job_id"))
        .col(big_integer("line"))
        .col(string("result"))
        .col(string_null("record"))
        .col(text_null("faults"))
        .primary_key(Index::create().col("job_id").col("line"))
        .foreign_key(ForeignKey::create().from("job_row", "job_id").to("job", "id"))
        .to_owned()
}

fn uploads() -> TableCreateStatement {
    Table::create()
        .table("file_upload")
        .col(uuid("id"))
        .col(string("actor_kind"))
        .col(uuid("actor_id"))
        .col(text_null("name_enc"))
        .col(big_integer("length"))
        .col(big_integer("received"))
        .col(big_integer("pieces"))
        .col(big_integer("stored"))
        .col(text("key_enc"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}
