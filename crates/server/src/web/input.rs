//! What a browser sends: forms, queries and parts of addresses, taken apart strictly and within bounds.
//!
//! A field that comes twice, or bytes that are no text, are refused rather than guessed at.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use data_encoding::HEXLOWER;
use troth_domain::booking::BookingId;
use troth_domain::limits;
use troth_domain::people::ItemId;
use troth_domain::plan::LogId;
use troth_domain::practice::{Offering, Slug};
use troth_domain::writing::ItemKind;

use super::errors::WebError;
use crate::api;
use crate::app::App;

/// The fields of a form or query, each once.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl std::fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Fields(private)")
    }
}

impl Fields {
    /// Takes `application/x-www-form-urlencoded` apart; `None` when a field comes twice, there are more than
    /// [`FORM_FIELDS_MAX`](limits::FORM_FIELDS_MAX), or bytes are no UTF-8.
    pub fn parse(encoded: &[u8]) -> Option<Self> {
        let mut fields = Self::default();
        for pair in encoded.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let split = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let (name, value) = pair.split_at_checked(split)?;
            let name = decode(name)?;
            if fields.0.len() == limits::FORM_FIELDS_MAX || fields.0.iter().any(|(earlier, _)| *earlier == name) {
                return None;
            }
            fields.0.push((name, decode(value.strip_prefix(b"=").unwrap_or(value))?));
        }
        Some(fields)
    }

    /// What a form is filled in with beforehand.
    pub fn of<const N: usize>(filled: [(&str, String); N]) -> Self {
        Self(filled.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The value of `name` as sent; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// The names that begin with `prefix`, each with its value, in the order in which they were sent.
    pub fn of_prefix<'f>(&'f self, prefix: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        let named = self.0.iter().filter(move |(name, _)| name.starts_with(prefix));
        named.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of `name` without space around it, if there is more than that.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|value| !value.is_empty())
    }

    /// Every field as it was sent, in its order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether `name` was sent at all, as checkboxes are when they are ticked.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(own, _)| own == name)
    }

    /// The same fields in one order, without `left_out`: equal for equal content, however a browser orders it.
    pub fn canonical(&self, left_out: &str) -> Vec<u8> {
        let mut sorted: Vec<_> = self.0.iter().filter(|(name, _)| name != left_out).collect();
        sorted.sort();
        // Lengths before the texts: no two sets of fields run together to the same bytes.
        sorted
            .iter()
            .flat_map(|(name, value)| format!("{}:{name}{}:{value}", name.len(), value.len()).into_bytes())
            .collect()
    }
}

fn decode(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, beyond @ ..]) => {
                let digits = [high.to_ascii_lowercase(), low.to_ascii_lowercase()];
                bytes.push(*HEXLOWER.decode(&digits).ok()?.first()?);
                rest = beyond;
            }
            (b'%', _) => return None,
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

/// A form that was posted.
pub struct FormFields(pub Fields);

impl FromRequest<App> for FormFields {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebError> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/x-www-form-urlencoded" => {
                let body = bytes(request, app).await?;
                Fields::parse(&body).map(Self).ok_or(WebError::Unreadable)
            }
            // A form without fields: what has no content needs no type either.
            "" if bytes(request, app).await?.is_empty() => Ok(Self(Fields::default())),
            _ => Err(WebError::NotAForm),
        }
    }
}

/// What was posted to an address that answers people and programs.
pub enum Sent {
    /// A person's form.
    Form(Fields),
    /// A program's body, not yet read.
    Program(HeaderMap, Bytes),
}

impl FromRequest<App> for Sent {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &App) -> Result<Self, WebError> {
        let headers = request.headers();
        if api::wants_json(headers) || api::has_json(headers) {
            let headers = headers.clone();
            return Ok(Self::Program(headers, bytes(request, app).await?));
        }
        let FormFields(fields) = FormFields::from_request(request, app).await?;
        Ok(Self::Form(fields))
    }
}

async fn bytes(request: Request, app: &App) -> Result<Bytes, WebError> {
    Bytes::from_request(request, app).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        _ => WebError::Unreadable,
    })
}

/// The query of an address.
pub struct QueryFields(pub Fields);

