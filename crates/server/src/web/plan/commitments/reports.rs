//! What somebody says of each time that a promise was due, for themselves alone, and what their own answers come to. It is
//! the same for the one who promised and the one who said yes; neither has anything of the other's.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::LogId;
use troth_domain::plan::commitment::Stage;
use troth_domain::plan::follow_through::{OwnReports, Said, Share, Summary, due};
use troth_domain::plan::recurrence::Occurrence;

use super::address;
use crate::actions::commitments::Seen;
use crate::actions::follow_through::{self, FollowThroughError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::components::facts;
use crate::web::components::field::select;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, id_text};
use crate::web::person::write::given_back;
use crate::web::words::When;

/// Each answer as forms name it and as people read it.
const ANSWERS: [(&str, &str, Said); 4] = [
    ("kept", "Kept", Said::Kept),
    ("partly", "In part", Said::Partly),
    ("not", "Not", Said::Not),
    ("unsure", "I can\u{2019}t tell", Said::Unsure),
];

/// What the button of a form says that brings them.
const KEEP: &str = "Keep it for me";

impl From<FollowThroughError> for WebError {
    fn from(error: FollowThroughError) -> Self {
        match error {
            FollowThroughError::NotFound => Self::NotFound,
            FollowThroughError::NotDue(_) => Self::Unprocessable("It was not due on that day."),
            FollowThroughError::Repair(_) => Self::Unprocessable("This comes at another step."),
            FollowThroughError::Action(error) => error.into(),
        }
    }
}

/// An answer in words.
pub fn words(said: Said) -> &'static str {
    ANSWERS.iter().find(|(.., own)| *own == said).map_or("", |(_, words, _)| *words)
}

/// What a page says of one's own reports: which times it shows, and what is in them.
pub struct Own<'a> {
    /// The promise.
    pub seen: &'a Seen,
    /// What was reported.
    pub reports: &'a OwnReports,
    /// Shows the times up to this day; none: the last ones.
    pub until: Option<Date>,
    /// The clocks of whoever reads.
    pub when: When<'a>,
}

impl Own<'_> {
    /// The section; nothing before it was due for the first time.
    pub fn render(&self) -> Markup {
        let all = due(&self.seen.commitment, self.when.now).collect::<Vec<_>>();
        let is_agreed = matches!(self.seen.commitment.stage, Stage::Agreed { .. });
        html! {
            @if !all.is_empty() {
                section aria-labelledby="reports" {
                    h2 id="reports" { "How it went, as you see it" }
                    p { "Only you see what you say here. It changes nothing for anybody else. Leave out what you would rather not say." }
                    (self.form(&all))
                    (self.summary())
                }
            } @else if is_agreed {
                p class="hint" { "Once it has come for the first time, you can note here for yourself how it went." }
            }
        }
    }

    fn form(&self, all: &[Occurrence]) -> Markup {
        let end = self.until.map_or(all.len(), |until| all.partition_point(|once| once.on <= until));
        let begin = end.saturating_sub(limits::REPORTS_SHOWN);
        let shown = all.get(begin..end).unwrap_or_default();
        let here = address(self.seen);
        let earlier = begin.checked_sub(1).and_then(|last| all.get(last));
        html! {
            form action={ (here) "/reports" } method="post" autocomplete="off" {
                @for once in shown.iter().rev() { (self.time(once)) }
                (button::plain(KEEP))
            }
            @if let Some(last) = earlier { p { a href={ (here) "?until=" (last.on) "#reports" } { "Earlier times" } } }
            @if end < all.len() { p { a href={ (here) "#reports" } { "The last times" } } }
        }
    }

    fn time(&self, once: &Occurrence) -> Markup {
        let said = self.reports.said(self.seen.name(), once.on);
        let chosen =
            said.map_or("", |said| ANSWERS.iter().find(|(.., own)| *own == said).map_or("", |(name, ..)| *name));
        let options = ANSWERS.iter().map(|(name, words, _)| ((*name).to_owned(), (*words).to_owned()));
        let options = std::iter::once((String::new(), "Nothing said".to_owned())).chain(options).collect::<Vec<_>>();
        let name = format!("on-{}", once.on);
        html! {
            (select(&name, &self.when.day_and_clock(once.at), &options, chosen, &[]))
            @if self.seen.is_own() && matches!(said, Some(Said::Not | Said::Partly)) {
                p { a href={ (address(self.seen)) "/repair?on=" (once.on) } { "What could help next time" span class="visually-hidden" { ": " (self.when.day(once.on)) } } }
            }
        }
    }

    fn summary(&self) -> Markup {
        let name = self.seen.name();
        let summary = self.reports.summary([(name, &self.seen.commitment)], self.when.now);
        let told = summary.kept + summary.partly + summary.not + summary.unsure;
        let of = |count: u32| html! { (count) };
        html! {
            @if told > 0 {
                h3 { "What you said so far" }
                p { "You said \u{201c}kept\u{201d} for " (summary.kept) " of " (times(summary.due)) "." }
                (facts::list(&[
                    ("In part", of(summary.partly)),
                    ("Not", of(summary.not)),
                    ("Could not tell", of(summary.unsure)),
                    ("Nothing said", of(summary.due.saturating_sub(told))),
                ]))
                (share(&summary))
            }
        }
    }
}

