//! The same by GraphQL: a mutation lets in whom the operation of its name lets in, and each query stands in the matrix.

use std::collections::BTreeMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};
use serde_json::{Map, Value, json};

use super::classes::{Verdict, class, exceptions};
use super::matrix::Try;
use super::operations::word;
use super::world::World;

/// What came of trying both roots.
pub struct Found {
    /// Class by mutation, with the operation of REST that is the same.
    mutations: BTreeMap<String, (String, String)>,
    /// Class by `query <name>`.
    pub queries: BTreeMap<String, String>,
    faults: Vec<String>,
}

impl Found {
    /// Mutations whose callers are others than those of REST, and what could not be tried at all.
    pub fn disagreeing(&self, rest: &BTreeMap<String, String>) -> Vec<String> {
        let excused = exceptions("mutation");
        let other = self.mutations.iter().filter(|(name, (operation, is))| {
            rest.get(operation).is_some_and(|was| was != is) && !excused.contains(*name)
        });
        let told = other.map(|(name, (operation, is))| {
            format!("mutation {name}\n    by REST:    {}\n    by GraphQL: {is}", rest[operation])
        });
        self.faults.iter().cloned().chain(told).collect()
    }
}

/// Tries every mutation that REST has too, and every query, in every role.
pub async fn tried(world: &World, tries: &[Try]) -> Found {
    let schema = Schema::read();
    let mut found = Found { mutations: BTreeMap::new(), queries: BTreeMap::new(), faults: Vec::new() };
    for field in schema.fields("Mutation") {
        let name = field.name.node.as_str();
        let same = |one: &&Try| one.operation.id == name;
        let below = |one: &&Try| one.operation.id.split_once("For").is_some_and(|(first, _)| first == name);
        let Some(one) = tries.iter().find(same).or_else(|| tries.iter().find(below)) else { continue };
        if one.operation.open || name == "signOut" {
            continue;
        }
        let (query, variables) = schema.call("mutation", field, Some(one));
        let said = said(world, name, &query, &variables, &mut found.faults).await;
        found.mutations.insert(name.to_owned(), (one.operation.id.clone(), said));
    }
    for field in schema.fields("Query") {
        let name = field.name.node.as_str();
        let (query, variables) = schema.call("query", field, None);
        let said = said(world, name, &query, &variables, &mut found.faults).await;
        found.queries.insert(format!("query {name}"), said);
    }
    found
}

async fn said(world: &World, name: &str, query: &str, variables: &Value, faults: &mut Vec<String>) -> String {
    let mut verdicts = Vec::new();
    for (who, caller) in &world.callers {
        let reply = caller.graphql(query, variables.clone()).await;
        let error = &reply.body["errors"][0]["extensions"];
        let (status, code) = (error["status"].as_u64().unwrap_or(200), error["code"].as_str().unwrap_or_default());
        if status >= 500 || code == "INTERNAL" || code == "QUERY.REFUSED" || code == "REQUEST.MALFORMED" {
            faults.push(format!("{name} of {who}: {query} {variables}: {}", reply.text));
            break;
        }
        verdicts.push((*who, Verdict::of(u16::try_from(status).unwrap())));
    }
    class(&verdicts)
}

struct Schema(BTreeMap<String, TypeKind>);

