//! The official library of Standard Webhooks, asked whether what arrived is signed as it should be.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::receiver::Attempt;

/// Fails unless each attempt verifies with its secret.
#[track_caller]
pub fn verify(attempts: &[(&str, Attempt)]) {
    let captured: Vec<Value> = attempts
        .iter()
        .map(|(secret, attempt)| json!({"secret": secret, "headers": attempt.headers, "body": attempt.body}))
        .collect();
    let name = api::domain::vault::hex(&api::domain::vault::random::<8>());
    let file = std::env::temp_dir().join(format!("ereporting-webhooks-{name}.json"));
    std::fs::write(&file, Value::from(captured).to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/official/verify.py");
    // scripts/test installs it where it is missing.
    let said = Command::new("python3").arg("-B").arg(script).arg(&file).output().unwrap();
    let _ = std::fs::remove_file(&file);
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert_eq!(out.trim(), format!("verified {}", attempts.len()), "{err}");
}
