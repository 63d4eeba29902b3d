//! A ladder of telling, from easy to hard: one's own. Every rung can be left out, and none has to be reached.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use troth_domain::limits::{DISCLOSURE_RUNGS, PLAN_TEXT_CHARACTERS_MAX, WRITING_BODY_BYTES_MAX};
use troth_domain::plan::PlanText;
use troth_domain::plan::disclosure::{Felt, Ladder, LadderState, Rung};

use super::ahead::words::fault;
use super::showing::{self, who_sees};
use super::start::version;
use crate::actions::telling::{self, Step, TellingError, Versioned};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::area::Area;
use crate::web::components::field::{FieldError, hidden, radios};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, done, page};

const ADDRESS: &str = "/plan/telling";
const TITLE: &str = "Telling a little at a time";
const BACK: (&str, &str) = ("/plan/obstacles/openness", "Being afraid to open up again");

const WHAT: Area<'static> = Area {
    name: "what",
    label: "What could you tell?",
    hint: "A few words are enough.",
    rows: 4,
    characters_max: PLAN_TEXT_CHARACTERS_MAX,
};

/// Its addresses.
pub fn router() -> Router<App> {
    let layer = DefaultBodyLimit::max(WRITING_BODY_BYTES_MAX);
    Router::new()
        .route("/plan/telling", get(show).post(take))
        .route("/plan/telling/therapist", get(showing::show::<Ladder>).post(showing::act::<Ladder>))
        .layer(layer)
}

/// What a rung is.
fn rung_words(rung: Rung) -> &'static str {
    match rung.number() {
        1 => "A taste or a small wish: “I would like soup”",
        2 => "Something of your day that pleased or annoyed you",
        3 => "A feeling that has nothing to do with the two of you",
        4 => "A small feeling about the two of you",
        _ => "A harder feeling, or a fear",
    }
}

/// Where somebody is on their ladder.
pub fn in_words(ladder: &Ladder) -> Markup {
    html! {
        @match ladder.state() {
            LadderState::Offered { rung, .. } => p { "Where I am: " (rung_words(*rung)) "." },
            LadderState::Planned { rung, what } => {
                p { "What I want to tell. " (rung_words(*rung)) ":" }
                p dir="auto" { @for line in what.reveal().lines() { (line) br; } }
            }
            LadderState::Resting { rung } => p { "A rest. I go on from here: " (rung_words(*rung)) "." },
        }
    }
}

/// `GET /plan/telling`
async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let said = html! {
        @if query.has("deleted") { (done("It is deleted.")) }
        (showing::taken_back(&query))
    };
    let kept = telling::ladder(&app, actor.person).await?;
    Ok(shown(&app, &space, kept.as_ref(), &Typed::default(), &[], &said).into_response())
}

/// `POST /plan/telling`
async fn take(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Response {
    let taken = match actor {
        Ok(actor) => take_for(&app, &actor, &fields).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(response) => response,
        Err(error) => {
            let typed = Typed::read(&fields);
            if typed.what.trim().is_empty() {
                return error.into_response();
            }
            let version = version(&fields).ok().flatten();
            given_back::page(&app, error, "Keep it", |button| typed.form(version, &typed.rungs(), &[], button))
        }
    }
}

async fn take_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let typed = Typed::read(fields);
    let step = match fields.get("do") {
        "plan" => typed.check(),
        "safe" => Ok(Step::Told(Felt::Safe)),
        "unsure" => Ok(Step::Told(Felt::Unsure)),
        "too-much" => Ok(Step::Told(Felt::TooMuch)),
        "rest" => Ok(Step::Rest),
        "go-on" => Ok(Step::GoOn),
        "delete" => {
            telling::leave(app, actor.person).await?;
            return Ok(Redirect::to("/plan/telling?deleted").into_response());
        }
        _ => return Err(WebError::Unreadable),
    };
    let step = match step {
        Ok(step) => step,
        Err(errors) => {
            let kept = telling::ladder(app, actor.person).await?;
            let is_offered = |kept: &Versioned<Ladder>| matches!(kept.document.state(), LadderState::Offered { .. });
            if kept.as_ref().is_none_or(is_offered) {
                return Ok(shown(app, &space, kept.as_ref(), &typed, &errors, &html! {}).into_response());
            }
            return as_it_is(app, &space, &typed).await;
        }
    };
    match telling::take(app, actor.person, version(fields)?, step).await {
        Ok(()) => Ok(Redirect::to(ADDRESS).into_response()),
        Err(TellingError::ChangedElsewhere | TellingError::Refused(_)) => as_it_is(app, &space, &typed).await,
        Err(TellingError::Action(error)) => Err(error.into()),
    }
}

