//! Where a webhook may go: https, to an address of the public internet. Looked at when an endpoint is registered, and
//! again whenever a connection is made, since a name may point elsewhere by then.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use ipnet::{Ipv4Net, Ipv6Net};
use reqwest::Url;

use crate::config::Settings;
use crate::domain::Ctx;

/// A name that is not found within this time counts as unknown.
const LOOKUP: Duration = Duration::from_secs(5);

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsafe {
    Malformed,
    Scheme,
    Credentials,
    Private,
    Unresolved,
}

impl Unsafe {
    /// As callers read it.
    pub fn word(self) -> &'static str {
        match self {
            Unsafe::Malformed => "malformed",
            Unsafe::Scheme => "notHttps",
            Unsafe::Credentials => "credentials",
            Unsafe::Private => "privateNetwork",
            Unsafe::Unresolved => "unknownHost",
        }
    }
}

/// How a receiver is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Only at addresses of the public internet.
    Guarded,
    /// Anywhere: the settings name it.
    Exempt,
}

const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), bits)
}

const fn v6(a: u16, b: u16, c: u16, bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), bits)
}

/// The IANA registry of special IPv4 addresses, with multicast and the old 6to4 relays.
const SPECIAL_V4: [Ipv4Net; 17] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    // Link-local, and with it the metadata services of clouds (169.254.169.254).
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 31, 196, 0, 24),
    v4(192, 52, 193, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(192, 175, 48, 0, 24),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    // Multicast, reserved, broadcast.
    v4(224, 0, 0, 0, 3),
];

/// All that is given out as public IPv6. Loopback, mapped and translated IPv4 (`::ffff:0:0/96`, `64:ff9b::/96`),
/// discard, private (`fc00::/7`), link-local and multicast addresses lie outside.
const PUBLIC_V6: Ipv6Net = v6(0x2000, 0, 0, 3);

/// What within it is special, or hides an IPv4 address.
const SPECIAL_V6: [Ipv6Net; 5] = [
    // Protocol assignments, Teredo, benchmarking, ORCHID.
    v6(0x2001, 0, 0, 23),
    v6(0x2001, 0x0db8, 0, 32),
    // 6to4.
    v6(0x2002, 0, 0, 16),
    v6(0x2620, 0x004f, 0x8000, 48),
    v6(0x3fff, 0, 0, 20),
];

/// Whether an address lies in the public internet.
pub fn is_global(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !SPECIAL_V4.iter().any(|net| net.contains(&ip)),
        IpAddr::V6(ip) => PUBLIC_V6.contains(&ip) && !SPECIAL_V6.iter().any(|net| net.contains(&ip)),
    }
}

/// Those addresses that lie in the public internet.
pub fn global_only(found: impl IntoIterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    found.into_iter().filter(|address| is_global(address.ip())).collect()
}

/// The host of an address as IP, if it is written as one. The parser has made `0x7f.1` and `2130706433` one, too.
fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_exempt(settings: &Settings, host: &str, port: u16) -> bool {
    let wanted = format!("{host}:{port}");
    settings.webhook_allow.split(',').any(|entry| entry.trim().eq_ignore_ascii_case(&wanted))
}

/// What can be told of an address without looking its name up.
pub fn check(settings: &Settings, text: &str) -> Result<(Url, Route), Unsafe> {
    let url = Url::parse(text).map_err(|_| Unsafe::Malformed)?;
    let (Some(host), Some(port)) = (url.host_str().map(str::to_owned), url.port_or_known_default()) else {
        return Err(Unsafe::Malformed);
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Unsafe::Credentials);
    }
    if matches!(url.scheme(), "http" | "https") && is_exempt(settings, &host, port) {
        return Ok((url, Route::Exempt));
    }
    if url.scheme() != "https" {
        return Err(Unsafe::Scheme);
    }
    if literal(&host).is_some_and(|ip| !is_global(ip)) {
        return Err(Unsafe::Private);
    }
    Ok((url, Route::Guarded))
}

/// Looks at the address of an endpoint, its name included. This is done before the write begins: the database must
/// not wait for a name server. A name that points into a private network with any of its addresses is refused.
pub async fn vet(ctx: &Ctx, text: Option<&str>) -> Option<Unsafe> {
    let (url, route) = match check(&ctx.app.settings, text?) {
        Ok(found) => found,
        Err(fault) => return Some(fault),
    };
    let (host, port) = (url.host_str()?.to_owned(), url.port_or_known_default()?);
    if route == Route::Exempt || literal(&host).is_some() {
        return None;
    }
    let Ok(Ok(found)) = tokio::time::timeout(LOOKUP, tokio::net::lookup_host((host, port))).await else {
        return Some(Unsafe::Unresolved);
    };
    let found: Vec<SocketAddr> = found.collect();
    if found.is_empty() {
        return Some(Unsafe::Unresolved);
    }
    found.iter().any(|address| !is_global(address.ip())).then_some(Unsafe::Private)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_global() {
        for public in ["8.8.8.8", "103.28.12.1", "192.0.1.1", "2001:4860:4860::8888", "2404:6800:4003::1"] {
            assert!(is_global(public.parse().unwrap()), "{public}");
        }
        for special in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "192.88.99.1",
            "198.19.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fd00:ec2::254",
            "fc00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_global(special.parse().unwrap()), "{special}");
        }
    }

    #[test]
    fn a_name_that_points_inwards_keeps_only_its_public_addresses() {
        let found = ["8.8.8.8:443", "127.0.0.1:443", "[fd00::1]:443"].map(|text| text.parse::<SocketAddr>().unwrap());
        assert_eq!(global_only(found), ["8.8.8.8:443".parse::<SocketAddr>().unwrap()]);
    }

    #[test]
    fn an_address_is_https_without_credentials_and_not_private_however_it_is_written() {
        let settings = Settings { webhook_allow: "127.0.0.1:9000, dev.test:80".to_owned(), ..Settings::default() };
        let fault = |text: &str| check(&settings, text).err();
        assert_eq!(fault("https://hooks.example.com/a?b=c"), None);
        assert_eq!(fault("https://8.8.8.8:8443/"), None);
        for text in ["", "hooks.example.com", "https://", "/a", "data:text/plain,x"] {
            assert_eq!(fault(text), Some(Unsafe::Malformed), "{text}");
        }
        for text in ["http://hooks.example.com/", "ftp://hooks.example.com/", "http://127.0.0.1:9001/"] {
            assert_eq!(fault(text), Some(Unsafe::Scheme), "{text}");
        }
        for text in ["https://user@hooks.example.com/", "https://user:pw@8.8.8.8/", "https://:pw@127.0.0.1:9000/"] {
            assert_eq!(fault(text), Some(Unsafe::Credentials), "{text}");
        }
        for text in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00:ec2::254]/",
        ] {
            assert_eq!(fault(text), Some(Unsafe::Private), "{text}");
        }
        assert_eq!(check(&settings, "http://127.0.0.1:9000/x").unwrap().1, Route::Exempt);
        assert_eq!(check(&settings, "http://DEV.test/x").unwrap().1, Route::Exempt);
    }
}
