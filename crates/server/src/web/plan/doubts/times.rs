//! When the two check in: `/plan/doubts/times`. One suggests times, the other says yes; either ends them.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use troth_domain::people::PersonId;
use troth_domain::plan::check_in_times::{CheckInMove, CheckInRefusal, CheckInTimes};
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, Rule, Until};
use troth_domain::plan::{LogId, Refusal};
use troth_domain::practice::CivilMinute;

use super::shared;
use crate::actions::doubts;
use crate::actions::together::{self, Place};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::day::{DayField, TypedDay};
use crate::web::components::field::{FieldError, radios, select};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb};
use crate::web::words::civil_clock;

const FIRST: DayField<'_> = DayField {
    name: "first",
    question: "Which day is the first?",
    hint: "Leave some days until then: it has to come, and to be read.",
};
const OFTEN: [(&str, &str); 3] = [("once", "Once"), ("week", "Every week"), ("two", "Every two weeks")];
/// How often what comes again takes place, before the two agree anew.
const TIMES: u16 = 12;

/// What was done, as addresses name it and as people read it.
const DID: [(&str, &str); 3] =
    [("suggest", "The times you suggest are kept"), ("agree", "You said yes"), ("end", "The times have ended")];

fn why(refusal: &CheckInRefusal) -> &'static str {
    match refusal {
        CheckInRefusal::NotTheLatest => "Other times are suggested by now, so this was not sent.",
        CheckInRefusal::OwnProposal => "You suggested these times. The other says yes to them.",
        CheckInRefusal::Never => "Every one of these times has passed.",
    }
}

/// The times as this person sees them, and how many moves their page shows; none for whoever is not linked.
async fn seen(app: &App, space: &Space) -> Result<Option<(LogId, u32, CheckInTimes)>, WebError> {
    let Some((couple, _)) = &space.link.couple else { return Ok(None) };
    let id = doubts::times_of(couple);
    let page = together::page::<CheckInMove>(app, space.person.id, id).await?;
    let none = CheckInTimes { proposed: None, agreed: None };
    Ok(Some(page.map_or((id, 0, none), |page| (id, page.seen, page.state))))
}

/// The next check-in that both agreed to.
pub async fn next(app: &App, space: &Space) -> Result<Option<Timestamp>, WebError> {
    let seen = seen(app, space).await?;
    Ok(seen.and_then(|(_, _, times)| times.next_after(app.now())).map(|next| next.at))
}

/// The next check-in, and the way to the times.
pub async fn section(app: &App, space: &Space) -> Result<Markup, WebError> {
    let next = next(app, space).await?;
    Ok(html! {
        section aria-labelledby="check-ins" {
            h2 id="check-ins" { "Your check-ins" }
            @match next {
                Some(at) => p { "The next one is on " (space.when(app).marked(at)) "." },
                None => p { "There is no check-in ahead." },
            }
            p { a href="/plan/doubts/times" { "When you check in" } }
        }
    })
}

/// `GET /plan/doubts/times`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let did = shared::did(&query, &DID);
    Ok(shown(&app, &space, did.unwrap_or_default(), &Fields::default(), (false, &[])).await?.into_response())
}

/// `POST /plan/doubts/times`
pub async fn act(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let again = async |said: Markup, refused: bool, errors: &[FieldError]| {
        Ok(shown(&app, &space, said, &fields, (refused, errors)).await?.into_response())
    };
    let Some((id, _, times)) = seen(&app, &space).await? else {
        return again(Markup::default(), true, &[]).await;
    };
    let kind = match fields.get("deed") {
        "suggest" => match read(&fields, &space) {
            Ok(times) => CheckInMove::Proposed(times),
            Err(errors) => return again(Markup::default(), false, &errors).await,
        },
        "agree" => match &times.proposed {
            Some((proposed, _)) => CheckInMove::Agreed(*proposed),
            None => return Err(WebError::Unprocessable("No times are suggested by now.")),
        },
        "end" => CheckInMove::Ended,
        _ => return Err(WebError::Unprocessable("That is nothing that this page can do.")),
    };
    match shared::send_at(&app, &space, Place::New(id), (&fields, kind)).await? {
        shared::Outcome::Done(_) => {
            Ok(Redirect::to(&format!("/plan/doubts/times?did={}", fields.get("deed"))).into_response())
        }
        shared::Outcome::SentBefore | shared::Outcome::NoRoom => again(shared::sent_before(), true, &[]).await,
        shared::Outcome::Refused(Refusal::Own(CheckInRefusal::Never)) => {
            let error = FieldError::new("first", "Choose a day and a time to come");
            again(Markup::default(), false, &[error]).await
        }
        shared::Outcome::Refused(refusal) => {
            again(shared::not_sent(shared::why(&refusal, why), false), true, &[]).await
        }
    }
}

