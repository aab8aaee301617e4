//! The sheet "Petunjuk" of a template: how to use it, what each column holds, what the choices mean.

use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet};

use super::template::{Lists, Made, heading};
use crate::domain::imports::columns::{Column, Holds, Shape};

/// Choices that are named where the column is explained; more of them stand below.
const FEW: usize = 8;
const WIDTHS: [u32; 6] = [36, 12, 60, 60, 26, 48];
const TABLE: [&str; 6] = ["Kolom", "Wajib", "Yang diisi", "What to write", "Contoh", "Pilihan"];
const CHOICES: [&str; 4] = ["Kolom", "Kode", "Arti", "Meaning"];

/// How to use the file, in five lines of both languages.
fn usage(kind: &str) -> [String; 10] {
    [
        "1. Isi lembar Data, satu baris untuk satu catatan. Jangan ubah judul kolom; urutannya boleh.".to_owned(),
        "2. Kolom bertanda * wajib diisi. Yang tidak ada dikosongkan atau diberi tanda -.".to_owned(),
        "3. Angka dan tanggal boleh ditulis seperti biasa: 1.250.000, Rp 1.250.000, 3 November 2021, 03/11/21."
            .to_owned(),
        "4. Bila ada daftar pilihan, pilih kodenya, atau tulis namanya.".to_owned(),
        format!(
            "5. Kirim ke /v1/imports?kind={kind}, lebih dahulu dengan mode=validate. Baris yang ditolak kembali sebagai berkas dengan alasannya."
        ),
        "1. Fill in the sheet Data, one row for each record. Keep the headings; their order is free.".to_owned(),
        "2. Columns with a * are required. Leave empty what there is not, or write -.".to_owned(),
        "3. Write numbers and days as usual, the day first: 1.250.000, Rp 1.250.000, 3 November 2021, 03/11/21."
            .to_owned(),
        "4. Where there is a list, pick a code, or write its name.".to_owned(),
        format!(
            "5. Send it to /v1/imports?kind={kind}, first with mode=validate. Rejected rows come back as a file with the reasons."
        ),
    ]
}

/// Writes the sheet.
pub(super) fn explanations(sheet: &mut Worksheet, shape: &Shape, lists: &Lists<'_>) -> Made {
    let title = Format::new().set_bold().set_font_size(14);
    let head = Format::new().set_bold().set_background_color(Color::RGB(0xDDEBF7)).set_align(FormatAlign::Top);
    sheet.set_name("Petunjuk")?;
    for (at, width) in (0_u16..).zip(WIDTHS) {
        sheet.set_column_width(at, width)?;
    }
    sheet.write_string_with_format(0, 0, shape.title.id.as_str(), &title)?;
    sheet.write_string(1, 0, shape.title.en.as_str())?;
    let mut page = Page { sheet, row: 3 };
    for line in usage(shape.kind.as_str()) {
        page.line(&[&line], &Format::new())?;
    }
    page.row += 1;
    page.line(&TABLE, &head)?;
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for column in &shape.columns {
        let required = if column.required { "ya" } else { "" };
        let (help, choices) = (&column.help, choices(column));
        page.line(&[&heading(column), required, &help.id, &help.en, &column.example, &choices], &text)?;
    }
    if lists.0.is_empty() {
        return Ok(());
    }
    page.row += 1;
    page.line(&CHOICES, &head)?;
    for list in &lists.0 {
        let of = shape.columns.iter().filter(|column| matches!(&column.holds, Holds::Choice(own) if own == list));
        let titles: Vec<&str> = of.map(|column| column.title.id.as_str()).collect();
        let column = match titles.as_slice() {
            [first, others @ ..] if !others.is_empty() => format!("{first} (dan {} kolom lain)", others.len()),
            titles => titles.concat(),
        };
        for (code, label) in *list {
            page.line(&[&column, code, &label.id, &label.en], &text)?;
        }
    }
    Ok(())
}

/// The choices of a column, where they are few.
fn choices(column: &Column) -> String {
    match &column.holds {
        Holds::YesNo => "ya, tidak".to_owned(),
        Holds::Choice(choices) if choices.len() > FEW => format!("{} pilihan, lihat di bawah", choices.len()),
        Holds::Choice(choices) => {
            let each: Vec<String> = choices.iter().map(|(code, label)| format!("{code} = {}", label.id)).collect();
            each.join("\n")
        }
        _ => String::new(),
    }
}

/// A sheet that is written line after line.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    fn line(&mut self, cells: &[&str], format: &Format) -> Made {
        for (at, cell) in (0_u16..).zip(cells) {
            self.sheet.write_string_with_format(self.row, at, *cell, format)?;
        }
        self.row += 1;
        Ok(())
    }
}
