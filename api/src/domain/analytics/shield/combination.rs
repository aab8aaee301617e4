//! Combinations of dimensions as cells are counted by: the published ones, by disaggregation, and in the regions of then
//! and of now; and which of them are sums of which.

use super::published::{Published, above, reduced};
use crate::domain::analytics::asked::Extra;
use crate::domain::analytics::cube::Source;
use crate::domain::analytics::dimension::Dimension;
use crate::vocab::Disaggregation;

/// A published combination, with what else tells cells apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Combination {
    /// Without what follows from the rest.
    pub dimensions: Vec<Dimension>,
    /// With all that they determine.
    pub full: Vec<Dimension>,
    /// A disaggregation: its name and its dimension.
    pub part: Option<(String, Dimension)>,
    /// Whether regions are those of today.
    pub current: bool,
}

/// What is published, also of the regions of today where a question may ask for them, and by disaggregation.
pub fn all(source: &Source, published: &Published, extra: &Extra) -> Vec<Combination> {
    let mut all = Vec::new();
    let names = extra.indicators.iter().flat_map(|it| it.definition.dimensions.iter());
    let parts: Vec<(String, Dimension)> = names.map(|name| (name.clone(), part_dimension(name))).collect();
    for current in [false, true] {
        for dimensions in published.combinations {
            let dimensions = reduced(published.root, dimensions.iter().copied());
            let regional = is_regional(&dimensions);
            if current && !(regional && source.bitemporal) {
                continue;
            }
            let mut full = dimensions.clone();
            full.extend(dimensions.iter().flat_map(|dimension| above(published.root, *dimension)));
            let plain = Combination { dimensions, full, part: None, current };
            if has_parts(&plain.dimensions) {
                for part in &parts {
                    let mut divided = plain.clone();
                    divided.dimensions.push(part.1);
                    divided.dimensions.sort_unstable();
                    divided.full.push(part.1);
                    all.push(Combination { part: Some(part.clone()), ..divided });
                }
            }
            all.push(plain);
        }
    }
    all
}

/// Disaggregations are published for the nation and its provinces.
pub fn has_parts(dimensions: &[Dimension]) -> bool {
    dimensions.iter().all(|dimension| *dimension == Dimension::Province)
}

/// Whether a combination depends on what region a fact counts in.
pub fn is_regional(dimensions: &[Dimension]) -> bool {
    dimensions.iter().any(|dimension| matches!(dimension, Dimension::Province | Dimension::Regency))
}

/// The dimension that shows a disaggregation of this name.
pub fn part_dimension(name: &str) -> Dimension {
    let known = Disaggregation::ALL.iter().find(|it| it.code() == name);
    known.map_or(Dimension::Part, |it| it.dimension())
}

/// Whether the cells of the first are sums of cells of the second, or the same.
fn within(coarse: &Combination, fine: &Combination) -> bool {
    coarse.full.iter().all(|dimension| fine.full.contains(dimension))
        && (coarse.part.is_none() || coarse.part == fine.part)
        && (coarse.current == fine.current || !is_regional(&coarse.dimensions))
}

/// The combination from whose rows the cells of another one are added up. Parts need not add up to their whole.
pub fn finest(combinations: &[Combination], of: usize) -> usize {
    let Some(coarse) = combinations.get(of) else { return of };
    let above = |fine: &&(usize, &Combination)| within(coarse, fine.1) && fine.1.part == coarse.part;
    let all: Vec<(usize, &Combination)> = combinations.iter().enumerate().collect();
    let longest = all.iter().filter(above).max_by_key(|(index, it)| (it.full.len(), std::cmp::Reverse(*index)));
    longest.map_or(of, |(index, _)| *index)
}

/// The combinations whose cells are sums of this one's, with none between.
pub fn covers(combinations: &[Combination], of: usize) -> Vec<usize> {
    let Some(fine) = combinations.get(of) else { return Vec::new() };
    let is_above = |coarse: &Combination, fine: &Combination| coarse != fine && within(coarse, fine);
    let above: Vec<(usize, &Combination)> =
        combinations.iter().enumerate().filter(|(_, coarse)| is_above(coarse, fine)).collect();
    let direct = above.iter().filter(|(_, coarse)| !above.iter().any(|(_, between)| is_above(coarse, between)));
    direct.map(|(index, _)| *index).collect()
}
