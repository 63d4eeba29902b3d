//! Showing something of one's own to one's therapist: first exactly what they would see, then one button; and one to take it
//! back. One way for every kind.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::start::version;
use crate::actions::person;
use crate::actions::showing::{self, ALONE, Document as Kept, ShowError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::hidden;
use crate::web::components::{button, notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page};
use crate::web::plan::shared::foot;

/// Something of one's own that can be shown.
pub trait ToShow: Kept {
    /// What its page says of it.
    const WORDS: Words;

    /// It, as it is now; none where there is nothing to show.
    fn now(app: &App, space: &Space) -> impl Future<Output = Result<Option<Document>, WebError>> + Send;

    /// Says that there is nothing to show, and how to begin.
    fn nothing() -> Markup;
}

/// What the page of something that can be shown says of it.
pub struct Words {
    /// Its address, where its form goes too.
    pub address: &'static str,
    /// The page that it belongs to, and what that is called.
    pub back: (&'static str, &'static str),
    /// What it is called before it is shown.
    pub title: &'static str,
    /// What is to be known before it is shown; empty for nothing.
    pub note: &'static str,
    /// Where it leads once it was taken back.
    pub taken_back: &'static str,
}

/// It, as it is now.
pub struct Document {
    pub version: u32,
    pub is_shown: bool,
    /// Exactly what the therapist sees.
    pub as_shown: Markup,
}

/// What is said above the preview.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    /// Nothing.
    Nothing,
    /// That it is shown now.
    Shown,
    /// That it was changed in between, and was not shown.
    ChangedElsewhere,
}

/// `GET` of its address: the preview, with the button.
pub async fn show<D: ToShow>(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let said = if query.has("shown") { Said::Shown } else { Said::Nothing };
    Ok(preview::<D>(&app, &space, said).await?.into_response())
}

/// `POST` to it: shows it, or takes it back.
pub async fn act<D: ToShow>(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let whose = (actor.person, ALONE);
    if fields.get("do") == "take-back" {
        showing::take_back::<D>(&app, whose).await?;
        return Ok(Redirect::to(D::WORDS.taken_back).into_response());
    }
    let version = version(&fields)?.ok_or(WebError::Unreadable)?;
    let said = match showing::show::<D>(&app, whose, version, space.policy_version()?).await {
        Ok(()) => return Ok(Redirect::to(&format!("{}?shown", D::WORDS.address)).into_response()),
        Err(ShowError::ChangedElsewhere) => Said::ChangedElsewhere,
        Err(ShowError::PolicyNotSigned) => Said::Nothing,
        Err(ShowError::Action(error)) => return Err(error.into()),
    };
    Ok(preview::<D>(&app, &space, said).await?.into_response())
}

impl Said {
    fn render(self) -> Markup {
        match self {
            Self::Nothing => html! {},
            Self::Shown => notice::done("Your therapist sees it now.", &html! {}),
            Self::ChangedElsewhere => summary::notice(
                "It was changed since you looked at it",
                html! { p { "Nothing was shown. Here is what they would see now." } },
            ),
        }
    }
}

async fn preview<'a, D: ToShow>(app: &'a App, space: &Space, said: Said) -> Result<Page<'a>, WebError> {
    let (words, document) = (D::WORDS, D::now(app, space).await?);
    let signed = person::policy_signed(app, space.person.id, space.policy_version()?).await?;
    let is_shown = document.as_ref().is_some_and(|document| document.is_shown);
    let title = if is_shown { "What your therapist sees" } else { words.title };
    let therapist = space.therapist(app.practice());
    let body = html! {
        (said.render())
        (crumb(words.back.0, words.back.1))
        h1 { (title) }
        @match &document {
            Some(document) => {
                p {
                    @if is_shown { (therapist) " sees what stands below, and what you change in it." }
                    @else { (therapist) " would see exactly what stands below, and what you change in it later." }
                }
                p { @if !words.note.is_empty() { (words.note) " " } "You are told on which days it was opened. You can take it back at any time." }
                (document.as_shown)
                (words.choice(document, signed, &therapist))
            }
            None => { (D::nothing()) }
        }
        (foot(space))
    };
    let status = if said == Said::ChangedElsewhere { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(page(app, title, body).status(status))
}

impl Words {
    fn choice(&self, document: &Document, signed: bool, therapist: &Markup) -> Markup {
        let back = self.back.0;
        html! {
            @if !document.is_shown && !signed {
                p { "First read and sign " a href="/home/policy" { "what your therapist keeps to themselves" } "." }
                p { (button::link(back, "Not now")) }
            } @else {
                form action=(self.address) method="post" {
                    (hidden("version", &document.version.to_string()))
                    div class="either" {
                        @if document.is_shown {
                            button type="submit" class="button" name="do" value="take-back" { "Take it back" }
                            (button::link(back, "Leave it as it is"))
                        } @else {
                            button type="submit" class="button" name="do" value="show" { "Show it to " (therapist) }
                            (button::link(back, "Not now"))
                        }
                    }
                }
            }
        }
    }
}
