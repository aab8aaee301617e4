//! Who reports: BLKs, kawasans and organizations, and their dated statuses.

pub mod blks;
pub mod documents;
pub mod history;
pub mod kept;
pub mod parts;
pub mod placements;
pub mod proposals;
pub mod refs;
pub mod requests;
pub mod selection;
pub mod statuses;
pub mod summary;
pub mod units;

pub use blks::{Blk, NewBlk, blk_by_ref, blks_by_ids, create_blk};
pub use statuses::{Statuses, set_status, status_on, statuses_at, statuses_on};
pub use units::{find_unit, kind_of, named_template, named_unit, public_id, unit_by_id, unit_by_ref};
