//! What two work at together, as this person sees it: what both signed and what one stated is what two share; the rest is
//! in the file of everything.

use maud::{Markup, html};
use serde_json::{Value, json};
use troth_domain::plan::agreement::{Standing, Version};
use troth_domain::plan::appreciation::Standing as Given;
use troth_domain::plan::boundary::Standing as Holds;
use troth_domain::plan::{PlanLine, PlanText};
use troth_domain::receiving::AccountPart;

use super::Taken;
use crate::actions::commitments::Seen;
use crate::web::person::offers::heading;
use crate::web::plan::promise;

impl Taken<'_> {
    pub(super) fn two(&self) -> Markup {
        let two = &self.export.two;
        html! {
            h2 { "What we agreed" }
            @for words in self.signed() { (text(words)) }
            h2 { "Our boundaries" }
            @for (is_own, words) in self.stated() {
                h3 { (whose(is_own)) }
                (text(words))
            }
            h2 { "What we were glad of" }
            @for one in self.given() {
                h3 { (whose(one.0)) }
                (text(one.1))
                @if let Some(seen) = one.2 { p { "About a promise: " bdi { (promise(&seen.terms)) } } }
            }
            h2 { "What we want to talk about in a session" }
            @for (whose, words) in self.for_a_session() {
                h3 { (whose) }
                (text(words))
            }
            @if self.is_everything() {
                h2 { "Words that were suggested" }
                @for version in self.suggested() {
                    h3 { (whose(self.is_mine(version))) }
                    (text(version.terms.text.reveal()))
                }
                h2 { "What keeps coming back" }
                @for conflict in &two.conflicts {
                    h3 { bdi { (conflict.issue.as_ref().map_or("", PlanLine::reveal)) } }
                    @for (person, need) in &conflict.needs {
                        h4 { @if *person == self.space.person.id { "I need" } @else { "The other needs" } }
                        (text(need.reveal()))
                    }
                    @for option in &conflict.options { (text(option.reveal())) }
                }
                h2 { "Accounts that are offered to me" }
                @if two.offers.spoken.said { p { "I said what it did to me." } }
                @for one in &two.offers.all {
                    p {
                        "It came on " (self.space.when(self.app).day_and_clock(one.offer.came_at)) ". "
                        @if one.is_aside { "I set it aside." }
                    }
                    @for asking in &one.offer.asked {
                        p { "I asked for this, to come on " (self.space.when(self.app).day_and_clock(asking.comes_at)) ":" }
                        ul { @for part in asking.parts.each() { li { (heading(&self.space.content, part)) } } }
                    }
                }
                h2 { "Doubts that I wrote down" }
                @for doubt in &two.doubts { (text(doubt.question.reveal())) }
                h2 { "What I noted of a boundary" }
                @for note in &two.crossings {
                    h3 { (self.space.when(self.app).day(note.on)) }
                    (text(note.note.reveal()))
                }
            }
        }
    }

    pub(super) fn two_data(&self) -> Vec<(String, Value)> {
        let two = &self.export.two;
        let stated = self.stated().map(|(is_own, words)| json!({ "mine": is_own, "words": words }));
        let given = self.given().map(|(is_own, words, about)| {
            json!({ "mine": is_own, "words": words, "about_the_promise": about.map(|seen| promise(&seen.terms)) })
        });
        let for_a_session = self.for_a_session().map(|(whose, words)| json!({ "from": whose, "words": words }));
        let mut all = vec![
            ("agreements".to_owned(), self.signed().map(Value::from).collect()),
            ("boundaries".to_owned(), stated.collect()),
            ("appreciations".to_owned(), given.collect()),
            ("for_a_session".to_owned(), for_a_session.collect()),
        ];
        if self.is_everything() {
            let suggested = self.suggested().map(|version| {
                json!({
                    "mine": self.is_mine(version), "words": version.terms.text.reveal(),
                    "look_again_on": version.terms.review_on.map(|day| day.to_string()), "taken_back": version.is_taken_back,
                })
            });
            let conflicts = two.conflicts.iter().map(|conflict| {
                let mine = conflict.needs.get(&self.space.person.id).map(PlanText::reveal);
                let theirs = conflict.needs.iter().find(|(person, _)| **person != self.space.person.id);
                json!({
                    "issue": conflict.issue.as_ref().map(PlanLine::reveal), "i_need": mine,
                    "they_need": theirs.map(|(_, need)| need.reveal()),
                    "options": conflict.options.iter().map(PlanText::reveal).collect::<Vec<_>>(),
                })
            });
            let crossings = two.crossings.iter();
            let crossings = crossings.map(|note| json!({ "on": note.on.to_string(), "note": note.note.reveal() }));
            all.push(("suggested".to_owned(), suggested.collect()));
            all.push(("conflicts".to_owned(), conflicts.collect()));
            all.push(("crossings".to_owned(), crossings.collect()));
            let offers = two.offers.all.iter().map(|one| {
                let asked = one.offer.asked.iter().map(|asking| {
                    let parts = asking.parts.each().map(AccountPart::as_str).collect::<Vec<_>>();
                    json!({ "comes_at": asking.comes_at.to_string(), "parts": parts })
                });
                let asked = asked.collect::<Vec<_>>();
                json!({ "came_at": one.offer.came_at.to_string(), "set_aside": one.is_aside, "asked": asked })
            });
            all.push(("offered".to_owned(), offers.collect()));
            all.push(("said_what_it_did".to_owned(), two.offers.spoken.said.into()));
            let doubts = two.doubts.iter().map(|doubt| Value::from(doubt.question.reveal()));
            all.push(("doubts".to_owned(), doubts.collect()));
        }
        all
    }

    /// Lines for a session that stand, with whose each is.
    fn for_a_session(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let agenda = &self.export.two.agenda;
        let lines = agenda
            .lines
            .iter()
            .filter_map(|(_, page)| Some((whose(page.state.is_own()), page.state.line()?.words.reveal())));
        lines.chain(agenda.notes.iter().map(|(_, words)| ("From a therapist", words.reveal())))
    }

    /// The words that hold because both signed them.
    fn signed(&self) -> impl Iterator<Item = &str> {
        self.export.two.agreements.iter().filter_map(|agreement| match agreement.standing() {
            Standing::InForce { version, .. } => Some(version.terms.text.reveal()),
            Standing::Nothing | Standing::Discussed { .. } | Standing::Retired => None,
        })
    }

    /// The boundaries that hold, and whether each is their own.
    fn stated(&self) -> impl Iterator<Item = (bool, &str)> {
        self.export.two.boundaries.iter().filter_map(|boundary| match &boundary.standing {
            Holds::Stated { author, text, .. } => Some((*author == self.space.person.id, text.reveal())),
            Holds::NotStated | Holds::Withdrawn { .. } => None,
        })
    }

    /// What was given and stands, whether each is their own, and the promise that it is about.
    fn given(&self) -> impl Iterator<Item = (bool, &str, Option<&Seen>)> {
        self.export.two.appreciations.iter().filter_map(|one| match &one.standing {
            Given::Given { words, about, .. } => {
                let about = self.export.agreed.iter().find(|seen| *about == Some(seen.name()));
                Some((one.is_own(), words.reveal(), about))
            }
            Given::NotGiven | Given::TakenBack { .. } => None,
        })
    }

    fn suggested(&self) -> impl Iterator<Item = &Version> {
        self.export.two.agreements.iter().flat_map(|agreement| &agreement.versions)
    }

    fn is_mine(&self, version: &Version) -> bool {
        version.id.author == self.space.person.id
    }
}

fn whose(is_own: bool) -> &'static str {
    if is_own { "Mine" } else { "The other\u{2019}s" }
}

fn text(words: &str) -> Markup {
    html! { p dir="auto" { @for line in words.lines() { (line) br; } } }
}
