//! A person's own space: what they write, who sees it, what came from a partner, and the link between two.
//!
//! Every page is of the person who is signed in and of nobody else. What a partner does alone changes nothing here.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::{InvalidPersonal, Person, PersonName, Profile};
use troth_domain::practice::Practice;
use troth_domain::safety::joint_work::PartnerView;
use troth_domain::safety::secrets_policy::TextVersion;

use super::actor::PersonActor;
use super::components::field::FieldError;
use super::components::notice;
use super::errors::WebError;
use super::page::Page;
use super::words::When;
use crate::actions::couple::LinkStatus;
use crate::actions::programme::{self, There};
use crate::actions::{couple as link, joint_work, person};
use crate::app::App;
use crate::content::Content;

mod audience;
mod call;
mod couple;
mod home;
mod offers;
mod policy;
mod received;
pub(super) mod write;
mod yours;

/// The addresses under `/home`.
pub fn router() -> Router<App> {
    let writing = Router::new()
        .route("/home/write", get(write::list::show))
        .route("/home/write/new/{kind}", get(write::begin::show).post(write::begin::keep))
        .route("/home/write/{item}", get(write::read::show))
        .route("/home/write/{item}/text", get(write::change::show).post(write::change::keep))
        .route("/home/write/{item}/deletion", get(write::delete::ask).post(write::delete::delete))
        .route("/home/write/{item}/audience", get(audience::show).post(audience::preview::share))
        .route("/home/write/{item}/audience/preview", get(audience::preview::show))
        .route("/home/write/{item}/withdrawal", post(audience::take_out))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX));
    Router::new()
        .route("/home", get(home::show))
        .route("/home/call", get(call::show).post(call::ask))
        .route("/home/rest", get(call::rest).post(call::ask_for_rest))
        .route("/home/offers/{offer}", get(offers::show).post(offers::choose))
        .route("/home/policy", get(policy::show).post(policy::sign))
        .route("/home/received", get(received::list))
        .route("/home/received/{item}", get(received::show))
        .route("/home/couple", get(couple::show))
        .route("/home/couple/code", get(couple::code::ask).post(couple::code::make))
        .route("/home/couple/code/withdrawal", post(couple::code::take_back))
        .route("/home/couple/link", get(couple::link::ask).post(couple::link::link))
        .route("/home/couple/rules", get(couple::newer::show).post(couple::newer::agree))
        .route("/home/couple/leave", get(couple::leave::ask).post(couple::leave::leave))
        .merge(writing)
        .merge(yours::router())
}

/// What pages of a person need to know about them.
pub(super) struct Space {
    pub(super) person: Person,
    pub(super) profile: Profile,
    pub(super) link: LinkStatus,
    /// Whether joint work is open; none for whoever is not linked, as far as they know.
    pub(super) joint_work: Option<PartnerView>,
    pub(super) content: Arc<Content>,
}

impl Space {
    /// The space of whoever is signed in. An account whose person was erased has none.
    pub(super) async fn of(app: &App, actor: &PersonActor) -> Result<Self, WebError> {
        let (person, profile) = person::see(app, actor.person).await?.ok_or(WebError::SignInFirst)?;
        let link = link::status(app, actor.person).await?;
        let joint_work = joint_work::view(app, actor.person).await?;
        Ok(Self { person, profile, link, joint_work, content: app.content().await })
    }

    /// What of the programme is there for them, beside what anybody can do alone.
    pub(super) async fn there(&self, app: &App) -> Result<There, WebError> {
        let couple = self.link.couple.as_ref().map(|(couple, _)| couple);
        Ok(programme::there(app, &self.person, couple).await?)
    }

