//! Rows of figures whose fields are measures of their source.

use super::told::hundredths;
use crate::domain::analytics::{Cell, Cells, share};
use crate::view::Rupiah;

/// A measure as a field shows it.
pub(super) trait Shown: Sized {
    /// None is hidden, or unknown.
    fn shown(value: Option<i64>) -> Self;
}

/// What is never hidden, and 0 where there is nothing.
impl Shown for i64 {
    fn shown(value: Option<i64>) -> Self {
        value.unwrap_or_default()
    }
}

impl Shown for Option<i64> {
    fn shown(value: Option<i64>) -> Self {
        value
    }
}

impl Shown for Option<Rupiah> {
    fn shown(value: Option<i64>) -> Self {
        value.map(Rupiah)
    }
}

/// What is kept in hundredths.
impl Shown for Option<f64> {
    fn shown(value: Option<i64>) -> Self {
        value.map(hundredths)
    }
}

/// A measure of a cell.
pub(super) fn measure<T: Shown>(cells: &Cells, cell: &Cell, name: &str) -> T {
    T::shown(cells.place(name).and_then(|at| cell.values.get(at).copied().flatten()))
}

/// Part of a whole in percent, two places; null where the whole is nothing, or one of the two is not known.
pub(super) fn percent(cells: &Cells, cell: &Cell, part: &str, whole: &str) -> Option<f64> {
    let number = |name: &str| measure::<Option<i64>>(cells, cell, name);
    share(number(part)?, number(whole)?).map(hundredths)
}

/// The names of the fields that are hidden in a cell: each is told with the measures it is made of, and is hidden with
/// any of them.
pub(super) fn suppressed(cells: &Cells, cell: &Cell, fields: &[(&str, &[&str])]) -> Vec<String> {
    let is_hidden =
        |measure: &&str| cells.place(measure).and_then(|at| cell.hidden.get(at).copied()).unwrap_or_default();
    let hidden = fields.iter().filter(|(_, measures)| measures.iter().any(is_hidden));
    hidden.map(|(field, _)| (*field).to_owned()).collect()
}

/// Declares the answer of a root and its rows: fields that show a measure by its name, and fields that are computed, with
/// their names in GraphQL and the measures they are computed of.
macro_rules! figures {
    (
        $(#[$doc:meta])*
        $answer:ident;
        $(#[$row_doc:meta])*
        $row:ident {
            $($(#[$field_doc:meta])* $field:ident: $shown:ty = $measure:literal,)*
        }
        computed {
            $($(#[$computed_doc:meta])*
            $computed:ident: $result:ty = $compute:path as $name:literal of [$($of:literal),+],)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        pub struct $answer {
            /// Where the figures come from.
            pub provenance: $crate::graphql::analytics::told::Provenance,
            /// By their keys, in the order of `groupBy`.
            pub rows: Vec<$row>,
        }

        $(#[$row_doc])*
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        pub struct $row {
            #[graphql(flatten)]
            keys: $crate::graphql::analytics::keys::Keys,
            $($(#[$field_doc])* pub $field: $shown,)*
            $($(#[$computed_doc])* pub $computed: $result,)*
            /// Fields that are null here since they count, or tell of, fewer than five persons or enterprises, or would
            /// reveal such.
            pub suppressed: Vec<String>,
        }

        impl From<$crate::domain::analytics::Answer> for $answer {
            fn from(answer: $crate::domain::analytics::Answer) -> Self {
                use $crate::graphql::analytics::{figures, keys::Keys};
                let cells = &answer.cells;
                let row = |(keys, cell): (Keys, &$crate::domain::analytics::Cell)| $row {
                    keys,
                    $($field: figures::measure(cells, cell, $measure),)*
                    $($computed: $compute(cells, cell),)*
                    suppressed: figures::suppressed(
                        cells,
                        cell,
                        &[$(($measure, &[$measure]),)* $(($name, &[$($of),+]),)*],
                    ),
                };
                let rows = Keys::each(cells).map(row).collect();
                Self { provenance: (&answer.provenance).into(), rows }
            }
        }
    };
}
pub(super) use figures;
