//! Clients that prove themselves with a JWT that they sign (RFC 7523, `private_key_jwt`).

use api::domain::vault::{hex, random};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::super::incubation::steps::merged;
use super::super::steps::text;
use crate::support::{Reply, TestApp};

const ISSUER: &str = "https://ereporting.test";
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A private key, with its public half.
struct Signer {
    key: EncodingKey,
    algorithm: Algorithm,
    jwk: Value,
}

impl Signer {
    fn new(key: EncodingKey, algorithm: Algorithm) -> Self {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&key, algorithm).unwrap()).unwrap();
        jwk.as_object_mut().unwrap().remove("alg");
        Self { key, algorithm, jwk }
    }

    fn ed25519() -> Self {
        let der = Ed25519KeyPair::generate().unwrap().to_pkcs8v1().unwrap();
        Self::new(EncodingKey::from_ed_der(der.as_ref()), Algorithm::EdDSA)
    }

    fn p256() -> Self {
        let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        Self::new(EncodingKey::from_ec_der(der.as_ref()), Algorithm::ES256)
    }

    /// The same key signs by two algorithms.
    fn rsa() -> [Self; 2] {
        let der: Pkcs8V1Der<'_> = KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap();
        // What PKCS #8 wraps begins after 26 bytes.
        let key = || EncodingKey::from_rsa_der(&der.as_ref()[26..]);
        [Self::new(key(), Algorithm::PS256), Self::new(key(), Algorithm::RS256)]
    }

    fn sign(&self, claims: &Value) -> String {
        self.sign_as(Header::new(self.algorithm), claims)
    }

    fn sign_as(&self, header: Header, claims: &Value) -> String {
        encode(&header, claims, &self.key).unwrap()
    }
}

/// A new client that pulls nothing. Its id and its secret.
async fn client(app: &TestApp, extra: Value) -> (String, String) {
    let new = json!({"name": "Sistem bank", "grants": [{"role": "DASHBOARD"}]});
    let made = app.admin().await.post("/v1/clients", merged(new, extra)).await.expect(201);
    (text(&made, "clientId").to_owned(), text(&made, "clientSecret").to_owned())
}

async fn client_with(app: &TestApp, signer: &Signer) -> String {
    client(app, json!({"publicJwk": signer.jwk})).await.0
}

/// What a good assertion of a client says now.
fn claims(app: &TestApp, id: &str) -> Value {
    let now = app.app.clock.now().timestamp();
    json!({"iss": id, "sub": id, "aud": ISSUER, "iat": now, "exp": now + 60, "jti": hex(&random::<16>())})
}

async fn ask(app: &TestApp, assertion: &str) -> Reply {
    ask_with(app, assertion, "").await
}

async fn ask_with(app: &TestApp, assertion: &str, more: &str) -> Reply {
    let form = format!("grant_type=client_credentials&client_assertion_type={TYPE}&client_assertion={assertion}{more}");
    app.anonymous().form("/oauth/token", &form).await
}

#[track_caller]
fn unproved(reply: &Reply, what: &str) {
    assert_eq!((reply.status, reply.body["error"].as_str()), (401, Some("invalid_client")), "{what}: {}", reply.text);
    // One sentence for all: it does not tell which of them it was.
    assert!(text(&reply.body, "error_description").starts_with("unknown, revoked or expired client"), "{what}");
}

/// How often something stands in the audit log about a client.
async fn logged(app: &TestApp, action: &str, id: &str) -> u64 {
    let rows = entity::audit::Entity::find()
        .filter(entity::audit::Column::Action.eq(action))
        .filter(entity::audit::Column::ObjectId.eq(id));
    rows.count(app.app.store.reader()).await.unwrap()
}

