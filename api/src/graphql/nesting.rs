//! How many brackets of a document are open at once, found out before it is parsed. The parser calls itself for each of
//! them and bounds only selections: some thousands of lists within lists would overflow the stack and end the service.

/// Most brackets open at once. Fifteen levels of fields with objects in their arguments need less than half.
const MOST: usize = 100;

/// Whether no more brackets are open at once than a document needs. What is a string or a comment to the parser is one
/// here: a bracket in it opens and closes nothing.
pub(super) fn is_shallow(document: &str) -> bool {
    let (mut open, mut rest) = (0_usize, document);
    while let Some(at) = rest.find(['{', '}', '[', ']', '(', ')', '"', '#']) {
        let from = rest.get(at..).unwrap_or_default();
        let mut length = 1;
        match from.as_bytes().first() {
            Some(b'#') => length = from.find(['\n', '\r']).unwrap_or(from.len()),
            Some(b'"') => length = string(from),
            Some(b'{' | b'[' | b'(') => open += 1,
            // One too many is where the parser stops.
            _ => open = open.saturating_sub(1),
        }
        if open > MOST {
            return false;
        }
        rest = from.get(length..).unwrap_or_default();
    }
    true
}

/// Length of the string with which a text begins.
fn string(text: &str) -> usize {
    if let Some(inner) = text.strip_prefix(BLOCK) {
        // One without an end is an empty string to the parser, and another begins behind it.
        return block(inner).map_or(2, |end| BLOCK.len() + end);
    }
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            // It does not go beyond its line: the parser stops there.
            '"' | '\n' | '\r' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// What a block string begins and ends with.
const BLOCK: &str = "\"\"\"";

/// Where a block string ends, its last quotes included. `\"""` stands for three quotes within it.
fn block(inner: &str) -> Option<usize> {
    let mut seen = 0;
    loop {
        let at = seen + inner.get(seen..)?.find(BLOCK)?;
        seen = at + BLOCK.len();
        if !inner.get(..at)?.ends_with('\\') {
            return Some(seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> String {
        format!("{}1{}", "[".repeat(levels), "]".repeat(levels))
    }

    #[test]
    fn brackets_within_each_other_are_counted_and_those_beside_each_other_are_not() {
        assert!(is_shallow(&format!("{{ a(b: {}) }}", nested(98))));
        assert!(!is_shallow(&format!("{{ a(b: {}) }}", nested(99))));
        for one in ["[", "(", "{", "{ a ", "{a: ", "...{ "] {
            assert!(!is_shallow(&one.repeat(101)), "{one}");
        }
        assert!(is_shallow(&"{ a(b: [1]) }".repeat(1_000)));
        assert!(!is_shallow(&format!("}}}}]]){}", nested(101))), "what closes nothing makes no room");
    }

    #[test]
    fn strings_and_comments_open_and_close_nothing() {
        let many = "[".repeat(200);
        for text in [
            format!("\"{many}\""),
            format!("\"\\\"{many}\""),
            format!("\"\"\"{many}\n\"{many}\"\"\""),
            format!("\"\"\"\\\"\"\"{many}\"\"\""),
            format!("#{many}\n"),
        ] {
            assert!(is_shallow(&text), "{text}");
            assert!(is_shallow(&format!("{text} {}", nested(100))), "{text}");
            assert!(!is_shallow(&format!("{text} {}", nested(101))), "{text}");
        }
        // What a string closes is still open.
        assert!(!is_shallow(&"[\"]\" ".repeat(101)));
        assert!(!is_shallow(&"[#]\n".repeat(101)));
    }

    #[test]
    fn what_only_looks_like_a_string_hides_nothing() {
        let deep = nested(101);
        for text in [
            // No block string, for it has no end: an empty string, another one, then brackets.
            format!("\"\"\"x\" {deep}"),
            format!("\"\" {deep}"),
            format!("\"\"\"\"\"\" {deep}"),
            format!("\"\"\"\\\\\"\"\" \"\"\" {deep}"),
            format!("\"x\\\\\" {deep}"),
            format!("\"#\" {deep}"),
            format!("# \"\r{deep}"),
        ] {
            assert!(!is_shallow(&text), "{text}");
        }
    }
}
