//! GraphQL as saved queries know it: the same schema, limits and budgets, whoever asks.

use std::collections::BTreeMap;
use std::net::IpAddr;

use async_graphql::parser::types::{BaseType, ExecutableDocument, OperationType, Type, VariableDefinition};
use async_graphql::{Request, ServerError, Variables};
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

use super::error::uncarried;
use super::pages;
use super::probe::{Found, Probe};
use super::purse::Purse;
use super::run::{Run, run};
use super::{Schema, bounds};
use crate::domain::budget::Standing;
use crate::domain::queries::{Answer, Document, Draft, Graph, Shape, Variable, table, told};
use crate::domain::{Code, Ctx, Error, Result, Text, Violation};
use crate::vocab::ParameterType;

/// Most rows of a table.
const ROWS: usize = 50_000;
/// Most bytes of all its answers as JSON. A table is made in memory, and documents in it may be long.
const BYTES: usize = 32 * 1024 * 1024;
/// What is told of an answer beside its data.
const TOLD: [&str; 3] = ["deprecations", "redactions", "scopes"];

/// The schema, for the domain.
pub struct Face {
    schema: Schema,
}

impl Face {
    /// What runs saved queries against this schema.
    pub fn new(schema: Schema) -> Self {
        Self { schema }
    }
}

impl Graph for Face {
    fn read(&self, query: &str) -> Result<Box<dyn Document>> {
        let document = bounds::document(query)?;
        Ok(Box::new(Read { schema: self.schema.clone(), query: query.to_owned(), document }))
    }

    fn check<'a>(&'a self, ctx: &'a Ctx, draft: Draft<'a>) -> BoxFuture<'a, Result<Shape>> {
        Box::pin(check(&self.schema, ctx, draft))
    }
}

/// A document that was read, with its text.
struct Read {
    schema: Schema,
    query: String,
    document: ExecutableDocument,
}

impl Document for Read {
    fn variables(&self) -> Vec<Variable> {
        variables(&self.document, &[])
    }

    fn run<'a>(
        &'a self,
        ctx: &'a Ctx,
        from: Option<IpAddr>,
        rows: &'a str,
        variables: &'a Map<String, Value>,
        standing: &'a mut Option<Standing>,
    ) -> BoxFuture<'a, Result<Answer>> {
        Box::pin(self.gather(Asker { ctx, from, variables }, rows, standing))
    }
}

/// Who asks, from where, with which values.
#[derive(Clone, Copy)]
struct Asker<'a> {
    ctx: &'a Ctx,
    from: Option<IpAddr>,
    variables: &'a Map<String, Value>,
}

async fn check(schema: &Schema, ctx: &Ctx, draft: Draft<'_>) -> Result<Shape> {
    if bounds::writes_nul(draft.query) {
        return Err(Error::field(Code::TextNul, "/query"));
    }
    let in_query = |refused: Error| Error::listing(Code::Invalid, vec![fault(&refused, None)]);
    let mut document = bounds::document(draft.query).map_err(in_query)?;
    let Some(operation) = pages::only(&document).filter(|only| only.ty == OperationType::Query) else {
        return Err(in_query(Error::new(Code::QueryRefused).saying(
            "Simpan satu kueri (query) saja: bukan mutasi, bukan langganan, bukan beberapa operasi.",
            "Save one query: no mutation, no subscription, not several operations.",
        )));
    };
    let guessed = || pages::guess(&operation.selection_set.node);
    let rows = draft.rows.map(str::to_owned).filter(|rows| !rows.trim().is_empty()).or_else(guessed);
    let rows = rows.ok_or_else(|| Error::field(Code::FieldRequired, "/rows"))?;
    let path = pages::steps(&rows);
    let mut faults = turned(&mut document, &path);
    let probe = Probe::new(&path);
    let mut values = draft.variables.clone();
    for variable in variables(&document, &[]).into_iter().filter(|variable| variable.required) {
        // A number may be needed to reckon the cost; any will do to look at the rest.
        let any = match variable.takes {
            Some(ParameterType::Int | ParameterType::Float) => Some(Value::from(1)),
            Some(ParameterType::Boolean) => Some(Value::from(true)),
            _ => None,
        };
        if let Some(any) = any {
            values.entry(variable.name).or_insert(any);
        }
    }
    let mut request = Request::new(draft.query)
        .variables(Variables::from_json(Value::Object(values)))
        .data(Purse::new(ctx, None, true))
        .data(probe.clone())
        .data(ctx.clone());
    request.set_parsed_query(document.clone());
    let answer = schema.execute(request).await;
    faults.extend(answer.errors.iter().map(|error| fault(&uncarried(error), Some(error))));
    match probe.found() {
        Found::Rows => {}
        Found::Missing if faults.is_empty() => faults.push(Violation::new(Code::UnknownCode, "/rows")),
        Found::NoList | Found::WithinList => faults.push(Violation::new(Code::FieldType, "/rows").saying(Text::new(
            "Jalur ini harus menunjuk satu daftar objek, dan tidak di dalam daftar lain.",
            "This path must name one list of objects that is not within another list.",
        ))),
        Found::Missing => {}
    }
    if faults.is_empty() {
        Ok(Shape { rows: path.join("."), variables: variables(&document, &probe.objects()) })
    } else {
        Err(Error::listing(Code::Invalid, faults))
    }
}

