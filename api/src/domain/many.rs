//! Many rows in few statements. The texts come in ten lengths, so that SQLite and PostgreSQL keep them prepared.

use std::fmt::Write;

use sea_orm::{
    ConnectionTrait, DatabaseBackend, EntityName, EntityTrait, IdenStatic, Iterable, ModelTrait, Statement, Value,
};

use super::error::Result;

/// Rows of the longest statement; the shorter ones are halves of it. With 30 columns it is within SQLite's limit of
/// 32,766 parameters.
const MOST: usize = 512;

/// Inserts rows of one table, without reading them back.
pub async fn insert<M: ModelTrait>(rows: &[M], conn: &impl ConnectionTrait) -> Result<()> {
    let columns: Vec<<M::Entity as EntityTrait>::Column> = <M::Entity as EntityTrait>::Column::iter().collect();
    let names: Vec<&str> = columns.iter().map(IdenStatic::as_str).collect();
    let backend = conn.get_database_backend();
    let (mut rest, mut size) = (rows, MOST);
    while !rest.is_empty() {
        while size > rest.len() {
            size /= 2;
        }
        let (now, later) = rest.split_at(size);
        let sql = text(<M::Entity as Default>::default().table_name(), &names, size, backend);
        let values = now.iter().flat_map(|row| columns.iter().map(|column| row.get(*column)));
        let values: Vec<Value> = values.collect();
        conn.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        rest = later;
    }
    Ok(())
}

/// `INSERT` with a placeholder for each column of each row.
fn text(table: &str, columns: &[&str], rows: usize, backend: DatabaseBackend) -> String {
    let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
    let mut sql = format!("INSERT INTO \"{table}\" ({}) VALUES ", names.join(", "));
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            number += 1;
            if column > 0 {
                sql.push_str(", ");
            }
            // Writing to a string does not fail.
            let _ = if backend == DatabaseBackend::Postgres { write!(sql, "${number}") } else { write!(sql, "?") };
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_a_placeholder_for_each_column() {
        let columns = ["id", "at"];
        assert_eq!(
            text("event", &columns, 2, DatabaseBackend::Sqlite),
            r#"INSERT INTO "event" ("id", "at") VALUES (?, ?), (?, ?)"#
        );
        assert_eq!(
            text("event", &columns, 2, DatabaseBackend::Postgres),
            r#"INSERT INTO "event" ("id", "at") VALUES ($1, $2), ($3, $4)"#
        );
    }
}
