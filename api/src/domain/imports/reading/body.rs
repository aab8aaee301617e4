//! The body of a single call, filled cell by cell.

use serde_json::{Map, Value, json};

/// The steps of a JSON Pointer.
pub(super) fn steps(at: &str) -> Vec<String> {
    at.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// A body while it is filled.
#[derive(Default)]
pub(super) struct Body {
    fields: Map<String, Value>,
    /// Indicators that do not apply.
    not_applicable: Vec<String>,
}

impl Body {
    /// Puts a value where the steps lead.
    pub(super) fn put(&mut self, steps: &[String], value: Value) {
        put(&mut self.fields, steps, value);
    }

    /// Says that an indicator does not apply; false where the steps lead to none.
    pub(super) fn not_applicable(&mut self, steps: &[String]) -> bool {
        match steps {
            [values, code, ..] if values == "values" => {
                self.not_applicable.push(code.clone());
                true
            }
            _ => false,
        }
    }

    /// The fields, and the indicators that do not apply though they have values.
    pub(super) fn end(mut self) -> (Map<String, Value>, Vec<String>) {
        let none = json!({"notApplicable": true});
        let mut contradicted = Vec::new();
        for code in self.not_applicable {
            let at = ["values".to_owned(), code.clone()];
            match self.fields.get("values").and_then(|values| values.get(&code)) {
                None => put(&mut self.fields, &at, none.clone()),
                Some(there) if *there == none || contradicted.contains(&code) => {}
                Some(_) => contradicted.push(code),
            }
        }
        (self.fields, contradicted)
    }
}

/// A total that has parts becomes one of them: `{"total": 30, "sex": {"LAKI_LAKI": 13}}`.
fn put(fields: &mut Map<String, Value>, steps: &[String], value: Value) {
    let Some((step, further)) = steps.split_first() else { return };
    if further.is_empty() {
        match fields.get_mut(step) {
            Some(Value::Object(parts)) => parts.insert("total".to_owned(), value),
            _ => fields.insert(step.clone(), value),
        };
        return;
    }
    let within = fields.entry(step.clone()).or_insert_with(|| json!({}));
    if !within.is_object() {
        *within = json!({"total": within.take()});
    }
    if let Value::Object(within) = within {
        put(within, further, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(cells: &[(&str, Value)]) -> Value {
        let mut body = Body::default();
        for (at, value) in cells {
            body.put(&steps(at), value.clone());
        }
        Value::Object(body.end().0)
    }

    #[test]
    fn a_total_with_parts_becomes_one_of_them_whichever_comes_first() {
        let (total, part) = (("/values/A03", json!(30)), ("/values/A03/sex/LAKI_LAKI", json!(13)));
        let whole = json!({"values": {"A03": {"total": 30, "sex": {"LAKI_LAKI": 13}}}});
        assert_eq!(filled(&[total.clone(), part.clone()]), whole);
        assert_eq!(filled(&[part.clone(), total.clone()]), whole);
        assert_eq!(filled(&[total]), json!({"values": {"A03": 30}}));
        assert_eq!(filled(&[part]), json!({"values": {"A03": {"sex": {"LAKI_LAKI": 13}}}}));
    }

    #[test]
    fn steps_are_those_of_a_json_pointer() {
        assert_eq!(filled(&[("/a~1b/c~0d", json!(1))]), json!({"a/b": {"c~d": 1}}));
    }

    #[test]
    fn what_does_not_apply_has_no_values() {
        let mut body = Body::default();
        assert!(body.not_applicable(&steps("/values/A01")) && body.not_applicable(&steps("/values/A03/sex/X")));
        assert!(!body.not_applicable(&steps("/blk")));
        body.put(&steps("/values/A03"), json!(5));
        let (fields, contradicted) = body.end();
        assert_eq!(fields["values"]["A01"], json!({"notApplicable": true}));
        assert_eq!(contradicted, ["A03"]);
    }
}