fn times(count: u32) -> String {
    if count == 1 { "1 time".to_owned() } else { format!("{count} times") }
}

/// The share with its range, or that it is too early; and how it is worked out, by whom.
fn share(summary: &Summary) -> Markup {
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    html! {
        @match summary.recent {
            None => p { "Too early to tell more. From " (limits::FOLLOW_THROUGH_REPORTS_MIN) " answers on, a share stands here, with how sure it is." },
            Some(Share { share, range }) => {
                p { "With more weight on the last weeks, it is about " (percent(share)) " in 100. It could well be anything from " (percent(range.low)) " to " (percent(range.high)) "." }
                details class="rules-again" {
                    summary { "How this is worked out" }
                    p { "Kept counts 1, in part a half, not counts 0. What you could not tell is left out. An answer weighs half as much after each " (limits::FOLLOW_THROUGH_HALF_LIFE_DAYS) " days." }
                    p { "The range is meant to hold the true share " (limits::FOLLOW_THROUGH_LEVEL_PERCENT) " times in 100. It is the Jeffreys interval:" }
                    p { "Brown, Cai and DasGupta (2001). Statistical Science 16, 101\u{2013}133 " a href="https://doi.org/10.1214/ss/1009213286" rel="noreferrer" { "doi:10.1214/ss/1009213286" } }
                    p { "It takes your answers for as many equal ones as they are worth: Kish (1965), Survey Sampling" }
                    p { "It is no score, and says nothing of trust. It comes from your own answers and from nobody else\u{2019}s." }
                }
            }
        }
    }
}

/// `POST /plan/commitments/{commitment}/reports`
pub async fn keep(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let here = format!("/plan/commitments/{}", id_text(&id.0));
    let kept = match actor {
        Ok(actor) => keep_for(&app, &actor, id, &fields).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Redirect::to(&format!("{here}?said=reported")).into_response(),
        Err(error) => give_back(&app, &here, &fields, error),
    }
}

async fn keep_for(app: &App, actor: &PersonActor, id: LogId, fields: &Fields) -> Result<(), WebError> {
    Ok(follow_through::report(app, actor.person, id, read(fields)?).await?)
}

/// What was said and cannot be kept right now, to be sent again.
fn give_back(app: &App, here: &str, fields: &Fields, error: WebError) -> Response {
    let said = read(fields).unwrap_or_default();
    if said.iter().all(|(_, said)| said.is_none()) {
        return error.into_response();
    }
    given_back::page(app, error, KEEP, |button| {
        html! {
            form action={ (here) "/reports" } method="post" {
                ul { @for (on, said) in &said { @if let Some(said) = said { li { (on.strftime("%A, %B %-d")) ": " (words(*said)) } } } }
                @for (name, value) in fields.of_prefix("on-") { input type="hidden" name=(name) value=(value); }
                (button)
            }
        }
    })
}

/// What was said of each day; nothing said where the answer is empty.
fn read(fields: &Fields) -> Result<Vec<(Date, Option<Said>)>, WebError> {
    const MADE_UP: WebError = WebError::Unprocessable("These are not the answers of our questions.");
    let one = |(name, value): (&str, &str)| {
        let on = name.strip_prefix("on-").and_then(|on| on.parse().ok()).ok_or(MADE_UP)?;
        if value.is_empty() {
            return Ok((on, None));
        }
        let said = ANSWERS.iter().find(|(own, ..)| *own == value).map(|(.., said)| *said).ok_or(MADE_UP)?;
        Ok((on, Some(said)))
    };
    fields.of_prefix("on-").map(one).collect()
}
