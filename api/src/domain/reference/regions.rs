//! Regions of the Kemendagri list. Each row holds between two days, so an old report keeps its old region.

use chrono::NaiveDate;
use entity::region;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::domain::ids::{self, Kind};
use crate::domain::page::{Cursor, Page, PageRequest};
use crate::domain::text::fold_name;
use crate::domain::{Code, Ctx, Error, Result, Violation};

/// Which regions are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// 1 province, 2 regency or city, 3 district, 4 village.
    pub level: Option<i32>,
    /// Code or id of the region they lie in, directly.
    pub parent: Option<String>,
    /// Part of a name; case, spaces and words such as `kota` do not matter.
    pub q: Option<String>,
    /// The day on which they hold; none for those of today.
    pub as_of: Option<NaiveDate>,
}

/// Regions in the order of their codes.
pub async fn list(ctx: &Ctx, filter: &Filter, page: &PageRequest) -> Result<Page<region::Model>> {
    let mut query = filtered(filter)?;
    if let Some(after) = &page.after {
        let code = region::Column::Code;
        query = query.filter(if page.reversed() { code.lt(&after.id) } else { code.gt(&after.id) });
    }
    let order = if page.reversed() { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
    let rows = query.order_by(region::Column::Code, order).limit(page.limit + 1).all(ctx.db()).await?;
    if rows.is_empty() {
        refuse_unknown(ctx, filter.parent.as_deref(), "/parent").await?;
    }
    Ok(Page::cut(rows, page, |row| Cursor::new("", &row.code)))
}

/// How many regions the filter finds.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    Ok(filtered(filter)?.count(ctx.db()).await?)
}

fn filtered(filter: &Filter) -> Result<Select<region::Entity>> {
    if filter.as_of.is_some_and(|day| !(1..=9999).contains(&chrono::Datelike::year(&day))) {
        return Err(Error::field(Code::FieldRange, "/asOf"));
    }
    let mut query = holding(filter.as_of);
    if let Some(level) = filter.level {
        if !(1..=4).contains(&level) {
            return Err(Error::listing(
                Code::Invalid,
                vec![Violation::new(Code::FieldRange, "/level").with("min", 1).with("max", 4)],
            ));
        }
        query = query.filter(region::Column::Level.eq(level));
    }
    if let Some(parent) = &filter.parent {
        query = query.filter(region::Column::ParentCode.eq(code_of(parent).map_err(|e| at("/parent", e))?));
    }
    if let Some(q) = &filter.q {
        let folded = fold_name(q);
        if folded.is_empty() {
            return Err(Error::field(Code::FieldFormat, "/q"));
        }
        query = query.filter(region::Column::SearchName.contains(&folded));
    }
    Ok(query)
}

/// Gives a refused parameter its place.
fn at(path: &str, error: Error) -> Error {
    match error.code() {
        Code::CodeSystem => Error::field(Code::CodeSystem, path),
        Code::NotFound => Error::field(Code::UnknownCode, path),
        _ => error,
    }
}

fn holding(as_of: Option<NaiveDate>) -> Select<region::Entity> {
    let query = region::Entity::find();
    match as_of {
        None => query.filter(region::Column::ValidTo.is_null()),
        Some(day) => query
            .filter(region::Column::ValidFrom.lte(day))
            .filter(region::Column::ValidTo.is_null().or(region::Column::ValidTo.gt(day))),
    }
}

/// The code that a caller means by a code or an id.
pub fn code_of(code_or_id: &str) -> Result<String> {
    if let Some((Kind::Region, id)) = ids::parse(code_or_id) {
        return ids::region_code(id).ok_or_else(|| Error::new(Code::NotFound));
    }
    let digits = code_or_id.bytes().all(|b| b.is_ascii_digit());
    if digits && code_or_id.len() > 2 {
        // Kemendagri 3602 is Lebak, BPS 3602 is Lebak too, but 7401 and many others differ.
        return Err(Error::new(Code::CodeSystem));
    }
    if is_code(code_or_id) { Ok(code_or_id.to_owned()) } else { Err(Error::new(Code::NotFound)) }
}

