//! Secrets among the settings: the weak ones are refused, and none is ever said back.

use anyhow::{bail, ensure};
use reqwest::Url;

use super::Settings;

/// A password beyond this machine has at least so many characters, a token so many.
const PASSWORD: usize = 8;
const TOKEN: usize = 16;

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("listen", &self.listen)
            .field("data_dir", &self.data_dir)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Refuses secrets that can be guessed, and addresses that are none. What was given is not repeated.
    pub fn refuse_weak(&self) -> anyhow::Result<()> {
        if let Some(url) = self.database_url.as_deref().filter(|url| !url.starts_with("sqlite:")) {
            database("database_url", url)?;
        }
        if let Some(url) = &self.database_read_url {
            ensure!(self.database_url.is_some(), "database_read_url needs database_url: only PostgreSQL has replicas");
            database("database_read_url", url)?;
        }
        if let Some(token) = &self.gateway_token {
            ensure!(token.len() >= TOKEN, "gateway_token has fewer than {TOKEN} characters");
        }
        if let Some(url) = &self.smtp_url {
            let url = read("smtp_url", url)?;
            ensure!(["smtp", "smtps"].contains(&url.scheme()), "smtp_url must begin with smtp:// or smtps://");
            ensure!(
                url.username().is_empty() || url.password().is_some_and(|it| !it.is_empty()),
                "smtp_url has a user and no password"
            );
        }
        Ok(())
    }
}

fn read(name: &str, url: &str) -> anyhow::Result<Url> {
    // The reason names no part of it either.
    Url::parse(url).map_err(|reason| anyhow::anyhow!("{name} is no address: {reason}"))
}

/// Looks at the address of a PostgreSQL. Without a password it may have another way to say who it is.
fn database(name: &str, address: &str) -> anyhow::Result<()> {
    let url = read(name, address)?;
    if !["postgres", "postgresql"].contains(&url.scheme()) {
        bail!("{name} must begin with postgres:// (or sqlite:// for a file)");
    }
    let parameter =
        |wanted: &str| url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    let host = parameter("host").unwrap_or_else(|| url.host_str().unwrap_or_default().to_owned());
    if ["", "localhost", "127.0.0.1", "::1", "[::1]"].contains(&host.as_str()) || host.starts_with('/') {
        return Ok(());
    }
    // Of `user:@host` the parser says that there is no password.
    let user = address.split_once("://").and_then(|(_, rest)| rest.split(['/', '?']).next()?.rsplit_once('@'));
    let empty = user.filter(|(user, _)| user.ends_with(':')).map(|_| String::new());
    let given = parameter("password").or_else(|| url.password().map(str::to_owned)).or(empty);
    let Some(password) = given else { return Ok(()) };
    let named = [url.username(), url.path().trim_start_matches('/'), "password", "postgres"];
    ensure!(password.len() >= PASSWORD, "the password in {name} has fewer than {PASSWORD} characters");
    ensure!(!named.contains(&password.as_str()), "the password in {name} can be guessed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(database_url: &str) -> Option<String> {
        let settings = Settings { database_url: Some(database_url.to_owned()), ..Settings::default() };
        settings.refuse_weak().err().map(|refused| format!("{refused:#}"))
    }

    #[test]
    fn weak_passwords_and_what_is_no_address_are_refused_and_not_said_back() {
        for url in [
            "postgres://app:kecil@db.internal/lapor",
            "postgres://app:@db.internal/lapor",
            "postgres://ereporting:ereporting@db.internal/lapor",
            "mysql://root:rahasia-sekali@db.internal/lapor",
            "postgres//app:rahasia-sekali@db.internal/lapor",
        ] {
            let said = refusal(url).unwrap_or_else(|| panic!("{url} is taken"));
            for part in ["kecil", "rahasia", "ereporting:", "db.internal"] {
                assert!(!said.contains(part), "{said}");
            }
        }
        for url in [
            "postgres://app:kuda-hijau-42@db.internal/lapor?sslmode=verify-full",
            "postgres://app@db.internal/lapor",
            "postgres://postgres:postgres@127.0.0.1/lapor",
            "sqlite://lapor.sqlite",
        ] {
            assert_eq!(refusal(url), None, "{url}");
        }
    }

    #[test]
    fn settings_show_no_secret() {
        let secret = Some("postgres://app:kuda-hijau-42@db.internal/lapor".to_owned());
        let settings = Settings {
            database_url: secret.clone(),
            gateway_token: secret.clone(),
            smtp_url: secret,
            ..Settings::default()
        };
        assert!(!format!("{settings:?}").contains("kuda"));
    }
}
