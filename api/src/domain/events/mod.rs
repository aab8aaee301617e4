//! What other systems hear of: types of events, who may hear of which, the feed.

pub mod feed;
pub mod positions;
pub mod seen;
pub mod types;
