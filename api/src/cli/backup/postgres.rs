//! The programs of PostgreSQL that dump and restore. They get address and password by their environment: what stands on
//! a command line, everybody on the machine can read.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use reqwest::Url;

/// Parameters of an address, as sqlx names them, and the variables of libpq.
const PARAMETERS: [(&str, &str); 13] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("dbname", "PGDATABASE"),
    ("sslmode", "PGSSLMODE"),
    ("ssl-mode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("ssl-root-cert", "PGSSLROOTCERT"),
    ("ssl-ca", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
];

/// Variables of libpq for an address. Beyond this machine the connection is encrypted, as that of the service is.
fn environment(address: &str) -> anyhow::Result<Vec<(&'static str, String)>> {
    let url = Url::parse(address).ok().context("the address of the database cannot be read")?;
    let host = decoded(url.host_str().unwrap_or_default());
    let mut found = vec![
        ("PGHOST", host.trim_start_matches('[').trim_end_matches(']').to_owned()),
        ("PGPORT", url.port().map(|port| port.to_string()).unwrap_or_default()),
        ("PGUSER", decoded(url.username())),
        ("PGPASSWORD", decoded(url.password().unwrap_or_default())),
        ("PGDATABASE", decoded(url.path().trim_start_matches('/'))),
    ];
    for (name, value) in url.query_pairs() {
        if let Some((_, variable)) = PARAMETERS.iter().find(|(parameter, _)| *parameter == name) {
            found.push((*variable, value.into_owned()));
        }
    }
    found.retain(|(_, value)| !value.is_empty());
    let last = |wanted: &str| found.iter().rev().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str());
    let host = last("PGHOST").unwrap_or("localhost");
    let local = ["localhost", "127.0.0.1", "::1"].contains(&host) || host.starts_with('/');
    if !local && !last("PGSSLMODE").is_some_and(|mode| ["require", "verify-ca", "verify-full"].contains(&mode)) {
        found.push(("PGSSLMODE", "require".to_owned()));
    }
    Ok(found)
}

/// A part of an address without its percent signs.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs one of the programs on the database of an address, while the size of `written` shows how far it is.
pub(super) async fn run(
    program: &str,
    address: &str,
    arguments: &[String],
    written: Option<&Path>,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).envs(environment(address)?).stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => bail!(
            "{program} is not on the PATH: install the client programs of PostgreSQL, of the server's version or a \
             later one (Debian: postgresql-client)"
        ),
        Err(failed) => return Err(failed).context(program.to_owned()),
    };
    loop {
        if let Some(status) = child.try_wait()? {
            anyhow::ensure!(status.success(), "{program} failed; what it said stands above");
            return Ok(());
        }
        if let Some(size) = written.and_then(|path| path.metadata().ok()) {
            bar.set_position(size.len());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Name of the database of an address.
pub(super) fn database(address: &str) -> anyhow::Result<String> {
    let environment = environment(address)?;
    let name = environment.into_iter().rev().find(|(name, _)| *name == "PGDATABASE");
    name.map(|(_, name)| name).context("the address names no database")
}
