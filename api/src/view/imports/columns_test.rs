//! Columns against the inputs of the single calls.

use std::collections::HashSet;

use serde_json::{Value, json};
use utoipa::openapi::{ComponentsBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::super::{attendance, enterprises, persons, progress_fields, registry_fields, trainees, users, visits};
use super::*;
use crate::view::blks::BlkInput;
use crate::view::incubation::persons::PersonInput;
use crate::view::incubation::rosters::RosterRow;
use crate::view::kept::{MentoringVisitInput, ProgressInput};
use crate::view::people::NewUser;
use crate::view::training::rosters::TraineeRosterRow;
use crate::view::training::rows::AttendanceRow;
use crate::view::units::OrganizationInput;

/// The schema of an input with all that it refers to.
fn schema<T: ToSchema>() -> Value {
    let mut parts: Vec<(String, RefOr<Schema>)> = vec![(T::name().into_owned(), <T as PartialSchema>::schema())];
    <T as ToSchema>::schemas(&mut parts);
    let mut components = ComponentsBuilder::new();
    for (name, schema) in parts {
        components = components.schema(name, schema);
    }
    json!({"$ref": format!("#/components/schemas/{}", T::name()), "components": components.build()})
}

/// What a schema says of a field.
fn step<'a>(all: &'a Value, schema: &'a Value, name: &str) -> Option<&'a Value> {
    if let Some(place) = schema["$ref"].as_str() {
        return step(all, all.pointer(place.trim_start_matches('#'))?, name);
    }
    if let Some(items) = schema.get("items") {
        return step(all, items, name);
    }
    if let Some(found) = schema["properties"].get(name) {
        return Some(found);
    }
    let branches = ["oneOf", "anyOf", "allOf"].iter().filter_map(|key| schema[*key].as_array()).flatten();
    branches.into_iter().find_map(|branch| step(all, branch, name))
}

/// Every field is one of the input, but for those that the single call has elsewhere; and none that it requires is left
/// out.
#[track_caller]
fn fits<T: ToSchema>(fields: &[Field], elsewhere: &[&str]) {
    let all = schema::<T>();
    for field in fields.iter().filter(|field| !elsewhere.contains(&field.at)) {
        let found = field.at.split('/').skip(1).try_fold(&all, |schema, name| step(&all, schema, name));
        assert!(found.is_some(), "{} is no field of {}", field.at, T::name());
    }
    let own = all.pointer(&format!("/components/schemas/{}/required", T::name()));
    for name in own.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        let at = format!("/{name}");
        let named = elsewhere.contains(&at.as_str()) || fields.iter().any(|field| field.at == at && field.required);
        assert!(named, "{at} of {} is required", T::name());
    }
}

fn of_enterprises() -> Vec<Field> {
    [&[persons::UNIT][..], enterprises::ENTERPRISE, enterprises::MEMBER].concat()
}

fn of_progress() -> Vec<Field> {
    [progress_fields::MONTH, progress_fields::WORK, progress_fields::OTHER].concat()
}

#[test]
fn columns_are_fields_of_the_single_calls() {
    let with_contact = |fields: &[Field]| [fields, registry_fields::CONTACT].concat();
    fits::<BlkInput>(&with_contact(registry_fields::BLK), &[]);
    fits::<OrganizationInput>(&with_contact(registry_fields::ORGANIZATION), &[]);
    fits::<NewUser>(users::FIELDS, &["/role", "/blk", "/region", "/unit", "/grants"]);
    fits::<PersonInput>(persons::PERSON, &[]);
    fits::<RosterRow>(&of_enterprises(), &["/unit"]);
    fits::<TraineeRosterRow>(trainees::PLACE, &[]);
    fits::<AttendanceRow>(attendance::FIELDS, &["/trainee"]);
    fits::<ProgressInput>(&of_progress(), &["/exportCountry"]);
    fits::<MentoringVisitInput>(visits::FIELDS, &[]);
}

#[test]
fn no_heading_stands_for_two_columns() {
    let files = [
        [registry_fields::BLK, registry_fields::CONTACT].concat(),
        [registry_fields::ORGANIZATION, registry_fields::CONTACT].concat(),
        users::FIELDS.to_vec(),
        [&[persons::UNIT][..], persons::PERSON].concat(),
        [&of_enterprises()[..], persons::PERSON].concat(),
        [&[trainees::PACKAGE][..], trainees::PLACE, persons::PERSON].concat(),
        [attendance::SESSION, attendance::FIELDS].concat(),
        [progress_fields::INCUBATEE, &of_progress()[..]].concat(),
        [progress_fields::INCUBATEE, visits::FIELDS].concat(),
    ];
    for fields in files {
        let mut seen = HashSet::new();
        for field in &fields {
            // Both languages may have one word for it.
            let names: HashSet<String> =
                [field.title.0, field.title.1].iter().chain(field.also).map(|name| name.to_lowercase()).collect();
            for name in names {
                assert!(seen.insert(name.clone()), "{}: {name}", field.at);
            }
            assert!(!field.help.0.is_empty() && !field.help.1.is_empty() && !field.example.is_empty(), "{}", field.at);
        }
    }
}
