//! What the service keeps for itself under a name: how far a worker has come, which decree was applied last.

use entity::setting::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::Result;

/// What is kept under a name.
pub async fn get(conn: &impl ConnectionTrait, name: &str) -> Result<Option<String>> {
    Ok(Entity::find_by_id(name.to_owned()).one(conn).await?.map(|row| row.value))
}

/// Keeps a value, whatever was there before.
pub async fn put(conn: &impl ConnectionTrait, name: &str, value: String) -> Result<()> {
    let there = OnConflict::column(Column::Name).update_column(Column::Value).to_owned();
    Entity::insert(row(name, value)).on_conflict(there).exec_without_returning(conn).await?;
    Ok(())
}

/// Keeps a value in the place of the one before it, or where there was none. False where somebody else was faster.
pub async fn replace(conn: &impl ConnectionTrait, name: &str, before: Option<&str>, value: String) -> Result<bool> {
    let Some(before) = before else {
        let once = OnConflict::column(Column::Name).do_nothing().to_owned();
        return match Entity::insert(row(name, value)).on_conflict(once).exec_without_returning(conn).await {
            Ok(0) | Err(DbErr::RecordNotInserted) => Ok(false),
            Ok(_) => Ok(true),
            Err(failed) => Err(failed.into()),
        };
    };
    let moved = Entity::update_many()
        .col_expr(Column::Value, Expr::value(value))
        .filter(Column::Name.eq(name))
        .filter(Column::Value.eq(before))
        .exec(conn)
        .await?;
    Ok(moved.rows_affected == 1)
}

fn row(name: &str, value: String) -> ActiveModel {
    ActiveModel { name: Set(name.to_owned()), value: Set(value) }
}
