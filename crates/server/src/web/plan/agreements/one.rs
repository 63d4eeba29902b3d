//! One agreement: its words, whose turn it is, and what this person can do.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::PersonId;
use troth_domain::plan::agreement::{Agreement, AgreementMove, AgreementRefusal, Standing, Terms, Version};
use troth_domain::plan::{LogId, MoveId, Page as Seen, Refusal};

use super::{REVIEW, TEXTS, WORDS, address, day_out_of_reach, is_of, shared, terms, turn};
use crate::actions::together;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::day::TypedDay;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_text};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};

/// What was done, as addresses name it and as people read it.
const DID: [(&str, &str); 5] = [
    ("suggest", "Your words are kept"),
    ("sign", "You signed it"),
    ("take-back", "You took it back"),
    ("set-aside", "You set it aside. Only you see that"),
    ("retire", "It has ended"),
];

/// What the rules say no to, as people read it.
pub fn why(refusal: &AgreementRefusal) -> &'static str {
    match refusal {
        AgreementRefusal::Retired => "This agreement has ended, so this was not sent.",
        AgreementRefusal::NotTheLatest => "There are other words now, so this was not sent.",
        AgreementRefusal::InForce => "You both signed it by now. You can end it instead.",
        AgreementRefusal::NotInForce => "It does not hold, so there is nothing to end.",
        AgreementRefusal::DayOutOfReach => "That day is too far off, or has passed.",
    }
}

/// `GET /plan/agreements/{agreement}`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = together::page::<AgreementMove>(&app, actor.person, id).await?.ok_or(WebError::NotFound)?;
    let did = shared::did(&query, &DID);
    let shown = Shown { app: &app, space: &space, id, seen: &seen, typed: &Fields::default(), errors: &[] };
    Ok(shown.page(did.unwrap_or_default(), false).into_response())
}

/// `POST /plan/agreements/{agreement}`
pub async fn act(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { act_for(&app, &actor?, id, &fields).await };
    shared::or_give_back(&app, (&at, shared::SEND), (&fields, &TEXTS), done).await
}

async fn act_for(app: &App, actor: &PersonActor, id: LogId, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let page = async || together::page::<AgreementMove>(app, actor.person, id).await?.ok_or(WebError::NotFound);
    let seen = page().await?;
    let kind = match kind(fields, &seen.state, actor.person)? {
        Ok(kind) => kind,
        Err(errors) => {
            let shown = Shown { app, space: &space, id, seen: &seen, typed: fields, errors: &errors };
            return Ok(shown.page(Markup::default(), false).into_response());
        }
    };
    let (said, errors) = match shared::send(app, &space, id, (fields, kind)).await? {
        shared::Outcome::Done(id) => {
            return Ok(Redirect::to(&format!("{}?did={}", address(id), fields.get("deed"))).into_response());
        }
        shared::Outcome::SentBefore | shared::Outcome::NoRoom => (shared::sent_before(), Vec::new()),
        shared::Outcome::Refused(Refusal::Own(AgreementRefusal::DayOutOfReach)) => {
            (Markup::default(), vec![day_out_of_reach()])
        }
        shared::Outcome::Refused(refusal) => {
            let has_words = fields.given("words").is_some();
            (shared::not_sent(shared::why(&refusal, why), has_words), Vec::new())
        }
    };
    // As it is by now.
    let seen = page().await?;
    let shown = Shown { app, space: &space, id, seen: &seen, typed: fields, errors: &errors };
    Ok(shown.page(said, errors.is_empty()).into_response())
}

/// What a form asks for, or what is wrong with its words.
fn kind(fields: &Fields, one: &Agreement, own: PersonId) -> Result<Result<AgreementMove, Vec<FieldError>>, WebError> {
    let version = || {
        let found = one.versions.iter().find(|version| version_name(version, own) == fields.get("version"));
        found.map(|version| version.id).ok_or(WebError::Unprocessable("There are no such words here."))
    };
    let of_version = |kind: fn(MoveId) -> AgreementMove| Ok(Ok(kind(version()?)));
    match fields.get("deed") {
        "suggest" => Ok(terms(fields).map(AgreementMove::Proposed)),
        "sign" => of_version(AgreementMove::Signed),
        "take-back" => of_version(AgreementMove::TakenBack),
        "set-aside" => of_version(AgreementMove::SetAside),
        "retire" => Ok(Ok(AgreementMove::Retired)),
        _ => Err(WebError::Unprocessable("That is nothing that this page can do.")),
    }
}

/// How forms name a version, without naming a person.
fn version_name(version: &Version, own: PersonId) -> String {
    let whose = if is_of(version, own) { "mine" } else { "theirs" };
    format!("{whose}-{}", id_text(&version.id.command.0))
}

/// A page of one agreement.
struct Shown<'a> {
    app: &'a App,
    space: &'a Space,
    id: LogId,
    seen: &'a Seen<AgreementMove>,
    typed: &'a Fields,
    errors: &'a [FieldError],
}

