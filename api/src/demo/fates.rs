//! How far synthetic reports get.

use rand::RngExt;
use rand::rngs::SmallRng;

use crate::vocab::ReportState;

/// The last months, in which reports are in every state. Their events get their places in the feed with all others that
/// the demonstration loads, in the order of time; those of older months get theirs as they are written.
pub const RECENT: u32 = 3;

/// How far a report got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Nothing,
    Draft,
    Submitted,
    InReview,
    SentBack,
    Rejected,
    Verified,
    Approved,
    Amended,
}

impl Fate {
    /// The state in which it is loaded; none where nothing was filed.
    pub fn state(self) -> Option<ReportState> {
        match self {
            Fate::Nothing => None,
            Fate::Draft => Some(ReportState::Draft),
            Fate::Submitted => Some(ReportState::Submitted),
            Fate::InReview | Fate::SentBack => Some(ReportState::InReview),
            Fate::Rejected => Some(ReportState::Rejected),
            Fate::Verified => Some(ReportState::Verified),
            Fate::Approved | Fate::Amended => Some(ReportState::Approved),
        }
    }

    /// Whether something happens to it after that.
    pub fn goes_on(self) -> bool {
        matches!(self, Fate::SentBack | Fate::Amended)
    }
}

/// The last month is under way, the two before it are mostly approved, and in older ones nothing waits any more.
/// All that the first BLK filed is approved.
pub fn fate(rng: &mut SmallRng, index: usize, age: u32) -> Fate {
    if index == 0 {
        return Fate::Approved;
    }
    let bounds: &[(u32, Fate)] = match age {
        0 => &[
            (22, Fate::Nothing),
            (34, Fate::Draft),
            (54, Fate::Submitted),
            (62, Fate::InReview),
            (67, Fate::SentBack),
            (70, Fate::Rejected),
            (80, Fate::Verified),
            (100, Fate::Approved),
        ],
        age if age < RECENT => &[
            (8, Fate::Nothing),
            (10, Fate::Draft),
            (13, Fate::Submitted),
            (15, Fate::SentBack),
            (16, Fate::Rejected),
            (18, Fate::Verified),
            (98, Fate::Approved),
            (100, Fate::Amended),
        ],
        _ => &[(7, Fate::Nothing), (8, Fate::Draft), (9, Fate::Rejected), (100, Fate::Approved)],
    };
    let draw: u32 = rng.random_range(0..100);
    bounds.iter().find(|(bound, _)| draw < *bound).map_or(Fate::Nothing, |(_, fate)| *fate)
}
