//! What a field that names another record stands for.

use entity::programme;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::kept::Kept;
use super::units::{find_unit, kind_of};
use crate::domain::ids::{self, Kind};
use crate::domain::{Error, Result, Tx, reports};

/// The record of a kind that an id (or, where it has one, a code) names; none where there is no such record.
pub async fn resolve(tx: &Tx, kind: Kind, id_or_code: &str) -> Result<Option<Uuid>> {
    match kind {
        Kind::Blk | Kind::Kawasan | Kind::Site | Kind::Organization => unit(tx, kind, id_or_code).await,
        Kind::Programme if ids::parse(id_or_code).is_none() => programme(tx, id_or_code).await,
        Kind::Programme => kept::<programme::Model>(tx, id_or_code).await,
        Kind::Enterprise => kept::<entity::enterprise::Model>(tx, id_or_code).await,
        Kind::UnitDocument => kept::<entity::unit_document::Model>(tx, id_or_code).await,
        Kind::Meeting => kept::<entity::meeting::Model>(tx, id_or_code).await,
        Kind::Regulation => kept::<entity::regulation::Model>(tx, id_or_code).await,
        Kind::Person => kept::<entity::person::Model>(tx, id_or_code).await,
        Kind::Mentor => kept::<entity::mentor::Model>(tx, id_or_code).await,
        Kind::AidScheme => kept::<entity::aid_scheme::Model>(tx, id_or_code).await,
        Kind::Aid => kept::<entity::aid::Model>(tx, id_or_code).await,
        Kind::Instructor => kept::<entity::instructor::Model>(tx, id_or_code).await,
        Kind::Trainee => kept::<entity::trainee::Model>(tx, id_or_code).await,
        Kind::JobSeeker => kept::<entity::job_seeker::Model>(tx, id_or_code).await,
        Kind::Commitment => kept::<entity::commitment::Model>(tx, id_or_code).await,
        Kind::Report => report(tx, id_or_code).await,
        other => Err(Error::internal(anyhow::anyhow!("no field names a {}", other.name()))),
    }
}

async fn unit(tx: &Tx, kind: Kind, id_or_code: &str) -> Result<Option<Uuid>> {
    let found = find_unit(tx.conn()?, id_or_code).await?;
    Ok(found.filter(|unit| kind_of(unit) == kind).map(|unit| unit.id))
}

async fn kept<K: Kept>(tx: &Tx, id: &str) -> Result<Option<Uuid>> {
    let Ok(id) = ids::expect(K::KIND, id) else {
        return Ok(None);
    };
    let there = Condition::all().add(Expr::col("id").eq(id)).add(Expr::col("archived_at").is_null());
    Ok(K::find(tx.conn()?, there, Some(1), false).await?.first().map(|row| row.envelope().id))
}

/// A report that the caller sees.
async fn report(tx: &Tx, id: &str) -> Result<Option<Uuid>> {
    let Ok(id) = ids::expect(Kind::Report, id) else {
        return Ok(None);
    };
    let found = reports::query::by_ids(tx, tx.conn()?, &[id]).await?;
    Ok(found.contains_key(&id).then_some(id))
}

async fn programme(tx: &Tx, code: &str) -> Result<Option<Uuid>> {
    let found = programme::Entity::find()
        .filter(programme::Column::Code.eq(code))
        .filter(programme::Column::ArchivedAt.is_null());
    Ok(found.one(tx.conn()?).await?.map(|row| row.id))
}
