//! Tokens that somebody made: whatever is tried, they open nothing on either face.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp};

/// A name for what was tried, and the token.
pub type Named = (String, String);

/// A good token of the head.
pub async fn good(app: &TestApp) -> String {
    let login = json!({"login": "head@blk.test", "password": PASSWORD});
    let pair = app.anonymous().post("/v1/sessions", login).await.expect(201);
    pair["accessToken"].as_str().unwrap().to_owned()
}

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a part of a token says.
pub fn part(token: &str, number: usize) -> Value {
    let text = URL_SAFE_NO_PAD.decode(token.split('.').nth(number).unwrap()).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// Refused by both faces, as it must be.
pub async fn opens_nothing(app: &TestApp, (what, token): &Named) {
    let caller = app.bearer(token);
    let reply = caller.get("/v1/me").await;
    let code = reply.body["code"].as_str().unwrap_or_default().to_owned();
    assert_eq!((reply.status, code.split('.').next()), (401, Some("AUTH")), "{what}: {}", reply.text);
    assert_eq!(reply.header("content-type"), "application/problem+json", "{what}");
    assert!(reply.header("www-authenticate").starts_with("Bearer"), "{what}");
    let reply = caller.graphql("{ __typename }", json!({})).await;
    let said = reply.body["errors"][0]["extensions"]["code"].as_str();
    assert_eq!((reply.status, said), (401, Some(code.as_str())), "{what}: {}", reply.text);
    assert!(reply.body["data"].is_null(), "{what}: {}", reply.text);
}

/// One character of a text for another one.
fn flipped(text: &str, at: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).unwrap()
}

/// No signature, or one that is none.
fn unsigned(token: &str) -> Vec<Named> {
    let [header, claims, signature] = parts(token);
    let mut all = Vec::new();
    let algorithms = [
        json!("none"),
        json!("None"),
        json!("NONE"),
        json!("nOnE"),
        json!(""),
        json!(null),
        json!(0),
        json!(["EdDSA"]),
    ];
    for algorithm in algorithms {
        let mut said = part(token, 0);
        said["alg"] = algorithm.clone();
        let said = base64(said.to_string());
        all.push((format!("alg {algorithm} without a signature"), format!("{said}.{claims}.")));
        all.push((format!("alg {algorithm} with ours"), format!("{said}.{claims}.{signature}")));
    }
    let (zeros, longer) = (base64([0; 64]), format!("{signature}A"));
    let ends: [&str; 8] = ["", "A", "====", "!!!!", &signature[..10], &signature[..85], &longer, &zeros];
    all.extend(ends.map(|end| (format!("the signature `{end}`"), format!("{header}.{claims}.{end}"))));
    let twice = format!("{signature}{signature}");
    all.push(("a signature twice as long".to_owned(), format!("{header}.{claims}.{twice}")));
    all.push(("a padded signature".to_owned(), format!("{header}.{claims}.{signature}==")));
    all
}

/// Characters of each part for others.
fn damaged(token: &str) -> Vec<Named> {
    let mut all = Vec::new();
    let [header, claims, signature] = parts(token);
    for (name, part, parts) in [
        ("header", header, [None, Some(claims), Some(signature)]),
        ("claims", claims, [Some(header), None, Some(signature)]),
        ("signature", signature, [Some(header), Some(claims), None]),
    ] {
        let last = part.len() - 1;
        for at in [0, 7, last / 3, last / 2, last - 5, last] {
            let other = flipped(part, at);
            let whole = parts.map(|part| part.unwrap_or(&other));
            all.push((format!("character {at} of the {name}"), whole.join(".")));
        }
    }
    all
}

/// Claims of somebody else's choosing over a signature of ours.
fn altered(token: &str) -> Vec<Named> {
    let [header, claims, signature] = parts(token);
    let said = part(token, 1);
    let mut all = Vec::new();
    for (field, value) in [
        ("sub", json!("usr_01h455vb4pex5vsknk084sn02q")),
        ("sid", json!("ses_01h455vb4pex5vsknk084sn02q")),
        ("exp", json!(9_999_999_999_i64)),
        ("nbf", json!(0)),
        ("client_id", json!("cli_01h455vb4pex5vsknk084sn02q")),
        ("scope", json!("IDENTITY_NIK")),
        ("roles", json!(["FKN_ADMIN"])),
    ] {
        let mut other = said.clone();
        other[field] = value;
        all.push((format!("another {field}"), format!("{header}.{}.{signature}", base64(other.to_string()))));
    }
    let text = said.to_string();
    let twice = text.replacen('{', "{\"sub\":\"usr_01h455vb4pex5vsknk084sn02q\",", 1);
    all.push(("claims that are said twice".to_owned(), format!("{header}.{}.{signature}", base64(twice))));
    for (name, text) in [
        ("two parts", format!("{header}.{claims}")),
        ("one part", claims.to_owned()),
        ("four parts", format!("{token}.{signature}")),
        ("five parts, as if encrypted", format!("{header}.{claims}.{signature}.{claims}.{signature}")),
        ("a dot before", format!(".{token}")),
        ("a dot after", format!("{token}.")),
        ("dots alone", "...".to_owned()),
        ("two dots", "..".to_owned()),
        ("nothing", String::new()),
        ("itself twice", format!("{token}{token}")),
        ("a list", format!("{token},{token}")),
        ("JSON", json!({"protected": header, "payload": claims, "signature": signature}).to_string()),
        ("a null", "null".to_owned()),
        ("a huge header", format!("{}.{claims}.{signature}", "A".repeat(200_000))),
        ("huge claims", format!("{header}.{}.{signature}", "A".repeat(200_000))),
    ] {
        all.push((format!("{name} as a token"), text));
    }
    all
}

