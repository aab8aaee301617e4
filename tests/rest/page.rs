//! The page at `/`, in a real Chromium too, and the recipes of `docs/dashboards.md` as they stand there.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use api::domain::vault::sha256_hex;
use axum::http::Request;
use serde_json::{Value, json};

use super::partners::acts::tenant;
use super::steps::approved;
use crate::support::{MASTER_KEY, PASSWORD, Server, TestApp};

/// What `look.py` ends with where there is no Chromium.
const NO_BROWSER: i32 = 77;
/// The year of the test's reports.
const YEAR: &str = "2026";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|missing| panic!("{file}: {missing}"))
}

/// How a program ends, and what it says; where it fails, its complaints as well.
fn run(command: &mut Command) -> (i32, String) {
    let said = command.env("NO_PROXY", "127.0.0.1").env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
    let mut text = String::from_utf8_lossy(&said.stdout).into_owned();
    if !said.status.success() {
        text += &String::from_utf8_lossy(&said.stderr);
    }
    (said.status.code().unwrap_or(-1), text)
}

/// Whether a program is here.
fn is_here(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success())
}

/// A server with an approved report, six enterprises that are coached, and their months.
async fn served() -> (TestApp, Server) {
    let app = TestApp::start().await;
    approved(&app, "2026-10").await;
    for number in 1..=6 {
        tenant(&app, number).await;
    }
    let dir = &app.app.settings.data_dir;
    std::fs::write(dir.join("master.key"), MASTER_KEY).unwrap();
    let server = Server::start(dir, app.database(), &[]).await;
    // Within a second the changes have their places in the feed.
    tokio::time::sleep(Duration::from_secs(2)).await;
    (app, server)
}

#[tokio::test]
async fn the_page_is_html_that_loads_nothing_from_elsewhere() {
    let app = TestApp::start().await;
    let page = app.anonymous().get("/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{policy}");
    assert!(!page.text.contains("http:") && !page.text.contains("https:"), "{}", page.text);
    let again = Request::get("/").header("if-none-match", page.header("etag"));
    let again = app.anonymous().send(again, "", Vec::new()).await;
    assert_eq!((again.status, again.text.as_str(), again.header("content-security-policy")), (304, "", policy));
}

#[tokio::test]
async fn every_file_of_the_page_is_served() {
    let app = TestApp::start().await;
    let folder = root().join("api/assets/page");
    let mut served = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.as_ref().unwrap().file_name().into_string().unwrap();
        if ["README.md", "index.html"].contains(&name.as_str()) {
            continue;
        }
        let file = app.anonymous().get(&format!("/page/{name}")).await;
        assert_eq!(file.status, 200, "{name} is not named in rest/page.rs");
        assert_eq!(file.bytes, std::fs::read(entry.unwrap().path()).unwrap(), "{name}");
        assert!(!file.header("etag").is_empty() && file.header("cache-control").starts_with("public"), "{name}");
        served += 1;
    }
    assert!(served > 10, "{served}");
    app.anonymous().get("/page/index.html").await.refused(404, "RESOURCE.NOT_FOUND");
    app.anonymous().get("/page/..%2Fgraphiql%2Fstart.js").await.refused(404, "RESOURCE.NOT_FOUND");
}

#[tokio::test]
async fn a_browser_shows_what_the_queries_of_the_page_give() {
    let (app, server) = served().await;
    let base = format!("http://127.0.0.1:{}", server.port);
    let script = root().join("tests/page/look.py");
    let (ended, said) = run(Command::new("python3").arg(script).arg(base).arg(YEAR).arg(&app.app.settings.data_dir));
    if ended == NO_BROWSER {
        println!("{said}");
        return;
    }
    assert!(ended == 0 && said.contains("ok ") && !said.contains("FAILED"), "{said}");
}

