//! Taking what is theirs: everything, or only what the two share, as equal choices, since an export can be coerced.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::html;

use super::taken::Taken;
use crate::actions::export::{ExportScope, export};
use crate::app::App;
use crate::web::actor::{PersonActor, confirmed};
use crate::web::components::button;
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::person::{Space, crumb, page};

const ADDRESS: &str = "/settings/take-with-you";

/// `GET /settings/take-with-you`
pub async fn ask(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    confirmed(&app, &actor.session, ADDRESS)?;
    let body = html! {
        (crumb("/settings", "Settings"))
        h1 { "Take it with you" }
        p class="lede" { "A file with what is yours, to keep where you want. Nothing here changes." }
        ul {
            li { strong { "Everything" } ": what you say of yourself, all that you wrote, what came to you, your appointments, the rests you asked for, and what you signed." }
            li { strong { "Only what we share" } ": what you shared with your partner, what came to you, and the rules that you both agreed to. Nothing in that file tells that there is more." }
        }
        p { "If someone asks you for a file, you choose which one." }
        @for (format, heading, about) in [
            ("page", "A page to read", "It opens in any browser, without the network."),
            ("data", "Data for programs", "JSON, for whoever wants to take it elsewhere."),
        ] {
            section aria-labelledby=(format) {
                h2 id=(format) { (heading) }
                p { (about) }
                form action=(ADDRESS) method="post" {
                    input type="hidden" name="format" value=(format);
                    (button::either("scope", ("everything", "Everything"), ("shared", "Only what we share")))
                }
            }
        }
        p class="hint" { "The file is not locked. Keep it where only you can open it." }
    };
    Ok(page(&app, "Take it with you", body).into_response())
}

/// `POST /settings/take-with-you`
pub async fn take(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    confirmed(&app, &actor.session, ADDRESS)?;
    let scope = match fields.get("scope") {
        "everything" => ExportScope::Everything,
        "shared" => ExportScope::OnlyShared,
        _ => return Err(WebError::Unreadable),
    };
    let space = Space::of(&app, &actor).await?;
    let export = export(&app, actor.person, scope).await?;
    let taken = Taken { app: &app, space: &space, export: &export };
    // The name of the file gives nothing away.
    let (kind, name, text) = match fields.get("format") {
        "data" => ("application/json", "my-pages.json", taken.data().to_string()),
        _ => ("text/html; charset=utf-8", "my-pages.html", taken.page().into_string()),
    };
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))];
    Ok((headers, text).into_response())
}
