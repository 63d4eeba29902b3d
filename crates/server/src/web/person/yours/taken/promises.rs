//! Promises of two, what somebody said of them for themselves, and their repair plans.

use data_encoding::HEXLOWER;
use maud::{Markup, html};
use serde_json::{Value, json};
use troth_domain::plan::PlanText;
use troth_domain::plan::follow_through::{OwnReports, Said};
use troth_domain::plan::repair::{Repair, Step};

use super::Taken;
use crate::actions::commitments::Seen;
use crate::actions::export::Own;
use crate::web::plan::{how_often, promise, said_in_words};

impl Taken<'_> {
    pub(super) fn promised(&self, all: &[Seen], heading: &str) -> Markup {
        let when = self.space.when(self.app);
        html! {
            @if !all.is_empty() {
                h2 { (heading) }
                @for seen in all {
                    h3 { @if seen.is_own() { "I promised" } @else { "They promised" } }
                    p dir="auto" { (promise(&seen.terms)) }
                    p { (how_often(seen.terms.recurrence(), &when)) }
                }
            }
        }
    }

    pub(super) fn promises_data(&self, all: &[Seen]) -> Value {
        let when = self.space.when(self.app);
        let promise = |seen: &Seen| {
            json!({
                "id": HEXLOWER.encode(&seen.id.0), "mine": seen.is_own(), "when": seen.terms.when().reveal(),
                "will": seen.terms.will().reveal(), "how_often": how_often(seen.terms.recurrence(), &when),
            })
        };
        all.iter().map(promise).collect()
    }

    /// What is its author's alone.
    pub(super) fn reported(&self, own: &Own) -> Markup {
        html! {
            (self.promised(&own.promises, "Promises that we did not agree on"))
            @if !own.reports.is_empty() {
                h2 { "How promises went, as I see it" }
                @for reports in &own.reports {
                    @for ((id, on), said) in reports.all() { p { (self.named(own, &id.0)) " " (on) ": " (said_in_words(said)) } }
                }
            }
            @for repair in &own.repairs {
                h2 { "What could help next time" }
                p { (self.named(own, &repair.about().0.0)) " " (repair.about().1) }
                @for text in said(repair).into_iter().flatten() { p dir="auto" { (text.reveal()) } }
            }
        }
    }

    /// What a promise is called in the file.
    fn named(&self, own: &Own, id: &[u8; 16]) -> Markup {
        let all = self.export.agreed.iter().chain(&own.promises);
        let found = all.filter(|seen| seen.id.0 == *id).map(|seen| seen.terms.will().reveal()).next();
        html! { bdi { (found.unwrap_or("A promise")) } }
    }
}

fn said(repair: &Repair) -> [Option<&PlanText>; 2] {
    match repair.step() {
        Step::Begun | Step::LaidDown => [None, None],
        Step::GotInTheWay { obstacle } => [obstacle.as_ref(), None],
        Step::Next { obstacle, next } | Step::Done { obstacle, next, .. } => [obstacle.as_ref(), next.as_ref()],
    }
}

pub fn reports_data(all: &[OwnReports]) -> Value {
    let name = |said: Said| match said {
        Said::Kept => "kept",
        Said::Partly => "in part",
        Said::Not => "not",
        Said::Unsure => "cannot tell",
    };
    let reports = all.iter().flat_map(OwnReports::all);
    let data = reports
        .map(|((id, on), said)| json!({ "promise": HEXLOWER.encode(&id.0), "on": on.to_string(), "said": name(said) }));
    data.collect()
}

pub fn repairs_data(all: &[Repair]) -> Value {
    let repair = |repair: &Repair| {
        let (id, on) = repair.about();
        let [obstacle, next] = said(repair).map(|text| text.map(PlanText::reveal));
        json!({ "promise": HEXLOWER.encode(&id.0), "on": on.to_string(), "got_in_the_way": obstacle, "next": next })
    };
    all.iter().map(repair).collect()
}
