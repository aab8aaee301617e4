//! Whether one schema serves the callers of another.

use std::collections::BTreeMap;

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// What callers of the old schema would miss in the new one.
pub fn lost(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (kinds(old), kinds(new));
    let mut faults = Vec::new();
    for (name, was) in &old {
        match (was, new.get(name)) {
            (_, None) => faults.push(format!("{name} is gone")),
            (TypeKind::Object(was), Some(TypeKind::Object(is))) => {
                missing(name, "interface", &was.implements, &is.implements, &mut faults);
                fields(name, &was.fields, &is.fields, &mut faults);
            }
            (TypeKind::Interface(was), Some(TypeKind::Interface(is))) => {
                fields(name, &was.fields, &is.fields, &mut faults);
            }
            (TypeKind::Union(was), Some(TypeKind::Union(is))) => {
                missing(name, "member", &was.members, &is.members, &mut faults);
            }
            (TypeKind::Enum(was), Some(TypeKind::Enum(is))) => {
                let values = |all: &[Positioned<async_graphql::parser::types::EnumValueDefinition>]| {
                    all.iter().map(|value| value.node.value.clone()).collect::<Vec<_>>()
                };
                missing(name, "value", &values(&was.values), &values(&is.values), &mut faults);
            }
            (TypeKind::InputObject(was), Some(TypeKind::InputObject(is))) => {
                inputs(name, &was.fields, &is.fields, &mut faults);
            }
            (TypeKind::Scalar, Some(TypeKind::Scalar)) => {}
            (_, Some(_)) => faults.push(format!("{name} is another kind of type")),
        }
    }
    faults
}

fn kinds(sdl: &str) -> BTreeMap<String, TypeKind> {
    let document = parse_schema(sdl).unwrap();
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(one) => Some((one.node.name.node.to_string(), one.node.kind)),
        _ => None,
    });
    types.collect()
}

fn missing(
    of: &str,
    what: &str,
    was: &[Positioned<async_graphql::Name>],
    is: &[Positioned<async_graphql::Name>],
    faults: &mut Vec<String>,
) {
    for name in was {
        if !is.iter().any(|other| other.node == name.node) {
            faults.push(format!("{of}: {what} {} is gone", name.node));
        }
    }
}

fn fields(of: &str, was: &[Positioned<FieldDefinition>], is: &[Positioned<FieldDefinition>], faults: &mut Vec<String>) {
    for was in was.iter().map(|field| &field.node) {
        let path = format!("{of}.{}", was.name.node);
        let Some(is) = is.iter().map(|field| &field.node).find(|field| field.name.node == was.name.node) else {
            faults.push(format!("{path} is gone"));
            continue;
        };
        if !gives(&was.ty.node, &is.ty.node) {
            faults.push(format!("{path} was {}, and is {}", was.ty.node, is.ty.node));
        }
        inputs(&path, &was.arguments, &is.arguments, faults);
    }
}

/// Arguments, or fields of an input.
fn inputs(
    of: &str,
    was: &[Positioned<InputValueDefinition>],
    is: &[Positioned<InputValueDefinition>],
    faults: &mut Vec<String>,
) {
    for was in was.iter().map(|input| &input.node) {
        let path = format!("{of}({})", was.name.node);
        let Some(is) = is.iter().map(|input| &input.node).find(|input| input.name.node == was.name.node) else {
            faults.push(format!("{path} is gone"));
            continue;
        };
        let may_be_left_out = is.default_value.is_some();
        if !takes(&was.ty.node, &is.ty.node, may_be_left_out) {
            faults.push(format!("{path} took {}, and takes {}", was.ty.node, is.ty.node));
        }
    }
    for is in is.iter().map(|input| &input.node) {
        let is_new = !was.iter().any(|input| input.node.name.node == is.name.node);
        if is_new && !is.ty.node.nullable && is.default_value.is_none() {
            faults.push(format!("{of}({}) is new, and required", is.name.node));
        }
    }
}

/// Whether readers of the old type can read the new one.
fn gives(was: &Type, is: &Type) -> bool {
    (was.nullable || !is.nullable)
        && match (&was.base, &is.base) {
            (BaseType::Named(was), BaseType::Named(is)) => was == is,
            (BaseType::List(was), BaseType::List(is)) => gives(was, is),
            _ => false,
        }
}

/// Whether what was written for the old type is still taken. One with a default may be left out though it is not null.
fn takes(was: &Type, is: &Type, may_be_left_out: bool) -> bool {
    (is.nullable || !was.nullable || may_be_left_out)
        && match (&was.base, &is.base) {
            (BaseType::Named(was), BaseType::Named(is)) => was == is,
            (BaseType::List(was), BaseType::List(is)) => takes(was, is, false),
            _ => false,
        }
}

const OLD: &str = "
    interface Node { id: ID! }
    type Query { blk(code: String!, at: Int): Blk blks(first: Int! = 5): [Blk!]! }
    type Blk implements Node { id: ID! name: String note: String! }
    enum State { OPEN DONE }
    union Any = Blk
    input Filter { state: State codes: [String!] }
    scalar JSON
";

#[test]
fn what_is_added_is_no_fault() {
    let new = "
        interface Node { id: ID! }
        type Query { blk(code: String, at: Int, lang: String): Blk blks(first: Int): [Blk!]! more: Int }
        type Blk implements Node { id: ID! name: String! note: String! extra: [Int] }
        type Other { id: ID }
        enum State { OPEN LATE DONE }
        union Any = Other | Blk
        input Filter { state: State codes: [String] extra: Int limit: Int! = 3 }
        scalar JSON
    ";
    assert_eq!(lost(OLD, new), Vec::<String>::new());
}

#[test]
fn what_is_lost_or_narrowed_is_found() {
    let new = "
        interface Node { id: ID! }
        type Query { blk(code: Int!, lang: String!): Blk blks(first: Int! = 5): [Blk] }
        type Blk { id: ID! note: String }
        enum State { OPEN }
        type Any { id: ID }
        input Filter { state: State! codes: [String!]! }
    ";
    let mut found = lost(OLD, new);
    found.sort();
    assert_eq!(
        found,
        [
            "Any is another kind of type",
            "Blk.name is gone",
            "Blk.note was String!, and is String",
            "Blk: interface Node is gone",
            "Filter(codes) took [String!], and takes [String!]!",
            "Filter(state) took State, and takes State!",
            "JSON is gone",
            "Query.blk(at) is gone",
            "Query.blk(code) took String!, and takes Int!",
            "Query.blk(lang) is new, and required",
            "Query.blks was [Blk!]!, and is [Blk]",
            "State: value DONE is gone",
        ]
    );
}
