//! One thing that keeps coming back: how far the two have come, and what this person can do.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::plan::conflict::{ConflictMove, ConflictRefusal, Outcome, Stage, Trial};
use troth_domain::plan::{LogId, Page as Seen, PlanText, Refusal};

use super::{address, counts, forms, name, shared, turn};
use crate::actions::together;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::day::TypedDay;
use crate::web::components::field::FieldError;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_text};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};

/// What was done, as addresses name it and as people read it.
const DID: [(&str, &str); 9] = [
    ("name", "It has a name now"),
    ("need", "What you need is kept"),
    ("option", "It is added"),
    ("trial", "Your trial is suggested"),
    ("agree", "You said yes"),
    ("keep", "You would keep it"),
    ("change", "You would change it"),
    ("drop", "You would drop it"),
    ("stop", "It is stopped"),
];

/// Words for when it gets hot.
const MENDING: [&str; 6] = [
    "Can we start again?",
    "That came out wrong. May I say it anew?",
    "I can see that this matters to you.",
    "I need a minute.",
    "You are right about that part.",
    "Let us stop for now, and go on tomorrow at seven.",
];

/// What the rules say no to, as people read it.
pub fn why(refusal: &ConflictRefusal) -> &'static str {
    match refusal {
        ConflictRefusal::Named => "It has a name already, so this was not sent.",
        ConflictRefusal::NotNow => "It stands otherwise by now, so this was not sent.",
        ConflictRefusal::OwnProposal => "You suggested this trial. The other says yes to it.",
        ConflictRefusal::DaysOutOfReach => "Those days are out of reach.",
        ConflictRefusal::TooManyOptions => "There are as many as there can be.",
    }
}

/// `GET /plan/conflicts/{conflict}`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = together::page::<ConflictMove>(&app, actor.person, id).await?.ok_or(WebError::NotFound)?;
    let did = shared::did(&query, &DID);
    let shown = Shown { app: &app, space: &space, id, seen: &seen, typed: &Fields::default(), errors: &[] };
    Ok(shown.page(did.unwrap_or_default(), false).into_response())
}

/// `POST /plan/conflicts/{conflict}`
pub async fn act(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { act_for(&app, &actor?, id, &fields).await };
    shared::or_give_back(&app, (&at, shared::SEND), (&fields, &forms::TEXTS), done).await
}

async fn act_for(app: &App, actor: &PersonActor, id: LogId, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let page = async || together::page::<ConflictMove>(app, actor.person, id).await?.ok_or(WebError::NotFound);
    let seen = page().await?;
    let kind = match forms::read(fields, &seen.state)? {
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
        shared::Outcome::Refused(Refusal::Own(ConflictRefusal::DaysOutOfReach)) => {
            (Markup::default(), forms::days_out_of_reach())
        }
        shared::Outcome::Refused(Refusal::Own(ConflictRefusal::TooManyOptions)) => {
            (Markup::default(), forms::too_many_options())
        }
        shared::Outcome::Refused(refusal) => {
            let has_words = forms::TEXTS.iter().any(|(name, _)| fields.given(name).is_some());
            (shared::not_sent(shared::why(&refusal, why), has_words), Vec::new())
        }
    };
    // As it is by now.
    let seen = page().await?;
    let shown = Shown { app, space: &space, id, seen: &seen, typed: fields, errors: &errors };
    Ok(shown.page(said, errors.is_empty()).into_response())
}

/// A page of one of them.
struct Shown<'a> {
    app: &'a App,
    space: &'a Space,
    id: LogId,
    seen: &'a Seen<ConflictMove>,
    typed: &'a Fields,
    errors: &'a [FieldError],
}

