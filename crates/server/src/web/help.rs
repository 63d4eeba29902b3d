//! Where help is now. The numbers are data with a date, so that anyone can check and change them.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::practice::Practice;

use super::components::contact;
use super::page::Page;
use super::words::dial;
use crate::app::App;
use crate::content::crisis::{Crisis, Resource};

/// `GET /help-now`
pub async fn show(State(app): State<App>) -> Response {
    page(app.practice(), &app.content().await.crisis).into_response()
}

fn page<'a>(practice: &'a Practice, crisis: &Crisis) -> Page<'a> {
    let body = html! {
        h1 { "Help now" }
        p class="lede" { "Press a number to call it or write to it." }
        (resources(crisis))
        p { "We are not an emergency service, and nobody here reads messages at night. In working hours you can " (contact::call_us(practice)) "." }
        (history())
    };
    Page::new(practice, "Help now", body)
        .at("/help-now")
        .describe("Numbers to call or text now, in danger or in despair, and how to leave no trace of this visit.")
}

/// Everyone who answers, and the day of the list.
pub fn resources(crisis: &Crisis) -> Markup {
    html! {
        @for resource in &crisis.resource { (entry(resource)) }
        p class="hint" { "These numbers work in the United States. The list is of " span class="number" { (crisis.dated) } "." }
    }
}

fn entry(resource: &Resource) -> Markup {
    html! {
        section class="help" {
            h2 { (resource.name) }
            p { (resource.when) }
            ul class="calls" role="list" {
                @if let Some(call) = &resource.call { li { (press(&dial(call), "Call", call)) } }
                @if let Some(text) = &resource.text {
                    @let first = text.word.as_ref().map_or("Text".to_owned(), |word| format!("Text {word} to"));
                    li { (press(&format!("sms:{}", text.number), &first, &text.number)) }
                }
                @if let Some(tty) = &resource.tty { li { (press(&dial(tty), "TTY", tty)) } }
            }
        }
    }
}

/// Large enough for a thumb that shakes.
fn press(address: &str, first: &str, number: &str) -> Markup {
    html! { a class="button" href=(address) { (first) " " span class="number" { (number) } } }
}

fn history() -> Markup {
    html! {
        section aria-labelledby="history" {
            h2 id="history" { "If someone may look at your phone or computer" }
            p { "\u{201c}Leave this page\u{201d} opens a weather site in its place. It does not clear your browser\u{2019}s history." }
            ul {
                li { "Open the history in your browser\u{2019}s menu and remove the pages of this site. Removing only these is less noticeable than removing all." }
                li { "Calls and texts stay in your phone\u{2019}s lists, and may show on its bill. Someone else\u{2019}s phone keeps them out of sight." }
                li { "Next time, a private window keeps no history once you close it." }
                li { "If someone may have put a program on your device that watches you, use another one: a friend\u{2019}s, or one at a library." }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;
    use crate::web::{page::text_of, tests::samples};

    #[test]
    fn names_every_line_and_the_day_of_the_list() {
        let text = text_of(page(&samples::practice(), &Content::load(None).crisis));
        for part in
            ["tel:911", "tel:988", "sms:988", "tel:18007997233", "tel:18007873224", "sms:88788", "START", "2026"]
        {
            assert!(text.contains(part), "{part}");
        }
    }
}
