//! The values of a template as JSON Schema 2020-12, for programs that check before they send.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::compiled::Template;
use super::definition::Indicator;
use crate::domain::reference::CodeSets;
use crate::vocab::ValueType;

/// The schema of `values` for a period that ends on a day (members and choices are those that hold then).
pub fn schema(template: &Template, codes: &CodeSets, on: NaiveDate) -> Value {
    let mut build = Build { codes, on, defs: Map::new() };
    let properties: BTreeMap<&str, Value> =
        template.indicators().map(|one| (one.code.as_str(), build.indicator(one))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("/v1/report-templates/{}/versions/{}/schema", template.code, template.number),
        "title": template.definition.name.en,
        "description": "The `values` of a report. A draft may leave out any indicator; what must be there on submission is said by the sections of the template.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": build.defs,
    })
}

struct Build<'a> {
    codes: &'a CodeSets,
    on: NaiveDate,
    defs: Map<String, Value>,
}

impl Build<'_> {
    fn indicator(&mut self, indicator: &Indicator) -> Value {
        let single = self.single(indicator);
        let mut forms = vec![single.clone(), json!({"type": "null"}), self.not_applicable()];
        if !indicator.dimensions.is_empty() {
            forms.push(self.parts(indicator, &single));
        }
        let mut schema = json!({"title": indicator.name.en, "description": indicator.definition.en, "oneOf": forms});
        if let Some(fields) = schema.as_object_mut().filter(|_| indicator.computed.is_some()) {
            fields.insert("readOnly".to_owned(), json!(true));
        }
        schema
    }

    fn single(&mut self, indicator: &Indicator) -> Value {
        match indicator.value_type {
            ValueType::Integer | ValueType::Rupiah => {
                json!({"type": "integer", "minimum": indicator.least(), "maximum": indicator.most()})
            }
            ValueType::Decimal | ValueType::Percent => {
                json!({"type": "number", "minimum": indicator.least(), "maximum": indicator.most(), "multipleOf": 0.01})
            }
            ValueType::Choice => self.codes_of(indicator.choices.as_deref().unwrap_or_default()),
            ValueType::Text => json!({"type": "string", "maxLength": indicator.longest()}),
        }
    }

    fn parts(&mut self, indicator: &Indicator, single: &Value) -> Value {
        let mut properties = Map::new();
        properties.insert("total".to_owned(), single.clone());
        for dimension in &indicator.dimensions {
            let set = self.codes.members(dimension).map(|set| set.name.clone()).unwrap_or_default();
            let names = self.codes_of(&set);
            properties.insert(
                dimension.clone(),
                json!({"type": "object", "propertyNames": names, "additionalProperties": single}),
            );
        }
        json!({"type": "object", "properties": properties, "additionalProperties": false})
    }

    /// The codes of a set that hold, written once.
    fn codes_of(&mut self, set: &str) -> Value {
        if !self.defs.contains_key(set) {
            let codes: Vec<String> = self
                .codes
                .get(set)
                .map(|set| set.on(self.on).map(|entry| entry.code.clone()).collect())
                .unwrap_or_default();
            self.defs.insert(set.to_owned(), json!({"type": "string", "enum": codes}));
        }
        json!({"$ref": format!("#/$defs/{set}")})
    }

    fn not_applicable(&mut self) -> Value {
        self.defs.entry("notApplicable").or_insert_with(|| {
            json!({
                "type": "object",
                "properties": {"notApplicable": {"const": true}},
                "required": ["notApplicable"],
                "additionalProperties": false,
            })
        });
        json!({"$ref": "#/$defs/notApplicable"})
    }
}