/// Turns the connection at the path to its first page; what cannot be turned is a fault.
fn turned(document: &mut ExecutableDocument, path: &[String]) -> Vec<Violation> {
    let Some(connection) = pages::connection(document, path) else { return Vec::new() };
    let ours = |name: &str| matches!(name, "after" | "last" | "before");
    let taken = connection.arguments.iter().any(|(name, value)| {
        // A variable that is left over would be refused as unused.
        ours(name.node.as_str()) || (name.node.as_str() == "first" && value.node.clone().into_const().is_none())
    });
    pages::turn(document, path, None);
    let text = Text::new(
        "Daftar baris dibaca sampai habis: tulis `first` sebagai angka, tanpa `after`, `last`, dan `before`.",
        "The list of rows is read to its end: write `first` as a number, and no `after`, `last` or `before`.",
    );
    if taken { vec![Violation::new(Code::QueryRefused, "/query").saying(text)] } else { Vec::new() }
}

/// What is wrong with a document, and where.
fn fault(refused: &Error, error: Option<&ServerError>) -> Violation {
    let mut fault = Violation::new(Code::QueryRefused, "/query").saying(refused.0.detail.clone());
    fault.params.clone_from(&refused.0.params);
    if let Some(at) = error.and_then(|error| error.locations.first()) {
        fault = fault.with("line", at.line).with("column", at.column);
    }
    fault
}

impl Read {
    /// Page after page, to the end of the rows at the path.
    async fn gather(&self, asker: Asker<'_>, rows: &str, standing: &mut Option<Standing>) -> Result<Answer> {
        let path = pages::steps(rows);
        let is_paged = pages::connection(&self.document, &path).is_some();
        let mut answer = Answer {
            columns: pages::columns(&self.document, &path),
            rows: Vec::new(),
            about: Map::new(),
            extensions: Map::new(),
            roots: pages::roots(&self.document),
        };
        let too_large = |what: &'static str, most: usize| {
            Error::listing(Code::Invalid, vec![Violation::new(Code::FieldRange, "").with(what, most)])
        };
        let (mut after, mut is_first, mut bytes): (Option<String>, bool, usize) = (None, true, 0);
        loop {
            let mut page = self.document.clone();
            if is_paged {
                pages::turn(&mut page, &path, after.as_deref());
            }
            let Page { mut data, told, size } = self.one(asker, page, standing).await?;
            bytes = bytes.saturating_add(size);
            after = pages::take_next(&mut data, &path).filter(|_| is_paged);
            told::add(&mut answer.extensions, told, &path, answer.rows.len());
            let columns = &answer.columns;
            answer.rows.extend(pages::take_rows(&mut data, &path).iter().map(|row| table::cells(row, columns)));
            if answer.rows.len() > ROWS {
                return Err(too_large("maxRows", ROWS));
            }
            if bytes > BYTES {
                return Err(too_large("maxBytes", BYTES));
            }
            if let (Value::Object(about), true) = (data, std::mem::take(&mut is_first)) {
                answer.about = about;
            }
            if after.is_none() {
                return Ok(answer);
            }
        }
    }

    /// Runs one page, which is paid.
    async fn one(
        &self,
        Asker { ctx, from, variables }: Asker<'_>,
        document: ExecutableDocument,
        standing: &mut Option<Standing>,
    ) -> Result<Page> {
        let purse = Purse::new(ctx, from, false);
        let asked = Run { query: self.query.clone(), operation: None, variables: variables.clone(), document };
        let ran = run(&self.schema, ctx.clone(), purse.clone(), asked).await;
        *standing = purse.standing().or(*standing);
        if let Some(error) = ran.answer.errors.first() {
            return Err(refusal(error));
        }
        let said = serde_json::to_vec(&ran.answer.extensions)?;
        let mut told: BTreeMap<String, Value> = serde_json::from_slice(&said)?;
        told.retain(|name, _| TOLD.contains(&name.as_str()));
        // By its text: a document that passes through unparsed is JSON only there.
        let text = serde_json::to_vec(&ran.answer.data)?;
        Ok(Page { data: serde_json::from_slice(&text)?, told, size: text.len() + said.len() })
    }
}

/// A page of the rows.
struct Page {
    data: Value,
    /// What was said of it: lists by their names.
    told: BTreeMap<String, Value>,
    /// Bytes of it as JSON.
    size: usize,
}

/// A table with holes is none: the first error is the answer. What the library refuses is a value that does not fit.
fn refusal(error: &ServerError) -> Error {
    let mut refused = uncarried(error);
    if refused.code() == Code::QueryRefused && !refused.0.violations.is_empty() {
        return Error::listing(Code::Invalid, std::mem::take(&mut refused.0.violations));
    }
    if error.source::<Error>().is_some() {
        return refused;
    }
    let fault = Violation::new(Code::QueryRefused, "").saying(refused.0.detail.clone());
    Error::listing(Code::Invalid, vec![fault])
}

/// The variables of the only operation. `objects` are the names of types that are input objects.
fn variables(document: &ExecutableDocument, objects: &[String]) -> Vec<Variable> {
    let all = pages::only(document).map(|only| only.variable_definitions.as_slice()).unwrap_or_default();
    all.iter().map(|one| variable(&one.node, objects)).collect()
}

fn variable(of: &VariableDefinition, objects: &[String]) -> Variable {
    let required = of.default_value().is_none();
    Variable { name: of.name.node.to_string(), takes: takes(&of.var_type.node, objects), required }
}

/// What a parameter takes for a variable of this type; none where no text can say it.
fn takes(of: &Type, objects: &[String]) -> Option<ParameterType> {
    match &of.base {
        BaseType::List(item) => (takes(item, objects) == Some(ParameterType::String)).then_some(ParameterType::List),
        BaseType::Named(name) => match name.as_str() {
            "Int" | "Rupiah" => Some(ParameterType::Int),
            "Float" => Some(ParameterType::Float),
            "Boolean" => Some(ParameterType::Boolean),
            "JSON" => None,
            other => (!objects.iter().any(|object| object == other)).then_some(ParameterType::String),
        },
    }
}
