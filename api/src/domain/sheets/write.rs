//! Tables written row by row, in whatever form is asked for, at constant memory.

use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::{Map, Value};

use super::lines::BYTE_ORDER_MARK;
use super::write_xlsx::Book;
use crate::domain::{Error, Result};
use crate::view::csv;
use crate::vocab::SheetFormat;

/// Where a table goes.
type Out = Box<dyn Write + Send>;

/// A table on its way. It blocks while it writes, so it belongs on a thread for that. What is not ended is no whole
/// file.
pub struct Writer {
    columns: Vec<String>,
    form: Form,
}

enum Form {
    Csv(Box<::csv::Writer<Out>>),
    Xlsx(Box<Book>),
    Ndjson(BufWriter<Out>),
}

impl Writer {
    /// Begins a table with the line of its columns; NDJSON names them in each row instead. `scratch`: the folder for the
    /// temporary file of a workbook. Nobody else can open that file, and it is gone with this writer or its process.
    pub fn begin(format: SheetFormat, columns: &[String], mut out: Out, scratch: &Path) -> Result<Self> {
        let form = match format {
            SheetFormat::Csv => {
                // By this mark Excel knows that a text is UTF-8.
                out.write_all(BYTE_ORDER_MARK).map_err(Error::internal)?;
                let mut table = csv::to(out);
                // What callers wrote may have become the name of a column: the code of an indicator, the heading of a file.
                let heads = columns.iter().map(|column| csv::cell(&Value::from(column.as_str())));
                table.write_record(heads).map_err(Error::internal)?;
                Form::Csv(Box::new(table))
            }
            SheetFormat::Xlsx => Form::Xlsx(Box::new(Book::begin(columns, out, scratch)?)),
            SheetFormat::Ndjson => Form::Ndjson(BufWriter::new(out)),
        };
        Ok(Self { columns: columns.to_vec(), form })
    }

    /// Writes a row: a cell for each column. Texts stay texts, whatever a spreadsheet could take them for.
    pub fn row(&mut self, cells: &[Value]) -> Result<()> {
        match &mut self.form {
            Form::Csv(table) => table.write_record(cells.iter().map(csv::cell)).map_err(Error::internal),
            Form::Xlsx(book) => book.row(cells),
            Form::Ndjson(_) => {
                let named = self.columns.iter().cloned().zip(cells.iter().cloned());
                let row = Value::Object(named.collect::<Map<_, _>>());
                self.object(&row)
            }
        }
    }

    /// Writes a whole record, as only NDJSON has them.
    pub fn object(&mut self, record: &Value) -> Result<()> {
        let Form::Ndjson(lines) = &mut self.form else {
            return Err(Error::internal(anyhow::anyhow!("a record was written to a table of cells")));
        };
        serde_json::to_writer(&mut *lines, record)?;
        lines.write_all(b"\n").map_err(Error::internal)
    }

    /// Ends the table. Whoever gave the place closes it.
    pub fn end(self) -> Result<()> {
        match self.form {
            Form::Csv(mut table) => table.flush().map_err(Error::internal),
            Form::Xlsx(book) => book.end(),
            Form::Ndjson(mut lines) => lines.flush().map_err(Error::internal),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::{Arc, Mutex};

    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    use serde_json::json;

    use super::*;

    /// Keeps what was written.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(format: SheetFormat, columns: &[&str], rows: &[&[Value]]) -> Vec<u8> {
        let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
        let kept = Kept::default();
        let mut writer = Writer::begin(format, &columns, Box::new(kept.clone()), &std::env::temp_dir()).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        writer.end().unwrap();
        std::mem::take(&mut *kept.0.lock().unwrap())
    }

    fn cells(bytes: Vec<u8>) -> Vec<Vec<Data>> {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        book.worksheet_range("Data").unwrap().rows().map(<[Data]>::to_vec).collect()
    }

    fn text(text: &str) -> Data {
        Data::String(text.to_owned())
    }

    #[test]
    fn csv_begins_with_the_mark_of_utf_8_and_runs_no_formula() {
        let bytes = written(
            SheetFormat::Csv,
            &["kode", "=nama"],
            &[&[json!("A"), json!("=1+1")], &[json!(5), json!(null)], &[json!("Kué, \"enak\""), json!(["x"])]],
        );
        let said = "\u{feff}kode,'=nama\r\nA,'=1+1\r\n5,\r\n\"Kué, \"\"enak\"\"\",\"[\"\"x\"\"]\"\r\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), said);
    }

    #[test]
    fn a_workbook_holds_numbers_as_numbers_and_texts_as_texts() {
        let rows: [&[Value]; 3] = [
            &[json!("=1+1"), json!(12.5), json!(true), json!("https://example.org")],
            &[json!("3602010101900001"), json!(1_250_000), json!(null), json!("{=x}")],
            &[json!({"a": 1}), json!(3_602_010_101_900_001_i64), json!(false), json!("  tepi  ")],
        ];
        let read = cells(written(SheetFormat::Xlsx, &["a", "b", "c", "d"], &rows));
        assert_eq!(read[0], [text("a"), text("b"), text("c"), text("d")]);
        assert_eq!(read[1], [text("=1+1"), Data::Float(12.5), Data::Bool(true), text("https://example.org")]);
        assert_eq!(read[2], [text("3602010101900001"), Data::Float(1_250_000.0), Data::Empty, text("{=x}")]);
        // A number of more digits than Excel keeps is a text, so that none of them is lost.
        assert_eq!(read[3], [text("{\"a\":1}"), text("3602010101900001"), Data::Bool(false), text("  tepi  ")]);
    }

    #[test]
    fn a_workbook_takes_no_text_that_would_break_it() {
        let long = "é".repeat(40_000);
        let rows: [&[Value]; 1] = [&[json!(long), json!("a\u{1}b\u{fffe}c\nd <&>")]];
        let read = cells(written(SheetFormat::Xlsx, &["panjang", "kendali"], &rows));
        let Data::String(cut) = &read[1][0] else { panic!("{:?}", read[1][0]) };
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (32_767, true));
        let Data::String(control) = &read[1][1] else { panic!("{:?}", read[1][1]) };
        assert!(control.starts_with('a') && control.ends_with("c\nd <&>"), "{control:?}");
    }

    #[test]
    fn a_table_without_rows_is_a_table() {
        assert_eq!(cells(written(SheetFormat::Xlsx, &["a"], &[])), [[text("a")]]);
        assert_eq!(written(SheetFormat::Csv, &["a"], &[]), "\u{feff}a\r\n".as_bytes());
        assert!(written(SheetFormat::Ndjson, &["a"], &[]).is_empty());
    }

    #[test]
    fn a_line_of_ndjson_is_a_record() {
        let bytes = written(SheetFormat::Ndjson, &["a", "b"], &[&[json!(1), json!("=x")], &[json!(null), json!([])]]);
        assert_eq!(String::from_utf8(bytes).unwrap(), "{\"a\":1,\"b\":\"=x\"}\n{\"a\":null,\"b\":[]}\n");
    }

    #[test]
    fn what_has_cells_takes_no_record() {
        let mut writer =
            Writer::begin(SheetFormat::Csv, &["a".to_owned()], Box::new(Kept::default()), Path::new(".")).unwrap();
        assert!(writer.object(&json!({"a": 1})).is_err());
    }
}
