//! Showing once more what opens the account, before an export, another role, or a change of what opens it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use troth_domain::people::AccountId;

use crate::actions::credentials::{self, Shown, Ways};
use crate::actions::sessions::Current;
use crate::actions::sign_in::Desk;
use crate::app::App;
use crate::secrets::passkeys::Site;
use crate::web::actor::AnyActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line, hidden};
use crate::web::components::passkey::Ask;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::sign_in;

/// `GET /settings/confirm?next=…`
pub async fn show(
    State(app): State<App>,
    AnyActor(current): AnyActor,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let ways = credentials::ways(&app, current.session.account).await?;
    Ok(page(&app, &current, &ways, own_path(fields.get("next")), &[]).into_response())
}

/// A path of ours; any other text leads to the settings, so that no link can lead elsewhere from here.
fn own_path(text: &str) -> &str {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.?=&%".contains(&byte);
    let is_ours = text.starts_with('/') && !text.starts_with("//") && text.bytes().all(is_plain);
    if is_ours { text } else { "/settings" }
}

fn page<'a>(app: &'a App, current: &Current, ways: &Ways, next: &str, errors: &[FieldError]) -> Page<'a> {
    let is_staff = matches!(current.session.account, AccountId::Staff(_));
    let ask = Ask {
        action: "/settings/confirm",
        words: "Use a passkey",
        challenge: app.tokens().challenge(app.random_bytes(), app.now()),
        site: Site::at(app.links().base_url()),
        with: ("next", next),
    };
    let number = Line {
        name: "number",
        label: "Number from your app",
        hint: "",
        kind: "text",
        autocomplete: "one-time-code",
        characters_max: 16,
    };
    let has_nothing = !ways.has_passphrase && ways.passkeys.is_empty();
    let body = html! {
        (summary::errors(errors))
        h1 { "Is it you?" }
        p { "Please show it once more before you go on. For ten minutes nothing asks again." }
        @if !ways.passkeys.is_empty() { (ask.use_one()) }
        @if ways.has_passphrase {
            form action="/settings/confirm" method="post" novalidate {
                (hidden("next", next))
                (sign_in::secret("passphrase", if is_staff { "Password" } else { "Passphrase" }, "current-password"))
                @if is_staff { (number.render("", &[])) }
                button type="submit" class="button button-main" { "Go on" }
            }
        }
        @if has_nothing {
            p { "You came in with a link of the demo and have nothing to show yet. Sign in with a new link, and choose a passphrase within ten minutes." }
        }
        p { a href="/settings" { "Not now" } }
    };
    sign_in::form_page(app, "Is it you?", body, errors).signed_in(current.home()).script(Script::Passkey)
}

/// `POST /settings/confirm`
pub async fn act(
    State(app): State<App>,
    AnyActor(current): AnyActor,
    desk: Desk,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let next = own_path(fields.get("next"));
    let shown = match sign_in::signed_by_passkey(&fields) {
        Some(signed) => Shown::Passkey(signed),
        None => Shown::Passphrase {
            passphrase: fields.get("passphrase").to_owned(),
            number: fields.get("number").to_owned(),
        },
    };
    match credentials::confirm(&app, &current, &shown, &desk).await? {
        Some(new) => Ok(sign_in::signed_in(&new, next)),
        None => {
            let ways = credentials::ways(&app, current.session.account).await?;
            let errors = [FieldError::new("passphrase", "That does not fit. Please check what you typed.")];
            Ok(page(&app, &current, &ways, next, &errors).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn leads_to_our_own_pages_only() {
        for (text, expected) in [
            ("/settings/passkeys", "/settings/passkeys"),
            ("/export?scope=all", "/export?scope=all"),
            ("//elsewhere.example", "/settings"),
            ("/\\elsewhere.example", "/settings"),
            ("https://elsewhere.example", "/settings"),
            ("/a\r\nset-cookie: x", "/settings"),
            ("", "/settings"),
        ] {
            assert_eq!(own_path(text), expected, "{text}");
        }
    }
}
