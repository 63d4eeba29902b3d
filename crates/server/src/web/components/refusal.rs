//! What a page says that could not do what was asked: what to do, and ways on.

use axum::http::StatusCode;
use maud::{Markup, html};
use troth_domain::practice::Practice;

use super::contact;
use crate::web::errors::WebError;
use crate::web::gallery::{Sample, Stage};

/// Whose page it was to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Everyone's.
    Everyones,
    /// Somebody's own, behind the sign-in.
    Own,
}

impl Whose {
    /// By the address that was asked for.
    pub fn of(path: &str) -> Self {
        const OWN: [&str; 6] = ["home", "plan", "settings", "safety", "caseload", "desk"];
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        if OWN.contains(&first) { Self::Own } else { Self::Everyones }
    }
}

/// What to do, below the heading.
pub fn body(practice: &Practice, whose: Whose, advice: &str, meant: Option<&(String, String)>) -> Markup {
    html! {
        p { (advice) }
        @if let Some((name, address)) = meant { p { "Did you mean " a href=(address) { (name) } "?" } }
        @match whose {
            Whose::Own => { (contact::own_ways_out(practice)) }
            Whose::Everyones => { (contact::ways_out(practice)) }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let show = |status: StatusCode, error: Option<WebError>| {
        let (heading, advice) = crate::web::errors::words(status, error.as_ref(), Whose::Own);
        html! { h2 { (heading) } (body(stage.practice, Whose::Own, advice, None)) }
    };
    let meant = ("Guide".to_owned(), "/guide".to_owned());
    let lost = body(stage.practice, Whose::Everyones, "The address may be old or mistyped.", Some(&meant));
    vec![
        Sample::new("of everyone", lost),
        Sample::new("from elsewhere", show(StatusCode::FORBIDDEN, None)),
        Sample::new("no page", show(StatusCode::NOT_FOUND, None)),
        Sample::new("too much", show(StatusCode::PAYLOAD_TOO_LARGE, None)),
        Sample::new(
            "not now",
            show(StatusCode::UNPROCESSABLE_ENTITY, Some(WebError::Unprocessable("Joint work is open already."))),
        ),
        Sample::new("too often", show(StatusCode::TOO_MANY_REQUESTS, None)),
        Sample::new("our fault", show(StatusCode::INTERNAL_SERVER_ERROR, None)),
        Sample::new("out of reach", show(StatusCode::SERVICE_UNAVAILABLE, None)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_a_page_is_stands_in_its_address() {
        let check = |path: &str, expected: Whose| assert_eq!(Whose::of(path), expected, "{path}");
        check("/home/write/0", Whose::Own);
        check("/desk", Whose::Own);
        check("/", Whose::Everyones);
        check("/homely", Whose::Everyones);
        check("/book/couple-session", Whose::Everyones);
    }
}