impl<'a> Shown<'a> {
    fn page(&self, said: Markup, is_refused: bool) -> Page<'a> {
        let one = &self.seen.state;
        let goes_on = counts(one) && shared::is_open(self.space);
        let body = html! {
            (summary::errors(self.errors))
            (said)
            (crumb("/plan/conflicts", "What keeps coming back"))
            h1 { bdi { (name(one)) } }
            p class="floor" { (turn(self.app, one, self.space)) }
            (self.trial())
            @if goes_on { (before_writing(&self.space.content)) }
            (self.needs(goes_on))
            (self.options(goes_on))
            @if goes_on && matches!(one.stage, Stage::Open | Stage::TrialProposed { .. }) { (self.new_trial()) }
            @if !goes_on {
                @for (name, _) in forms::TEXTS { (shared::kept_words(self.typed.get(name))) }
            }
            @if counts(one) && !goes_on { (shared::closed(self.space)) }
            @if counts(one) { (self.when_it_gets_hot()) (self.end()) }
            (shared::foot(self.space))
        };
        shared::whole(self.app, "What keeps coming back", body, (is_refused, self.errors)).script(Script::Summary)
    }

    fn form(&self, inside: &Markup) -> Markup {
        html! {
            form action=(address(self.id)) method="post" novalidate {
                (shared::ticket(self.app, self.seen.seen))
                (inside)
            }
        }
    }

    /// Something to type, which is open where it was typed before.
    fn ask(&self, deed: &str, (words, button): (&str, &str), fields: &Markup) -> Markup {
        html! {
            details class="fold" open[self.typed.get("deed") == deed] {
                summary { (words) }
                (self.form(&html! { (fields) (press(deed, button)) }))
            }
        }
    }

    /// The trial that is suggested, under way or kept, and what this person can say to it.
    fn trial(&self) -> Markup {
        let (own, is_open) = (self.space.person.id, shared::is_open(self.space));
        html! {
            @match &self.seen.state.stage {
                Stage::TrialProposed { id, trial } => {
                    h2 { "A trial is suggested" }
                    (self.what(trial))
                    @if id.author != own && is_open { (self.form(&press("agree", "Yes, we try it"))) }
                }
                Stage::OnTrial { trial, outcomes } => {
                    h2 { "What you two try" }
                    (self.what(trial))
                    @for (person, outcome) in outcomes {
                        p { @if *person == own { "You" } @else { (self.space.partner()) } " would " (outcome_words(*outcome)) "." }
                    }
                    @if is_open {
                        p { "How did it go? Each says it for themselves. You can say so before that day, too." }
                        (self.form(&html! {
                            div class="actions" {
                                (press("keep", "Keep it"))
                                (press("change", "Change it"))
                                (press("drop", "Drop it"))
                            }
                        }))
                    }
                }
                Stage::Kept { trial } => { h2 { "What you keep" } (self.what(trial)) }
                Stage::NotNamed | Stage::Open | Stage::Dropped | Stage::Stopped => {}
            }
        }
    }

    fn what(&self, trial: &Trial) -> Markup {
        let when = self.space.when(self.app);
        html! {
            div class="sheet" { div class="written" dir="auto" { (trial.what.reveal()) } }
            p class="hint" { "From " (when.day(trial.from)) ". You look back on " (when.day(trial.until)) "." }
        }
    }

    /// What each needs, as they say themselves.
    fn needs(&self, goes_on: bool) -> Markup {
        let one = &self.seen.state;
        let mine = one.needs.get(&self.space.person.id);
        let theirs = one.needs.iter().find(|(person, _)| **person != self.space.person.id).map(|(_, need)| need);
        let words = if mine.is_some() { "Say it in other words" } else { "Say what you need" };
        let typed = if self.typed.has("need") { self.typed.get("need") } else { mine.map_or("", PlanText::reveal) };
        html! {
            h2 { "What each needs" }
            @if let Some(mine) = mine { p class="hint" { "You need" } div class="written" dir="auto" { (mine.reveal()) } }
            @if let Some(theirs) = theirs { p class="hint" { (self.space.partner()) " needs" } div class="written" dir="auto" { (theirs.reveal()) } }
            @if mine.is_none() && theirs.is_none() { p { "Nothing is said yet." } }
            @if goes_on { (self.ask("need", (words, "Keep it"), &forms::NEED.render(typed, self.errors))) }
        }
    }

    /// What could be tried.
    fn options(&self, goes_on: bool) -> Markup {
        let options = &self.seen.state.options;
        html! {
            h2 { "What you could try" }
            @if options.is_empty() { p { "Nothing is here yet." } }
            @else { ul { @for option in options { li dir="auto" { (option.reveal()) } } } }
            @if goes_on { (self.ask("option", ("Add something", "Add it"), &forms::OPTION.render(self.typed.get("option"), self.errors))) }
        }
    }

    fn new_trial(&self) -> Markup {
        let day = |name: &str| TypedDay::read(self.typed, name);
        let fields = html! {
            (forms::WHAT.render(self.typed.get("what"), self.errors))
            (forms::FROM.render(&day("from"), self.errors))
            (forms::UNTIL.render(&day("until"), self.errors))
        };
        html! {
            h2 { "One small trial" }
            p { "Choose one small thing, and the days for it. It is not for ever: on the last day you look back." }
            (self.ask("trial", ("Suggest a trial", "Suggest it"), &fields))
        }
    }

    /// Words that mend, and a break, near to where it is needed.
    fn when_it_gets_hot(&self) -> Markup {
        html! {
            section aria-labelledby="hot" {
                h2 id="hot" { "When it gets hot" }
                p { "Either of you can take a break at any time. Say when you come back: twenty minutes are a good start. Then be there at that time, or say a new one." }
                p { "Some words that help many people:" }
                ul { @for words in MENDING { li { (words) } } }
                @if shared::is_open(self.space) {
                    p { a href={ "/plan/talks/new?conflict=" (id_text(&self.id.0)) } { "Talk about it, one after the other" } }
                    p { a href={ "/plan/agenda/new?conflict=" (id_text(&self.id.0)) } { "Bring it to a session" } }
                }
            }
        }
    }

    /// The way out, which is there at any time.
    fn end(&self) -> Markup {
        html! {
            details class="fold" {
                summary { "Stop here" }
                p { "You need no reason. Both of you see that it was stopped, and not by whom." }
                (self.form(&press("stop", "Stop it")))
            }
        }
    }
}

fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Keep => "keep it",
        Outcome::Change => "change it",
        Outcome::Drop => "drop it",
    }
}

fn press(deed: &str, words: &str) -> Markup {
    html! { button type="submit" class="button" name="deed" value=(deed) { (words) } }
}