impl<'a> Shown<'a> {
    fn page(&self, said: Markup, is_refused: bool) -> Page<'a> {
        let one = &self.seen.state;
        let (is_open, standing) = (shared::is_open(self.space), one.standing());
        let body = html! {
            (summary::errors(self.errors))
            (said)
            (crumb("/plan/agreements", "Your agreements"))
            h1 { "An agreement" }
            p class="floor" { (turn(one, self.space)) }
            @match &standing {
                Standing::Discussed { latest } => { (self.words(latest)) (self.answers(latest)) }
                Standing::InForce { version, change } => {
                    @if change.is_some() { h2 { "What holds now" } }
                    (self.words(version))
                    @if one.is_to_review(self.space.when(self.app).today()) {
                        p { "The day has come on which you two meant to look at it again. It still holds." }
                    }
                    @if let Some(change) = change {
                        h2 { "The change" }
                        (self.words(change))
                        (self.answers(change))
                    }
                }
                Standing::Nothing | Standing::Retired => {}
            }
            @if standing == Standing::Retired { (shared::kept_words(self.typed.get("words"))) }
            @else if is_open { (self.other_words(&standing)) }
            @else { (shared::kept_words(self.typed.get("words"))) (shared::closed(self.space)) }
            (self.all_words(&standing))
            @if matches!(standing, Standing::InForce { .. }) { (self.end()) }
            (shared::foot(self.space))
        };
        shared::whole(self.app, "An agreement", body, (is_refused, self.errors)).script(Script::Summary)
    }

    /// A version: its words, and when the two look at it again.
    fn words(&self, version: &Version) -> Markup {
        let when = self.space.when(self.app);
        html! {
            div class="sheet" { div class="written" dir="auto" { (version.terms.text.reveal()) } }
            p class="hint" {
                @if is_of(version, self.space.person.id) { "Your words, " } @else { "Words of " (self.space.partner()) ", " }
                "from " (when.day(when.date(version.came_at))) "."
                @if let Some(on) = version.terms.review_on { " To be looked at again on " (when.day(on)) "." }
            }
        }
    }

    fn form(&self, inside: &Markup) -> Markup {
        html! {
            form action=(address(self.id)) method="post" novalidate {
                (shared::ticket(self.app, self.seen.seen))
                (inside)
            }
        }
    }

    /// What can be done about words that not both have signed.
    fn answers(&self, version: &Version) -> Markup {
        let own = self.space.person.id;
        let (is_own, is_signed) = (is_of(version, own), version.signed.contains(&own));
        let is_aside = self.seen.state.set_aside.contains(&version.id);
        self.form(&html! {
            (hidden("version", &version_name(version, own)))
            div class="actions" {
                @if !is_signed && shared::is_open(self.space) { (press("sign", "Sign these words")) }
                @if is_own { (press("take-back", "Take these words back")) }
                @else if is_signed { (press("take-back", "Take my signature back")) }
                @else if !is_aside { (press("set-aside", "Set them aside")) }
            }
            @if !is_own && !is_signed && !is_aside {
                p class="hint" { "Only you see that you set them aside. To " (self.space.partner()) " it looks as if you had not answered." }
            }
        })
    }

    /// The form for other words: the present ones to begin with.
    fn other_words(&self, standing: &Standing<'_>) -> Markup {
        let present = match standing {
            Standing::Discussed { latest } | Standing::InForce { change: Some(latest), .. } => Some(&latest.terms),
            Standing::InForce { version, change: None } => Some(&version.terms),
            Standing::Nothing | Standing::Retired => None,
        };
        let is_typed = self.typed.has("words");
        let text = if is_typed { self.typed.get("words") } else { present.map_or("", |terms| terms.text.reveal()) };
        let known = |terms: &Terms| terms.review_on.map(TypedDay::of);
        let day =
            if is_typed { TypedDay::read(self.typed, "review") } else { present.and_then(known).unwrap_or_default() };
        html! {
            details class="fold" open[is_typed] {
                summary { "Suggest other words" }
                (before_writing(&self.space.content))
                (self.form(&html! {
                    (WORDS.render(text, self.errors))
                    (REVIEW.render(&day, self.errors))
                    (press("suggest", "Suggest these words"))
                }))
            }
        }
    }

    /// Every wording that there was.
    fn all_words(&self, standing: &Standing<'_>) -> Markup {
        let shown = match standing {
            Standing::Discussed { latest } => vec![latest.id],
            Standing::InForce { version, change } => {
                std::iter::once(version.id).chain(change.map(|change| change.id)).collect()
            }
            Standing::Nothing | Standing::Retired => Vec::new(),
        };
        let earlier = self.seen.state.versions.iter().filter(|version| !shown.contains(&version.id));
        let earlier = earlier.collect::<Vec<_>>();
        html! {
            @if !earlier.is_empty() {
                details class="fold" {
                    summary { "Other words that there were" }
                    @for version in earlier {
                        (self.words(version))
                        @if version.is_taken_back { p class="hint" { "Taken back." } }
                    }
                }
            }
        }
    }

    /// The way out, which is there at any time.
    fn end(&self) -> Markup {
        html! {
            details class="fold" {
                summary { "End this agreement" }
                p { "It ends for both of you. You need no reason. " (self.space.partner()) " sees that it has ended, and not more. You can agree on something new later." }
                (self.form(&press("retire", "End it")))
            }
        }
    }
}

fn press(deed: &str, words: &str) -> Markup {
    html! { button type="submit" class="button" name="deed" value=(deed) { (words) } }
}
