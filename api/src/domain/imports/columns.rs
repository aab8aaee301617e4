//! What the columns of a file are called and hold: the same list makes the template that people fill in, reads what they
//! send, and explains itself.

use crate::domain::Text;

/// Kinds of records that files bring, by the name that their collection has in paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportKind {
    /// Reports of a template; the columns are its indicators.
    Reports,
    /// BLKs.
    Blks,
    /// Organizations.
    Organizations,
    /// Invitations of users.
    Users,
    /// Persons of a BLK, kawasan or site.
    Persons,
    /// Enterprises, with a person of each.
    Enterprises,
    /// Trainees of a training package.
    Trainees,
    /// Attendance of training sessions.
    Attendance,
    /// Months of incubatees.
    Progress,
    /// Visits of mentors.
    Visits,
}

impl ImportKind {
    /// All of them.
    pub const ALL: [ImportKind; 10] = [
        ImportKind::Reports,
        ImportKind::Blks,
        ImportKind::Organizations,
        ImportKind::Users,
        ImportKind::Persons,
        ImportKind::Enterprises,
        ImportKind::Trainees,
        ImportKind::Attendance,
        ImportKind::Progress,
        ImportKind::Visits,
    ];

    /// Its name in paths.
    pub fn as_str(self) -> &'static str {
        match self {
            ImportKind::Reports => "reports",
            ImportKind::Blks => "blks",
            ImportKind::Organizations => "organizations",
            ImportKind::Users => "users",
            ImportKind::Persons => "persons",
            ImportKind::Enterprises => "enterprises",
            ImportKind::Trainees => "trainees",
            ImportKind::Attendance => "attendance",
            ImportKind::Progress => "progress",
            ImportKind::Visits => "visits",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether its files tell of persons: those are gone as soon as anybody is erased.
    pub fn is_personal(self) -> bool {
        !matches!(self, ImportKind::Reports | ImportKind::Blks | ImportKind::Organizations)
    }
}

/// What a column holds, and so how what people type into it is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Holds {
    /// Any text.
    Text,
    /// A text of digits (NIK, NPWP, NIB, phone, postal code), though the spreadsheet may have made a number of it.
    Digits,
    /// A whole number.
    Integer,
    /// A number with at most two places, percentages among them.
    Decimal,
    /// Whole rupiah: `1.250.000`, `Rp 1.250.000,00`.
    Rupiah,
    /// A day: `3 November 2021`, `03/11/21`, a date of the spreadsheet. Read as `2021-11-03`.
    Date,
    /// A period: `2026-10`, `Oktober 2026`, `2026-Q3`, `2026`.
    Period,
    /// Ya or tidak.
    YesNo,
    /// One of these codes; the label in either language is understood as well.
    Choice(Vec<(String, Text)>),
    /// Several texts, separated by semicolons: a list.
    List,
}

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    /// JSON Pointer of what it fills in the row, which is the body of the single call: `/values/A03/sex/LAKI_LAKI`.
    pub at: String,
    /// Its heading; the Indonesian one stands in the template.
    pub title: Text,
    /// Other headings by which it is known. The last step of `at`, and `at` with dots (`values.A03`), always are.
    pub also: Vec<String>,
    /// What it holds.
    pub holds: Holds,
    /// Whether a row without it is refused anyhow.
    pub required: bool,
    /// What to write into it.
    pub help: Text,
    /// How it looks filled in.
    pub example: String,
}

/// The columns of the files of a kind.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The kind.
    pub kind: ImportKind,
    /// What the file is: title of the sheet of explanations.
    pub title: Text,
    /// The columns in their order.
    pub columns: Vec<Column>,
}