/// The ladder as it is now, where what was asked does not fit it, with what was typed.
async fn as_it_is(app: &App, space: &Space, typed: &Typed) -> Result<Response, WebError> {
    let kept = telling::ladder(app, space.person.id).await?;
    let notice = summary::notice(
        "It was changed in between",
        html! {
            p { "Perhaps in another tab. Nothing was changed just now. Here is how it stands." }
            @if !typed.what.trim().is_empty() {
                p { "You had typed:" }
                div class="written" dir="auto" { (typed.what) }
            }
        },
    );
    let page = shown(app, space, kept.as_ref(), typed, &[], &notice);
    Ok(page.status(StatusCode::CONFLICT).into_response())
}

/// What was chosen and typed.
#[derive(Default)]
struct Typed {
    rung: String,
    what: String,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        Self { rung: fields.get("rung").to_owned(), what: fields.get(WHAT.name).to_owned() }
    }

    fn check(&self) -> Result<Step, Vec<FieldError>> {
        let rung = self.rung.parse().ok().and_then(Rung::new).ok_or_else(|| FieldError::new("rung", "Choose how much"));
        let what = PlanText::new(&self.what).map_err(|wrong| FieldError::new(WHAT.name, fault(wrong)));
        match (rung, what) {
            (Ok(rung), Ok(what)) => Ok(Step::Plan(rung, what)),
            (rung, what) => Err(rung.err().into_iter().chain(what.err()).collect()),
        }
    }

    /// The rung that was chosen, for whoever gets it back.
    fn rungs(&self) -> Vec<Rung> {
        self.rung.parse().ok().and_then(Rung::new).into_iter().collect()
    }

    fn form(&self, version: Option<u32>, rungs: &[Rung], errors: &[FieldError], ways: &Markup) -> Markup {
        let named = rungs.iter().map(|rung| (rung.number().to_string(), rung_words(*rung))).collect::<Vec<_>>();
        let options = named.iter().map(|(number, words)| (number.as_str(), *words)).collect::<Vec<_>>();
        let content = html! {
            (hidden("do", "plan"))
            @match options.as_slice() {
                // One alone is no choice.
                [(number, words)] => { (hidden("rung", number)) p { "To begin with: " (words) "." } }
                all => (radios("rung", "How much?", all, &self.rung, errors)),
            }
            (WHAT.render(&self.what, errors))
            (ways)
        };
        form(version, &content)
    }
}

fn form(version: Option<u32>, content: &Markup) -> Markup {
    html! {
        form action=(ADDRESS) method="post" autocomplete="off" novalidate {
            (hidden("version", &version.map(|version| version.to_string()).unwrap_or_default()))
            (content)
        }
    }
}

