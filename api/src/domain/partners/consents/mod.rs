//! Consents: one for each person, partner and purpose. A consent never changes but by ending; what is granted anew is
//! the next one of the same subject. The gate asks them in the same statement as the facts, so that a consent which
//! ended opens nothing from that moment on.

mod acknowledge;
mod codes;
mod due;
mod grant;
mod hourly;
mod notices;
mod proof;
mod query;
mod requests;
mod rights;
mod rules;
mod steps;
mod store;
mod terms;
mod withdraw;

pub use acknowledge::acknowledge;
pub use codes::{CounterCode, by_code, issue as issue_code};
pub use due::run as end_due;
pub use grant::grant;
pub use notices::{NoticeFilter, fingerprint, list as list_notices, one as notice, publish as publish_notice};
pub use query::{
    Filter, Known, count, count_of_partner, get, list, list_of_partner, one_of_partner, partner_of, told, visible,
};
pub use requests::{
    Asked, VALID_DAYS, admit, ask, count as count_requests, decline, get as request, list as list_requests,
    visible as visible_requests,
};
pub use rules::{ACTIVE, status};
pub use withdraw::{withdraw, withdraw_all};

pub(in crate::domain::partners) use query::partners_of;
pub(in crate::domain::partners) use rights::speak;
