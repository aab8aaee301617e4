//! The faults of a record, gathered so that all are said at once.

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::{Code, Ctx, Violation};

/// Checks of one record; paths are those of its fields.
pub struct Checks<'a> {
    ctx: &'a Ctx,
    today: NaiveDate,
    faults: Vec<Violation>,
}

impl<'a> Checks<'a> {
    pub fn new(ctx: &'a Ctx, faults: Vec<Violation>) -> Self {
        Self { ctx, today: ctx.today(), faults }
    }

    pub fn into_faults(self) -> Vec<Violation> {
        self.faults
    }

    /// Today, in Jakarta.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    pub fn fault(&mut self, code: Code, field: &str) {
        self.faults.push(Violation::new(code, format!("/{field}")));
    }

    /// A fault with a sentence of its own, in both languages.
    pub fn say(&mut self, code: Code, field: &str, id: &str, en: &str) {
        let said = Violation::new(code, format!("/{field}")).saying(crate::domain::text::Text::new(id, en));
        self.faults.push(said);
    }

    /// The field holds a code of the set.
    pub fn code(&mut self, field: &str, set: &str, code: &str) {
        self.known(format!("/{field}"), set, code);
    }

    pub fn code_if(&mut self, field: &str, set: &str, code: Option<&str>) {
        if let Some(code) = code {
            self.code(field, set, code);
        }
    }

    /// The field holds codes of the set, each once; it is stored as a JSON array.
    pub fn codes(&mut self, field: &str, set: &str, stored: &str) {
        let codes: Vec<String> = serde_json::from_str(stored).unwrap_or_default();
        for (index, code) in codes.iter().enumerate() {
            let path = format!("/{field}/{index}");
            if codes.iter().position(|other| other == code) != Some(index) {
                self.faults.push(Violation::new(Code::FieldDuplicate, path.clone()));
            }
            self.known(path, set, code);
        }
    }

    /// A key of each item of a stored list holds a code of the set.
    pub fn codes_of(&mut self, field: &str, key: &str, set: &str, stored: &str) {
        let items: Vec<Value> = serde_json::from_str(stored).unwrap_or_default();
        for (index, item) in items.iter().enumerate() {
            if let Some(code) = item.get(key).and_then(Value::as_str) {
                self.known(format!("/{field}/{index}/{key}"), set, code);
            }
        }
    }

    /// The second day does not come before the first.
    pub fn order(&mut self, first: (&str, Option<NaiveDate>), second: (&str, Option<NaiveDate>)) {
        if let (Some(from), Some(to)) = (first.1, second.1)
            && to < from
        {
            let fault = Violation::new(Code::FieldRange, format!("/{}", second.0));
            self.faults.push(fault.with("min", from.to_string()));
        }
    }

    /// The day does not lie in the future.
    pub fn past(&mut self, field: &str, day: Option<NaiveDate>) {
        if day.is_some_and(|day| day > self.today) {
            let fault = Violation::new(Code::FieldRange, format!("/{field}"));
            self.faults.push(fault.with("max", self.today.to_string()));
        }
    }

    fn known(&mut self, path: String, set: &str, code: &str) {
        if !self.ctx.app.codes.has(set, code, self.today) {
            self.faults.push(Violation::new(Code::UnknownCode, path).with("set", set));
        }
    }
}
