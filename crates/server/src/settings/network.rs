//! Addresses of the network and of the web, as settings write them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use troth_domain::limits;
use url::Url;

/// A network address, or a range of them such as `10.0.0.0/8`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NetworkRange {
    first: IpAddr,
    prefix_bits: u32,
}

/// How to write a [`NetworkRange`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidRange {
    /// Neither an address nor a range.
    #[error("write an address such as \"127.0.0.1\" or a range such as \"10.0.0.0/8\"")]
    Form,
    /// The part after `/` is more than the address has.
    #[error("write a number from 0 to {0} after the /")]
    Prefix(u32),
    /// The address has bits after the prefix.
    #[error("write \"{0}\", where the range begins")]
    NotTheFirst(NetworkRange),
}

impl NetworkRange {
    /// Whether `address` is in the range. An IPv4 address that came wrapped in IPv6 counts as itself.
    ///
    /// ```
    /// use troth_server::settings::NetworkRange;
    /// let range: NetworkRange = "10.0.0.0/8".parse().unwrap();
    /// assert!(range.contains("10.1.2.3".parse().unwrap()));
    /// assert!(range.contains("::ffff:10.1.2.3".parse().unwrap()));
    /// assert!(!range.contains("11.0.0.0".parse().unwrap()));
    /// ```
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => {
                first_of(address.to_canonical(), self.prefix_bits) == self.first
            }
            _ => false,
        }
    }
}

impl FromStr for NetworkRange {
    type Err = InvalidRange;

    fn from_str(text: &str) -> Result<Self, InvalidRange> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| InvalidRange::Form)?;
        // A range of wrapped IPv4 addresses would never match: addresses are compared unwrapped.
        if address.to_canonical() != address {
            return Err(InvalidRange::Form);
        }
        let bits_max = if address.is_ipv4() { 32 } else { 128 };
        let prefix_bits = match prefix {
            None => bits_max,
            Some(bits) if bits.bytes().all(|byte| byte.is_ascii_digit()) => {
                bits.parse().ok().filter(|bits| *bits <= bits_max).ok_or(InvalidRange::Prefix(bits_max))?
            }
            Some(_) => return Err(InvalidRange::Prefix(bits_max)),
        };
        let range = Self { first: first_of(address, prefix_bits), prefix_bits };
        if range.first != address {
            return Err(InvalidRange::NotTheFirst(range));
        }
        Ok(range)
    }
}

impl fmt::Display for NetworkRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first, self.prefix_bits)
    }
}

/// `address` with every bit after the first `prefix_bits` cleared.
fn first_of(address: IpAddr, prefix_bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - prefix_bits.min(32)).unwrap_or(0);
            IpAddr::V4((address.to_bits() & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - prefix_bits.min(128)).unwrap_or(0);
            IpAddr::V6((address.to_bits() & mask).into())
        }
    }
}

/// How to write where the site is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidOrigin {
    /// No address of the web at all, or of another scheme.
    #[error("write an address that begins with http:// or https://, such as \"https://www.example.org\"")]
    Form,
    /// There is something before or after host and port.
    #[error("write only scheme, host and port, such as \"https://www.example.org\"; the site has a host of its own")]
    More,
    /// Too long.
    #[error("write at most {} characters", limits::URL_BYTES_MAX)]
    TooLong,
}

/// Takes scheme, host and port of where the site is reached; a slash at the end is dropped.
///
/// # Errors
/// [`InvalidOrigin`], which says how to write it.
pub fn origin(text: &str) -> Result<String, InvalidOrigin> {
    if text.len() > limits::URL_BYTES_MAX {
        return Err(InvalidOrigin::TooLong);
    }
    // The parser would silently drop these, so that what is read is not what was written.
    if text.chars().any(|character| character.is_whitespace() || character.is_control() || character == '\\') {
        return Err(InvalidOrigin::Form);
    }
    let url = Url::parse(text).map_err(|_| InvalidOrigin::Form)?;
    let after_scheme = text.split_once("://").map(|(_, rest)| rest);
    if !matches!(url.scheme(), "http" | "https") || after_scheme.is_none_or(|rest| rest.starts_with('/')) {
        return Err(InvalidOrigin::Form);
    }
    let user = !url.username().is_empty() || url.password().is_some();
    if user || url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(InvalidOrigin::More);
    }
    Ok(url.origin().ascii_serialization())
}

/// Whether `url` names this machine as its host, so that nothing on the way can listen.
pub(super) fn is_local_host(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    // Hosts of schemes unknown to the parser stay text, so the text is looked at.
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_they_name() {
        let holds = |range: &str, address: &str| -> bool {
            range.parse::<NetworkRange>().unwrap().contains(address.parse().unwrap())
        };
        assert!(holds("127.0.0.1", "127.0.0.1"));
        assert!(!holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(!holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "2001:db8::1"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1"));
        assert!(!holds("2001:db8::/32", "2001:db9::1"));
        assert!(holds("192.0.2.0/31", "::ffff:192.0.2.1"));
    }

    #[test]
    fn what_is_no_range_is_refused_with_a_way_to_write_it() {
        for (text, mend) in [
            ("", "write an address such as"),
            ("localhost", "write an address such as"),
            ("10.0.0.0/", "write a number from 0 to 32"),
            ("10.0.0.0/33", "write a number from 0 to 32"),
            ("10.0.0.0/+8", "write a number from 0 to 32"),
            ("::/129", "write a number from 0 to 128"),
            ("10.1.0.0/8", "write \"10.0.0.0/8\""),
            ("::ffff:10.0.0.1", "write an address such as"),
        ] {
            let refused = text.parse::<NetworkRange>().unwrap_err().to_string();
            assert!(refused.starts_with(mend), "{text}: {refused}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for (text, wanted) in [
            ("http://localhost:8080", "http://localhost:8080"),
            ("https://Example.org/", "https://example.org"),
            ("https://example.org:443", "https://example.org"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(origin(text).as_deref(), Ok(wanted), "{text}");
        }
        let long = format!("https://{}.org", "a".repeat(600));
        for text in [
            "",
            "example.org",
            "ftp://example.org",
            "http://",
            "https:///x",
            "https:example.org",
            "http://a b",
            "https://example.org/path",
            "https://example.org?x",
            "https://example.org#x",
            "https://me:pw@example.org",
            "https://example.org\n",
            "https:\\\\example.org",
            "javascript:alert(1)",
            &long,
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