#[tokio::test]
async fn a_client_proves_itself_with_a_key_of_each_kind_and_keeps_its_secret() {
    let app = TestApp::start().await;
    let signers = [Signer::ed25519(), Signer::p256()].into_iter().chain(Signer::rsa());
    for (signer, audience) in signers.zip([ISSUER, "https://ereporting.test/oauth/token"].into_iter().cycle()) {
        let (id, secret) = client(&app, json!({"publicJwk": signer.jwk})).await;
        let claims = merged(claims(&app, &id), json!({"aud": audience}));
        let token = ask_with(&app, &signer.sign(&claims), &format!("&client_id={id}")).await.expect(200);
        assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(900)));
        let me = app.bearer(text(&token, "access_token")).get("/v1/me").await.expect(200);
        assert_eq!((&me["kind"], &me["id"]), (&json!("CLIENT"), &json!(id)), "{:?}", signer.algorithm);
        let shown = app.admin().await.get(&format!("/v1/clients/{id}")).await.expect(200);
        assert!(shown["lastUsedAt"].is_string() && shown["publicJwk"] == signer.jwk, "{shown}");
        assert_eq!((logged(&app, "proveClient", &id).await, logged(&app, "issueToken", &id).await), (1, 1));
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        app.anonymous().form("/oauth/token", &form).await.expect(200);
    }
}

#[tokio::test]
async fn an_assertion_proves_once() {
    let app = TestApp::start().await;
    let signer = Signer::ed25519();
    let id = client_with(&app, &signer).await;
    let claims = claims(&app, &id);
    let assertion = signer.sign(&claims);
    ask(&app, &assertion).await.expect(200);
    unproved(&ask(&app, &assertion).await, "the same again");
    let later = merged(claims.clone(), json!({"exp": claims["exp"].as_i64().unwrap() + 1}));
    unproved(&ask(&app, &signer.sign(&later)).await, "the same id in another assertion");
    let form = format!("token=x&client_assertion_type={TYPE}&client_assertion={assertion}");
    unproved(&app.anonymous().form("/oauth/revoke", &form).await, "at the other endpoint");
    let other = client_with(&app, &signer).await;
    let of_other = merged(claims, json!({"iss": other, "sub": other}));
    ask(&app, &signer.sign(&of_other)).await.expect(200);
    let race = signer.sign(&self::claims(&app, &id));
    let (one, two) = tokio::join!(ask(&app, &race), ask(&app, &race));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    // Also when what was used before is no longer remembered: it has ended meanwhile.
    app.clock().advance(std::time::Duration::from_secs(200));
    ask(&app, &signer.sign(&self::claims(&app, &id))).await.expect(200);
    unproved(&ask(&app, &assertion).await, "long after");
    let kept = entity::setting::Entity::find().filter(entity::setting::Column::Name.starts_with("assertion|"));
    assert_eq!(kept.count(app.app.store.reader()).await.unwrap(), 1);
}

#[tokio::test]
async fn an_assertion_that_says_something_else_proves_nothing() {
    let app = TestApp::start().await;
    let signer = Signer::p256();
    let id = client_with(&app, &signer).await;
    let other = client_with(&app, &Signer::p256()).await;
    let now = app.app.clock.now().timestamp();
    let wrong = [
        ("expired", json!({"exp": now - 60})),
        ("lives too long", json!({"exp": now + 600})),
        ("without an end", json!({"exp": null})),
        ("an end that is a text", json!({"exp": "besok"})),
        ("not yet", json!({"nbf": now + 120})),
        ("of tomorrow", json!({"iat": now + 86_400})),
        ("for somebody else", json!({"aud": "https://bank.example/oauth/token"})),
        ("for our resources", json!({"aud": "https://ereporting.test/api"})),
        ("for several others", json!({"aud": ["https://bank.example", "https://ereporting.test.example"]})),
        ("for nobody", json!({"aud": null})),
        ("by another issuer", json!({"iss": "https://bank.example"})),
        ("by several issuers", json!({"iss": [id, other]})),
        ("about another client", json!({"sub": other})),
        ("about another client, by it", json!({"iss": other, "sub": other})),
        ("about nobody", json!({"iss": "cli_01h455vb4pex5vsknk084sn02q", "sub": "cli_01h455vb4pex5vsknk084sn02q"})),
        ("about a user", json!({"iss": "usr_01h455vb4pex5vsknk084sn02q", "sub": "usr_01h455vb4pex5vsknk084sn02q"})),
        ("without an id", json!({"jti": null})),
        ("an empty id", json!({"jti": ""})),
        ("a long id", json!({"jti": "x".repeat(256)})),
        ("a long assertion", json!({"note": "x".repeat(9_000)})),
    ];
    for (what, change) in wrong {
        unproved(&ask(&app, &signer.sign(&merged(claims(&app, &id), change))).await, what);
    }
    assert_eq!(logged(&app, "proveClient", &id).await, 0);
    let right = [
        json!({"aud": ["https://bank.example", ISSUER]}),
        json!({"exp": now as f64 + 59.5}),
        json!({"exp": now + 300, "nbf": now}),
        // Clocks differ.
        json!({"exp": now - 10}),
        json!({"iat": now + 10}),
        json!({"iat": null, "jti": "x".repeat(255)}),
    ];
    for change in right {
        ask(&app, &signer.sign(&merged(claims(&app, &id), change))).await.expect(200);
    }
}

