//! What any operation may refuse, said once in the document: each operation tells of its own refusals, and nobody has
//! to repeat at each of them what a body that is no JSON is answered.

use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder, SecurityRequirement};

/// The media type of refusals.
pub(super) const PROBLEM: &str = "application/problem+json";

/// A refusal that many operations share: its status, its name among the components, what it means.
type Refusal = (&'static str, &'static str, &'static str);

const MALFORMED: Refusal = ("400", "Malformed", "What was sent cannot be read: no JSON, no UTF-8.");
const NOT_SIGNED_IN: Refusal = ("401", "NotSignedIn", "No access token, or one that does not hold any more.");
const DENIED: Refusal = ("403", "Denied", "You may not do this, or not from this address.");
const MISSING: Refusal = ("404", "Missing", "There is no such record, or you do not see it.");
const STALE: Refusal = ("412", "Stale", "Somebody else changed the record: read it again, then retry.");
const TOO_LARGE: Refusal = ("413", "TooLarge", "The body is larger than this operation takes.");
const OTHER_MEDIA: Refusal = ("415", "OtherMedia", "The body is of another media type, or it is compressed.");
const INVALID: Refusal = ("422", "Invalid", "What was sent is not as it must be: `errors` lists every fault.");
const NO_VERSION: Refusal = ("428", "NoVersion", "Send `If-Match` with the version that you read.");
const TOO_MANY: Refusal = ("429", "TooMany", "Too many requests: come again after `Retry-After` seconds.");
const UNAVAILABLE: Refusal =
    ("503", "Unavailable", "No answer at this moment: come again after `Retry-After` seconds.");

const ALL: [Refusal; 11] = [
    MALFORMED,
    NOT_SIGNED_IN,
    DENIED,
    MISSING,
    STALE,
    TOO_LARGE,
    OTHER_MEDIA,
    INVALID,
    NO_VERSION,
    TOO_MANY,
    UNAVAILABLE,
];

/// Adds to each operation the refusals that it does not tell of itself, and gives all of them their media type.
pub(super) fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let all = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete, &mut item.head];
        for operation in all.into_iter().filter_map(Option::as_mut) {
            operation.responses.responses.values_mut().for_each(retype);
            for (status, name, _) in shared(path, operation) {
                let known = operation.responses.responses.entry(status.to_owned());
                known.or_insert_with(|| RefOr::Ref(Ref::from_response_name(name)));
            }
        }
    }
    let responses = ALL.iter().map(|refusal| (refusal.1.to_owned(), RefOr::T(response(refusal))));
    document.components.get_or_insert_default().responses.extend(responses);
}

/// Puts the shared refusals of an operation into their place: not every generator follows a reference to a response.
pub(super) fn spell_out(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::Ref(named) = &*response else { continue };
        let name = named.ref_location.rsplit('/').next();
        if let Some(refusal) = ALL.iter().find(|refusal| Some(refusal.1) == name) {
            *response = RefOr::T(self::response(refusal));
        }
    }
}

/// What an operation may refuse by what it takes.
fn shared(path: &str, operation: &Operation) -> Vec<Refusal> {
    let mut refusals = vec![TOO_MANY, UNAVAILABLE];
    let open = operation.security == Some(vec![SecurityRequirement::default()]);
    if !open {
        refusals.extend([NOT_SIGNED_IN, DENIED]);
    }
    if !open || operation.parameters.is_some() || operation.request_body.is_some() {
        refusals.extend([MALFORMED, INVALID]);
    }
    if path.contains('{') {
        refusals.push(MISSING);
    }
    if operation.request_body.is_some() {
        refusals.extend([TOO_LARGE, OTHER_MEDIA]);
    }
    let version = operation.parameters.iter().flatten().find_map(|parameter| match parameter {
        RefOr::T(one) if one.parameter_in == ParameterIn::Header && one.name == "If-Match" => Some(&one.required),
        _ => None,
    });
    if let Some(required) = version {
        refusals.push(STALE);
        if *required == Required::True {
            refusals.push(NO_VERSION);
        }
    }
    refusals
}

/// A problem is no `application/json`, which is what utoipa's macros take any body for.
fn retype(response: &mut RefOr<Response>) {
    let RefOr::T(response) = response else { return };
    let is_problem = match response.content.get("application/json") {
        Some(RefOr::T(content)) => {
            matches!(&content.schema, Some(RefOr::Ref(one)) if one.ref_location.ends_with("/Problem"))
        }
        _ => false,
    };
    if is_problem && let Some(content) = response.content.shift_remove("application/json") {
        response.content.insert(PROBLEM.to_owned(), content);
    }
}

fn response((_, _, meaning): &Refusal) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(*meaning).content(PROBLEM, content).build()
}
