//! The signing keys from the command line.

use std::sync::Arc;

use clap::{Subcommand, ValueEnum};

use super::say;
use crate::app::App;
use crate::domain::Ctx;
use crate::domain::people::keys::Purpose;
use crate::domain::people::keys::rotate::{self, When};

#[derive(Subcommand)]
pub enum Command {
    /// Makes the next keys. They are in the JWKS at once and sign after 24 hours; running services need no restart.
    Rotate {
        /// Only the key of this purpose.
        #[arg(long, value_name = "PURPOSE")]
        only: Option<Only>,
        /// After a theft: the new keys sign at once, and tokens of the old ones hold no more.
        #[arg(long)]
        at_once: bool,
    },
    /// Lists the keys, without their private halves.
    List,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Only {
    Token,
    Receipt,
}

pub async fn run(app: Arc<App>, command: Command) -> anyhow::Result<()> {
    let ctx = Ctx::system(app, "cli");
    match command {
        Command::Rotate { only, at_once } => {
            let when = if at_once { When::AtOnce } else { When::ToldBefore };
            let purposes = match only {
                Some(Only::Token) => vec![Purpose::Token],
                Some(Only::Receipt) => vec![Purpose::Receipt],
                None => vec![Purpose::Token, Purpose::Receipt],
            };
            for purpose in purposes {
                let made = rotate::rotate(&ctx, purpose, when).await?;
                say(&format!("{:8} {} signs from {}", purpose.as_str(), made.kid, made.signs_from.to_rfc3339()));
            }
        }
        Command::List => {
            for key in rotate::list(&ctx).await? {
                let state = match (key.retired_at, key.signs_from.filter(|from| *from > ctx.now())) {
                    (Some(at), _) => format!("retired at {}", at.to_rfc3339()),
                    (None, Some(from)) => format!("signs from {}", from.to_rfc3339()),
                    (None, None) => "signs, or did until a later one took over".to_owned(),
                };
                say(&format!("{:8} {} {state}", key.purpose, key.kid));
            }
        }
    }
    Ok(())
}
