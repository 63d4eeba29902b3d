//! How the list of times knows a kept time as one's own when a browser without script goes back to it.
//!
//! With script, the list's own address remembers the hold and no cookie is needed (docs/decisions/0005). Without, a
//! cookie for the addresses under `/book` names the hold for as long as one can last. It is set when a time is chosen,
//! never by a GET, and goes when the time is booked.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use troth_domain::booking::BookingId;
use troth_domain::limits;

use crate::app::App;
use crate::web::input::{hold_id, hold_text};

const NAME: &str = "kept";

/// The hold that the browser's cookie names, and whether a script sent the request.
pub struct Kept {
    /// The hold, if a cookie names one.
    pub hold: Option<BookingId>,
    by_script: bool,
    secure: &'static str,
}

impl FromRequestParts<App> for Kept {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let cookies = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let named = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let hold = named.filter(|(name, _)| *name == NAME).find_map(|(_, text)| hold_id(text));
        // Browsers say what an answer is for; a page that is opened says `document`, a script's request `empty`.
        let by_script = parts.headers.get("sec-fetch-dest").is_some_and(|value| value == "empty");
        let secure = if app.links().base_url().starts_with("https://") { "; Secure" } else { "" };
        Ok(Self { hold, by_script, secure })
    }
}

impl Kept {
    /// `response`, which lets a browser without script remember `hold`.
    pub fn remember(&self, hold: Option<BookingId>, response: impl IntoResponse) -> Response {
        let response = response.into_response();
        match hold {
            Some(hold) if !self.by_script => {
                let seconds = limits::HOLD_MINUTES_MAX * 60;
                self.with_cookie(&format!("{NAME}={}; Max-Age={seconds}", hold_text(hold)), response)
            }
            _ => response,
        }
    }

    /// `response`, which makes the browser forget what it remembered.
    pub fn forget(&self, response: impl IntoResponse) -> Response {
        let response = response.into_response();
        if self.hold.is_none() { response } else { self.with_cookie(&format!("{NAME}=; Max-Age=0"), response) }
    }

    fn with_cookie(&self, cookie: &str, mut response: Response) -> Response {
        let cookie = format!("{cookie}; Path=/book; HttpOnly; SameSite=Lax{}", self.secure);
        if let Ok(value) = HeaderValue::try_from(cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
        response
    }
}
