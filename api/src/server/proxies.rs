//! Who calls through a proxy. The address of the other end of the connection is then the proxy's own; the limits of
//! strangers and the networks of clients are about the caller's.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

const FORWARDED: &str = "x-forwarded-for";

/// Proxies whose `X-Forwarded-For` is believed.
pub struct Trusted(Vec<IpNet>);

impl Trusted {
    pub fn shared(proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self(proxies))
    }

    /// The caller of a request that came from `peer`. Each proxy adds at the end whom it heard from, so the list is read
    /// from there, for as long as a proxy of ours said it: what stands before may be anybody's invention.
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        // A line that is no text is not left out: what a proxy of ours added to it is there, behind what cannot be read.
        let lines = headers.get_all(FORWARDED).into_iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
        let lines: Vec<Cow<'_, str>> = lines.collect();
        let mut caller = peer.to_canonical();
        for before in lines.iter().flat_map(|line| line.split(',')).rev() {
            if !self.0.iter().any(|proxy| proxy.contains(&caller)) {
                break;
            }
            match address(before.trim()) {
                Some(before) => caller = before.to_canonical(),
                None => break,
            }
        }
        caller
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// Puts the caller's address in the place of the proxy's.
pub async fn believe(State(trusted): State<Arc<Trusted>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    if let Some(peer) = peer.filter(|_| !trusted.0.is_empty()) {
        let caller = trusted.caller(peer.ip(), request.headers());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(caller, peer.port())));
    }
    next.run(request).await
}
