//! What a refusal of the GraphQL library says.

use api::graphql::error::without_value;

#[test]
fn what_was_sent_is_not_said_back() {
    for (message, told) in [
        (r#"Expected input type "PersonInput", found "3602"."#, r#"Expected input type "PersonInput""#),
        (
            r#"Invalid value for argument "input.role", enumeration type "PersonRole" does not contain the value "3602""#,
            r#"Invalid value for argument "input.role", enumeration type "PersonRole" does not contain the value"#,
        ),
        (
            r#"Failed to parse "PersonRole": Enumeration type does not contain value "3602"."#,
            r#"Failed to parse "PersonRole": Enumeration type does not contain value"#,
        ),
        (r#"Unknown field "nik" on type "Query"."#, r#"Unknown field "nik" on type "Query"."#),
    ] {
        assert_eq!(without_value(message), told);
    }
}
