//! From where a client may call.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::domain::{Actor, Code, Error, Result, Violation};

/// Reads a network as CIDR, or a single address. One whose address has bits beyond its prefix is refused: it may mean
/// less than it says.
fn network(text: &str) -> Option<IpNet> {
    let net = match text.parse::<IpNet>() {
        Ok(net) => net,
        Err(_) => IpNet::from(text.parse::<IpAddr>().ok()?),
    };
    // Callers over IPv4 are known by their IPv4 address, however the socket tells it.
    let mapped = matches!(net.addr(), IpAddr::V6(address) if address.to_ipv4_mapped().is_some());
    (net == net.trunc() && !mapped).then_some(net)
}

/// The networks of a list in their usual writing, each once; faults with the place of what is none.
pub(super) fn checked(list: &[String], faults: &mut Vec<Violation>) -> Vec<String> {
    let mut found: Vec<String> = Vec::with_capacity(list.len());
    for (index, text) in list.iter().enumerate() {
        match network(text.trim()).map(|net| net.to_string()) {
            Some(net) if found.contains(&net) => {
                faults.push(Violation::new(Code::FieldDuplicate, format!("/allowedIps/{index}")));
            }
            Some(net) => found.push(net),
            None => faults.push(Violation::new(Code::FieldFormat, format!("/allowedIps/{index}"))),
        }
    }
    found
}

/// The networks as they are kept; what cannot be read lets nobody in.
pub(super) fn kept(list: Option<&str>) -> Option<Vec<IpNet>> {
    let list: Vec<String> = serde_json::from_str(list?).unwrap_or_default();
    Some(list.iter().filter_map(|text| network(text)).collect())
}

/// Whether a caller at this address is within the networks. An address that is not known is not.
pub(super) fn admit(networks: Option<&[IpNet]>, address: Option<IpAddr>) -> bool {
    let Some(networks) = networks else {
        return true;
    };
    let address = address.map(|address| address.to_canonical());
    address.is_some_and(|address| networks.iter().any(|net| net.contains(&address)))
}

/// Refuses a client that calls from elsewhere than from its own networks.
pub fn require(actor: &Actor, address: Option<IpAddr>) -> Result<()> {
    if admit(actor.networks.as_deref(), address) { Ok(()) } else { Err(Error::new(Code::AddressDenied)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_list_holds_networks_and_addresses_each_once() {
        let mut faults = Vec::new();
        let list = owned(&["203.0.113.0/24", " 198.51.100.7 ", "2001:DB8::/32", "2001:db8::7"]);
        let found = checked(&list, &mut faults);
        assert_eq!(found, ["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32", "2001:db8::7/128"]);
        assert!(faults.is_empty());
        let list =
            owned(&["10.0.0.0/8", "10.0.0.0/8", "10.1.0.0/8", "10.0.0.0/33", "bank.example", "", "::ffff:10.0.0.1"]);
        assert_eq!(checked(&list, &mut faults), ["10.0.0.0/8"]);
        let found: Vec<String> = faults.iter().map(|fault| format!("{} {}", fault.code, fault.path)).collect();
        let word = |at: usize| if at == 1 { "DUPLICATE" } else { "FORMAT" };
        let expected: Vec<String> = (1..7).map(|at| format!("FIELD.{} /allowedIps/{at}", word(at))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_address_is_within_or_it_is_refused() {
        let networks = kept(Some(r#"["203.0.113.0/24","2001:db8::/32"]"#)).unwrap();
        let admits = |address: &str| admit(Some(&networks), address.parse().ok());
        assert!(admits("203.0.113.0") && admits("203.0.113.255") && admits("2001:db8::1"));
        // What comes over an IPv6 socket is the same address.
        assert!(admits("::ffff:203.0.113.9"));
        assert!(!admits("203.0.114.0") && !admits("2001:db9::1") && !admits("127.0.0.1"));
        assert!(!admit(Some(&networks), None), "nobody knows where it comes from");
        assert!(admit(None, None) && admit(kept(None).as_deref(), "192.0.2.1".parse().ok()));
        assert!(!admit(kept(Some("nonsense")).as_deref(), "192.0.2.1".parse().ok()), "a damaged list is no open door");
    }
}
