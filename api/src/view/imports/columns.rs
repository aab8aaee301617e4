//! How columns are written down: tables of fields, made into columns with the choices that hold today.

use crate::domain::imports::columns::{Column, Holds};
use crate::domain::{Ctx, Text};

/// What a field holds; codes by the name of their set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    Text,
    Digits,
    Integer,
    Decimal,
    Rupiah,
    Date,
    Period,
    YesNo,
    List,
    /// One code of a set.
    Code(&'static str),
    /// Several codes of a set.
    Codes(&'static str),
}

/// A field of the body of a single call, as a column: texts in Indonesian and English.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub at: &'static str,
    pub is: Is,
    pub required: bool,
    title: (&'static str, &'static str),
    also: &'static [&'static str],
    help: (&'static str, &'static str),
    example: &'static str,
}

/// A field that may be left empty.
pub(super) const fn field(
    at: &'static str,
    is: Is,
    title: (&'static str, &'static str),
    help: (&'static str, &'static str),
    example: &'static str,
) -> Field {
    Field { at, is, required: false, title, also: &[], help, example }
}

impl Field {
    /// A row without it is refused.
    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Other headings that people give it.
    pub(super) const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    /// The same field where a part of the row holds it.
    pub(super) fn column(&self, ctx: &Ctx, within: &str) -> Column {
        let mut help = text(self.help);
        let holds = match self.is {
            Is::Text => Holds::Text,
            Is::Digits => Holds::Digits,
            Is::Integer => Holds::Integer,
            Is::Decimal => Holds::Decimal,
            Is::Rupiah => Holds::Rupiah,
            Is::Date => Holds::Date,
            Is::Period => Holds::Period,
            Is::YesNo => Holds::YesNo,
            Is::List => Holds::List,
            Is::Code(set) => Holds::Choice(choices(ctx, set)),
            Is::Codes(set) => {
                // A dropdown takes one choice only: several are named where the column is explained.
                let codes: Vec<String> = choices(ctx, set).into_iter().map(|(code, _)| code).collect();
                let codes = codes.join(", ");
                help = Text::new(format!("{} Pilihan: {codes}.", help.id), format!("{} Choices: {codes}.", help.en));
                Holds::List
            }
        };
        Column {
            at: format!("{within}{}", self.at),
            title: text(self.title),
            also: self.also.iter().map(|name| (*name).to_owned()).collect(),
            holds,
            required: self.required,
            help,
            example: self.example.to_owned(),
        }
    }
}

fn text((id, en): (&str, &str)) -> Text {
    Text::new(id, en)
}

/// The columns of fields.
pub(super) fn columns(ctx: &Ctx, fields: &[Field]) -> Vec<Column> {
    fields.iter().map(|field| field.column(ctx, "")).collect()
}

/// The columns of fields that lie within a part of the row: `/person`. None of them is required, since the part is not.
pub(super) fn within(ctx: &Ctx, part: &str, fields: &[Field]) -> Vec<Column> {
    fields.iter().map(|field| Column { required: false, ..field.column(ctx, part) }).collect()
}

/// A column that names what was named for the whole file need not be filled in.
pub(super) fn given_once(columns: &mut [Column], at: &str, given: Option<&str>) {
    for column in columns.iter_mut().filter(|column| given.is_some() && column.at == at) {
        column.required = false;
    }
}

/// The codes of a set that hold today, with their labels; closed ones are left out.
pub(super) fn choices(ctx: &Ctx, set: &str) -> Vec<(String, Text)> {
    let today = ctx.today();
    let set = ctx.app.codes.get(set);
    let entries = set.iter().flat_map(|set| set.on(today));
    entries.map(|entry| (entry.code.clone(), entry.label.clone())).collect()
}

#[cfg(test)]
#[path = "columns_test.rs"]
mod tests;
