//! The two doors: for clients, and for staff.

use maud::{Markup, html};
use troth_domain::limits;

use super::{NAME_CHARACTERS_MAX, form_page};
use crate::app::App;
use crate::secrets::passkeys::Site;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line, checkbox};
use crate::web::components::passkey::Ask;
use crate::web::components::summary;
use crate::web::page::Page;

/// Where clients sign in.
pub fn client<'a>(app: &'a App, name: &str, errors: &[FieldError], is_out: bool) -> Page<'a> {
    let body = html! {
        (summary::errors(errors))
        @if is_out {
            h1 { "You are signed out" }
            p { "Nothing of your pages is left in this browser. Its history is: " a href="/help-now#history" { "how to clear it" } "." }
        } @else {
            h1 { "Sign in" }
            p class="lede" { "To your own private space." }
        }
        (passkey(app, ""))
        form action="/sign-in" method="post" novalidate {
            (name_line().render(name, errors))
            (secret("passphrase", "Passphrase", "current-password"))
            (known())
            button type="submit" class="button button-main" { "Sign in" }
        }
        ul class="plain" {
            li { a href="/sign-in/forgotten" { "I lost my name or my passphrase" } }
            li { a href="/account/start" { "I have a start code from the practice" } }
            li { a href="/sign-in/staff" { "I work here" } }
        }
    };
    form_page(app, if is_out { "You are signed out" } else { "Sign in" }, body, errors).script(Script::Passkey)
}

/// Where staff sign in.
pub fn staff<'a>(app: &'a App, name: &str, errors: &[FieldError]) -> Page<'a> {
    let number = Line {
        name: "number",
        label: "Number from your app",
        hint: "Six digits. If you lost the app: one of your recovery codes.",
        kind: "text",
        autocomplete: "one-time-code",
        characters_max: 16,
    };
    let body = html! {
        (summary::errors(errors))
        h1 { "Sign in as staff" }
        (passkey(app, "yes"))
        form action="/sign-in/staff" method="post" novalidate {
            (name_line().render(name, errors))
            (secret("passphrase", "Password", "current-password"))
            (number.render("", &[]))
            (known())
            button type="submit" class="button button-main" { "Sign in" }
        }
        p { "If you lost what you sign in with, ask whoever runs the practice\u{2019}s server for a new set-up link." }
        p { a href="/sign-in" { "I am a client" } }
    };
    form_page(app, "Sign in as staff", body, errors).script(Script::Passkey)
}

fn passkey(app: &App, staff: &str) -> Markup {
    let ask = Ask {
        action: "/sign-in/passkey",
        words: "Use a passkey",
        challenge: app.tokens().challenge(app.random_bytes(), app.now()),
        site: Site::at(app.links().base_url()),
        with: ("staff", staff),
    };
    ask.use_one()
}

/// The field for a sign-in name.
pub fn name_line() -> Line<'static> {
    Line {
        name: "name",
        label: "Sign-in name",
        hint: "Two words and four digits, as you were given it.",
        kind: "text",
        autocomplete: "username",
        characters_max: NAME_CHARACTERS_MAX,
    }
}

/// A field for what nobody should read; never filled in again.
pub fn secret(name: &'static str, label: &'static str, autocomplete: &'static str) -> Markup {
    let characters_max = limits::PASSPHRASE_CHARACTERS_MAX;
    Line { name, label, hint: "", kind: "password", autocomplete, characters_max }.render("", &[])
}

fn known() -> Markup {
    html! {
        (checkbox("known", "This device is mine alone. Know it again.", false))
        p class="hint" {
            "Then someone who guesses at your name cannot lock you out here. It leaves a cookie, without your name."
        }
    }
}
