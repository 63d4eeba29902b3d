//! The cookies: who is signed in, which device it is, and the second person's place in a talk on it. None tells anything
//! to who reads it, and no page sets one but those of accounts and of a talk on one device.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use data_encoding::BASE64URL_NOPAD;
use troth_domain::accounts::Token;
use troth_domain::limits;

use crate::tokens::KnownDevice;

/// `__Host-`: a browser takes it from this very site over TLS (or from this machine), for all of its pages, and from no
/// other.
const SESSION: &str = "__Host-troth";
const ROOM: &str = "__Host-troth-room";
const DEVICE: &str = "__Host-troth-device";
const GUARDED: &str = "Secure; HttpOnly; SameSite=Strict; Path=/";

/// The session's token that came with a request.
pub fn session_token(headers: &HeaderMap) -> Option<Token> {
    token(value(headers, SESSION)?)
}

/// The token that came with a request for the second person's place in a talk. It opens nothing else.
pub fn room_token(headers: &HeaderMap) -> Option<Token> {
    token(value(headers, ROOM)?)
}

/// Gives a device the second person's place in a talk: for as long as its browser is open, and no longer than the place.
pub fn begin_room(token: &Token) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{ROOM}={}; {GUARDED}", token_text(token))).ok()
}

/// Takes it away.
pub fn end_room() -> HeaderValue {
    HeaderValue::from_static("__Host-troth-room=; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=0")
}

/// A token out of a cookie or an address.
pub fn token(text: &str) -> Option<Token> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Token)
}

/// A token as cookies and addresses hold it.
pub fn token_text(token: &Token) -> String {
    BASE64URL_NOPAD.encode(&token.0)
}

/// The device that a request came from, if it is marked.
pub fn known_device(headers: &HeaderMap) -> Option<KnownDevice> {
    KnownDevice::parse(value(headers, DEVICE)?)
}

/// Signs a device in: for as long as its browser is open, and no longer than the session.
pub fn begin(token: &Token) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{SESSION}={}; {GUARDED}", token_text(token))).ok()
}

/// Takes the session's cookie away.
pub fn end() -> HeaderValue {
    HeaderValue::from_static("__Host-troth=; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=0")
}

/// Marks a device.
pub fn mark(device: &KnownDevice) -> Option<HeaderValue> {
    let seconds = limits::KNOWN_DEVICE_DAYS * 24 * 60 * 60;
    HeaderValue::try_from(format!("{DEVICE}={}; {GUARDED}; Max-Age={seconds}", device.text())).ok()
}

/// The value of a cookie; none when it came twice, since then one of them is not ours.
fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(own, _)| *own == name).map(|(_, value)| value);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookies: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, cookie.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_token_comes_back_as_it_was_sent() {
        let sent = Token([7; 32]);
        let text = token_text(&sent);
        let check = |cookies: &[&str], expected: Option<Token>| {
            assert_eq!(session_token(&headers(cookies)), expected, "{cookies:?}");
        };
        check(&[&format!("__Host-troth={text}")], Some(sent));
        check(&[&format!("a=1; __Host-troth={text}; b=2")], Some(sent));
        check(&["a=1", &format!("__Host-troth={text}")], Some(sent));
        check(&[&format!("troth={text}; __Host-troth-device={text}")], None);
        check(&[&format!("__Host-troth={text}; __Host-troth={text}")], None);
        check(&[&format!("__Host-troth={}", &text[1..])], None);
        check(&["__Host-troth="], None);
        check(&[], None);
        let of_a_room = headers(&[&format!("__Host-troth-room={text}")]);
        assert_eq!((room_token(&of_a_room), session_token(&of_a_room)), (Some(sent), None));
        assert_eq!(room_token(&headers(&[&format!("__Host-troth={text}")])), None);
    }
}
