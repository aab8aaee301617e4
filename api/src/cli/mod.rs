//! The command line.

mod audit;
mod backup;
mod decree;
mod import;
mod keys;
mod receipt;
mod user;

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use migration::MigratorTrait;

use crate::app::App;
use crate::config::Settings;
use crate::domain::store::Store;
use crate::domain::vault::Vault;
use crate::{demo, server, telemetry};

/// e-Reporting for the BLK Komunitas.
#[derive(Parser)]
#[command(name = "ereporting", version, about)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

/// Settings by flag; they win over EREPORTING_* and over ereporting.toml.
#[derive(clap::Args)]
struct Flags {
    /// Settings file (ereporting.toml in the working folder, if there is one).
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address to listen on.
    #[arg(long, global = true, value_name = "HOST:PORT")]
    listen: Option<SocketAddr>,
    /// Folder of the embedded database, attachments and keys.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// postgres://... instead of the embedded database.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Loads 2,127 synthetic BLKs with months of reports, then serves them.
    Demo {
        /// Months of history. 60 are the large set: five years of reports, three of each enterprise, in minutes.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=60))]
        months: u32,
        /// Writes the accounts there as well.
        #[arg(long, value_name = "FILE")]
        credentials: Option<PathBuf>,
        /// Loads and ends, without serving.
        #[arg(long)]
        load_only: bool,
    },
    /// Serves.
    Serve {
        /// Migrates the database first.
        #[arg(long)]
        migrate: bool,
    },
    /// Brings the database to the schema of this version and loads the reference data.
    Migrate,
    /// Accounts.
    User {
        #[command(subcommand)]
        command: user::Command,
    },
    /// Imports a file (CSV, XLSX, NDJSON), or a later decree of regions.
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Import {
        #[command(flatten)]
        file: import::Arguments,
        #[command(subcommand)]
        command: Option<decree::Command>,
    },
    /// The audit log.
    Audit {
        #[command(subcommand)]
        command: audit::Command,
    },
    /// Saves database and files into a folder, beside a service that goes on. The master key is not in it.
    Backup(backup::Take),
    /// Puts a backup back, with no service running.
    Restore(backup::Restore),
    /// Keys that sign tokens and receipts.
    Keys {
        #[command(subcommand)]
        command: keys::Command,
    },
    /// Receipts.
    Receipt {
        #[command(subcommand)]
        command: receipt::Command,
    },
}

/// Runs a command; the exit status tells.
pub fn main() -> ExitCode {
    let done = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match done.map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(Box::pin(run()))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Parses and runs.
async fn run() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let mut settings = Settings::load(cli.flags.config.as_deref())?;
    settings.listen = cli.flags.listen.unwrap_or(settings.listen);
    settings.data_dir = cli.flags.data_dir.unwrap_or(settings.data_dir);
    settings.database_url = cli.flags.database_url.or(settings.database_url);
    settings.refuse_weak()?;
    if settings.issuer.is_empty() {
        settings.issuer = format!("http://{}", settings.listen);
    }
    telemetry::start(&settings)?;
    match cli.command {
        Command::Demo { months, credentials, load_only } => run_demo(settings, months, credentials, load_only).await,
        Command::Serve { migrate } => serve(settings, migrate).await,
        Command::Migrate => {
            open(settings, true).await?;
            say("the database is up to date");
            Ok(())
        }
        Command::Import { file, command } => {
            let app = open(settings, false).await?;
            match command {
                Some(command) => decree::run(app, command).await,
                None => import::run(app, file).await,
            }
        }
        Command::User { command } => user::run(open(settings, false).await?, command).await,
        Command::Audit { command } => audit::run(open(settings, false).await?, command).await,
        Command::Backup(given) => backup::take(&settings, given).await,
        Command::Restore(given) => backup::restore(&settings, given).await,
        Command::Keys { command } => keys::run(open(settings, false).await?, command).await,
        Command::Receipt { command } => receipt::run(command),
    }
}

