//! How files are named on their way out.

use api::rest::upload::named;

#[test]
fn a_file_keeps_its_name_whatever_its_letters() {
    let said = |name: &str| named(name).to_str().unwrap().to_owned();
    assert_eq!(said("SK 1.pdf"), "attachment; filename=\"SK 1.pdf\"; filename*=UTF-8''SK%201.pdf");
    assert_eq!(said("a\"é.pdf"), "attachment; filename=\"a__.pdf\"; filename*=UTF-8''a%22%C3%A9.pdf");
}
