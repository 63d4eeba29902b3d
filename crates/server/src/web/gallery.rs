//! Every component in each of its states, for whoever changes one. The demo shows it; a practice's own site does not.
//!
//! The samples stand beside their components. Tests of pages and the journeys in a browser read the same ones.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use jiff::SignedDuration;
use maud::{Markup, html};
use troth_domain::calendar::Opening;
use troth_domain::practice::Practice;

use super::components::{
    area, button, cards, chart, codes, contact, day, door, exit, facts, field, lines, nav, notice, office, own_plan,
    passkey, people, picture, question, reach, refusal, safety, seam, sources, steps, summary, talk, times, week,
    written,
};
use super::errors::WebError;
use super::page::Page;
use super::words::When;
use crate::app::App;
use crate::content::Content;

/// What samples are made of.
pub struct Stage<'a> {
    /// A practice.
    pub practice: &'a Practice,
    /// The built-in texts.
    pub content: &'a Content,
    /// The moment.
    pub when: When<'a>,
}

/// A component in one of its states.
pub struct Sample {
    /// What it shows.
    pub name: &'static str,
    /// How it looks.
    pub markup: Markup,
}

impl Sample {
    /// A state of a component.
    pub fn new(name: &'static str, markup: Markup) -> Self {
        Self { name, markup }
    }
}

impl Stage<'_> {
    /// Openings `hours` from now.
    pub fn openings(&self, hours: &[i64]) -> Vec<Opening> {
        let at = |hour: &i64| {
            let start = self.when.now.checked_add(SignedDuration::from_hours(*hour)).ok()?;
            let end = start.checked_add(SignedDuration::from_mins(15)).ok()?;
            Some(Opening { start, end, therapists: 2, locations: Vec::new() })
        };
        hours.iter().filter_map(at).collect()
    }

    /// Every component with its samples.
    pub fn components(&self) -> Vec<(&'static str, Vec<Sample>)> {
        vec![
            ("area", area::samples()),
            ("button", button::samples()),
            ("cards", cards::samples(self)),
            ("chart", chart::samples(self)),
            ("codes", codes::samples()),
            ("contact", contact::samples(self)),
            ("day", day::samples()),
            ("door", door::samples(self)),
            ("exit", exit::samples()),
            ("facts", facts::samples()),
            ("field", field::samples()),
            ("lines", lines::samples()),
            ("nav", nav::samples()),
            ("notice", notice::samples()),
            ("office", office::samples()),
            ("own_plan", own_plan::samples(self)),
            ("passkey", passkey::samples()),
            ("people", people::samples(self)),
            ("picture", picture::samples()),
            ("question", question::samples()),
            ("reach", reach::samples(self)),
            ("refusal", refusal::samples(self)),
            ("safety", safety::samples()),
            ("seam", seam::samples()),
            ("sources", sources::samples(self)),
            ("steps", steps::samples(self)),
            ("summary", summary::samples()),
            ("talk", talk::samples()),
            ("times", times::samples(self)),
            ("week", week::samples(self)),
            ("written", written::samples(self)),
        ]
    }
}

/// The addresses under `/gallery`.
pub fn router() -> Router<App> {
    Router::new().route("/gallery", get(index)).route("/gallery/{component}/{sample}", get(show))
}

/// `GET /gallery`
async fn index(State(app): State<App>) -> Result<Response, WebError> {
    let content = open(&app).await?;
    let stage = stage(&app, &content);
    let body = html! {
        h1 { "Gallery" }
        p class="lede" { "Every component in each of its states. Try them light and dark, printed, and with large text." }
        @for (component, samples) in stage.components() {
            section aria-labelledby=(component) {
                h2 id=(component) { (component) }
                ul { @for sample in samples { li { a href=(address(component, &sample)) { (sample.name) } } } }
            }
        }
    };
    Ok(Page::new(app.practice(), "Gallery", body).private().into_response())
}

/// `GET /gallery/{component}/{sample}`: one at a time, so that each has the page to itself, as in use.
async fn show(
    State(app): State<App>,
    names: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, WebError> {
    let Path((component, _)) = names.as_ref().map_err(|_| WebError::NotFound)?;
    let wanted = names.as_ref().map(|Path((component, sample))| format!("/gallery/{component}/{sample}"));
    let content = open(&app).await?;
    let stage = stage(&app, &content);
    let samples = stage.components().into_iter().find(|(name, _)| name == component).ok_or(WebError::NotFound)?.1;
    let is_wanted = |sample: &Sample| wanted.as_ref().is_ok_and(|wanted| *wanted == address(component, sample));
    let sample = samples.into_iter().find(is_wanted).ok_or(WebError::NotFound)?;
    let body = html! { h1 { (component) ": " (sample.name) } (sample.markup) };
    Ok(Page::new(app.practice(), format!("{component}: {}", sample.name), body).private().into_response())
}

async fn open(app: &App) -> Result<std::sync::Arc<Content>, WebError> {
    if app.has_gallery() { Ok(app.content().await) } else { Err(WebError::NotFound) }
}

fn stage<'a>(app: &'a App, content: &'a Content) -> Stage<'a> {
    let practice = app.practice();
    Stage { practice, content, when: When { zone: &practice.time_zone, now: app.now() } }
}

fn address(component: &str, sample: &Sample) -> String {
    format!("/gallery/{component}/{}", sample.name.replace(' ', "-"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::web::tests::samples;

    #[test]
    fn every_component_has_samples_with_names_of_their_own_and_no_id_twice() {
        let (practice, content, zone) = (samples::practice(), Content::load(None), samples::zone());
        let stage = Stage { practice: &practice, content: &content, when: When { zone: &zone, now: samples::now() } };
        let mut seen = BTreeSet::new();
        for (component, samples) in stage.components() {
            assert!(!samples.is_empty(), "{component}");
            for sample in samples {
                assert!(seen.insert(address(component, &sample)), "{component}: {}", sample.name);
                let text = sample.markup.into_string();
                let ids: Vec<&str> = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
                assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{component}: {ids:?}");
                assert!(!text.is_empty(), "{component}: {}", sample.name);
            }
        }
    }

    #[test]
    fn every_component_is_in_the_gallery() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/components");
        let files = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
        let names: BTreeSet<String> =
            files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        let (practice, content, zone) = (samples::practice(), Content::load(None), samples::zone());
        let stage = Stage { practice: &practice, content: &content, when: When { zone: &zone, now: samples::now() } };
        let shown: BTreeSet<String> = stage.components().into_iter().map(|(name, _)| name.to_owned()).collect();
        assert_eq!(names.into_iter().filter(|name| name != "mod").collect::<BTreeSet<_>>(), shown);
    }
}