/// What was chosen, or all that is wrong with it at once.
fn read(fields: &Fields, space: &Space) -> Result<Recurrence, Vec<FieldError>> {
    let first = shared::day_of(fields, "first").and_then(|first| first.ok_or("Give the first day"));
    let at = fields.get("clock").parse().ok().and_then(CivilMinute::new).ok_or("Choose a time of day");
    let every_weeks = match fields.get("often") {
        "once" => Ok(None),
        "week" => Ok(Some(1)),
        "two" => Ok(Some(2)),
        _ => Err("Choose how often"),
    };
    match (first, at, every_weeks) {
        (Ok(first), Ok(at), Ok(every_weeks)) => {
            let weekly = every_weeks.and_then(|every_weeks| {
                let days = DaysOfWeek::new([first.weekday()])?;
                Some((Rule::Weekly { days, every_weeks }, Until::Times(TIMES)))
            });
            let (rule, until) = weekly.unwrap_or((Rule::Once, Until::Times(1)));
            let zone = space.profile.time_zone.clone();
            Recurrence::new(first, at, zone, rule, until)
                .map_err(|_| vec![FieldError::new("first", "There is no such time. Choose another day or time")])
        }
        (first, at, often) => {
            let wrong = [("first", first.err()), ("clock", at.err()), ("often", often.err())];
            Err(wrong.into_iter().filter_map(|(field, words)| Some(FieldError::new(field, words?))).collect())
        }
    }
}

async fn shown<'a>(
    app: &'a App,
    space: &Space,
    said: Markup,
    typed: &Fields,
    (refused, errors): (bool, &[FieldError]),
) -> Result<Page<'a>, WebError> {
    let seen = seen(app, space).await?;
    let body = html! {
        (summary::errors(errors))
        (said)
        (crumb("/plan/doubts", "Doubts"))
        h1 { "When you check in" }
        p class="lede" { "A check-in is a time that you both agreed on, for what each of you wants to ask. Half an hour is enough. Either of you can end it." }
        @if let Some((_, moves, times)) = &seen { (standing(app, space, (*moves, times))) }
        @match &seen {
            Some((_, moves, _)) if shared::is_open(space) => (form(app, *moves, typed, errors)),
            _ => (shared::closed(space)),
        }
        (shared::foot(space))
    };
    Ok(shared::whole(app, "When you check in", body, (refused, errors)).script(Script::Summary))
}

/// What is agreed and what is suggested, and what this person can say to it.
fn standing(app: &App, space: &Space, (moves, times): (u32, &CheckInTimes)) -> Markup {
    let press = |deed: &str, words: &str| {
        html! {
            form action="/plan/doubts/times" method="post" novalidate {
                (shared::ticket(app, moves))
                button type="submit" class="button" name="deed" value=(deed) { (words) }
            }
        }
    };
    let is_own = |by: PersonId| by == space.person.id;
    html! {
        @match &times.agreed {
            Some(agreed) => {
                h2 { "What you agreed on" }
                (words(app, space, agreed))
                (press("end", "End these times"))
            }
            None => p { "You two have not agreed on a time." },
        }
        @if let Some((id, proposed)) = &times.proposed {
            h2 { "What is suggested" }
            (words(app, space, proposed))
            @if is_own(id.author) { p { "You suggested this. It holds once " (space.partner()) " says yes." } }
            @else {
                p { (space.partner()) " suggests this. You can say yes, suggest other times, or leave it." }
                @if shared::is_open(space) { (press("agree", "Yes to these times")) }
            }
        }
    }
}

fn words(app: &App, space: &Space, times: &Recurrence) -> Markup {
    let often = match times.rule() {
        Rule::Once => "Once",
        Rule::Weekly { every_weeks: 1, .. } => "Every week, twelve times",
        Rule::Weekly { .. } => "Every two weeks, twelve times",
        Rule::Daily | Rule::Weekdays => "Several times",
    };
    let next = times.next_after(app.now());
    html! {
        p {
            (often) ". "
            @match next {
                Some(next) => { "The next one is on " (space.when(app).marked(next.at)) "." }
                None => "They have all passed.",
            }
        }
    }
}

fn form(app: &App, moves: u32, typed: &Fields, errors: &[FieldError]) -> Markup {
    // Every half hour from six in the morning to half past eleven at night.
    let clocks = (12..48_u16).filter_map(|half| CivilMinute::new(half * 30));
    let mut clocks = clocks.map(|at| (at.minutes().to_string(), civil_clock(at))).collect::<Vec<_>>();
    clocks.insert(0, (String::new(), String::new()));
    html! {
        details class="fold" open[typed.get("deed") == "suggest"] {
            summary { "Suggest times" }
            form action="/plan/doubts/times" method="post" novalidate {
                (shared::ticket(app, moves))
                (FIRST.render(&TypedDay::read(typed, "first"), errors))
                (select("clock", "At what time?", &clocks, typed.get("clock"), errors))
                (radios("often", "How often?", &OFTEN, typed.get("often"), errors))
                div class="either" {
                    button type="submit" class="button" name="deed" value="suggest" { "Suggest these times" }
                    (button::link("/plan/doubts", "Not now"))
                }
            }
        }
    }
}
