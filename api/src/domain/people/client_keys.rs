//! Public keys with which clients prove themselves, and the algorithms that go with each kind.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};

use crate::domain::{Code, Violation};
use crate::view::clients::PublicJwk;

/// Algorithms that an assertion may be signed with. None of them is symmetric: a public key is no secret.
pub const ALGORITHMS: [&str; 4] = ["EdDSA", "ES256", "PS256", "RS256"];

/// Smallest public exponent that is accepted (FIPS 186-5).
const EXPONENT: u64 = 65_537;
/// Sizes of RSA keys that are accepted.
const BITS: std::ops::RangeInclusive<usize> = 2_048..=8_192;

/// What a kind of key is made of: its curve, its members, its algorithms.
struct Make {
    curve: Option<&'static str>,
    members: &'static [&'static str],
    algorithms: &'static [(&'static str, Algorithm)],
}

fn make(kty: &str) -> Option<Make> {
    Some(match kty {
        "OKP" => Make { curve: Some("Ed25519"), members: &["crv", "x"], algorithms: &[("EdDSA", Algorithm::EdDSA)] },
        "EC" => Make { curve: Some("P-256"), members: &["crv", "x", "y"], algorithms: &[("ES256", Algorithm::ES256)] },
        "RSA" => Make {
            curve: None,
            members: &["n", "e"],
            algorithms: &[("PS256", Algorithm::PS256), ("RS256", Algorithm::RS256)],
        },
        _ => return None,
    })
}

/// The members that depend on the kind of key.
fn members(key: &PublicJwk) -> [(&'static str, Option<&str>); 5] {
    [
        ("crv", key.crv.as_deref()),
        ("x", key.x.as_deref()),
        ("y", key.y.as_deref()),
        ("n", key.n.as_deref()),
        ("e", key.e.as_deref()),
    ]
}

/// Everything that is wrong with a key; values are not said back.
pub fn check(key: &PublicJwk, faults: &mut Vec<Violation>) {
    let fault = |code: Code, member: &str| Violation::new(code, format!("/publicJwk/{member}"));
    let Some(make) = make(&key.kty) else {
        faults.push(fault(Code::UnknownCode, "kty").with("allowed", vec!["OKP", "EC", "RSA"]));
        return;
    };
    let before = faults.len();
    for (member, value) in members(key) {
        match (make.members.contains(&member), value) {
            (true, None) => faults.push(fault(Code::FieldRequired, member)),
            (false, Some(_)) => faults.push(fault(Code::UnknownField, member)),
            _ => {}
        }
    }
    if let (Some(curve), Some(named)) = (make.curve, key.crv.as_deref())
        && curve != named
    {
        faults.push(fault(Code::UnknownCode, "crv").with("allowed", vec![curve]));
    }
    let names: Vec<&str> = make.algorithms.iter().map(|(name, _)| *name).collect();
    if key.alg.as_deref().is_some_and(|alg| !names.contains(&alg)) {
        faults.push(fault(Code::UnknownCode, "alg").with("allowed", names));
    }
    if key.r#use.as_deref().is_some_and(|use_of| use_of != "sig") {
        faults.push(fault(Code::UnknownCode, "use").with("allowed", vec!["sig"]));
    }
    if faults.len() == before && !is_sound(key) {
        faults.push(fault(Code::FieldFormat, if key.kty == "RSA" { "n" } else { "x" }));
    }
}

fn bytes(member: Option<&str>) -> Vec<u8> {
    member.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()).unwrap_or_default()
}

/// Whether the numbers make a key: of the right length, a point of its curve, an exponent that is not too small.
fn is_sound(key: &PublicJwk) -> bool {
    match key.kty.as_str() {
        "OKP" => bytes(key.x.as_deref()).len() == 32,
        "EC" => {
            let (x, y) = (bytes(key.x.as_deref()), bytes(key.y.as_deref()));
            let point = [&[4_u8][..], x.as_slice(), y.as_slice()].concat();
            x.len() == 32 && y.len() == 32 && ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).is_ok()
        }
        _ => {
            let (n, e) = (bytes(key.n.as_deref()), bytes(key.e.as_deref()));
            let exponent = e.iter().try_fold(0_u64, |all, byte| all.checked_mul(256)?.checked_add(u64::from(*byte)));
            // An exponent of 1 would let anybody sign.
            let exponent = exponent.filter(|exponent| *exponent >= EXPONENT && exponent % 2 == 1);
            let bits = n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize);
            let odd = n.last().is_some_and(|last| last % 2 == 1);
            exponent.is_some() && e.first() != Some(&0) && n.first() != Some(&0) && odd && BITS.contains(&bits)
        }
    }
}

