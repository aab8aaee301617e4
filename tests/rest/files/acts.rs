//! Files that are sent and jobs that are done.

use std::io::{Cursor, Write};

use api::vocab::JobTask;
use api::worker::jobs;
use axum::http::Request;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use crate::support::{Caller, Reply, TestApp};

/// Sends a file as it is.
pub async fn send(caller: &Caller, query: &str, bytes: &[u8]) -> Reply {
    caller.send(Request::post(format!("/v1/imports?{query}")), "application/octet-stream", bytes.to_vec()).await
}

/// Sends a file and lets the worker import it: how the job ended.
pub async fn import(app: &TestApp, caller: &Caller, query: &str, bytes: &[u8]) -> Value {
    let reply = send(caller, query, bytes).await;
    let place = reply.header("location").to_owned();
    let job = reply.expect(202);
    assert_eq!(job["state"], "QUEUED");
    assert_eq!(place, format!("/v1/jobs/{}", id(&job)));
    done(app, caller, &job).await
}

/// Asks for an export and lets the worker write it.
pub async fn export(app: &TestApp, caller: &Caller, list: &str, format: &str) -> Value {
    let input = serde_json::json!({"list": list, "format": format});
    let job = caller.post("/v1/exports", input).await.expect(202);
    done(app, caller, &job).await
}

/// Lets the workers do what waits.
pub async fn done(app: &TestApp, caller: &Caller, job: &Value) -> Value {
    for task in [JobTask::Import, JobTask::Export] {
        jobs::run(&app.app, task).await.unwrap();
    }
    look(caller, job).await
}

pub fn id(job: &Value) -> &str {
    job["id"].as_str().unwrap_or_else(|| panic!("{job}"))
}

pub async fn look(caller: &Caller, job: &Value) -> Value {
    caller.get(&format!("/v1/jobs/{}", id(job))).await.expect(200)
}

/// Created, existing, refused.
pub fn counts(job: &Value) -> [i64; 3] {
    ["created", "existing", "refused"].map(|name| job[name].as_i64().unwrap_or_else(|| panic!("{job}")))
}

/// Rows of a job with a result.
pub async fn rows(caller: &Caller, job: &Value, result: &str) -> Vec<Value> {
    let page = caller.get(&format!("/v1/jobs/{}/rows?limit=500&result={result}", id(job))).await.expect(200);
    page["data"].as_array().unwrap().clone()
}

/// Line, code and column of every fault of the refused rows.
pub async fn refusals(caller: &Caller, job: &Value) -> Vec<(i64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = rows(caller, job, "REFUSED").await;
    let each = rows.iter().flat_map(|row| {
        let faults = row["faults"].as_array().unwrap();
        faults.iter().map(|fault| (row["line"].as_i64().unwrap(), text(&fault["code"]), text(&fault["path"])))
    });
    each.collect()
}

/// The file of a job.
pub async fn fetch(caller: &Caller, job: &Value) -> Reply {
    caller.get(&format!("/v1/jobs/{}/file", id(job))).await
}

/// Records of a CSV file by the names of its first line, without its byte order mark.
pub fn table(file: &Reply) -> (Vec<String>, Vec<Vec<String>>) {
    assert_eq!(file.status, 200, "{}", file.text);
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect());
    (names, rows.collect())
}

/// Cells of a sheet of a workbook.
pub fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// A workbook with one sheet of texts and numbers.
pub fn book(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (number, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let (number, column) = (u32::try_from(number).unwrap(), u16::try_from(column).unwrap());
            match cell.parse::<f64>() {
                Ok(value) => sheet.write_number(number, column, value).unwrap(),
                Err(_) => sheet.write_string(number, column, *cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Bytes of all files of the service, the database among them.
pub fn at_rest(folder: &std::path::Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.extend(at_rest(&path));
        } else {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    bytes
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
