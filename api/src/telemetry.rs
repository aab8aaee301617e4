//! Logs: lines for people, or JSON for machines. Fields hold ids and codes, never personal values.

use tracing_subscriber::EnvFilter;

use crate::config::Settings;

/// Sets the logger up; called once.
pub fn start(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log)?;
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    let set = if settings.log_format == "json" { builder.json().try_init() } else { builder.try_init() };
    set.map_err(|e| anyhow::anyhow!("logging: {e}"))
}