#[tokio::test]
async fn an_assertion_that_is_not_signed_with_the_clients_key_proves_nothing() {
    let app = TestApp::start().await;
    let ([pss, pkcs1], stranger) = (Signer::rsa(), Signer::ed25519());
    let own = Signer::ed25519();
    let jwk = merged(own.jwk.clone(), json!({"kid": "2026-1"}));
    let (id, secret) = client(&app, json!({"publicJwk": jwk})).await;
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let good = || claims(&app, &id);
    for alg in ["none", "None", "HS256", "ES512", ""] {
        let bare = format!("{}.{}.", part(&json!({"alg": alg, "typ": "JWT"})), part(&good()));
        unproved(&ask(&app, &bare).await, alg);
    }
    // What is public, or what the client shares with us, is no signing key.
    let raw = URL_SAFE_NO_PAD.decode(text(&own.jwk, "x")).unwrap();
    for key in [raw, jwk.to_string().into_bytes(), text(&own.jwk, "x").as_bytes().to_vec(), secret.into_bytes()] {
        let forged = encode(&Header::new(Algorithm::HS256), &good(), &EncodingKey::from_secret(&key)).unwrap();
        unproved(&ask(&app, &forged).await, "HMAC");
    }
    unproved(&ask(&app, &stranger.sign(&good())).await, "a key of nobody");
    unproved(&ask(&app, &pss.sign(&good())).await, "a key of another kind");
    client_with(&app, &stranger).await;
    unproved(&ask(&app, &stranger.sign(&good())).await, "the key of another client");
    let with = |change: &dyn Fn(&mut Header)| {
        let mut header = Header::new(Algorithm::EdDSA);
        change(&mut header);
        own.sign_as(header, &good())
    };
    unproved(&ask(&app, &with(&|header| header.kid = Some("2025-1".to_owned()))).await, "another key id");
    unproved(&ask(&app, &with(&|header| header.crit = Some(vec!["exp".to_owned()]))).await, "a critical header");
    let signed = own.sign(&good());
    let (head, signature) = signed.rsplit_once('.').unwrap();
    let other = format!("{}.{}.{signature}", head.split('.').next().unwrap(), part(&good()));
    let cut = signed.get(..signed.len() - 4).unwrap();
    for broken in [head, cut, &other, "", "a.b.c", "x"] {
        unproved(&ask(&app, broken).await, broken);
    }
    let token = ask(&app, &with(&|header| header.kid = Some("2026-1".to_owned()))).await.expect(200);
    unproved(&ask(&app, text(&token, "access_token")).await, "one of our own tokens");
    // A key that names its algorithm is for that one alone.
    let narrow = merged(pss.jwk.clone(), json!({"alg": "PS256", "use": "sig"}));
    let (narrow, _) = client(&app, json!({"publicJwk": narrow})).await;
    unproved(&ask(&app, &pkcs1.sign(&claims(&app, &narrow))).await, "RS256 with a key for PS256");
    ask(&app, &pss.sign(&claims(&app, &narrow))).await.expect(200);
}

