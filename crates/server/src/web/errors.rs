//! What went wrong, in words that say what to do. The cause is in the log; the page has a way out.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use troth_domain::booking::{Never, Refusal};
use troth_domain::practice::Practice;

use super::components::refusal::{self, Whose};
use super::discovery;
use super::page::Page;
use crate::actions::ActionError;
use crate::actions::couple::LinkError;
use crate::actions::writing::WritingError;
use crate::api;
use crate::app::App;

/// Longest address that is compared with ours.
const PATH_BYTES_MAX: usize = 160;

/// Why a page was not answered as asked. It becomes a page in [`kind_pages`], which knows the practice.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WebError {
    /// No such page, or a link that opens nothing.
    #[error("There is no page here.")]
    NotFound,
    /// A link to a booking that opens nothing.
    #[error("This link does not open an appointment.")]
    NoSuchBooking,
    /// What was sent cannot be read at all: bad encoding, a field twice.
    #[error("What was sent could not be read.")]
    Unreadable,
    /// Read, but it makes no sense; the words say what.
    #[error("{0}")]
    Unprocessable(&'static str),
    /// The same form was sent before with something else in it.
    #[error("This form was already used to book.")]
    FormUsed,
    /// More than the limit of one request.
    #[error("That was too much to send at once.")]
    TooLarge,
    /// Not sent as a form.
    #[error("That was not sent as a form.")]
    NotAForm,
    /// Too many requests from one network address.
    #[error("That was too often in a short time.")]
    TooMany {
        /// Seconds until it may be tried again.
        retry_after_seconds: u32,
    },
    /// The database cannot be reached just now.
    #[error("We cannot reach our appointment book right now.")]
    Unavailable,
    /// A fault of ours.
    #[error("Something went wrong on our side.")]
    Internal,
    /// Nobody is signed in: leads to where one signs in, whatever was asked for.
    #[error("Please sign in first.")]
    SignInFirst,
    /// Leads to where one shows again what opens the account.
    #[error("Please confirm that it is you.")]
    ConfirmFirst {
        /// The page of ours that is to be shown afterwards.
        next: String,
    },
    /// A link that acts once and does nothing any more.
    #[error("This link does nothing any more.")]
    LinkUsed,
}

impl WebError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoSuchBooking | Self::LinkUsed => StatusCode::NOT_FOUND,
            Self::SignInFirst | Self::ConfirmFirst { .. } => StatusCode::SEE_OTHER,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Unprocessable(_) | Self::FormUsed => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<ActionError> for WebError {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::Refused(refusal) => refusal.into(),
            ActionError::TooMany { retry_after_seconds } => Self::TooMany { retry_after_seconds },
            ActionError::Unavailable => Self::Unavailable,
            ActionError::Internal => Self::Internal,
        }
    }
}

impl From<WritingError> for WebError {
    fn from(error: WritingError) -> Self {
        match error {
            WritingError::NotFound => Self::NotFound,
            WritingError::Action(error) => error.into(),
            WritingError::Fixed | WritingError::Shown => {
                Self::Unprocessable("Someone else may see this, so it stays as it is until you take it back.")
            }
            WritingError::ChangedElsewhere => Self::Unprocessable("It was changed elsewhere in between."),
            WritingError::TooMany => {
                Self::Unprocessable("There is no more room. You can delete something that you wrote, or call us.")
            }
        }
    }
}

impl From<LinkError> for WebError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Refused(_) => Self::Unprocessable("That cannot be done as your link is now."),
            LinkError::TooMany { retry_after_seconds } => Self::TooMany { retry_after_seconds },
            LinkError::Action(error) => error.into(),
        }
    }
}

impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UnknownOffering | Refusal::NotFound => Self::NotFound,
            Refusal::UnknownTherapist => Self::Unprocessable("That therapist does not give this."),
            Refusal::UnknownLocation => Self::Unprocessable("This is not given at that place."),
            Refusal::NeverOpen(never) => Self::Unprocessable(never_words(never)),
            Refusal::Taken { .. } => Self::Unprocessable("That time is no longer free."),
            Refusal::TooLate { .. } => Self::Unprocessable("It is too late to change this here. Please call us."),
            Refusal::NotActive => {
                Self::Unprocessable("This appointment is over or cancelled, so it cannot be changed.")
            }
            Refusal::KeyReused => Self::FormUsed,
        }
    }
}