/// Signed with what everybody knows, or with a key of one's own that the token brings along.
fn signed(token: &str, jwks: &Value) -> Vec<Named> {
    let (kid, x) = (part(token, 0)["kid"].clone(), jwks["keys"][0]["x"].as_str().unwrap().to_owned());
    let (said, mut all) = (part(token, 1), Vec::new());
    let raw = URL_SAFE_NO_PAD.decode(&x).unwrap();
    let pem = format!("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA{x}\n-----END PUBLIC KEY-----\n");
    let known =
        [raw, x.clone().into_bytes(), pem.into_bytes(), jwks["keys"][0].to_string().into_bytes(), b"secret".to_vec()];
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        for (number, secret) in known.iter().enumerate() {
            let mut header = Header::new(algorithm);
            header.typ = Some("at+jwt".to_owned());
            header.kid = kid.as_str().map(ToOwned::to_owned);
            let token = encode(&header, &said, &EncodingKey::from_secret(secret)).unwrap();
            all.push((format!("{algorithm:?} with public bytes {number}"), token));
        }
    }
    let own = Ed25519KeyPair::generate().unwrap();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": base64(own.public_key()), "kid": kid, "use": "sig"});
    let base = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": kid});
    for (name, more) in [
        ("our kid", json!({})),
        ("no kid", json!({"kid": null})),
        ("a foreign kid", json!({"kid": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})),
        ("a path as kid", json!({"kid": "../../../../dev/null"})),
        ("SQL as kid", json!({"kid": "' OR 1=1 --"})),
        ("a NUL as kid", json!({"kid": "\0"})),
        ("its own jwk", json!({"jwk": jwk})),
        ("its own jwk and no kid", json!({"jwk": jwk, "kid": null})),
        ("jku", json!({"jku": "https://attacker.test/jwks.json"})),
        ("x5u", json!({"x5u": "https://attacker.test/cert.pem"})),
        ("x5c", json!({"x5c": ["MIIB"]})),
        ("crit", json!({"crit": ["exp"]})),
        ("b64", json!({"b64": false, "crit": ["b64"]})),
        ("zip", json!({"zip": "DEF"})),
        ("another typ", json!({"typ": "JWT"})),
        ("Ed25519 by name", json!({"alg": "Ed25519"})),
        ("ES256", json!({"alg": "ES256"})),
    ] {
        let mut header = base.clone();
        header.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let text = format!("{}.{}", base64(header.to_string()), base64(said.to_string()));
        let signature = base64(own.sign(text.as_bytes()));
        all.push((format!("a key of one's own with {name}"), format!("{text}.{signature}")));
    }
    let der = own.to_pkcs8v1().unwrap();
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some("at+jwt".to_owned());
    let whole = encode(&header, &said, &EncodingKey::from_ed_der(der.as_ref())).unwrap();
    all.push(("a key of one's own by the book".to_owned(), whole));
    all
}

fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().unwrap()
}

#[tokio::test]
async fn no_forged_token_opens_anything() {
    let app = TestApp::start().await;
    let token = good(&app).await;
    app.bearer(&token).get("/v1/me").await.expect(200);
    let jwks = app.anonymous().get("/.well-known/jwks.json").await.expect(200);
    let all = [unsigned(&token), damaged(&token), altered(&token), signed(&token, &jwks)].concat();
    assert!(all.len() >= 80, "{}", all.len());
    for one in &all {
        assert_ne!(one.1, token, "{}", one.0);
        opens_nothing(&app, one).await;
    }
    app.bearer(&token).get("/v1/me").await.expect(200);
}

#[tokio::test]
async fn a_token_in_another_place_than_the_header_is_no_token() {
    let app = TestApp::start().await;
    let token = good(&app).await;
    for path in [format!("/v1/me?access_token={token}"), format!("/v1/me?token={token}")] {
        app.anonymous().get(&path).await.refused(401, "AUTH.REQUIRED");
    }
    for value in [
        token.clone(),
        format!("Basic {token}"),
        format!("DPoP {token}"),
        format!("Bearer{token}"),
        "Bearer".to_owned(),
    ] {
        let request = axum::http::Request::get("/v1/me").header("authorization", value);
        app.anonymous().send(request, "", Vec::new()).await.refused(401, "AUTH.INVALID_TOKEN");
    }
    for header in ["cookie", "x-authorization", "x-access-token", "proxy-authorization"] {
        let request = axum::http::Request::get("/v1/me").header(header, format!("Bearer {token}"));
        app.anonymous().send(request, "", Vec::new()).await.refused(401, "AUTH.REQUIRED");
    }
}
