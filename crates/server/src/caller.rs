//! Who asks, as far as limits need to know: the network address.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::actions::Caller;
use crate::app::App;

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        // Without a socket (a request made inside the process) there is nobody to limit but ourselves.
        Ok(Self { address: peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)) })
    }
}
