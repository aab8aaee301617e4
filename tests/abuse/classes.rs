//! Who is let in, as `tests/abuse/matrix.txt` says it: operations below the line that says who may.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What came of a call, as far as rights go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Done, or refused for what was sent.
    May,
    SignIn,
    Denied,
    Hidden,
}

impl Verdict {
    pub fn of(status: u16) -> Self {
        match status {
            401 => Verdict::SignIn,
            403 => Verdict::Denied,
            404 => Verdict::Hidden,
            _ => Verdict::May,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Verdict::May => "may",
            Verdict::SignIn => "401",
            Verdict::Denied => "403",
            Verdict::Hidden => "404",
        }
    }
}

/// One line for what everybody gets; the many are `others`.
pub fn class(verdicts: &[(&str, Verdict)]) -> String {
    let mut groups: BTreeMap<Verdict, Vec<&str>> = BTreeMap::new();
    for (name, verdict) in verdicts {
        groups.entry(*verdict).or_default().push(name);
    }
    let most = groups.iter().max_by_key(|(_, names)| names.len()).map(|(verdict, _)| *verdict);
    let said = groups.iter().map(|(verdict, names)| {
        let who = if Some(*verdict) == most { "others".to_owned() } else { names.join(" ") };
        format!("{} {who}", verdict.word())
    });
    said.collect::<Vec<_>>().join("; ")
}

/// Operations that are not as the file says. With `UPDATE` the file is written, to be read in the diff.
pub fn compare(found: &BTreeMap<String, String>) -> Vec<String> {
    let path = file("matrix.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, written(found)).unwrap();
        return Vec::new();
    }
    let listed = read(&std::fs::read_to_string(path).unwrap_or_default());
    let mut faults = Vec::new();
    for (operation, is) in found {
        match listed.get(operation) {
            None => faults.push(format!("{operation} has no line in tests/abuse/matrix.txt; it is: {is}")),
            Some(was) if was != is => faults.push(format!("{operation}\n    was: {was}\n    is:  {is}")),
            Some(_) => {}
        }
    }
    let gone = listed.keys().filter(|operation| !found.contains_key(*operation));
    faults.extend(gone.map(|operation| format!("{operation} stands in tests/abuse/matrix.txt and is no operation")));
    faults
}

fn written(found: &BTreeMap<String, String>) -> String {
    let mut by_class: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (operation, class) in found {
        by_class.entry(class).or_default().push(operation);
    }
    let mut text = String::from(
        "# Who is let in to each operation, tried on a record of their own unit or region; `_ELSEWHERE` are the same\n\
         # roles of another one. Written by `UPDATE=1 cargo test abuse::matrix`: the diff says who gained or lost what.\n",
    );
    for (class, operations) in by_class {
        let _ = write!(text, "\n{class}\n");
        for operation in operations {
            let _ = writeln!(text, "    {operation}");
        }
    }
    text
}

fn read(text: &str) -> BTreeMap<String, String> {
    let (mut class, mut found) = ("", BTreeMap::new());
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("    ") {
            Some(operation) => {
                found.insert(operation.to_owned(), class.to_owned());
            }
            None => class = line,
        }
    }
    found
}

/// What is excused, as `tests/abuse/exceptions.txt` lists it: a word and a name on each line.
pub fn exceptions(word: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(file("exceptions.txt")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
    lines.map(|name| name.trim().to_owned()).collect()
}

/// Lists without a record to try with that are not excused, and those that need no excuse any more. With `UPDATE` they
/// are written.
pub fn excuse(bare: &[String]) -> Vec<String> {
    let listed = exceptions("bare");
    if std::env::var_os("UPDATE").is_some() {
        let text = std::fs::read_to_string(file("exceptions.txt")).unwrap();
        let kept = text.lines().filter(|line| !line.starts_with("bare ")).map(ToOwned::to_owned);
        let lines: Vec<String> = kept.chain(bare.iter().map(|list| format!("bare {list}"))).collect();
        std::fs::write(file("exceptions.txt"), lines.join("\n") + "\n").unwrap();
        return Vec::new();
    }
    let new = bare.iter().filter(|list| !listed.contains(*list)).map(|list| format!("no record of {list} to try with"));
    let old = listed.iter().filter(|list| !bare.contains(list));
    new.chain(old.map(|list| format!("take out of tests/abuse/exceptions.txt: bare {list}"))).collect()
}

/// Names in `tests/abuse/exceptions.txt`. Lower it whenever one goes.
const EXCEPTIONS: usize = 21;

#[test]
fn exceptions_only_become_fewer() {
    let text = std::fs::read_to_string(file("exceptions.txt")).unwrap();
    let listed = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    assert!(listed <= EXCEPTIONS, "{listed} exceptions, not {EXCEPTIONS}");
}

#[test]
fn what_is_written_is_read_back() {
    let verdicts = [("a", Verdict::May), ("b", Verdict::Denied), ("c", Verdict::Denied)];
    assert_eq!(class(&verdicts), "may a; 403 others");
    let found = BTreeMap::from([("one".to_owned(), class(&verdicts)), ("two".to_owned(), class(&verdicts[1..]))]);
    assert_eq!(read(&written(&found)), found);
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/abuse").join(name)
}
