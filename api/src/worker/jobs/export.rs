//! Writes a list to a file: page after page of the same list that its owner reads, one page in memory at a time.

use std::future::Future;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::domain::jobs::ExportSpec;
use crate::domain::jobs::lists::{Column, lists};
use crate::domain::sheets::write::Writer;
use crate::domain::{Code, Ctx, Error, Result, Violation};
use crate::view::jobs::ExportInput;
use crate::vocab::SheetFormat;

/// Records of a page. With more of them a file is written no faster, and all of a page is held at once.
const RECORDS: u64 = 100;
/// While a file is packed nothing is read; that it goes on is told all the same.
const STILL: Duration = Duration::from_secs(5);

/// What an export is to write, if the caller may read the list, and whether it may tell of persons.
pub async fn wanted(ctx: &Ctx, input: ExportInput) -> Result<(ExportSpec, bool)> {
    let personal = lists(ctx)?.listing(&input.list)?.personal;
    first(ctx, &input.list).await?;
    Ok((ExportSpec { list: input.list, format: input.format.unwrap_or(SheetFormat::Csv) }, personal))
}

/// Asks for the first record of a list, so that a caller who may not read it, or names filters that it does not have,
/// hears so at once.
pub async fn first(ctx: &Ctx, list: &str) -> Result<()> {
    let served = lists(ctx)?;
    let one = if served.listing(list)?.paged { page_of(list, 1, None) } else { list.to_owned() };
    let read =
        served.pages(ctx).get(ctx, &one).await.map_err(|refused| refused.moved(|path| format!("/list{path}")))?;
    read.get("data").map(drop).ok_or_else(no_list)
}

/// Writes a list for the actor of this context. `progress` hears after each page how many records are written, and how
/// many there are once that is known; what it refuses ends the file. How many records.
pub async fn write<F, Fut>(
    ctx: &Ctx,
    list: &str,
    format: SheetFormat,
    out: Box<dyn Write + Send>,
    scratch: &Path,
    mut progress: F,
) -> Result<u64>
where
    F: FnMut(u64, Option<u64>) -> Fut,
    Fut: Future<Output = Result<()>>,
{
    let served = lists(ctx)?;
    let paged = served.listing(list)?.paged;
    let columns: Arc<[Column]> = served.columns(ctx, list).await?.into();
    let pages = served.pages(ctx);
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let scratch = scratch.to_owned();
    let mut writer = blocking(move || Writer::begin(format, &names, out, &scratch)).await?;
    let (mut done, mut after): (u64, Option<String>) = (0, None);
    loop {
        let at = if paged { page_of(list, RECORDS, after.as_deref()) } else { list.to_owned() };
        let mut page = pages.get(ctx, &at).await?;
        after = page.pointer("/page/next").and_then(Value::as_str).map(ToOwned::to_owned).filter(|_| paged);
        let Some(Value::Array(records)) = page.get_mut("data").map(Value::take) else { return Err(no_list()) };
        done += u64::try_from(records.len()).unwrap_or_default();
        let columns = columns.clone();
        writer = blocking(move || put(writer, format, &columns, records)).await?;
        progress(done, after.is_none().then_some(done)).await?;
        if after.is_none() {
            break;
        }
    }
    let mut ending = tokio::task::spawn_blocking(move || writer.end());
    loop {
        tokio::select! {
            ended = &mut ending => {
                ended.map_err(Error::internal)??;
                return Ok(done);
            }
            () = tokio::time::sleep(STILL) => progress(done, Some(done)).await?,
        }
    }
}

/// Writes the records of a page; each is let go once it is written.
fn put(mut writer: Writer, format: SheetFormat, columns: &[Column], records: Vec<Value>) -> Result<Writer> {
    for record in records {
        if format == SheetFormat::Ndjson {
            writer.object(&record)?;
        } else {
            let cells: Vec<Value> = columns.iter().map(|column| column.cell(&record)).collect();
            writer.row(&cells)?;
        }
    }
    Ok(writer)
}

/// The address of a page.
fn page_of(list: &str, limit: u64, after: Option<&str>) -> String {
    let more = if list.contains('?') { '&' } else { '?' };
    let after = after.map(|cursor| format!("&after={cursor}")).unwrap_or_default();
    format!("{list}{more}limit={limit}{after}")
}

fn no_list() -> Error {
    Error::listing(Code::ExportNoList, vec![Violation::new(Code::ExportNoList, "/list")])
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
