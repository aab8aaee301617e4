//! A sentence in both languages of the API.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Language of an answer. Indonesian unless the caller asks otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Id,
    En,
}

/// One text in Indonesian and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub id: String,
    pub en: String,
}

impl Text {
    pub fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: id.into(), en: en.into() }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }
}

/// Whether nothing is said.
pub fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

/// A text without the space around it; none where nothing is said.
pub fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A name as a step of a JSON Pointer.
pub fn pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// How alike two texts look, of a hundred: by the pieces of three letters that they share.
pub fn alike(one: &str, other: &str) -> usize {
    let pieces = |text: &str| -> BTreeSet<String> {
        let letters: Vec<char> = text.chars().collect();
        letters.windows(3).map(|three| three.iter().collect()).collect()
    };
    let (one, other) = (pieces(one), pieces(other));
    200 * one.intersection(&other).count() / (one.len() + other.len()).max(1)
}

/// A text as HTML: nothing that callers wrote becomes markup.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

/// Named facts of an error, for programs: `{"legalActions": "submit, edit"}`.
pub type Params = BTreeMap<String, serde_json::Value>;

/// Folds a name for search: lower case, without spaces, punctuation and the words that only say what kind of
/// place it is. `Kota Pangkal Pinang`, `pangkalpinang` and `KOTA PANGKALPINANG` fold alike.
pub fn fold_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut rest = lower.trim();
    for prefix in
        ["kabupaten ", "kab. ", "kab ", "kota administrasi ", "kota adm. ", "kota ", "kecamatan ", "kec. ", "provinsi "]
    {
        if let Some(stripped) = rest.strip_prefix(prefix) {
            rest = stripped;
            break;
        }
    }
    rest.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_becomes_markup() {
        assert_eq!(escape("<b a='1'>\"&\"</b>"), "&lt;b a=&#39;1&#39;&gt;&quot;&amp;&quot;&lt;/b&gt;");
    }

    #[test]
    fn a_name_with_a_slash_is_one_step_of_a_path() {
        assert_eq!(pointer("a/b~c"), "a~1b~0c");
    }

    #[test]
    fn spelling_variants_of_a_place_fold_alike() {
        for name in ["Kota Pangkal Pinang", "pangkalpinang", "KOTA PANGKALPINANG", " Pangkal  Pinang "] {
            assert_eq!(fold_name(name), "pangkalpinang", "{name}");
        }
    }
}
