//! Who asks, as far as limits need to know: the network address, past the proxies that the practice trusts.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::actions::Caller;
use crate::app::App;

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        // Without a socket (a request made inside the process) there is nobody to limit but ourselves.
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        Ok(Self {
            address: address_behind(peer, &parts.headers, |address| {
                app.limits().trusted_proxies.iter().any(|range| range.contains(address))
            }),
        })
    }
}

/// The address nearest to us that is no trusted proxy: `X-Forwarded-For` is read from its end, since only what our own
/// proxies appended can be believed.
fn address_behind(peer: IpAddr, headers: &HeaderMap, trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    let mut address = peer;
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    while trusted(address) {
        let Some(hop) = hops.pop() else { break };
        let Ok(next) = hop.parse::<IpAddr>() else { break };
        address = next;
    }
    address
}

/// What one household or phone has of its own: a whole IPv4 address, or the first 64 bits of an IPv6 one.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & (u128::MAX << 64)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = |address: IpAddr| address.to_string().starts_with("10.");
        let address = address_behind(peer.parse().unwrap(), &headers, trusted);
        assert_eq!(address.to_string(), expected, "{peer} {forwarded:?}");
    }

    #[test]
    fn believes_only_what_trusted_proxies_appended() {
        check("203.0.113.9", &[], "203.0.113.9");
        check("203.0.113.9", &["198.51.100.1"], "203.0.113.9");
        check("10.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("10.0.0.1", &["192.0.2.66, 198.51.100.1, 10.0.0.2"], "198.51.100.1");
        check("10.0.0.1", &["192.0.2.66", "198.51.100.1"], "198.51.100.1");
        check("10.0.0.1", &["not an address"], "10.0.0.1");
        check("10.0.0.1", &[], "10.0.0.1");
    }

    #[test]
    fn one_household_is_one_network() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
    }
}
