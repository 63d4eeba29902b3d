//! Showing something of one's own to one's therapist: first exactly what they would see, then one button; and one to take it
//! back. One way for every kind.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::start::version;
use crate::actions::person;
use crate::actions::showing::{self, About, Document as Kept, ShowError};
use crate::app::App;
use crate::web::components::field::hidden;
use crate::web::components::{button, notice, summary};
use crate::web::errors::WebError;
use crate::web::input::Fields;
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page};
use crate::web::plan::shared::foot;

/// What the page of something that can be shown says of it.
pub struct ToShow {
    /// Its address, where its form goes too.
    pub address: &'static str,
    /// The page that it belongs to, and what that is called.
    pub back: (&'static str, &'static str),
    /// What it is called before it is shown.
    pub title: &'static str,
    /// What is to be known before it is shown; empty for nothing.
    pub note: &'static str,
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
pub enum Said {
    /// Nothing.
    Nothing,
    /// That it is shown now.
    Shown,
    /// That it was changed in between, and was not shown.
    ChangedElsewhere,
}

/// What became of a form.
pub enum Act {
    /// It is shown.
    Shown,
    /// It was taken back.
    TakenBack,
    /// It was not shown, and this is said of it.
    Not(Said),
}

/// What an address asks to say.
pub fn said(query: &Fields) -> Said {
    if query.has("shown") { Said::Shown } else { Said::Nothing }
}

/// Does what a form of the page asks for.
pub async fn act<D: Kept>(app: &App, space: &Space, about: About, fields: &Fields) -> Result<Act, WebError> {
    let whose = (space.person.id, about);
    if fields.get("do") == "take-back" {
        showing::take_back::<D>(app, whose).await?;
        return Ok(Act::TakenBack);
    }
    let version = version(fields)?.ok_or(WebError::Unreadable)?;
    match showing::show::<D>(app, whose, version, space.policy_version()?).await {
        Ok(()) => Ok(Act::Shown),
        Err(ShowError::ChangedElsewhere) => Ok(Act::Not(Said::ChangedElsewhere)),
        Err(ShowError::PolicyNotSigned) => Ok(Act::Not(Said::Nothing)),
        Err(ShowError::Action(error)) => Err(error.into()),
    }
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
    /// The preview, with the button; `document` is none where there is nothing to show, and `nothing` says so.
    pub async fn page<'a>(
        &self,
        app: &'a App,
        space: &Space,
        (document, nothing): (Option<Document>, Markup),
        said: Said,
    ) -> Result<Page<'a>, WebError> {
        let signed = person::policy_signed(app, space.person.id, space.policy_version()?).await?;
        let is_shown = document.as_ref().is_some_and(|document| document.is_shown);
        let title = if is_shown { "What your therapist sees" } else { self.title };
        let therapist = space.therapist(app.practice());
        let body = html! {
            (said.render())
            (crumb(self.back.0, self.back.1))
            h1 { (title) }
            @match &document {
                Some(document) => {
                    p {
                        @if is_shown { (therapist) " sees what stands below, and what you change in it." }
                        @else { (therapist) " would see exactly what stands below, and what you change in it later." }
                    }
                    p { @if !self.note.is_empty() { (self.note) " " } "You are told on which days it was opened. You can take it back at any time." }
                    (document.as_shown)
                    (self.choice(document, signed, &therapist))
                }
                None => { (nothing) }
            }
            (foot(space))
        };
        let status = if said == Said::ChangedElsewhere { StatusCode::CONFLICT } else { StatusCode::OK };
        Ok(page(app, title, body).status(status))
    }

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
