//! Settings: flags, then `EREPORTING_*` environment, then `ereporting.toml`; an unknown key is an error.

mod secrets;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context;
use ipnet::IpNet;
use serde::Deserialize;

/// What can be set. Each field is also `EREPORTING_<FIELD>` in the environment.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Address of `/metrics`, or `off`. Without it 127.0.0.1:9090, if nobody else has it.
    pub metrics_listen: Option<String>,
    /// Where data lies: the embedded database, attachments, keys.
    pub data_dir: PathBuf,
    /// `postgres://...`; without it the embedded SQLite file in the data directory.
    pub database_url: Option<String>,
    /// `postgres://...` of a replica that figures are read from.
    pub database_read_url: Option<String>,
    /// Folder of attachments; without it `files` in the data directory.
    pub files: Option<PathBuf>,
    /// File with the 32-byte master key, base64; without it `master.key` in the data directory, made on first start.
    pub master_key_file: Option<PathBuf>,
    /// Name that tokens and receipts carry as issuer, and the base of the addresses in the OAuth metadata;
    /// `http://<listen>` unless given. Set it once: receipts name it for ever.
    pub issuer: String,
    /// `smtp://user:password@host:port`; without it mail is written as files to `mail` in the data directory.
    pub smtp_url: Option<String>,
    /// Sender of mail.
    pub mail_from: String,
    /// Address of an HTTP gateway that takes messages to phones (WhatsApp, SMS); without it nobody is reached by phone.
    pub gateway_url: Option<String>,
    /// Bearer token for the gateway.
    pub gateway_token: Option<String>,
    /// Receivers of webhooks that may lie in a private network or speak plain http, as `host:port`, separated by
    /// commas. For tests and development.
    pub webhook_allow: String,
    /// Seconds to wait before each further attempt to deliver a webhook, separated by commas.
    pub webhook_pauses: String,
    /// Proxies whose `X-Forwarded-For` says who calls, as addresses or CIDR, separated by commas.
    pub proxies: String,
    /// Name of the authority that is told of incidents with personal data.
    pub authority: String,
    /// Introspection of the GraphQL schema and the GraphiQL explorer.
    pub explorer: bool,
    /// Requests that one address may make in a minute without a token, half of them at once; 0 for no limit.
    pub anonymous_per_minute: u32,
    /// Calls of the partner interface that one client or person may make in a minute; 0 for no limit.
    pub partner_per_minute: u32,
    /// Points of GraphQL that one person or client may spend in a minute; 0 for no limit. At least 50,000, so that the
    /// largest query fits.
    pub points_per_minute: u32,
    /// The same for one address without a token.
    pub anonymous_points_per_minute: u32,
    /// Requests for data that are at work at once; beyond it 503. 0: as many as suit the processors.
    pub requests_at_once: usize,
    /// Megabytes that must be free on the disk of the data; with fewer the service is not ready.
    pub least_free_mb: u64,
    /// Log filter, for example `info,api=debug`.
    pub log: String,
    /// `text` or `json`.
    pub log_format: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics_listen: None,
            data_dir: PathBuf::from("./data"),
            database_url: None,
            database_read_url: None,
            files: None,
            master_key_file: None,
            issuer: String::new(),
            smtp_url: None,
            mail_from: "e-Reporting BLK Komunitas <no-reply@ereporting.blk-komunitas.id>".to_owned(),
            gateway_url: None,
            gateway_token: None,
            webhook_allow: String::new(),
            webhook_pauses: "5,300,1800,7200,18000,36000,50400,72000,86400".to_owned(),
            proxies: String::new(),
            authority: "Kementerian Komunikasi dan Digital Republik Indonesia".to_owned(),
            explorer: true,
            anonymous_per_minute: 120,
            partner_per_minute: 1_200,
            points_per_minute: 600_000,
            anonymous_points_per_minute: 300_000,
            requests_at_once: 0,
            least_free_mb: 64,
            log: "info,sea_orm_migration=warn,sqlx=warn".to_owned(),
            log_format: "text".to_owned(),
        }
    }
}

