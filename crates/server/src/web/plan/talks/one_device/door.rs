//! Before and after: the code that opens the other's place on this device, closing it again, and the end.

use maud::{Markup, html};

use super::screen::Sitting;
use crate::web::components::field::{FieldError, Line};
use crate::web::components::{button, summary};
use crate::web::page::Page;
use crate::web::person::{crumb, page};
use crate::web::plan::shared::foot;

const CODE: Line<'_> = Line {
    name: "code",
    label: "The code",
    hint: "Ten letters and digits. Gaps and capitals do not matter.",
    kind: "text",
    autocomplete: "off",
    characters_max: 24,
};

/// The device before the other has a place there.
pub fn closed<'a>(sitting: &Sitting<'a>, errors: &[FieldError], said: &Markup) -> Page<'a> {
    let partner = partner(sitting);
    let talk = talk(sitting);
    let body = html! {
        (summary::errors(errors))
        (said)
        (crumb(&talk, "The talk"))
        h1 { "Both on this device" }
        p class="lede" { "You hand this device to and fro. The screen then shows the talk and nothing else, one part at a time, by name." }
        ol {
            li { (partner) " signs in on a device of their own, and opens this talk there." }
            li { "They press \u{201c}A code for " (host(sitting)) "\u{2019}s device\u{201d}." }
            li { "They type the code here, or tell it to you." }
        }
        form action={ (sitting.here()) "/code" } method="post" novalidate {
            (CODE.render("", errors))
            div class="either" {
                (button::plain("Begin on this device"))
                (button::link(&talk, "Not now"))
            }
        }
        div class="aside" {
            p { (partner) "\u{2019}s passphrase is never typed here. The code opens their part in this talk and nothing else, and they can close it again from their own pages." }
            p { "Your own pages stay open in this browser, for whoever knows where to look. Stay with the device, and sign out when you are done." }
        }
        (foot(&sitting.space))
    };
    page(sitting.app, "Both on this device", body)
}

/// A talk that is over, on the screen that both look at.
pub fn over<'a>(sitting: &Sitting<'a>, said: &Markup) -> Page<'a> {
    let body = html! {
        (said)
        h1 { bdi { (sitting.table.host.seen.talk.topic.reveal()) } }
        p class="floor" tabindex="-1" { "This talk is over." }
        p { "What was said is on its page, for both of you alike. This device is " (host(sitting)) "\u{2019}s alone again." }
        (ways_on(sitting))
    };
    Page::new(sitting.app.practice(), "A talk", body).of_two()
}

/// The button that closes the other's place.
pub fn hand_back(sitting: &Sitting<'_>) -> Markup {
    html! {
        form action={ (sitting.here()) "/return" } method="post" {
            p class="hint" { "Done here for now? This closes " (partner(sitting)) "\u{2019}s part on this device. The talk stays open for both of you." }
            (button::plain("Hand the device back"))
        }
    }
}

/// The device once it was handed back: the other may still look on.
pub fn handed_back<'a>(sitting: &Sitting<'a>) -> Page<'a> {
    let body = html! {
        h1 { "The device is handed back" }
        p { (partner(sitting)) "\u{2019}s part on it is closed. It is " (host(sitting)) "\u{2019}s alone again. The talk stays open for both of you." }
        (ways_on(sitting))
    };
    Page::new(sitting.app.practice(), "The device is handed back", body).of_two()
}

/// Says that the other's place is closed, whatever closed it.
pub fn is_closed(sitting: &Sitting<'_>) -> Markup {
    summary::notice(
        "This was not sent",
        html! { p { (partner(sitting)) "\u{2019}s part on this device is closed. Parts close by themselves after a while, too." } },
    )
}

/// For whoever is signed in: on with their own pages, or out.
fn ways_on(sitting: &Sitting<'_>) -> Markup {
    html! {
        form action="/sign-out" method="post" {
            div class="either" {
                (button::plain("Sign out here"))
                (button::link(&talk(sitting), "Go to the talk\u{2019}s page"))
            }
        }
    }
}

fn host(sitting: &Sitting<'_>) -> Markup {
    html! { bdi { (sitting.table.host.name.reveal()) } }
}

fn partner(sitting: &Sitting<'_>) -> Markup {
    html! { bdi { (sitting.table.partner_name.reveal()) } }
}

fn talk(sitting: &Sitting<'_>) -> String {
    sitting.here().trim_end_matches("/together").to_owned()
}
