//! Faces of partners show what went through the gate; the compiler keeps records and answers from being made elsewhere
//! (`domain/partners/gate.rs`), and here rows are kept out of the faces.

use std::path::{Path, PathBuf};

/// Where nothing of the database is named, below `api/src`.
const FACES: [&str; 7] = [
    "rest/partners",
    "graphql/partners",
    "view/partners/pulls.rs",
    "view/partners/changes.rs",
    "view/partners/profiles.rs",
    "view/partners/csv.rs",
    "view/partners/research.rs",
];

/// A file, or all files below a folder.
fn files(at: &Path) -> Vec<PathBuf> {
    if at.is_file() {
        return vec![at.to_owned()];
    }
    let within = std::fs::read_dir(at).unwrap_or_else(|missing| panic!("{}: {missing}", at.display()));
    within.flat_map(|entry| files(&entry.unwrap().path())).collect()
}

#[test]
fn no_face_of_partners_names_a_table_or_the_database() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for face in FACES {
        let found = files(&source.join(face));
        assert!(!found.is_empty(), "{face}");
        for file in found {
            let text = std::fs::read_to_string(&file).unwrap();
            for word in ["entity::", "sea_orm"] {
                assert!(!text.contains(word), "{word} in {}", file.display());
            }
        }
    }
}