/// The blocks of code of a language in the page of recipes.
fn blocks(language: &str) -> Vec<String> {
    let text = read("docs/dashboards.md");
    let fence = format!("```{language}\n");
    let parts = text.split(fence.as_str()).skip(1);
    parts.map(|part| part.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// What a comment below a command says that it prints, where it says all of it.
fn promised(block: &str) -> impl Iterator<Item = &str> {
    block.lines().filter_map(|line| line.strip_prefix("# ")).filter(|said| !said.contains("..."))
}

/// Runs all shell recipes in their order, as somebody who pastes them; what each printed.
fn paste(dir: &Path, base: &str) {
    let blocks = blocks("sh");
    assert!(blocks.len() > 4, "{}", blocks.len());
    let script: String = blocks.iter().map(|block| format!("echo '== block'\n{block}\n")).collect();
    let credentials = dir.join("recipes-credentials.json");
    let coordinator = json!({"email": "coordinator@fkn.test", "password": PASSWORD});
    std::fs::write(&credentials, json!({"users": {"coordinator": coordinator}}).to_string()).unwrap();
    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", script.as_str()]).current_dir(dir).env("CREDENTIALS", credentials);
    let (ended, said) = run(bash.env("B", base).env("Y", YEAR));
    assert_eq!(ended, 0, "{said}");
    let printed: Vec<&str> = said.split("== block\n").skip(1).collect();
    assert_eq!(printed.len(), blocks.len(), "{said}");
    for (block, printed) in blocks.iter().zip(printed) {
        assert!(!printed.trim().is_empty() && !printed.contains("\"errors\""), "{block}\n{printed}");
        for line in promised(block) {
            assert!(printed.lines().any(|one| one == line), "{line} is not in {printed}");
        }
    }
}

/// The lines of JSON that a program prints.
fn lines(said: &str) -> Vec<Value> {
    said.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{said}"))).collect()
}

/// What is said of a province. JavaScript writes 50.0 as 50.
#[derive(Debug, PartialEq)]
struct Said(Value, Value, Value, Option<f64>);

impl Said {
    fn of(row: &Value, province: &Value, rate: &Value) -> Self {
        Self(province.clone(), row["expected"].clone(), row["submitted"].clone(), rate.as_f64())
    }

    /// As programs print it, one line each.
    fn printed(lines: &[Value]) -> Vec<Self> {
        lines.iter().map(|row| Self::of(row, &row["province"], &row["rate"])).collect()
    }
}

#[tokio::test]
async fn the_recipes_give_the_same_figures_in_every_language() {
    if !is_here("curl") || !is_here("jq") {
        println!("skipped: there is no curl or no jq here");
        return;
    }
    let (app, server) = served().await;
    let (dir, base) = (app.app.settings.data_dir.join("recipes"), format!("http://127.0.0.1:{}", server.port));
    std::fs::create_dir_all(&dir).unwrap();
    paste(&dir, &base);
    let answer: Value = serde_json::from_str(&std::fs::read_to_string(dir.join("answer.json")).unwrap()).unwrap();
    let rows = answer["data"]["reportingRate"]["rows"].as_array().unwrap();
    let of = |row: &Value| Said::of(row, &row["province"]["code"], &row["rate"]["value"]);
    let expected: Vec<Said> = rows.iter().map(of).collect();
    assert!(expected.iter().any(|row| row.2 != json!(0) && row.3.is_some()), "{answer}");
    for block in blocks("python") {
        let name = block.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
        std::fs::write(dir.join(&name), &block).unwrap();
        if block.contains("pandas") && run(Command::new("python3").args(["-c", "import pandas"])).0 != 0 {
            println!("skipped: there is no pandas here for {name}");
            continue;
        }
        let (ended, said) = run(Command::new("python3").arg(&name).current_dir(&dir).env("B", &base).env("Y", YEAR));
        assert_eq!(ended, 0, "{name}: {said}");
        assert!(name != "rates.py" || Said::printed(&lines(&said)) == expected, "{said}");
    }
    if !is_here("node") {
        println!("skipped: there is no node here to run the TypeScript client");
        return;
    }
    let client = root().join("tests/clients/dashboard/dashboard.js");
    let (ended, said) = run(Command::new("node").arg(&client).args([base.as_str(), YEAR]));
    assert_eq!(ended, 0, "{said}");
    let said = lines(&said);
    let (provenance, said) = said.split_last().unwrap();
    assert_eq!(Said::printed(said), expected);
    assert!(provenance["asOf"].is_string(), "{provenance}");
    // What is wrong in a question is said with its path.
    let (ended, said) = run(Command::new("node").arg(&client).args([base.as_str(), "x"]));
    assert!(ended != 0 && said.contains("/periods"), "{said}");
}

#[test]
fn the_client_of_dashboards_is_made_of_its_questions() {
    let made_of = read("tests/clients/dashboard/generated-from");
    for file in ["dashboard.ts", "gql/graphql.ts"] {
        let now = sha256_hex(read(&format!("tests/clients/dashboard/{file}")).as_bytes());
        assert!(made_of.contains(&now), "{file} is newer than what was made of it: run scripts/dashboard-client");
    }
}