impl FromRequestParts<App> for QueryFields {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, WebError> {
        let query = parts.uri.query().unwrap_or_default();
        Fields::parse(query.as_bytes()).map(Self).ok_or(WebError::Unreadable)
    }
}

/// The offering that the first part of an address names.
pub struct OfferingNamed(pub Offering);

impl FromRequestParts<App> for OfferingNamed {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let text = path_text(parts, app).await?;
        let slug = Slug::new(&text).map_err(|_| WebError::NotFound)?;
        app.practice().offering(&slug).cloned().map(Self).ok_or(WebError::NotFound)
    }
}

/// The hold that an address names.
pub struct HoldNamed(pub BookingId);

impl FromRequestParts<App> for HoldNamed {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        hold_id(&path_text(parts, app).await?).map(Self).ok_or(WebError::NotFound)
    }
}

/// The token of a link to one booking, not yet opened.
pub struct Token(pub String);

impl FromRequestParts<App> for Token {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        path_text(parts, app).await.map(Self).map_err(|_| WebError::NoSuchBooking)
    }
}

/// Something written that an address names. Whose it is, an action says.
pub struct ItemNamed(pub ItemId);

impl FromRequestParts<App> for ItemNamed {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        item_id(&path_text(parts, app).await?).map(Self).ok_or(WebError::NotFound)
    }
}

/// Something that two do together, which an address names. Whose it is, an action says.
pub struct LogNamed(pub LogId);

impl FromRequestParts<App> for LogNamed {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        id_bytes(&path_text(parts, app).await?).map(|bytes| Self(LogId(bytes))).ok_or(WebError::NotFound)
    }
}

/// The kind of writing that an address names.
pub struct KindNamed(pub ItemKind);

impl FromRequestParts<App> for KindNamed {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        ItemKind::parse(&path_text(parts, app).await?).map(Self).ok_or(WebError::NotFound)
    }
}

async fn path_text(parts: &mut Parts, app: &App) -> Result<String, WebError> {
    let Path(text) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| WebError::NotFound)?;
    Ok(text)
}

/// A hold's id as it stands in addresses and forms.
pub fn hold_id(text: &str) -> Option<BookingId> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(BookingId)
}

/// The text of a hold's id.
pub fn hold_text(id: BookingId) -> String {
    HEXLOWER.encode(&id.0)
}

/// The id of something written, as it stands in addresses.
pub fn item_id(text: &str) -> Option<ItemId> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(ItemId)
}

/// The text of the id of something written.
pub fn item_text(id: ItemId) -> String {
    HEXLOWER.encode(&id.0)
}

/// Sixteen bytes that name something, as they stand in addresses and forms.
pub fn id_bytes(text: &str) -> Option<[u8; 16]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// The text of them.
pub fn id_text(bytes: &[u8; 16]) -> String {
    HEXLOWER.encode(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_what_browsers_send() {
        let fields = Fields::parse("name=Ana+Mar%C3%ADa&email=&text=on&&bare".as_bytes()).unwrap();
        assert_eq!(fields.get("name"), "Ana María");
        assert_eq!(fields.given("email"), None);
        assert!(fields.has("text") && fields.has("bare") && !fields.has("other"));
    }

    #[test]
    fn refuses_what_would_have_to_be_guessed() {
        let many = (0..=limits::FORM_FIELDS_MAX).map(|number| format!("f{number}=1")).collect::<Vec<_>>().join("&");
        for encoded in ["a=1&a=2", "a=%FF", "a=%zz", "a=%4", "a=%", &many] {
            assert!(Fields::parse(encoded.as_bytes()).is_none(), "{encoded}");
        }
    }

    #[test]
    fn one_content_has_one_canonical_form() {
        let canonical = |text: &str| Fields::parse(text.as_bytes()).unwrap().canonical("attempt");
        assert_eq!(canonical("a=1&b=2&attempt=x"), canonical("b=2&attempt=y&a=1"));
        assert_ne!(canonical("a=1&b=2"), canonical("a=1b&=2"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(encoded in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Fields::parse(&encoded);
        }

        #[test]
        fn every_text_comes_through(text in "\\PC{0,40}") {
            let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            let fields = Fields::parse(format!("a={encoded}").as_bytes()).unwrap();
            prop_assert_eq!(fields.get("a"), text);
        }
    }
}
