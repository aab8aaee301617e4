//! What is told of rows and records, without a database.

use serde_json::json;

use super::*;

#[test]
fn what_is_named_for_the_file_holds_where_the_row_does_not_say_it() {
    let mut row = json!({"unit": "BLKK-3602-001", "name": "Siti"});
    assert_eq!(taken(&mut row, "unit", Some("BLKK-3602-002")).unwrap().as_deref(), Some("BLKK-3602-001"));
    assert_eq!(row, json!({"name": "Siti"}));
    assert_eq!(taken(&mut row, "unit", Some("BLKK-3602-002")).unwrap().as_deref(), Some("BLKK-3602-002"));
    let refused = named(&mut row, "unit", None).unwrap_err();
    assert_eq!(
        (refused.0.violations[0].code.as_str(), refused.0.violations[0].path.as_str()),
        ("FIELD.REQUIRED", "/unit")
    );
    assert!(named(&mut json!({"unit": 3}), "unit", None).is_err());
    assert!(named(&mut json!({"unit": "a\0b"}), "unit", None).is_err());
}

#[test]
fn degrees_have_more_places_than_other_numbers() {
    let mut row = json!({"latitude": "-6,564412", "longitude": 106.25});
    degrees(&mut row, &["latitude", "longitude"]).unwrap();
    assert_eq!(row, json!({"latitude": -6.564412, "longitude": 106.25}));
    let refused = degrees(&mut json!({"latitude": "selatan", "longitude": "inf"}), &["latitude", "longitude"]);
    let paths: Vec<String> = refused.unwrap_err().0.violations.iter().map(|fault| fault.path.clone()).collect();
    assert_eq!(paths, ["/latitude", "/longitude"]);
}

#[test]
fn a_telephone_of_an_institution_is_kept_with_its_country() {
    for (typed, kept) in [
        ("0252-201234", "+62252201234"),
        ("62252201234", "+62252201234"),
        ("+62 252 201234", "+62252201234"),
        ("(0252) 201234", "+62252201234"),
    ] {
        let mut row = json!({"phone": typed});
        international(&mut row);
        assert_eq!(row["phone"], kept, "{typed}");
    }
}

#[test]
fn a_record_that_says_all_that_the_row_says_is_there_already() {
    #[derive(Serialize)]
    struct Input {
        name: &'static str,
        year: Option<i32>,
        codes: Vec<&'static str>,
    }
    let record = Input { name: "Kelompok", year: Some(2026), codes: vec!["A"] };
    let less = Input { name: "Kelompok", year: None, codes: Vec::new() };
    assert_eq!(existing("x".to_owned(), &less, &record).unwrap(), Done { id: "x".to_owned(), existing: true });
    let other = Input { name: "Kelompok", year: Some(2025), codes: vec!["B"] };
    let refused = existing("x".to_owned(), &other, &record).unwrap_err();
    let mut paths: Vec<String> = refused.0.violations.iter().map(|fault| fault.path.clone()).collect();
    paths.sort();
    assert_eq!((refused.code(), paths), (Code::AlreadyExists, vec!["/codes".to_owned(), "/year".to_owned()]));
}