    pub(super) fn when(&self, app: &App) -> When<'_> {
        When { zone: self.zone(), now: app.now() }
    }

    /// The zone that their times are shown in.
    fn zone(&self) -> &TimeZone {
        self.profile.time_zone.zone()
    }

    /// Their therapist by name; one who has left the practice's file has none here.
    pub(super) fn therapist(&self, practice: &Practice) -> Markup {
        html! { bdi { (self.therapist_name(practice)) } }
    }

    /// The same as text.
    fn therapist_name<'a>(&self, practice: &'a Practice) -> &'a str {
        practice.therapist(&self.person.clinician).map_or("your therapist", |therapist| therapist.name.as_str())
    }

    /// The other of the two by name.
    pub(super) fn partner(&self) -> Markup {
        named(self.link.partner_name.as_ref())
    }

    /// The same as text.
    fn partner_name(&self) -> &str {
        self.link.partner_name.as_ref().map_or("your partner", PersonName::reveal)
    }

    /// Whether joint work is open, and when things come: the same sentences for both, whatever holds anything.
    pub(super) fn together(&self) -> Markup {
        html! {
            @if self.joint_work.is_some_and(|view| view.open) { p { "Joint work is open. " (self.pacing()) } }
            @else { p { "Joint work is closed. Your therapist opens it, for both of you alike. There is no set time, and what you do alone is enough meanwhile." } }
        }
    }

    /// The version of the secrets policy that is to be signed now.
    pub(super) fn policy_version(&self) -> Result<TextVersion, WebError> {
        self.content.secrets_policy.as_ref().map(|policy| policy.version).ok_or(WebError::Internal)
    }

    /// The one sentence on when things come, the same for everybody.
    pub(super) fn pacing(&self) -> &str {
        self.content.couple_rules.as_ref().map_or("", |rules| rules.pacing.as_str())
    }
}

/// A partner by the name that they chose for this.
fn named(name: Option<&PersonName>) -> Markup {
    match name {
        Some(name) => html! { bdi { (name.reveal()) } },
        None => html! { "your partner" },
    }
}

/// A page of one person.
pub fn page<'a>(app: &'a App, title: &str, body: Markup) -> Page<'a> {
    Page::new(app.practice(), title, body).signed_in("/home")
}

/// The way back.
pub fn crumb(address: &str, words: &str) -> Markup {
    html! { p class="crumb" { a href=(address) { (words) } } }
}

/// Says that something was done.
pub(super) fn done(words: &str) -> Markup {
    notice::done(words, &html! {})
}

/// Before every place to write: nobody reads it right away, what a therapist may have to pass on, where help is now.
pub(super) fn before_writing(content: &Content) -> Markup {
    html! {
        @if let Some(writing) = &content.writing {
            div class="aside" {
                p { (unread(&writing.unread)) }
                p { (writing.report) }
            }
        }
    }
}

/// The same where it was read in full just before: what a therapist may have to pass on is there to be opened.
fn before_going_on(content: &Content) -> Markup {
    html! {
        @if let Some(writing) = &content.writing {
            p class="hint" { (unread(&writing.unread)) }
            details class="rules-again" {
                summary { "What may have to be passed on" }
                p { (writing.report) }
            }
        }
    }
}

/// That nobody reads it right away, with its own last words as the way to help.
pub fn unread(sentence: &str) -> Markup {
    const HELP: &str = "Help now";
    html! {
        @match sentence.rsplit_once(HELP) {
            Some((before, after)) => { (before) a href="/help-now" { (HELP) } (after) }
            None => { (sentence) " " a href="/help-now" { (HELP) } }
        }
    }
}

/// What is wrong with a name.
fn name_error(field: &'static str, fault: InvalidPersonal) -> FieldError {
    let message = match fault {
        InvalidPersonal::TooLong(characters_max) => format!("Shorten the name to {characters_max} characters"),
        InvalidPersonal::Empty => "Enter a name".to_owned(),
        InvalidPersonal::Character | InvalidPersonal::Form => "Enter a name in letters, without line breaks".to_owned(),
    };
    FieldError::new(field, message)
}
