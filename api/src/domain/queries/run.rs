//! A saved query, run for whoever asks, as a table.

use std::net::IpAddr;

use super::parameters;
use super::render::{Form, Table};
use super::stamp::{self, Made};
use super::{graph, read};
use crate::domain::budget::Standing;
use crate::domain::vault::sha256_hex;
use crate::domain::{Code, Ctx, Error, Result};
use crate::view::queries::QueryParameter;

/// Who asks for which table.
pub struct Wanted<'a> {
    /// `slug.json`, `.csv`, `.ndjson` or `.html`.
    pub file: &'a str,
    /// Parameters of the address, decoded.
    pub sent: &'a [(String, String)],
    /// Address of the caller.
    pub from: Option<IpAddr>,
    /// Saved queries that the caller's key opens; none for all.
    pub opens: Option<&'a [String]>,
    /// Whether the caller has what a tag names.
    pub has: &'a (dyn Fn(&str) -> bool + Send + Sync),
}

/// A table, or word that the caller has it.
pub struct Told {
    /// The tag of its bytes.
    pub tag: String,
    /// Its form.
    pub form: Form,
    /// Its name as a file.
    pub name: String,
    /// Its bytes; none where the caller has them.
    pub bytes: Option<Vec<u8>>,
}

/// Runs a saved query. `standing` is where the caller stands with its budget, also where it is refused.
pub async fn run(ctx: &Ctx, wanted: &Wanted<'_>, standing: &mut Option<Standing>) -> Result<Told> {
    let missing = || Error::new(Code::NotFound);
    let (slug, end) = wanted.file.rsplit_once('.').ok_or_else(missing)?;
    let form = Form::of(end).ok_or_else(missing)?;
    if wanted.opens.is_some_and(|opens| !opens.iter().any(|open| open == slug)) {
        return Err(missing());
    }
    let row = read::row(ctx, slug).await?;
    let known: Vec<QueryParameter> = serde_json::from_str(&row.parameters)?;
    // State and answers are read in one place: a state that is ahead of its answers would keep them for current.
    let ctx = &ctx.for_figures();
    let (document, fixed) = (graph(ctx)?.read(&row.query)?, serde_json::from_str(&row.variables)?);
    let values = parameters::values(&known, &document.variables(), fixed, wanted.sent, ctx.today())?;
    let (key, state) = (stamp::key(ctx, &row, form.end(), &values)?, stamp::now(ctx).await?);
    let name = format!("{slug}.{end}");
    if let Some(made) = ctx.app.tables.get(&key).await
        && made.stamp == state
        && (wanted.has)(&made.tag)
    {
        return Ok(Told { tag: made.tag, form, name, bytes: None });
    }
    let answer = document.run(ctx, wanted.from, &row.rows, &values, standing).await?;
    let made = Table {
        title: &row.title,
        columns: &answer.columns,
        rows: answer.rows,
        about: answer.about,
        extensions: answer.extensions,
        parameters: &values,
        lang: ctx.lang,
    };
    let bytes = made.bytes(form)?;
    let tag = format!("\"{}\"", sha256_hex(&bytes));
    if stamp::is_followed(&answer.roots) {
        ctx.app.tables.insert(key, Made { stamp: state, tag: tag.clone() }).await;
    }
    let bytes = (!(wanted.has)(&tag)).then_some(bytes);
    Ok(Told { tag, form, name, bytes })
}