#[tokio::test]
async fn credentials_are_shown_in_one_way() {
    let app = TestApp::start().await;
    let signer = Signer::ed25519();
    let (id, secret) = client(&app, json!({"publicJwk": signer.jwk})).await;
    let assertion = || signer.sign(&claims(&app, &id));
    for more in [format!("&client_secret={secret}"), format!("&client_id={id}&client_secret={secret}")] {
        let both = ask_with(&app, &assertion(), &more).await;
        assert_eq!((both.status, both.body["error"].as_str()), (400, Some("invalid_request")), "{more}");
    }
    let basic = STANDARD.encode(format!("{id}:{secret}"));
    let form = format!("grant_type=client_credentials&client_assertion_type={TYPE}&client_assertion={}", assertion());
    let request = axum::http::Request::post("/oauth/token").header("authorization", format!("Basic {basic}"));
    let both = app.anonymous().send(request, "application/x-www-form-urlencoded", form.into_bytes()).await;
    assert_eq!((both.status, both.body["error"].as_str()), (400, Some("invalid_request")));
    for half in [format!("client_assertion={}", assertion()), format!("client_assertion_type={TYPE}")] {
        let reply = app.anonymous().form("/oauth/token", &format!("grant_type=client_credentials&{half}")).await;
        assert_eq!((reply.status, reply.body["error"].as_str()), (400, Some("invalid_request")), "{}", reply.text);
    }
    let saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
    let form = format!("grant_type=client_credentials&client_assertion_type={saml}&client_assertion={}", assertion());
    unproved(&app.anonymous().form("/oauth/token", &form).await, "another type");
    unproved(&ask_with(&app, &assertion(), "&client_id=cli_01h455vb4pex5vsknk084sn02q").await, "another id beside it");
    let token = ask(&app, &assertion()).await.expect(200);
    let token = text(&token, "access_token");
    let form = format!("token={token}&client_assertion_type={TYPE}&client_assertion={}", assertion());
    assert_eq!(app.anonymous().form("/oauth/revoke", &form).await.status, 200);
    app.bearer(token).get("/v1/me").await.refused(401, "AUTH.INVALID_TOKEN");
}

#[tokio::test]
async fn a_key_that_is_replaced_or_of_a_client_that_ended_proves_nothing() {
    let app = TestApp::start().await;
    let (old, new) = (Signer::ed25519(), Signer::p256());
    let id = client_with(&app, &old).await;
    let path = format!("/v1/clients/{id}");
    let admin = app.admin().await;
    ask(&app, &old.sign(&claims(&app, &id))).await.expect(200);
    // Replaced whole: nothing of the old one is merged into it.
    let changed = admin.patch(&path, 1, json!({"publicJwk": new.jwk})).await.expect(200);
    assert_eq!(changed["publicJwk"], new.jwk);
    unproved(&ask(&app, &old.sign(&claims(&app, &id))).await, "the old key");
    ask(&app, &new.sign(&claims(&app, &id))).await.expect(200);
    admin.patch(&path, 2, json!({"expiresAt": "2026-11-05T02:10:00Z"})).await.expect(200);
    app.clock().advance(std::time::Duration::from_secs(601));
    unproved(&ask(&app, &new.sign(&claims(&app, &id))).await, "an expired client");
    admin.patch(&path, 3, json!({"expiresAt": null})).await.expect(200);
    ask(&app, &new.sign(&claims(&app, &id))).await.expect(200);
    let keyless = admin.patch(&path, 4, json!({"publicJwk": null})).await.expect(200);
    assert_eq!(keyless["publicJwk"], Value::Null);
    unproved(&ask(&app, &new.sign(&claims(&app, &id))).await, "no key any more");
    admin.patch(&path, 5, json!({"publicJwk": new.jwk})).await.expect(200);
    admin.post(&format!("{path}/revoke"), json!({})).await.expect(200);
    unproved(&ask(&app, &new.sign(&claims(&app, &id))).await, "a revoked client");
}