fn shown<'a>(
    app: &'a App,
    space: &Space,
    kept: Option<&Versioned<Ladder>>,
    typed: &Typed,
    errors: &[FieldError],
    said: &Markup,
) -> Page<'a> {
    let foot = LadderState::Offered { rung: Rung::LOWEST, higher: None };
    let state = kept.map_or(&foot, |kept| kept.document.state());
    let version = kept.map(|kept| kept.version);
    let body = html! {
        (summary::errors(errors))
        (said)
        (crumb(BACK.0, BACK.1))
        h1 { (TITLE) }
        p class="lede" { "From easy to hard, in your own time. There is no top that you have to reach." }
        (who_sees((app, space), "it", kept))
        p { "Your partner does not learn what you plan to tell, or how it felt." }
        p { strong { "Do not do this if you are afraid of your partner" } ", or if what you tell is used against you. That is not shyness. " a href="/help-now" { "Help now" } }
        @match state {
            LadderState::Offered { rung, higher } => (offered(space, version, (*rung, *higher), typed, errors)),
            LadderState::Planned { rung, what } => (planned(version, *rung, what)),
            LadderState::Resting { rung } => (resting(version, *rung)),
        }
        @if version.is_some() {
            ul class="ways" { li { (showing::way(kept)) } }
            (form(version, &html! { p { button type="submit" class="button" name="do" value="delete" { "Delete all of this" } } }))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(app, TITLE, body).status(status).has_errors(!errors.is_empty()).script(Script::Summary)
}

fn offered(
    space: &Space,
    version: Option<u32>,
    (rung, higher): (Rung, Option<Rung>),
    typed: &Typed,
    errors: &[FieldError],
) -> Markup {
    let ways = html! {
        div class="either" {
            (button::plain("Keep it"))
            (button::link(BACK.0, "Not now"))
        }
    };
    let highest = higher.unwrap_or(rung);
    // Whoever is higher up can always choose something easier.
    let rungs = (1..=DISCLOSURE_RUNGS).filter_map(Rung::new).filter(|one| *one <= highest).collect::<Vec<_>>();
    html! {
        section aria-labelledby="choose" {
            h2 id="choose" { "One small thing" }
            @if higher.is_some() { p { "The last time felt safe. You can stay where you are, or try a little more." } }
            (before_writing(&space.content))
            (typed.form(version, &rungs, errors, &ways))
        }
        (safety())
    }
}

fn planned(version: Option<u32>, rung: Rung, what: &PlanText) -> Markup {
    html! {
        section aria-labelledby="planned" {
            h2 id="planned" { "What you want to tell" }
            p class="hint" { (rung_words(rung)) }
            div class="sheet" { div class="written" dir="auto" { (what.reveal()) } }
            p { "You choose when, and where. You can also leave it." }
        }
        (safety())
        section aria-labelledby="felt" {
            h2 id="felt" { "If you told it: how did it feel?" }
            p { "Look at the next day, too. Only your own answer counts." }
            (form(version, &html! {
                div class="either" {
                    button type="submit" class="button" name="do" value="safe" { "Safe" }
                    button type="submit" class="button" name="do" value="unsure" { "Not sure" }
                    button type="submit" class="button" name="do" value="too-much" { "Too much" }
                    button type="submit" class="button" name="do" value="rest" { "I leave it for now" }
                }
            }))
        }
    }
}

fn resting(version: Option<u32>, rung: Rung) -> Markup {
    html! {
        section aria-labelledby="rest" {
            h2 id="rest" { "A rest" }
            p { "It can be as long as you like. When you go on, it is from here: " (rung_words(rung)) "." }
            (form(version, &html! {
                div class="either" {
                    button type="submit" class="button" name="do" value="go-on" { "Go on" }
                    (button::link(BACK.0, "Not now"))
                }
            }))
        }
        (safety())
    }
}

/// A plan for the talk itself.
fn safety() -> Markup {
    html! {
        section aria-labelledby="safe" {
            h2 id="safe" { "Before a talk" }
            ul {
                li { "Choose a time when neither of you is tired, and a place that you can leave." }
                li { "Know your first sentence, and the word that stops the talk." }
                li { "Know whom you can call after it." }
            }
            p { a href="/plan/exercises/before-a-hard-talk" { "Before a hard talk" } " goes through it one by one." }
        }
    }
}