impl Schema {
    fn read() -> Self {
        let document = parse_schema(api::graphql::sdl()).unwrap();
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(one) => Some((one.node.name.node.to_string(), one.node.kind)),
            _ => None,
        });
        Self(types.collect())
    }

    fn fields(&self, root: &str) -> impl Iterator<Item = &FieldDefinition> {
        let TypeKind::Object(root) = &self.0[root] else { panic!("{root} is no object") };
        root.fields.iter().map(|field| &field.node)
    }

    /// A document that asks for one field, and its variables.
    fn call(&self, kind: &str, field: &FieldDefinition, like: Option<&Try>) -> (String, Value) {
        let name = field.name.node.as_str();
        let body = like.map_or(Value::Null, |one| one.operation.body.clone());
        let mut gaps = like.map(gaps).unwrap_or_default();
        let (mut declared, mut used, mut variables) = (Vec::new(), Vec::new(), Map::new());
        for argument in field.arguments.iter().map(|argument| &argument.node) {
            let (word, ty) = (argument.name.node.as_str(), &argument.ty.node);
            if let Some(value) = self.argument(argument, &body, &mut gaps) {
                declared.push(format!("${word}: {ty}"));
                used.push(format!("{word}: ${word}"));
                variables.insert(word.to_owned(), value);
            }
        }
        let list = |open: &str, all: &[String]| {
            if all.is_empty() { String::new() } else { format!("{open}{})", all.join(", ")) }
        };
        let below = match self.0.get(base(&field.ty.node)) {
            Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)) => " { __typename }",
            _ => "",
        };
        (format!("{kind} T{} {{ {name}{}{below} }}", list("(", &declared), list("(", &used)), Value::Object(variables))
    }

    /// What is sent as an argument; none where it may be left out.
    fn argument(&self, argument: &InputValueDefinition, body: &Value, gaps: &mut Vec<String>) -> Option<Value> {
        let (name, ty) = (argument.name.node.as_str(), &argument.ty.node);
        let needed = !ty.nullable && argument.default_value.is_none();
        match name {
            "validateOnly" => Some(json!(true)),
            "expectedVersion" => Some(json!(1)),
            "first" if needed || body.is_null() => Some(json!(1)),
            "input" | "changes" if body.is_object() => Some(self.fitted(ty, body.clone())),
            _ if !body[name].is_null() => Some(self.fitted(ty, body[name].clone())),
            _ if needed && ["ID", "String"].contains(&base(ty)) && !gaps.is_empty() => Some(json!(gaps.remove(0))),
            _ if needed => Some(self.least(ty, name)),
            _ => None,
        }
    }

    /// A body of REST as this face takes it: fields that it does not know left out, those that it needs added.
    fn fitted(&self, ty: &Type, value: Value) -> Value {
        let Some(TypeKind::InputObject(input)) = self.0.get(base(ty)) else { return value };
        let Value::Object(mut sent) = value else { return value };
        let mut kept = Map::new();
        for field in input.fields.iter().map(|field| &field.node) {
            let name = field.name.node.as_str();
            match sent.remove(name) {
                Some(value) => kept.insert(name.to_owned(), self.fitted(&field.ty.node, value)),
                None if !field.ty.node.nullable && field.default_value.is_none() => {
                    kept.insert(name.to_owned(), self.least(&field.ty.node, name))
                }
                None => None,
            };
        }
        Value::Object(kept)
    }

    /// The least value of a type.
    fn least(&self, ty: &Type, name: &str) -> Value {
        if matches!(ty.base, BaseType::List(_)) {
            return json!([]);
        }
        match (base(ty), self.0.get(base(ty))) {
            (_, Some(TypeKind::Enum(all))) => json!(all.values[0].node.value.node.as_str()),
            (_, Some(TypeKind::InputObject(_))) => self.fitted(ty, json!({})),
            ("Int" | "Float" | "Rupiah", _) => json!(1),
            ("Boolean", _) => json!(false),
            ("NaiveDate", _) => json!("2026-11-01"),
            ("DateTime", _) => json!("2026-11-01T00:00:00Z"),
            ("JSON", _) => json!({}),
            _ => json!(word(name).unwrap_or("x")),
        }
    }
}

/// What stands in the gaps of a path.
fn gaps(one: &Try) -> Vec<String> {
    let both = one.operation.path.split('/').zip(one.paths[0].split('/'));
    both.filter(|(gap, _)| gap.starts_with('{')).map(|(_, value)| value.to_owned()).collect()
}

/// The name at the bottom of a type.
fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => base(inner),
    }
}