/// The code that a filter means; a refusal names the parameter.
pub fn filter_code(code_or_id: &str, path: &str) -> Result<String> {
    code_of(code_or_id).map_err(|e| at(path, e))
}

/// Refuses a filter by a region that there never was. Lists of what lies in regions ask when they are empty: in a region
/// that is unknown nothing is found.
pub async fn refuse_unknown(ctx: &Ctx, code_or_id: Option<&str>, path: &str) -> Result<()> {
    match code_or_id {
        Some(named) => find(ctx.db(), named).await.map(drop).map_err(|e| at(path, e)),
        None => Ok(()),
    }
}

/// Whether a text has the form of a dotted Kemendagri code.
pub fn is_code(text: &str) -> bool {
    const LENGTHS: [usize; 4] = [2, 2, 2, 4];
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() <= LENGTHS.len()
        && parts
            .iter()
            .zip(LENGTHS)
            .all(|(part, length)| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
}

/// One region as it holds today; one that has ceased is given as it last was.
pub async fn get(ctx: &Ctx, code_or_id: &str) -> Result<region::Model> {
    find(ctx.db(), code_or_id).await
}

/// As [`get`], on any connection.
pub async fn find(conn: &impl ConnectionTrait, code_or_id: &str) -> Result<region::Model> {
    let code = code_of(code_or_id)?;
    let rows = region::Entity::find().filter(region::Column::Code.eq(code)).order_by_desc(region::Column::ValidFrom);
    rows.one(conn).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// The region that a field names; where there is none that is added to the faults.
pub async fn named(
    conn: &impl ConnectionTrait,
    code_or_id: &str,
    path: &str,
    faults: &mut Vec<Violation>,
) -> Result<Option<region::Model>> {
    let fault = match find(conn, code_or_id).await {
        Ok(region) => return Ok(Some(region)),
        Err(e) if e.code() == Code::CodeSystem => Code::CodeSystem,
        Err(e) if e.code() == Code::NotFound => Code::UnknownCode,
        Err(e) => return Err(e),
    };
    faults.push(Violation::new(fault, path));
    Ok(None)
}

/// The regions of these codes, each as it last held, in no particular order.
pub async fn by_codes(conn: &impl ConnectionTrait, codes: &[String]) -> Result<Vec<region::Model>> {
    let mut latest = std::collections::HashMap::<String, region::Model>::new();
    for chunk in codes.chunks(1_000) {
        let rows =
            region::Entity::find().filter(region::Column::Code.is_in(chunk)).order_by_asc(region::Column::ValidFrom);
        for row in rows.all(conn).await? {
            latest.insert(row.code.clone(), row);
        }
    }
    Ok(latest.into_values().collect())
}

/// The codes from the province down to the region itself.
pub fn path_codes(code: &str) -> Vec<String> {
    let cuts = code.char_indices().filter(|(_, c)| *c == '.').map(|(at, _)| at);
    cuts.chain([code.len()]).filter_map(|at| code.get(..at)).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_from_the_province_to_the_region() {
        assert_eq!(path_codes("36.02.01"), ["36", "36.02", "36.02.01"]);
        assert_eq!(path_codes("36"), ["36"]);
    }

    #[test]
    fn undotted_digits_are_refused_because_two_code_systems_collide() {
        assert_eq!(code_of("3602").unwrap_err().code(), Code::CodeSystem);
        assert_eq!(code_of("36").unwrap(), "36");
        assert_eq!(code_of("36.02.01.2001").unwrap(), "36.02.01.2001");
        assert_eq!(code_of(&ids::region("36.02")).unwrap(), "36.02");
        for wrong in ["", "36.2", "36.02.", "lebak", "36.02.01.2001.1"] {
            assert_eq!(code_of(wrong).unwrap_err().code(), Code::NotFound, "{wrong}");
        }
    }
}