impl Settings {
    /// Reads the file (if there is one), then the environment.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let builder = config::Config::builder();
        let builder = match file {
            Some(path) => builder.add_source(config::File::from(path).format(config::FileFormat::Toml)),
            None => builder.add_source(config::File::new("ereporting.toml", config::FileFormat::Toml).required(false)),
        };
        let builder =
            builder.add_source(config::Environment::with_prefix("EREPORTING").prefix_separator("_").try_parsing(true));
        let settings: Self = builder.build()?.try_deserialize().context("settings")?;
        settings.trusted_proxies()?;
        settings.metrics()?;
        Ok(settings)
    }

    /// The networks of the proxies.
    pub fn trusted_proxies(&self) -> anyhow::Result<Vec<IpNet>> {
        let named = self.proxies.split(',').map(str::trim).filter(|text| !text.is_empty());
        let network = |text: &str| text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        named.map(|text| network(text).with_context(|| format!("proxies: {text} is no address or network"))).collect()
    }

    /// Where metrics are shown.
    pub fn metrics(&self) -> anyhow::Result<MetricsListen> {
        match self.metrics_listen.as_deref().map(str::trim) {
            None => Ok(MetricsListen::Default(SocketAddr::from(([127, 0, 0, 1], 9090)))),
            Some("" | "off") => Ok(MetricsListen::Off),
            Some(named) => {
                let address = named.parse().with_context(|| format!("metrics_listen: {named} is no IP and port"))?;
                Ok(MetricsListen::At(address))
            }
        }
    }

    /// Where the database is.
    pub fn url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data_dir.join("ereporting.sqlite").display()))
    }

    pub fn is_embedded(&self) -> bool {
        self.database_url.is_none()
    }

    pub fn least_free_bytes(&self) -> u64 {
        self.least_free_mb.saturating_mul(1024 * 1024)
    }

    /// The file of the embedded database; none with PostgreSQL.
    pub fn database_file(&self) -> Option<PathBuf> {
        let url = self.url();
        url.strip_prefix("sqlite://").and_then(|file| file.split('?').next()).map(PathBuf::from)
    }

    pub fn files_dir(&self) -> PathBuf {
        self.files.clone().unwrap_or_else(|| self.data_dir.join("files"))
    }

    /// Where the master key lies.
    pub fn master_key_path(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.data_dir.join("master.key"))
    }

    /// Reads the master key; makes one on the first start of an embedded database.
    pub fn master_key(&self) -> anyhow::Result<[u8; 32]> {
        use crate::domain::vault::Vault;
        let path = self.master_key_path();
        if !path.exists() {
            anyhow::ensure!(
                self.is_embedded() || self.master_key_file.is_none(),
                "the master key file {} does not exist",
                path.display()
            );
            std::fs::create_dir_all(&self.data_dir)?;
            write_private(&path, &Vault::generate())?;
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("master key file {}", path.display()))?;
        let key = Vault::parse(&text).with_context(|| format!("{} must hold 32 bytes in base64", path.display()))?;
        anyhow::ensure!(!Vault::is_weak(&key), "{} holds no random bytes, and can be guessed", path.display());
        if readable_by_others(&path) {
            tracing::warn!(path = %path.display(), "others on this machine may read the master key: chmod 600");
        }
        Ok(key)
    }
}

/// Whether somebody else than its owner may read a file.
fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|of| of.permissions().mode() & 0o077 != 0)
}

/// Where `/metrics` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsListen {
    /// Nowhere.
    Off,
    /// Where nobody said otherwise.
    Default(SocketAddr),
    /// Where the operator wants it.
    At(SocketAddr),
}

/// Writes a file that only its owner may read, durably.
pub fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}
