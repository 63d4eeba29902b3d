//! A couple: joint work, opened and closed for both to see; a pause and its end, which nobody but this therapist sees.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::{CoupleId, PersonId, PersonName, Reason, Role};
use troth_domain::safety::joint_work::{Cause, HeardAlone, Hearing, Hold, Refusal};

use super::caseload::leaving;
use super::{Named, agenda, couple_address, crumb, exercises, here, id, id_text, page, person_address, protocol};
use crate::actions::caseload::{CoupleFile, couple};
use crate::actions::joint_work::{JointWorkError, KeptHold, Step, take};
use crate::actions::programme;
use crate::app::App;
use crate::web::actor::TherapistActor;
use crate::web::components::area::Area;
use crate::web::components::field::{FieldError, checkbox, error_line, hidden, select};
use crate::web::components::office::{self, Place};
use crate::web::components::{button, notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::meeting::therapist_name;
use crate::web::words::When;

impl From<JointWorkError> for WebError {
    fn from(error: JointWorkError) -> Self {
        match error {
            JointWorkError::NotFound => Self::NotFound,
            JointWorkError::Refused(refusal) => Self::Unprocessable(refusal_words(refusal)),
            JointWorkError::Action(error) => error.into(),
        }
    }
}

fn refusal_words(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Open => "Joint work is open already.",
        Refusal::Closed => "Joint work is closed, so there is nothing to pause or to release.",
        Refusal::NotHeard => "Please say how each of them was heard alone.",
        Refusal::NotAPartner => "That person is not one of the two.",
        Refusal::NotHeld => "Nothing of the kind is on any more.",
    }
}

const HEARINGS: [(&str, &str, Hearing); 3] = [
    ("screened", "By the screening here", Hearing::Screened),
    ("by-phone", "On the phone, alone", Hearing::ByPhone),
    ("in-person", "In person, alone", Hearing::InPerson),
];

/// How somebody was heard alone, as the form names it.
pub fn hearing(text: &str) -> Option<Hearing> {
    HEARINGS.iter().find(|(name, ..)| *name == text).map(|(.., how)| *how)
}

/// `GET /caseload/couples/{couple}`
pub async fn show(
    State(app): State<App>,
    actor: TherapistActor,
    Named([id]): Named<1>,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let found = couple(&app, &actor.staff, CoupleId(id)).await?;
    Ok(shown(&app, &found, fields.has("done"), &[]).await)
}

