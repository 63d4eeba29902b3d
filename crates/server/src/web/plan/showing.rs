//! Showing something of one's own to one's therapist: first exactly what they would see, then one button; and one to take it
//! back. One way for every kind.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::{PersonId, Staff};

use super::start::version;
use crate::actions::showing::{self, ShowError, Showable, Versioned};
use crate::actions::{ActionError, person};
use crate::app::App;
use crate::content::Content;
use crate::web::actor::PersonActor;
use crate::web::components::field::hidden;
use crate::web::components::{button, notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page};
use crate::web::plan::shared::{done, foot};

/// Something of one's own that can be shown, as pages have it.
pub trait Shown: Showable {
    /// What its pages say of it.
    const TO_SHOW: ToShow;

    /// Exactly what the therapist sees.
    fn as_shown(&self, content: &Content) -> Markup;

    /// It, as its owner would show it now.
    fn own(app: &App, person: PersonId) -> impl Future<Output = Result<Option<Versioned<Self>>, ActionError>> + Send {
        showing::own(app, person)
    }

    /// It, as a client of `staff` showed it; noted as read.
    fn theirs(app: &App, staff: &Staff, person: PersonId) -> impl Future<Output = Result<Self, ActionError>> + Send {
        showing::see(app, staff, person)
    }
}

/// What the pages of something that can be shown say of it.
pub struct ToShow {
    /// Its address, where its form goes too.
    pub address: &'static str,
    /// The page that it belongs to, and what that is called.
    pub back: (&'static str, &'static str),
    /// What it is called before it is shown.
    pub title: &'static str,
    /// What is to be known before it is shown; empty for nothing.
    pub note: &'static str,
    /// How the address of the therapist's page ends, and what that page is called.
    pub theirs: (&'static str, &'static str),
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

/// Whether the therapist may read it.
fn is_shown<D>(kept: Option<&Versioned<D>>) -> bool {
    kept.is_some_and(|kept| kept.therapist_since.is_some())
}

/// Who sees it, to be said before anything is typed; `what` is what a sentence calls it.
pub fn who_sees<D>((app, space): (&App, &Space), what: &str, kept: Option<&Versioned<D>>) -> Markup {
    html! {
        @if is_shown(kept) { p { strong { "You and " (space.therapist(app.practice())) " see " (what) "." } " Nobody else does." } }
        @else { p { strong { "Only you see " (what) "." } } }
    }
}

/// The way to the preview, or to what is shown.
pub fn way<D: Shown>(kept: Option<&Versioned<D>>) -> Markup {
    let words = if is_shown(kept) { "What your therapist sees" } else { "Show it to your therapist" };
    html! { a href=(D::TO_SHOW.address) { (words) } }
}

/// Says that it was taken back, where the address asks for that.
pub fn taken_back(query: &Fields) -> Markup {
    html! { @if query.has("taken-back") { (done("Your therapist does not see it any more.")) } }
}

/// `GET` of its page.
pub async fn show<D: Shown>(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let said = if query.has("shown") { Said::Shown } else { Said::Nothing };
    preview::<D>(&app, &space, said).await
}

/// `POST` to it: shows what was looked at, or takes it back.
pub async fn act<D: Shown>(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let ToShow { address, back, .. } = D::TO_SHOW;
    if fields.get("do") == "take-back" {
        showing::take_back::<D>(&app, actor.person).await?;
        return Ok(Redirect::to(&format!("{}?taken-back", back.0)).into_response());
    }
    let version = version(&fields)?.ok_or(WebError::Unreadable)?;
    match showing::show::<D>(&app, actor.person, version, space.policy_version()?).await {
        Ok(()) => Ok(Redirect::to(&format!("{address}?shown")).into_response()),
        Err(ShowError::ChangedElsewhere) => preview::<D>(&app, &space, Said::ChangedElsewhere).await,
        Err(ShowError::PolicyNotSigned) => preview::<D>(&app, &space, Said::Nothing).await,
        Err(ShowError::Action(error)) => Err(error.into()),
    }
}

async fn preview<D: Shown>(app: &App, space: &Space, said: Said) -> Result<Response, WebError> {
    let signed = person::policy_signed(app, space.person.id, space.policy_version()?).await?;
    let kept = D::own(app, space.person.id).await?;
    Ok(D::TO_SHOW.page(app, space, (kept.as_ref(), signed), said).into_response())
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

impl ToShow {
    /// The preview, with the button.
    fn page<'a, D: Shown>(
        &self,
        app: &'a App,
        space: &Space,
        (kept, signed): (Option<&Versioned<D>>, bool),
        said: Said,
    ) -> Page<'a> {
        let is_shown = is_shown(kept);
        let title = if is_shown { "What your therapist sees" } else { self.title };
        let therapist = space.therapist(app.practice());
        let body = html! {
            (said.render())
            (crumb(self.back.0, self.back.1))
            h1 { (title) }
            @match kept {
                Some(kept) => {
                    p {
                        @if is_shown { (therapist) " sees what stands below, and what you change in it." }
                        @else { (therapist) " would see exactly what stands below, and what you change in it later." }
                    }
                    p { @if !self.note.is_empty() { (self.note) " " } "You are told on which days it was opened. You can take it back at any time." }
                    (kept.document.as_shown(&space.content))
                    (self.choice(kept.version, (is_shown, signed), &therapist))
                }
                None => p { "Nothing is kept yet, so there is nothing to show." }
            }
            (foot(space))
        };
        let status = if said == Said::ChangedElsewhere { StatusCode::CONFLICT } else { StatusCode::OK };
        page(app, title, body).status(status)
    }

    fn choice(&self, version: u32, (is_shown, signed): (bool, bool), therapist: &Markup) -> Markup {
        let back = self.back.0;
        html! {
            @if !is_shown && !signed {
                p { "First read and sign " a href="/home/policy" { "what your therapist keeps to themselves" } "." }
                p { (button::link(back, "Not now")) }
            } @else {
                form action=(self.address) method="post" {
                    (hidden("version", &version.to_string()))
                    div class="either" {
                        @if is_shown {
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
