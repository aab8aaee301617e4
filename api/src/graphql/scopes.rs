//! Whose figures and rows an answer gave, and what of them is hidden: `extensions.scopes`, and what figures add to
//! `extensions.redactions`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_graphql::{Context, Value, value};

use super::loaders::caller;
use crate::domain::Ctx;
use crate::domain::analytics::{Answer, Told};
use crate::domain::sphere::{self, Sphere};
use crate::vocab::FigureScope;

/// What would show more to who has no rights on units.
const UNLOCK: &str = "a role on a scope that holds units";

/// What the fields of this answer tell of themselves.
#[derive(Clone, Default)]
pub struct Scopes(Arc<Mutex<Gathered>>);

#[derive(Default)]
struct Gathered {
    /// Of figures: whose they are.
    figures: Vec<Value>,
    /// How many of them are hidden.
    hidden: Vec<Value>,
    /// Lists that are empty, by their paths.
    empty: BTreeMap<String, Sphere>,
}

impl Scopes {
    /// The entries of `extensions.scopes`, and those for `extensions.redactions`. Of how many units a caller finds
    /// nothing is counted once for each kind of right.
    pub async fn take(&self, ctx: &Ctx) -> (Vec<Value>, Vec<Value>) {
        let Gathered { mut figures, hidden, empty } =
            self.0.lock().map(|mut all| std::mem::take(&mut *all)).unwrap_or_default();
        let mut counted: Vec<(Sphere, Value)> = Vec::new();
        for (path, sphere) in empty {
            let units = match counted.iter().find(|(of, _)| *of == sphere) {
                Some((_, units)) => units.clone(),
                None => {
                    let units = units(ctx, sphere).await;
                    counted.push((sphere, units.clone()));
                    units
                }
            };
            figures.push(nothing(&path, sphere, units));
        }
        (figures, hidden)
    }
}

/// Notes whose figures the root being resolved gives, and how many of them are hidden.
pub fn tell(ctx: &Context<'_>, answer: &Answer) {
    let path = format!("/{}", steps(ctx).join("/"));
    if let Ok(scopes) = ctx.data::<Scopes>()
        && let Ok(mut all) = scopes.0.lock()
    {
        all.figures.push(scope(&path, &answer.scope));
        let hidden = i64::try_from(answer.provenance.suppressed_cells).unwrap_or(i64::MAX);
        if hidden > 0 {
            all.hidden.push(value!({
                "path": path, "reason": "SMALL_CELL", "count": hidden,
                "unlock": "a role on a scope that holds the units: then ask with scope MINE",
            }));
        }
    }
}

/// Notes that the list of which a field is being resolved is empty; nothing for callers who see all there is.
pub fn tell_empty(ctx: &Context<'_>, sphere: Sphere) {
    let mut path = steps(ctx);
    path.pop();
    // Below a row, what everybody sees as empty is as plain as a null.
    let in_row = path.iter().any(|step| step.bytes().all(|b| b.is_ascii_digit()));
    if (sphere == Sphere::Everybody && in_row) || caller(ctx).is_ok_and(|caller| sphere.is_whole(caller)) {
        return;
    }
    if let Ok(scopes) = ctx.data::<Scopes>()
        && let Ok(mut all) = scopes.0.lock()
    {
        all.empty.insert(format!("/{}", path.join("/")), sphere);
    }
}

/// The path of the field that is being resolved.
fn steps(ctx: &Context<'_>) -> Vec<String> {
    ctx.path_node.map(|node| node.to_string_vec()).unwrap_or_default()
}

/// How many units the caller sees; null where they cannot be counted just now.
async fn units(ctx: &Ctx, sphere: Sphere) -> Value {
    let Some(units) = sphere.units(ctx) else { return Value::Null };
    match sphere::how_many(ctx.db(), &units).await {
        Ok(Some(count)) => value!(count),
        Ok(None) => value!("ALL"),
        Err(refused) => {
            tracing::warn!(request_id = &*ctx.request_id, code = refused.code().as_str(), "units were not counted");
            Value::Null
        }
    }
}

/// The entry of an empty list.
fn nothing(path: &str, sphere: Sphere, units: Value) -> Value {
    let (public, mine) = (FigureScope::Public.as_str(), FigureScope::Mine.as_str());
    match sphere {
        Sphere::Everybody => value!({ "path": path, "scope": public, "units": "ALL", "empty": true }),
        Sphere::Own => value!({ "path": path, "scope": mine, "empty": true, "reason": "OWN_ROWS_ONLY" }),
        _ if units == value!(0) => value!({
            "path": path, "scope": mine, "units": 0, "empty": true, "reason": "NO_ROW_RIGHTS", "unlock": UNLOCK,
        }),
        _ => value!({ "path": path, "scope": mine, "units": units, "empty": true }),
    }
}

/// The entry of figures.
fn scope(path: &str, told: &Told) -> Value {
    let word = told.scope.as_str();
    if told.without_rights {
        return value!({
            "path": path, "scope": word, "units": 0, "reason": "NO_ROW_RIGHTS",
            "unlock": format!("{UNLOCK}; or ask with scope PUBLIC"),
        });
    }
    let units = match (told.scope, told.units) {
        (FigureScope::Public, _) | (_, None) => value!("ALL"),
        (_, Some(units)) => value!(units),
    };
    if told.outside.is_empty() {
        return value!({ "path": path, "scope": word, "units": units });
    }
    value!({
        "path": path, "scope": word, "units": units, "reason": "OUTSIDE_ROW_RIGHTS", "outside": told.outside.clone(),
        "unlock": "a role on a scope that holds units of these places; or ask with scope PUBLIC",
    })
}
