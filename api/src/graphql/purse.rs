//! What a request may spend. Its cost is known once it is validated; it is paid before anything is resolved.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use crate::app::App;
use crate::domain::budget::{Payer, Standing};
use crate::domain::{Code, Ctx, Error, Result};

/// One request's way to the budget of its caller. Subscriptions have none.
#[derive(Clone)]
pub struct Purse(Arc<Inner>);

struct Inner {
    app: Arc<App>,
    payer: Option<Payer>,
    only_told: bool,
    standing: Mutex<Option<Standing>>,
}

impl Purse {
    /// Of a caller at this address. With `only_told` nothing is paid and nothing runs.
    pub fn new(ctx: &Ctx, from: Option<IpAddr>, only_told: bool) -> Self {
        let payer = Payer::of(&ctx.actor, from);
        Self(Arc::new(Inner { app: ctx.app.clone(), payer, only_told, standing: Mutex::default() }))
    }

    /// Whether the cost alone is asked for.
    pub fn is_only_told(&self) -> bool {
        self.0.only_told
    }

    /// Pays so many points; refused where they are not there.
    pub fn pay(&self, points: usize) -> Result<()> {
        let Some(standing) = self.0.payer.and_then(|payer| self.0.app.budget.take(payer, points)) else {
            return Ok(());
        };
        if let Ok(mut kept) = self.0.standing.lock() {
            *kept = Some(standing);
        }
        match standing.wait {
            None => Ok(()),
            Some(wait) => Err(Error::new(Code::TooMany).with("cost", points).with("limit", standing.limit).after(wait)),
        }
    }

    /// Where the caller stands after this request; none where nothing was counted.
    pub fn standing(&self) -> Option<Standing> {
        self.0.standing.lock().ok().and_then(|kept| *kept)
    }
}