/// `POST /caseload/couples/{couple}/opening`
pub async fn open(
    State(app): State<App>,
    actor: TherapistActor,
    Named([id]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let found = couple(&app, &actor.staff, CoupleId(id)).await?;
    let [first, second] = members(&found);
    let (mut heard, mut errors) = (Vec::new(), Vec::new());
    for (person, field) in [(first, "heard-first"), (second, "heard-second")] {
        match hearing(fields.get(field)) {
            Some(how) => heard.push(HeardAlone { person, how }),
            None => errors.push(FieldError::new(field, "Please say how this person was heard alone.")),
        }
    }
    if !errors.is_empty() {
        return Ok(shown(&app, &found, false, &errors).await);
    }
    step(&app, &actor, &found, Step::Open { heard }).await
}

/// `POST /caseload/couples/{couple}/closing`
pub async fn close(
    State(app): State<App>,
    actor: TherapistActor,
    Named([id]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let found = couple(&app, &actor.staff, CoupleId(id)).await?;
    if !fields.has("sure") {
        let errors = [FieldError::new("sure", "Please tick that both may see it.")];
        return Ok(shown(&app, &found, false, &errors).await);
    }
    step(&app, &actor, &found, Step::Close).await
}

/// `POST /caseload/couples/{couple}/pauses`
pub async fn pause(
    State(app): State<App>,
    actor: TherapistActor,
    Named([id]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let found = couple(&app, &actor.staff, CoupleId(id)).await?;
    let Some(person) = person_of(&fields) else {
        return Ok(shown(&app, &found, false, &[FieldError::new("person", "Please choose for whom.")]).await);
    };
    let reason = match fields.given("reason").map(Reason::new).transpose() {
        Ok(reason) => reason,
        Err(_) => {
            let words = format!("Please shorten this to {} characters.", limits::REASON_CHARACTERS_MAX);
            return Ok(shown(&app, &found, false, &[FieldError::new("reason", words)]).await);
        }
    };
    step(&app, &actor, &found, Step::Pause { person, reason }).await
}

/// `POST /caseload/couples/{couple}/releases`
pub async fn release(
    State(app): State<App>,
    actor: TherapistActor,
    Named([id]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let found = couple(&app, &actor.staff, CoupleId(id)).await?;
    let person = person_of(&fields).ok_or(WebError::Unprocessable("Please choose for whom."))?;
    let cause = if fields.get("cause") == "rest" { Cause::Rest } else { Cause::Pause };
    let Some(how) = hearing(fields.get("heard")) else {
        let errors = [FieldError::new("heard", "Please say how this person was heard alone.")];
        return Ok(shown(&app, &found, false, &errors).await);
    };
    let hold = Hold { person, cause };
    step(&app, &actor, &found, Step::Release { hold, heard: HeardAlone { person, how } }).await
}

/// `POST /caseload/couples/{couple}/exercises`
pub async fn open_exercise(
    State(app): State<App>,
    actor: TherapistActor,
    Named([id]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let found = couple(&app, &actor.staff, CoupleId(id)).await?;
    if !programme::open(&app, &actor.staff, found.listed.couple.id, fields.get("exercise")).await? {
        let errors = [FieldError::new("exercise", "Please choose an exercise.")];
        return Ok(shown(&app, &found, false, &errors).await);
    }
    Ok(done(&found))
}

async fn step(app: &App, actor: &TherapistActor, found: &CoupleFile, step: Step) -> Result<Response, WebError> {
    take(app, &actor.staff, found.listed.couple.id, step).await?;
    Ok(done(found))
}

fn done(found: &CoupleFile) -> Response {
    Redirect::to(&format!("{}?done", couple_address(found.listed.couple.id))).into_response()
}

fn person_of(fields: &Fields) -> Option<PersonId> {
    id(fields.get("person")).map(PersonId)
}

pub fn members(found: &CoupleFile) -> [PersonId; 2] {
    found.listed.couple.members.map(|member| member.person)
}

async fn shown(app: &App, found: &CoupleFile, is_done: bool, errors: &[FieldError]) -> Response {
    page_of(app, found, is_done, (&Fields::default(), errors)).await
}

/// The page with what is wrong in a form of it, and what was typed there.
pub async fn shown_with(app: &App, found: &CoupleFile, typed: &Fields, errors: &[FieldError]) -> Response {
    page_of(app, found, false, (typed, errors)).await
}

async fn page_of(app: &App, found: &CoupleFile, is_done: bool, (typed, errors): (&Fields, &[FieldError])) -> Response {
    let content = app.content().await;
    let when = here(app);
    let address = couple_address(found.listed.couple.id);
    let body = html! {
        (crumb("/caseload", &html! { "Caseload" }))
        @if is_done { (notice::done("It is done", &html! {})) }
        (summary::errors(errors))
        h1 { (name_of(found, 0)) " and " (name_of(found, 1)) }
        @if found.listed.names.is_err() {
            (office::unreadable("The names of this couple", &id_text(&found.listed.couple.id.0)))
        }
        (leaving(&found.listed.couple, &when))
        (who(app, found))
        @match found.open_since {
            Some(since) => {
                section aria-labelledby="joint" {
                    h2 id="joint" { "Joint work is open" }
                    p { "Since " (when.day(when.date(since))) ". What one shares comes to the other at the delivery hours." }
                }
                (agenda::section(app, found, &when, (typed, errors)))
                (exercises::shown(&content, found, &when, errors))
                (holds(found, &when, &address, errors))
                (pausing(found, &address, errors))
                (closing(&address, errors))
            }
            None => {
                (opening(found, &address, errors))
                (agenda::section(app, found, &when, (typed, errors)))
            }
        }
        (protocol::protocol(&content))
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(app, Role::Therapist, Place::Caseload, "A couple", &body).has_errors(!errors.is_empty());
    page.status(status).into_response()
}

/// What one of the two is called in the couple.
pub fn name_of(found: &CoupleFile, place: usize) -> Markup {
    let name = found.listed.names.as_ref().ok().and_then(|names| names.get(place)).map(PersonName::reveal);
    html! { bdi { (name.unwrap_or(if place == 0 { "One" } else { "the other" })) } }
}

/// Who of the two is whose client.
fn who(app: &App, found: &CoupleFile) -> Markup {
    html! {
        ul class="folk" {
            @for (place, (listed, clinician)) in found.profiles.iter().zip(&found.listed.clinicians).enumerate() {
                li {
                    @match listed {
                        Some(listed) => {
                            a href=(person_address(listed.person.id)) {
                                @match &listed.profile {
                                    Ok(profile) => { bdi { (profile.name.reveal()) } }
                                    Err(_) => { (name_of(found, place)) }
                                }
                            }
                            p class="hint" { "Your client" }
                        }
                        None => {
                            h3 { (name_of(found, place)) }
                            p class="hint" { "A client of " bdi { (therapist_name(app.practice(), clinician)) } }
                        }
                    }
                }
            }
        }
    }
}

fn opening(found: &CoupleFile, address: &str, errors: &[FieldError]) -> Markup {
    let label = |place| format!("How {} was heard", name_text(found, place));
    html! {
        section aria-labelledby="joint" {
            h2 id="joint" { "Joint work is closed" }
            p { "It stays closed until both were heard alone. Neither learns how the other was heard. Low-level conflict is no reason to keep it closed. Fear, injury or control is." }
            form method="post" action={ (address) "/opening" } {
                (select("heard-first", &label(0), &hearings(), "", errors))
                (select("heard-second", &label(1), &hearings(), "", errors))
                (button::main("Open joint work"))
            }
        }
    }
}

fn name_text(found: &CoupleFile, place: usize) -> &str {
    let name = found.listed.names.as_ref().ok().and_then(|names| names.get(place)).map(PersonName::reveal);
    name.unwrap_or(if place == 0 { "the first" } else { "the second" })
}

/// The ways of hearing somebody alone, for a select.
pub fn hearings() -> Vec<(String, String)> {
    let none = (String::new(), "Please choose".to_owned());
    let ways = HEARINGS.iter().map(|(name, words, _)| ((*name).to_owned(), (*words).to_owned()));
    std::iter::once(none).chain(ways).collect()
}

fn place_of(found: &CoupleFile, person: PersonId) -> usize {
    usize::from(members(found).first() != Some(&person))
}

fn holds(found: &CoupleFile, when: &When<'_>, address: &str, errors: &[FieldError]) -> Markup {
    html! {
        @if !found.holds.is_empty() {
            section aria-labelledby="holds" {
                h2 id="holds" { "What waits, for you alone to know" }
                p { "Nothing that either of them sees tells of it." }
                ul class="folk" { @for kept in &found.holds { li { (hold(found, kept, when, address, errors)) } } }
            }
        }
    }
}

fn hold(found: &CoupleFile, kept: &KeptHold, when: &When<'_>, address: &str, errors: &[FieldError]) -> Markup {
    let person = kept.hold.person;
    let cause = match kept.hold.cause {
        Cause::Rest => "rest",
        Cause::Pause => "pause",
    };
    let name = name_of(found, place_of(found, person));
    html! {
        h3 {
            @match kept.hold.cause {
                Cause::Rest => { (name) " asked for a rest" }
                Cause::Pause => { "Paused for " (name) ", by a therapist" }
            }
        }
        p class="hint" { "Since " (when.day(when.date(kept.since))) }
        @match &kept.reason {
            Some(Ok(reason)) => { p dir="auto" { (reason.reveal()) } }
            Some(Err(_)) => { (office::unreadable("The note", &id_text(&person.0))) }
            None => {}
        }
        details open[!errors.is_empty()] {
            summary { "End it" }
            form method="post" action={ (address) "/releases" } {
                (hidden("person", &id_text(&person.0)))
                (hidden("cause", cause))
                (heard_since(&format!("heard-{}-{cause}", id_text(&person.0)), errors))
                (button::plain("Let things come again"))
            }
        }
    }
}

/// As a select of the form, with an id of its own: there may be several on the page.
fn heard_since(id: &str, errors: &[FieldError]) -> Markup {
    html! {
        div class="field" {
            label for=(id) { "How you heard them alone since" }
            (error_line(errors, "heard"))
            select id=(id) name="heard" {
                @for (value, words) in hearings() { option value=(value) { (words) } }
            }
        }
    }
}

fn pausing(found: &CoupleFile, address: &str, errors: &[FieldError]) -> Markup {
    let paused = |person: PersonId| found.holds.iter().any(|kept| kept.hold == Hold { person, cause: Cause::Pause });
    let own = found.profiles.iter().flatten().map(|listed| listed.person.id).filter(|person| !paused(*person));
    let own = own.map(|person| (id_text(&person.0), name_text(found, place_of(found, person)).to_owned()));
    let own = own.collect::<Vec<_>>();
    // Nobody is chosen beforehand: a pause for the wrong one of the two would be a bad mistake.
    let choices = std::iter::once((String::new(), "Please choose".to_owned())).chain(own.iter().cloned());
    let choices = choices.collect::<Vec<_>>();
    let note = Area {
        name: "reason",
        label: "A note for the record (you can leave it empty)",
        hint: "Sealed. Only this person\u{2019}s therapist reads it.",
        rows: 3,
        characters_max: limits::REASON_CHARACTERS_MAX,
    };
    html! {
        @if !own.is_empty() {
            section aria-labelledby="pause" {
                h2 id="pause" { "Pause for one of them" }
                p { "What is on its way waits, both ways, and neither can tell it from the usual pace. Exercises that are open go on: to stop those, close joint work for both to see." }
                form method="post" action={ (address) "/pauses" } {
                    (select("person", "For whom", &choices, "", errors))
                    (note.render("", errors))
                    (button::plain("Pause"))
                }
            }
        }
    }
}

fn closing(address: &str, errors: &[FieldError]) -> Markup {
    html! {
        section aria-labelledby="close" {
            h2 id="close" { "Close joint work" }
            p { "Both see that it is closed, and no reason. To open it again, both have to be heard alone again." }
            form method="post" action={ (address) "/closing" } {
                (error_line(errors, "sure"))
                (checkbox("sure", "Yes, both may see that it is closed", false))
                (button::plain("Close it"))
            }
        }
    }
}
