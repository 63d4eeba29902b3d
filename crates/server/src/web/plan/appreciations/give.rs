//! Giving one: a few words and, by choice, the promise of the other's that they are about.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::PlanText;
use troth_domain::plan::appreciation::{Appreciation, AppreciationMove, AppreciationRefusal};

use super::shared::{self, NotBegun};
use crate::actions::appreciations;
use crate::actions::commitments::Seen;
use crate::actions::together::Room;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::area::Area;
use crate::web::components::field::{FieldError, error_of, select};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields, id_bytes, id_text};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};
use crate::web::plan::commitments::promise;
use crate::web::words::beginning;

const WORDS: Area<'_> = Area {
    name: "words",
    label: "What were you glad of?",
    hint: "Say what you saw, and what it was like for you.",
    rows: 5,
    characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
};
/// What is typed in the form, for when it has to be given back.
const TEXTS: [(&str, &str); 1] = [("words", WORDS.label)];

/// What the button says.
const GIVE: &str = "Give it";

/// `GET /plan/appreciations/new`; with `?about=` a promise of the other's, which is chosen then.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let citable = appreciations::citable(&app, actor.person).await?;
    let typed = Fields::of([("about", query.get("about").to_owned())]);
    let asked = Asked { app: &app, space: &space, citable: &citable };
    Ok(asked.page(&typed, &[], None).into_response())
}

/// `POST /plan/appreciations/new`
pub async fn give(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { give_for(&app, &actor?, &fields).await };
    shared::or_give_back(&app, (&at, GIVE), (&fields, &TEXTS), done).await
}

async fn give_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let citable = appreciations::citable(app, actor.person).await?;
    let asked = Asked { app, space: &space, citable: &citable };
    let again = |errors: &[FieldError], said: Option<Markup>| Ok(asked.page(fields, errors, said).into_response());
    let kind = match read(fields, &citable) {
        Ok(kind) => kind,
        Err(errors) => return again(&errors, None),
    };
    let room =
        Room { most: limits::APPRECIATIONS_GIVEN_MAX, counts: |one: &Appreciation| one.is_own() && one.is_given() };
    let no_room = FieldError::new("words", "There is no more room here. Take an old one back first");
    let outcome = shared::begin(app, &space, room, (fields, kind)).await?;
    match outcome.begun(no_room, |_: &AppreciationRefusal| SENT) {
        Ok(_) => Ok(Redirect::to("/plan/appreciations?did=give").into_response()),
        Err(NotBegun { errors, said }) => again(&errors, said),
    }
}

const SENT: &str = "You sent this one before, so it was not sent again.";

/// What was typed, or all that is wrong with it at once.
fn read(fields: &Fields, citable: &[Seen]) -> Result<AppreciationMove, Vec<FieldError>> {
    let empty = "Write a few words on what you were glad of";
    let words = PlanText::new(fields.get("words"));
    let words = words.map_err(|fault| FieldError::new("words", shared::fault(fault, empty)));
    let about = fields.given("about").map(|about| {
        let named = citable.iter().find(|seen| id_bytes(about) == Some(seen.id.0));
        named.map(Seen::name).ok_or_else(|| FieldError::new("about", "Choose a promise from the list, or none"))
    });
    match (words, about.transpose()) {
        (Ok(words), Ok(about)) => Ok(AppreciationMove::Given { words, about }),
        (words, about) => Err(words.err().into_iter().chain(about.err()).collect()),
    }
}

/// The page that asks for one.
struct Asked<'a> {
    app: &'a App,
    space: &'a Space,
    citable: &'a [Seen],
}

impl<'a> Asked<'a> {
    fn page(&self, typed: &Fields, errors: &[FieldError], said: Option<Markup>) -> Page<'a> {
        let is_refused = said.is_some();
        let body = html! {
            (summary::errors(errors))
            (said.unwrap_or_default())
            (crumb("/plan/appreciations", "What you were glad of"))
            h1 { "Something you were glad of" }
            @if shared::is_open(self.space) {
                p { "It can be small. " (self.space.partner()) " reads it, and has to do nothing. You can take it back at any time." }
                p { (self.space.pacing()) }
                (before_writing(&self.space.content))
                form action="/plan/appreciations/new" method="post" novalidate {
                    (shared::ticket(self.app, 0))
                    (WORDS.render(typed.get("words"), errors))
                    (self.promises(typed.get("about"), errors))
                    div class="either" {
                        (button::plain(GIVE))
                        (button::link("/plan/appreciations", "Not now"))
                    }
                }
            } @else {
                (shared::kept_words(typed.get("words")))
                (shared::closed(self.space))
            }
            (shared::foot(self.space))
        };
        shared::whole(self.app, "Something you were glad of", body, (is_refused, errors)).script(Script::Summary)
    }

    /// The promises to choose from: the newest, and the one that is chosen already.
    fn promises(&self, chosen: &str, errors: &[FieldError]) -> Markup {
        let is_shown =
            |(place, seen): &(usize, &Seen)| *place < limits::CITABLE_SHOWN || id_bytes(chosen) == Some(seen.id.0);
        let shown = self.citable.iter().enumerate().filter(is_shown);
        let shown = shown.map(|(_, seen)| (id_text(&seen.id.0), beginning(&promise(&seen.terms))));
        let options = std::iter::once((String::new(), "No promise".to_owned())).chain(shown).collect::<Vec<_>>();
        let is_wrong = error_of(errors, "about").is_some();
        html! {
            @if options.len() > 1 || is_wrong {
                (select("about", "Is it about a promise of theirs?", &options, chosen, errors))
                p class="hint" { "If you choose one, it says that you saw it kept. You can leave this out." }
            }
        }
    }
}
