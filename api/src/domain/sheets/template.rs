//! The workbook that people fill in: a sheet for the data, one of explanations, and a hidden one with the choices.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Note,
    Workbook, Worksheet, XlsxError, cell_range_absolute,
};

use super::template_words::explanations;
use super::write_xlsx::{cut, failed, width};
use crate::domain::imports::columns::{Column, Holds, Shape};
use crate::domain::{Result, Text};

/// Rows in which choices drop down. More rows may be filled in without them.
const ROWS: u32 = 1_000;
/// The sheet of the choices. A list in the cell itself holds 255 characters at most.
const CHOICES: &str = "_pilihan";
/// Most characters of the title and the text that Excel shows beside a cell.
const BESIDE: (usize, usize) = (32, 255);

pub(super) type Made<T = ()> = std::result::Result<T, XlsxError>;

/// The file for the records of a shape, the same bytes for the same shape. The sheet "Data" has nothing but the headings,
/// so that nobody files an example; examples stand on the sheet "Petunjuk".
pub fn template(shape: &Shape) -> Result<Vec<u8>> {
    workbook(shape).map_err(failed)
}

fn workbook(shape: &Shape) -> Made<Vec<u8>> {
    let mut book = Workbook::new();
    // The time at which it is made would make other bytes of it each time.
    let about = DocProperties::new().set_title(shape.title.id.as_str()).set_author("e-Reporting BLK Komunitas");
    book.set_properties(&about.set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let lists = Lists::of(shape);
    data(book.add_worksheet(), shape, &lists)?;
    explanations(book.add_worksheet(), shape, &lists)?;
    if !lists.0.is_empty() {
        lists.write(book.add_worksheet())?;
    }
    book.save_to_buffer()
}

/// The heading of a column, as it stands in the file; whoever reads it takes no notice of the star.
pub(super) fn heading(column: &Column) -> String {
    let star = if column.required { " *" } else { "" };
    format!("{}{star}", column.title.id)
}

/// Headings with notes, columns in their form, choices.
fn data(sheet: &mut Worksheet, shape: &Shape, lists: &Lists<'_>) -> Made {
    let optional = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let required = optional.clone().set_background_color(Color::RGB(0x1F4E79)).set_font_color(Color::White);
    let optional = optional.set_background_color(Color::RGB(0xDDEBF7));
    sheet.set_name("Data")?.set_freeze_panes(1, 0)?.set_row_height(0, 48)?;
    for (at, column) in (0_u16..).zip(&shape.columns) {
        let (help, example) = (&column.help, &column.example);
        let format = if column.required { &required } else { &optional };
        sheet.set_column_width(at, width(&column.title.id))?;
        sheet.set_column_format(at, &Format::new().set_num_format(form(&column.holds)))?;
        sheet.write_string_with_format(0, at, heading(column), format)?;
        let note = Note::new(format!("{}\n\n{}\n\nContoh/example: {example}", help.id, help.en));
        let note = note.set_author("e-Reporting").add_author_prefix(false).set_width(340).set_height(170);
        sheet.insert_note(0, at, &note)?;
        sheet.add_data_validation(1, at, ROWS, at, &beside(column, lists)?)?;
    }
    Ok(())
}

/// How Excel shows what is typed into a column. What it would make a day or a number of, though it is none, is text.
fn form(holds: &Holds) -> &'static str {
    match holds {
        // With the month in words: whoever wrote month before day sees it.
        Holds::Date => "d mmmm yyyy",
        Holds::Integer => "0",
        Holds::Decimal => "General",
        Holds::Rupiah => "#,##0",
        Holds::Text | Holds::Digits | Holds::Period | Holds::YesNo | Holds::Choice(_) | Holds::List => "@",
    }
}

/// What Excel says and offers in the cells of a column. It warns of what is no choice, but takes it: the name of a choice
/// is understood as well as its code.
fn beside(column: &Column, lists: &Lists<'_>) -> Made<DataValidation> {
    let any = DataValidation::new();
    let rule = match &column.holds {
        Holds::Choice(choices) => match lists.range(choices) {
            Some(range) => any.allow_list_formula(Formula::new(range)),
            None => any.allow_any_value(),
        },
        Holds::YesNo => any.allow_list_strings(&["ya", "tidak"])?,
        _ => any.allow_any_value(),
    };
    let text = format!("{} Contoh: {}", column.help.id, column.example);
    let rule = rule.set_input_title(cut(&column.title.id, BESIDE.0))?.set_input_message(cut(&text, BESIDE.1))?;
    let rule = rule.set_error_title("Bukan salah satu pilihan")?;
    let rule = rule.set_error_message("Pilih dari daftar, atau tulis nama pilihannya. Lihat lembar Petunjuk.")?;
    Ok(rule.set_error_style(DataValidationErrorStyle::Warning))
}

/// The lists of choices of a shape, each once.
pub(super) struct Lists<'a>(pub(super) Vec<&'a [(String, Text)]>);

impl<'a> Lists<'a> {
    fn of(shape: &'a Shape) -> Self {
        let mut lists: Vec<&[(String, Text)]> = Vec::new();
        for column in &shape.columns {
            if let Holds::Choice(choices) = &column.holds
                && !choices.is_empty()
                && !lists.contains(&choices.as_slice())
            {
                lists.push(choices);
            }
        }
        Self(lists)
    }

    /// Where the codes of some choices stand.
    fn range(&self, choices: &[(String, Text)]) -> Option<String> {
        let at = u16::try_from(self.0.iter().position(|list| *list == choices)?).ok()?;
        let last = u32::try_from(choices.len()).ok()?.checked_sub(1)?;
        Some(format!("='{CHOICES}'!{}", cell_range_absolute(0, at, last, at)))
    }

    fn write(&self, sheet: &mut Worksheet) -> Made {
        sheet.set_name(CHOICES)?.set_hidden(true);
        for (at, list) in (0_u16..).zip(&self.0) {
            for (row, (code, _)) in (0_u32..).zip(*list) {
                sheet.write_string(row, at, code.as_str())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "template_test.rs"]
mod tests;