/// Prints to standard output; a closed pipe is no failure.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints why a command failed.
fn complain(error: &anyhow::Error) {
    let _ = writeln!(std::io::stderr(), "ereporting: {error:#}");
    if let Some(refused) = error.downcast_ref::<crate::domain::Error>() {
        for fault in &refused.0.violations {
            let _ = writeln!(std::io::stderr(), "  {} {}: {}", fault.path, fault.code, fault.message.en);
        }
        if let Some(cause) = &refused.0.cause {
            let _ = writeln!(std::io::stderr(), "  {cause:#}");
        }
    }
}

async fn serve(settings: Settings, migrate: bool) -> anyhow::Result<()> {
    let (listener, metrics) = listen(&settings)?;
    let app = open(settings, migrate).await?;
    say(&format!("e-Reporting listens on http://{}  (/, /docs, /graphiql)", app.settings.listen));
    server::serve(app, listener, metrics).await
}

async fn run_demo(
    settings: Settings,
    months: u32,
    credentials: Option<PathBuf>,
    load_only: bool,
) -> anyhow::Result<()> {
    // Take the address first: better to fail now than after loading.
    let listener = if load_only { None } else { Some(listen(&settings)?) };
    let app = open(settings, true).await?;
    let accounts = demo::load(&app, months, credentials.as_deref()).await?;
    demo::greeting(&app, &accounts);
    match listener {
        Some((listener, metrics)) => server::serve(app, listener, metrics).await,
        None => Ok(()),
    }
}

/// The address of the service, and that of its metrics, if there is one.
fn listen(settings: &Settings) -> anyhow::Result<(TcpListener, Option<TcpListener>)> {
    let listener = TcpListener::bind(settings.listen).with_context(|| {
        format!("cannot listen on {}: is another one running? Choose another address with --listen", settings.listen)
    })?;
    listener.set_nonblocking(true)?;
    Ok((listener, server::metrics::listen(settings)?))
}

/// Opens the database; it must be migrated unless `migrate`.
async fn open(settings: Settings, migrate: bool) -> anyhow::Result<Arc<App>> {
    own_folder(&settings)?;
    // Before anything is written that it seals.
    let vault = Vault::new(&settings.master_key()?);
    let store = if migrate {
        prepare(&settings).await?
    } else {
        let store = connect(&settings).await?;
        let pending =
            migration::Migrator::get_pending_migrations(store.migrator()).await.map_or(1, |pending| pending.len());
        anyhow::ensure!(pending == 0, "the database is not migrated: run `ereporting migrate`, or add --migrate");
        store
    };
    let app = App::start(settings, store, vault).await?;
    if migrate {
        let added = crate::masters::load(&crate::domain::Ctx::system(app.clone(), "masters")).await?;
        tracing::debug!(added, "master data");
    }
    Ok(app)
}

/// The folder of the embedded database.
fn own_folder(settings: &Settings) -> anyhow::Result<()> {
    if settings.is_embedded() {
        make_private(&settings.data_dir).with_context(|| format!("data folder {}", settings.data_dir.display()))?;
    }
    Ok(())
}

async fn connect(settings: &Settings) -> anyhow::Result<Store> {
    let store = Store::open(&settings.url()).await.context("opening the database")?;
    match &settings.database_read_url {
        Some(replica) => store.with_replica(replica).await.context("the replica"),
        None => Ok(store),
    }
}

/// Makes a folder that only its owner may read; one that is there stays as it is.
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Migrates and loads the reference data.
async fn prepare(settings: &Settings) -> anyhow::Result<Store> {
    let store = connect(settings).await?;
    migration::Migrator::up(store.migrator(), None).await.context("migrating the database")?;
    let bar = progress();
    crate::domain::seed::load(&store, &|what, done, total| {
        bar.set_length(total);
        bar.set_position(done);
        bar.set_message(what.to_owned());
    })
    .await?;
    bar.finish_and_clear();
    Ok(store)
}

/// A progress bar on standard error; silent when nobody watches.
pub fn progress() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg:32} {bar:40} {pos}/{len} {elapsed}") {
        bar.set_style(style);
    }
    bar
}
