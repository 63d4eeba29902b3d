//! A person's own weeks side by side. Never beside anybody else's.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use troth_domain::measures::expectations::{Said, expectations};
use troth_domain::measures::scoring::Scale;
use troth_domain::measures::trajectory::Series;

use crate::actions::check_in::{self, Week};
use crate::app::App;
use crate::content::Content;
use crate::content::measures::Measure;
use crate::web::actor::PersonActor;
use crate::web::components::chart::{self, About};
use crate::web::components::{button, sources};
use crate::web::errors::WebError;
use crate::web::input::item_text;
use crate::web::person::{Space, crumb, page};

/// `GET /plan/weeks`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let weeks = check_in::weeks(&app, actor.person).await?;
    let when = space.when(&app);
    let measure = space.content.check_in().ok_or(WebError::Internal)?;
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { "Your weeks" }
        p class="lede" { "They are yours alone. Share one only if you want to." }
        p { a class="button" href="/plan/check-in" { "Look at this week" } }
        @if weeks.is_empty() {
            p { "What you keep is found here." }
        } @else {
            @for scale in measure.scoring.scales().filter(|scale| measure.off_track.as_ref() != Some(&scale.name)) {
                @let about = About { id: scale.name.as_str(), scale, validated: measure.validated };
                @let heading = format!("about-{}", scale.name);
                section aria-labelledby=(heading) {
                    h2 id=(heading) { (scale.title) }
                    (chart::of(&series_of(measure, scale, &weeks, when.zone), about))
                }
            }
            (beside_studies("How long it takes", &space.content, measure, (&weeks, when.zone)))
            section aria-labelledby="all" {
                h2 id="all" { "Each of them" }
                ul class="ways" {
                    @for week in &weeks {
                        li { a href={ "/home/write/" (item_text(week.id)) } { (when.day(when.date(week.at))) } }
                    }
                }
            }
        }
    };
    Ok(page(&app, "Your weeks", body).into_response())
}

/// The same words where time is in the way, with the way to one's own weeks.
pub async fn how_long_it_takes(app: &App, space: &Space) -> Result<Markup, WebError> {
    let weeks = check_in::weeks(app, space.person.id).await?;
    let measure = space.content.check_in().ok_or(WebError::Internal)?;
    Ok(html! {
        (beside_studies("Your own weeks, and what studies report", &space.content, measure, (&weeks, space.when(app).zone)))
        ul class="ways" {
            li { a href="/plan/weeks" { "Your weeks side by side" } }
            li { a href="/plan/check-in" { "Look at this week" } }
        }
    })
}

fn series_of(measure: &Measure, scale: &Scale, weeks: &[Week], zone: &TimeZone) -> Series {
    check_in::series(scale, measure.scoring.range(&scale.name).unwrap_or_default(), weeks, zone)
}

/// One's own course beside what studies report, in words: how long it takes is what most people ask.
fn beside_studies(heading: &str, content: &Content, measure: &Measure, (weeks, zone): (&[Week], &TimeZone)) -> Markup {
    let scale = measure.off_track.as_ref().and_then(|name| measure.scoring.scale(name));
    let Some((time, scale)) = content.time.as_ref().zip(scale) else { return html! {} };
    let series = series_of(measure, scale, weeks, zone);
    let sentences = time.of(&series);
    let is_stalled = expectations(&series).contains(&Said::TalkWithSomebody);
    let mut keys = Vec::new();
    for key in sentences.iter().flat_map(|sentence| &sentence.references) {
        // Several sentences may rest on one study.
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let named = keys.into_iter().filter_map(|key| content.reference(key)).collect::<Vec<_>>();
    html! {
        section aria-labelledby="time" {
            h2 id="time" { (heading) }
            @for sentence in &sentences { p { (sentence.text) } }
            @if is_stalled { p { (button::link("/home/call", "Ask for a call")) } }
            @if !named.is_empty() { (sources::list(&named)) }
        }
    }
}