/// What verifies a signature of this algorithm, if the key is for it.
pub(super) fn verifier(key: &PublicJwk, algorithm: Algorithm) -> Option<DecodingKey> {
    let (name, _) = make(&key.kty)?.algorithms.iter().find(|(_, known)| *known == algorithm)?;
    if key.alg.as_deref().is_some_and(|only| only != *name) {
        return None;
    }
    match key.kty.as_str() {
        "OKP" => DecodingKey::from_ed_components(key.x.as_deref()?),
        "EC" => DecodingKey::from_ec_components(key.x.as_deref()?, key.y.as_deref()?),
        _ => DecodingKey::from_rsa_components(key.n.as_deref()?, key.e.as_deref()?),
    }
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8037, appendix A.2.
    const ED: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    /// The key of RFC 7517, appendix A.1.
    const X: &str = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    const Y: &str = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn okp() -> PublicJwk {
        PublicJwk { kty: "OKP".to_owned(), crv: some("Ed25519"), x: some(ED), ..PublicJwk::default() }
    }

    fn ec() -> PublicJwk {
        PublicJwk { kty: "EC".to_owned(), crv: some("P-256"), x: some(X), y: some(Y), ..PublicJwk::default() }
    }

    fn rsa(bytes: usize, e: &[u8]) -> PublicJwk {
        let n = URL_SAFE_NO_PAD.encode(vec![0xd5; bytes]);
        PublicJwk { kty: "RSA".to_owned(), n: Some(n), e: Some(URL_SAFE_NO_PAD.encode(e)), ..PublicJwk::default() }
    }

    fn faults(key: &PublicJwk) -> Vec<String> {
        let mut faults = Vec::new();
        check(key, &mut faults);
        faults.iter().map(|fault| format!("{} {}", fault.code, fault.path)).collect()
    }

    #[test]
    fn keys_of_three_kinds_are_taken() {
        for key in [okp(), ec(), rsa(256, &[1, 0, 1])] {
            assert!(faults(&key).is_empty(), "{}: {:?}", key.kty, faults(&key));
        }
    }

    #[test]
    fn a_key_that_is_none_is_refused_with_all_its_faults() {
        let unknown = PublicJwk { kty: "oct".to_owned(), ..PublicJwk::default() };
        assert_eq!(faults(&unknown), ["FIELD.UNKNOWN_CODE /publicJwk/kty"]);
        let wrong = PublicJwk { crv: some("Ed448"), y: some(Y), alg: some("HS256"), r#use: some("enc"), ..okp() };
        let expected = [
            "FIELD.UNKNOWN /publicJwk/y",
            "FIELD.UNKNOWN_CODE /publicJwk/crv",
            "FIELD.UNKNOWN_CODE /publicJwk/alg",
            "FIELD.UNKNOWN_CODE /publicJwk/use",
        ];
        assert_eq!(faults(&wrong), expected);
        assert_eq!(faults(&PublicJwk { y: None, ..ec() }), ["FIELD.REQUIRED /publicJwk/y"]);
        for x in ["", "AAAA", "not base64!"] {
            assert_eq!(faults(&PublicJwk { x: some(x), ..okp() }), ["FIELD.FORMAT /publicJwk/x"], "{x}");
        }
        let off_the_curve = PublicJwk { x: some(Y), y: some(X), ..ec() };
        assert_eq!(faults(&off_the_curve), ["FIELD.FORMAT /publicJwk/x"]);
    }

    #[test]
    fn a_weak_rsa_key_is_refused() {
        let usual = vec![1, 0, 1];
        let sizes = [(128, usual.clone()), (1_025, usual)];
        let exponents = [vec![1], vec![3], vec![1, 0, 0], vec![0, 1, 0, 1], vec![]].map(|e| (256, e));
        for (bytes, e) in sizes.into_iter().chain(exponents) {
            assert_eq!(faults(&rsa(bytes, &e)), ["FIELD.FORMAT /publicJwk/n"], "{bytes} {e:?}");
        }
    }

    #[test]
    fn a_key_verifies_its_own_algorithms_alone() {
        let all = [Algorithm::EdDSA, Algorithm::ES256, Algorithm::PS256, Algorithm::RS256, Algorithm::HS256];
        let of = |key: &PublicJwk| all.map(|algorithm| verifier(key, algorithm).is_some());
        assert_eq!(of(&okp()), [true, false, false, false, false]);
        assert_eq!(of(&ec()), [false, true, false, false, false]);
        assert_eq!(of(&rsa(256, &[1, 0, 1])), [false, false, true, true, false]);
        let narrow = PublicJwk { alg: some("PS256"), ..rsa(256, &[1, 0, 1]) };
        assert_eq!(of(&narrow), [false, false, true, false, false]);
    }
}
