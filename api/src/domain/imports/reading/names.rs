//! By what names the columns of a kind are known.

use std::collections::HashMap;

use super::body::steps;
use crate::domain::imports::columns::{Column, Shape};
use crate::domain::sheets::typed::fold;
use crate::domain::text::alike;

/// Names of columns. A name that several columns have is nobody's.
pub(super) struct Names {
    /// Whole names, then those without what stands in brackets, then last steps of places. What an earlier one knows, a
    /// later one is not asked for.
    levels: [HashMap<String, Option<usize>>; 3],
}

impl Names {
    pub(super) fn of(shape: &Shape) -> Self {
        let mut levels = [HashMap::new(), HashMap::new(), HashMap::new()];
        let [whole, bare, last] = &mut levels;
        for (index, column) in shape.columns.iter().enumerate() {
            for name in titles(column) {
                learn(whole, name, index);
                learn(bare, &without_brackets(name), index);
            }
            let steps = steps(&column.at);
            learn(whole, &steps.join(" "), index);
            // A part of an indicator: `A03 LAKI_LAKI`.
            if let [_, code, _, member] = steps.as_slice() {
                learn(whole, &format!("{code} {member}"), index);
            }
            if let Some(step) = steps.last() {
                learn(last, step, index);
            }
        }
        Self { levels }
    }

    /// The column of this name.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        let names = [fold(text), fold(&without_brackets(text))];
        for level in &self.levels {
            for name in names.iter().filter(|name| !name.is_empty()) {
                if let Some(found) = level.get(name) {
                    return *found;
                }
            }
        }
        None
    }
}

fn titles(column: &Column) -> impl Iterator<Item = &str> {
    [&column.title.id, &column.title.en].into_iter().chain(&column.also).map(String::as_str)
}

fn learn(names: &mut HashMap<String, Option<usize>>, name: &str, index: usize) {
    let name = fold(name);
    if name.is_empty() {
        return;
    }
    names
        .entry(name)
        .and_modify(|known| {
            if *known != Some(index) {
                *known = None;
            }
        })
        .or_insert(Some(index));
}

/// A heading without what stands in brackets: units, hints.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = |letter: &char| match letter {
        '(' | '[' => {
            depth += 1;
            false
        }
        ')' | ']' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    text.chars().map(|letter| if outside(&letter) { letter } else { ' ' }).collect()
}

/// The title that looks the most like a heading, if one does: by pieces of three letters, at least so many of a hundred.
pub(super) fn nearest<'a>(shape: &'a Shape, text: &str, least: usize) -> Option<&'a str> {
    let framed = |text: &str| format!(" {} ", fold(text));
    let asked = framed(text);
    let likest = |column: &'a Column| {
        let likeness = titles(column).map(|title| alike(&framed(title), &asked));
        (likeness.max().unwrap_or_default(), column)
    };
    let (likeness, column) = shape.columns.iter().map(likest).max_by_key(|(likeness, _)| *likeness)?;
    (likeness >= least).then_some(column.title.id.as_str())
}
