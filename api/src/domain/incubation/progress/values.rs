//! Values of a report as records make them: a total, and the parts that make it up. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Counts or rupiah by member of a dimension.
pub(in crate::domain) type Parts = BTreeMap<String, i64>;

/// A value with its parts; dimensions without parts are left out.
pub(in crate::domain) fn value(total: i64, dimensions: &[(&str, Parts)]) -> Value {
    let mut value = Map::new();
    value.insert("total".to_owned(), total.into());
    for (name, parts) in dimensions.iter().filter(|(_, parts)| !parts.is_empty()) {
        value.insert((*name).to_owned(), json!(parts));
    }
    Value::Object(value)
}

/// A count, split in one way.
pub(in crate::domain) fn tally<'a>(dimension: &str, members: impl IntoIterator<Item = &'a str>) -> Value {
    let parts = counted(members);
    value(parts.values().sum(), &[(dimension, parts)])
}

/// How many there are of each.
pub(in crate::domain) fn counted<'a>(members: impl IntoIterator<Item = &'a str>) -> Parts {
    let mut parts = Parts::new();
    for member in members {
        *parts.entry(member.to_owned()).or_default() += 1;
    }
    parts
}

/// A number of items as values are counted.
pub(in crate::domain) fn length(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}

/// Minutes as hours to two places. Parts are said where they make up the whole; what is rounded away from one is
/// given to the next, so that they sum to the total.
pub(in crate::domain) fn hours(minutes: i64, duties: Parts) -> Value {
    let hundredths = |minutes: i64| (minutes * 100 + 30) / 60;
    let decimal = |hundredths: i64| json!(hundredths as f64 / 100.0);
    let mut value = Map::new();
    value.insert("total".to_owned(), decimal(hundredths(minutes)));
    if minutes > 0 && duties.values().sum::<i64>() == minutes {
        let (mut so_far, mut parts) = (0, Map::new());
        for (duty, spent) in duties {
            parts.insert(duty, decimal(hundredths(so_far + spent) - hundredths(so_far)));
            so_far += spent;
        }
        value.insert("duty".to_owned(), Value::Object(parts));
    }
    Value::Object(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(parts: &[(&str, i64)]) -> Parts {
        parts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    #[test]
    fn hours_have_two_places_and_their_parts_sum_to_them() {
        assert_eq!(hours(0, Parts::new()), json!({"total": 0.0}));
        assert_eq!(hours(150, parts(&[("A", 60)])), json!({"total": 2.5}));
        let thirds = hours(100, parts(&[("A", 50), ("B", 50)]));
        assert_eq!(thirds, json!({"total": 1.67, "duty": {"A": 0.83, "B": 0.84}}));
    }

    #[test]
    fn dimensions_without_parts_are_left_out() {
        assert_eq!(tally("sector", ["KULINER", "KULINER"]), json!({"total": 2, "sector": {"KULINER": 2}}));
        assert_eq!(tally("sector", []), json!({"total": 0}));
    }
}
