//! Accounts from the command line: the first administrator, and help for whoever is locked out.

use std::io::BufRead;
use std::sync::Arc;

use anyhow::Context;
use clap::Subcommand;

use super::say;
use crate::app::App;
use crate::domain::people::{accounts, bootstrap, codes};
use crate::domain::{Ctx, ids};
use crate::view::people::NewGrant;
use crate::vocab::Role;

#[derive(Subcommand)]
pub enum Command {
    /// Makes an account that can sign in at once. The password is read from standard input.
    Create {
        /// Name of the person.
        #[arg(long)]
        name: String,
        /// E-mail to sign in with.
        #[arg(long)]
        email: String,
        /// Role, for example FKN_ADMIN.
        #[arg(long)]
        role: String,
        /// Region code the role is held on.
        #[arg(long)]
        region: Option<String>,
        /// Code of the unit (BLK, kawasan, organization) the role is held on.
        #[arg(long)]
        unit: Option<String>,
    },
    /// Prints a one-time code with which the person sets a new password.
    Reset {
        /// E-mail of the account.
        #[arg(long)]
        email: String,
    },
    /// Ends an account and its sessions.
    Deactivate {
        /// E-mail of the account.
        #[arg(long)]
        email: String,
    },
}

pub async fn run(app: Arc<App>, command: Command) -> anyhow::Result<()> {
    let ctx = Ctx::system(app, "cli");
    match command {
        Command::Create { name, email, role, region, unit } => {
            let role: Role = role.parse().map_err(|_| anyhow::anyhow!("unknown role {role}"))?;
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password).context("reading the password")?;
            let password = password.trim_end_matches(['\r', '\n']);
            crate::domain::people::passwords::check_strength(password, &name, Some(&email))?;
            let tx = ctx.begin().await?;
            let grant = NewGrant { role, region, blk: None, unit };
            let account = bootstrap::create_active_account(&tx, &name, &email, None, password, &[grant]).await?;
            tx.commit().await?;
            say(&ids::text(ids::Kind::User, account.id));
        }
        Command::Reset { email } => {
            let tx = ctx.begin().await?;
            let account = bootstrap::account_by_email(&tx, &email).await?;
            let code = codes::issue(&tx, account.id, codes::Purpose::Reset).await?;
            tx.record(crate::domain::record::Record::audit_only("resetPassword", (ids::Kind::User, account.id)))
                .await?;
            tx.commit().await?;
            say(&code.code);
        }
        Command::Deactivate { email } => {
            let tx = ctx.begin().await?;
            let account = bootstrap::account_by_email(&tx, &email).await?;
            accounts::deactivate(&tx, &ids::text(ids::Kind::User, account.id), crate::domain::ctx::Expected::Any)
                .await?;
            tx.commit().await?;
            say("deactivated");
        }
    }
    Ok(())
}
