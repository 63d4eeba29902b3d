//! Closeness in small steps. Each marks for themselves; only what both said yes to shows, and it shows to both at once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::LinkView;
use troth_domain::plan::closeness::{Choice, Marks, Step};

use super::start::version;
use crate::actions::closeness::{self, Closeness, ClosenessError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::{hidden, select};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, crumb, done, page};

const ADDRESS: &str = "/plan/closeness";
const TITLE: &str = "Closer, in small steps";
const MADE_UP: WebError = WebError::Unprocessable("These are not the answers of our questions.");

/// What a step is.
pub fn words(step: Step) -> &'static str {
    match step {
        Step::OneRoom => "Sit in one room for a while",
        Step::Meal => "Eat together",
        Step::TheDay => "Tell each other of the day",
        Step::Walk => "Go for a walk",
        Step::Hands => "Hold hands",
        Step::Hug => "A hug",
        Step::OneBed => "Sleep in one bed, and no more",
        Step::Kiss => "A kiss",
    }
}

/// What an answer says.
pub fn choice_words(choice: Choice) -> &'static str {
    match choice {
        Choice::Yes => "Yes",
        Choice::NotNow => "Not now",
        Choice::SomethingElse => "Something else, or smaller",
    }
}

/// `GET /plan/closeness`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = closeness::see(&app, actor.person).await?;
    let said = html! { @if query.has("kept") { (done("It is kept.")) } };
    let marks = seen.as_ref().map(|seen| seen.own.marks().clone()).unwrap_or_default();
    Ok(shown(&app, &space, seen.as_ref(), &marks, &said).into_response())
}

/// `POST /plan/closeness`
pub async fn mark(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Response {
    let kept = match actor {
        Ok(actor) => mark_for(&app, &actor, &fields).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(response) => response,
        Err(error) => match read(&fields) {
            Ok(marks) if !marks.is_empty() => {
                let version = version(&fields).ok().flatten();
                given_back::page(&app, error, "Keep it", |button| form(version, &marks, button))
            }
            _ => error.into_response(),
        },
    }
}

async fn mark_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let marks = read(fields)?;
    match closeness::mark(app, actor.person, version(fields)?, marks.clone()).await {
        Ok(()) => Ok(Redirect::to("/plan/closeness?kept").into_response()),
        Err(ClosenessError::NotLinked) => Ok(Redirect::to(ADDRESS).into_response()),
        Err(ClosenessError::ChangedElsewhere) => {
            let seen = closeness::see(app, actor.person).await?;
            let notice = summary::notice(
                "You changed this on another device",
                html! { p { "What you chose here stands below, and is not kept yet. Keep it if it is to take the place of what is kept now." } },
            );
            let page = shown(app, &space, seen.as_ref(), &marks, &notice);
            Ok(page.status(StatusCode::CONFLICT).into_response())
        }
        Err(ClosenessError::Action(error)) => Err(error.into()),
    }
}

/// What was marked; made-up answers are an error.
fn read(fields: &Fields) -> Result<Marks, WebError> {
    let mut marks = Marks::new();
    for step in Step::ALL {
        if let Some(given) = fields.given(step.as_str()) {
            marks.insert(step, Choice::parse(given).ok_or(MADE_UP)?);
        }
    }
    Ok(marks)
}

fn shown<'a>(app: &'a App, space: &Space, seen: Option<&Closeness>, marks: &Marks, said: &Markup) -> Page<'a> {
    let is_linked = space.link.couple.as_ref().is_some_and(|(_, view)| *view == LinkView::Linked);
    let ways = html! {
        div class="either" {
            (button::plain("Keep it"))
            (button::link("/plan/steps/5", "Not now"))
        }
    };
    let body = html! {
        (said)
        (crumb("/plan/steps/5", "Back to the step"))
        h1 { (TITLE) }
        p class="lede" { "You owe nobody closeness. \u{201c}No\u{201d} is a full answer, today and always." }
        p { "This page speaks of touch, in plain words. You can leave out any line, or all of them." }
        p { strong { "Do not do this if you are afraid of your partner" } ", or if a \u{201c}no\u{201d} has a price. " a href="/help-now" { "Help now" } }
        @if is_linked {
            (both(space, seen))
            section aria-labelledby="own" {
                h2 id="own" { "What you would like, for your eyes only" }
                (form(seen.map(|seen| seen.version), marks, &ways))
            }
        } @else {
            p { "For two who are linked, this page shows what both would like. Alone you can look at your own list: " a href="/plan/exercises/steps-of-closeness" { "Steps of closeness, mine" } "." }
        }
    };
    page(app, TITLE, body)
}

fn both(space: &Space, seen: Option<&Closeness>) -> Markup {
    let is_open = space.joint_work.is_some_and(|view| view.open);
    let on = seen.filter(|_| is_open).map(|seen| &seen.on).filter(|on| !on.is_empty());
    html! {
        section aria-labelledby="both" {
            h2 id="both" { "What you both would like" }
            @match on {
                Some(on) => {
                    ul { @for step in on { li { (words(*step)) } } }
                    p { "Either of you can still say \u{201c}not today\u{201d}, each time." }
                }
                None => p { "Nothing stands here now. That tells nothing of what either of you marked." },
            }
            (space.together())
            details class="rules-again" {
                summary { "What shows, and what does not" }
                ul {
                    li { "A step shows here once both of you said yes to it: for both at the same time, and not at once." }
                    li { "\u{201c}Not now\u{201d}, \u{201c}something else\u{201d} and no answer all look the same: like nothing." }
                    li { "Nobody sees who said yes first, or when. No message is sent." }
                    li { "If you take a yes back, the step goes from this page at once, for both of you. Your partner can see that it is gone. Nobody asks why." }
                    li { "While joint work is closed, nothing stands here." }
                }
            }
        }
    }
}

fn form(version: Option<u32>, marks: &Marks, ways: &Markup) -> Markup {
    let choices = Choice::ALL.map(|choice| (choice.as_str().to_owned(), choice_words(choice).to_owned()));
    let nothing = (String::new(), "I say nothing".to_owned());
    let options = std::iter::once(nothing).chain(choices).collect::<Vec<_>>();
    html! {
        form action=(ADDRESS) method="post" autocomplete="off" {
            (hidden("version", &version.map(|version| version.to_string()).unwrap_or_default()))
            @for step in Step::ALL {
                (select(step.as_str(), words(step), &options, marks.get(&step).map_or("", |choice| choice.as_str()), &[]))
            }
            (ways)
        }
    }
}
