//! What takes its time says so before it begins: its caller then waits longer than others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the answer to a request takes its time. The request's context has it, and whoever answers in its stead when
/// the caller has waited too long.
#[derive(Clone, Debug, Default)]
pub struct Patience(Arc<AtomicBool>);

impl Patience {
    /// Asks the caller to wait longer.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether that was asked.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