/// Why a time never could be booked.
pub fn never_words(never: Never) -> &'static str {
    match never {
        Never::Past => "That time has passed.",
        Never::Notice => "That time is too soon to book here. Please choose a later one, or call us.",
        Never::Horizon => "That time is too far ahead to book yet. Please choose an earlier one.",
        Never::OutsideHours => "That is not a time that can be booked. Please choose one from the list.",
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = match &self {
            Self::SignInFirst => Redirect::to("/sign-in").into_response(),
            Self::ConfirmFirst { next } => Redirect::to(&super::settings::confirm_address(next)).into_response(),
            _ => (self.status(), format!("{self}\n")).into_response(),
        };
        if let Self::TooMany { retry_after_seconds } = &self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*retry_after_seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Goes around everything that answers people: whatever is refused without a page of its own, here or in a layer,
/// becomes one. Programs get a problem document.
pub async fn kind_pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if request.uri().path().starts_with("/api/") || api::wants_json(headers) || api::has_json(headers) {
        return api::problem::explain(request, next).await;
    }
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    if !needs_page(&response) {
        return response;
    }
    let status = response.status();
    let error = response.extensions().get::<WebError>().cloned();
    let meant = match error {
        Some(WebError::NotFound) => {
            let content = app.content().await;
            let address = meant(&path, &discovery::public_pages(app.practice(), &content));
            address.map(|address| (discovery::name(app.practice(), &content, &address), address))
        }
        _ => None,
    };
    let page = error_page(app.practice(), Whose::of(&path), status, error.as_ref(), meant.as_ref()).into_response();
    let (mut parts, _) = response.into_parts();
    let (fresh, body): (_, Body) = page.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    // What the refusal said for itself (`Allow`, `Retry-After`) stays.
    parts.headers.extend(fresh.headers);
    Response::from_parts(parts, body)
}

fn needs_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let has_own_words = kind.starts_with("text/html") || kind.contains("json");
    (response.status().is_client_error() || response.status().is_server_error()) && !has_own_words
}

/// The page whose address is closest to `path`, if it is close at all.
fn meant(path: &str, pages: &[String]) -> Option<String> {
    // Longer than any address of ours: nothing to guess, and no time to lose on it.
    if path.len() > PATH_BYTES_MAX {
        return None;
    }
    let path = path.trim_end_matches('/').to_lowercase();
    let closest = pages.iter().map(|page| (strsim::damerau_levenshtein(&path, page), page)).min()?;
    (closest.0 <= 2.max(path.len() / 6)).then(|| closest.1.clone())
}

fn error_page<'a>(
    practice: &'a Practice,
    whose: Whose,
    status: StatusCode,
    error: Option<&WebError>,
    meant: Option<&(String, String)>,
) -> Page<'a> {
    let (heading, advice) = words(status, error, whose);
    let body = html! {
        h1 { (heading) }
        (refusal::body(practice, whose, advice, meant))
    };
    Page::new(practice, heading, body).status(status).private()
}

/// The heading, and what to do.
pub fn words(status: StatusCode, error: Option<&WebError>, whose: Whose) -> (String, &'static str) {
    let (heading, advice) = match (error, status) {
        (Some(WebError::NoSuchBooking), _) => (
            "This link does not open an appointment",
            "Some letters may be missing at its end. Please try the whole link again, or call us.",
        ),
        (Some(WebError::LinkUsed), _) => (
            "This link does nothing any more",
            "A link like this works once, and only for a while. If you need another, please ask the practice.",
        ),
        (Some(WebError::FormUsed), _) => (
            "This form was already used to book",
            "Your appointment stands as you made it. To change it, use its own page or call us. To book another time, start again.",
        ),
        (Some(WebError::Unprocessable(what)), _) => (*what, "Nothing was changed."),
        (_, StatusCode::NOT_FOUND) => ("There is no page here", "The address may be old or mistyped."),
        (_, StatusCode::METHOD_NOT_ALLOWED) => ("This page cannot do that", "Please go back and use its own buttons."),
        (_, StatusCode::PAYLOAD_TOO_LARGE) => {
            ("That was too much to send at once", "Please shorten what you wrote. Nothing was stored.")
        }
        (_, StatusCode::UNSUPPORTED_MEDIA_TYPE) => {
            ("That was not sent as a form", "Please use the form on the page. Nothing was stored.")
        }
        (_, StatusCode::UNPROCESSABLE_ENTITY) => {
            ("That could not be understood", "Please go back and try again. Nothing was changed.")
        }
        (_, StatusCode::TOO_MANY_REQUESTS) => (
            "Please wait a little",
            "There were many requests from your network in a short time. Please try again in a few minutes, or call us.",
        ),
        (_, StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT) => (
            match whose {
                Whose::Everyones => "We cannot reach our appointment book right now",
                Whose::Own => "We cannot reach our records right now",
            },
            "This is not your fault. Nothing was changed. Please try again in a minute, or call us.",
        ),
        (_, StatusCode::FORBIDDEN) => (
            "This did not come from our own page",
            "Please open the page again and use its own buttons. Nothing was changed.",
        ),
        (_, status) if status.is_server_error() => {
            ("Something went wrong on our side", "This is not your fault. Please try again in a minute, or call us.")
        }
        _ => ("That could not be read", "Please go back and try again. Nothing was changed."),
    };
    (heading.trim_end_matches('.').to_owned(), advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_page_and_nonsense_finds_none() {
        let pages = ["/", "/book", "/guide", "/guide/acknowledge"].map(str::to_owned);
        let check = |path: &str, expected: Option<&str>| assert_eq!(meant(path, &pages).as_deref(), expected, "{path}");
        check("/guide/aknowlege", Some("/guide/acknowledge"));
        check("/Guide/Acknowledge/", Some("/guide/acknowledge"));
        check("/bok", Some("/book"));
        check("/wp-login.php", None);
        check(&"/guide".repeat(1000), None);
    }
}
