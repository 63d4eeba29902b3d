//! The door to a talk: what it is, when the soonest one is, and one button.

use maud::{Markup, html};
use troth_domain::calendar::Opening;
use troth_domain::practice::{Offering, Practice};

use crate::actions::openings;
use crate::app::App;
use crate::web::booking::{Choice, default_offering};
use crate::web::gallery::{Sample, Stage};
use crate::web::words::{When, offering_facts};
use crate::web::zones;

/// What someone who has not chosen yet is offered, and when the soonest is.
pub struct Door<'a> {
    /// The practice.
    pub practice: &'a Practice,
    /// What is offered; none where nothing can be booked.
    pub offering: Option<&'a Offering>,
    /// The soonest opening; none where there is none, or without the database, which keeps no page from being read.
    pub soonest: Option<Opening>,
    /// Whose clocks, and the moment.
    pub when: When<'a>,
}

impl<'a> Door<'a> {
    /// The practice's door as it stands now.
    pub async fn of(app: &'a App) -> Self {
        let practice = app.practice();
        let offering = default_offering(practice);
        let soonest = match offering {
            Some(offering) => openings::soonest(app, &Choice::of(offering).wish()).await.ok().flatten(),
            None => None,
        };
        Self { practice, offering, soonest, when: When { zone: &practice.time_zone, now: app.now() } }
    }

    /// The door. It leads to the times at once.
    pub fn render(&self, heading: &str) -> Markup {
        self.with(heading, &html! {})
    }

    /// The door for someone who may not want to be seen here: what matters to them is said before the rest.
    pub fn alone(&self) -> Markup {
        let note = html! { p { "You can book for yourself, and nobody else is told. You can say how it is safe to reach you." } };
        self.with("Talk to someone, on your own", &note)
    }

    fn with(&self, heading: &str, note: &Markup) -> Markup {
        html! {
            @if let Some(offering) = self.offering {
                section class="door" aria-labelledby="door" {
                    h2 id="door" { (heading) }
                    (note)
                    p { (offering.name) ": " (offering_facts(offering)) ". No account, no card." }
                    @if let Some(opening) = &self.soonest {
                        p { "Soonest, in " (zones::words(self.practice, self.when.zone)) ": " strong { (self.when.marked(opening.start)) } }
                    } @else {
                        p { "No time is free right now. New ones are shown as they open." }
                    }
                    a class="button button-main" href="/book" { "Book: see all times" }
                }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let (practice, when) = (stage.practice, stage.when);
    let offering = default_offering(practice);
    let soonest = stage.openings(&[20]).into_iter().next();
    let two = html! {
        div class="doors" {
            (Door { practice, offering, soonest: soonest.clone(), when }.render("Talk to someone"))
            section class="door" aria-labelledby="read" {
                h2 id="read" { "Read first" }
                p { "Short pages, no account." }
                a class="button" href="/guide" { "Read the guide" }
            }
        }
    };
    vec![
        Sample::new(
            "with a time",
            Door { practice, offering, soonest: soonest.clone(), when }.render("Talk to someone"),
        ),
        Sample::new("on your own", Door { practice, offering, soonest: soonest.clone(), when }.alone()),
        Sample::new("without a time", Door { practice, offering, soonest: None, when }.render("Talk to someone")),
        Sample::new("two doors", two),
    ]
}
