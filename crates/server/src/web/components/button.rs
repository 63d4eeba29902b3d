//! Buttons, and links that look like them. A page has one main button; a choice between two has two of the same size.

use maud::{Markup, html};

use crate::web::gallery::Sample;

/// The one thing that a form does.
pub fn main(words: impl maud::Render) -> Markup {
    html! { button type="submit" class="button button-main" { (words) } }
}

/// Something else that a form does.
pub fn plain(words: impl maud::Render) -> Markup {
    html! { button type="submit" class="button" { (words) } }
}

/// A link to the one thing that a page is for.
pub fn main_link(address: &str, words: impl maud::Render) -> Markup {
    html! { a class="button button-main" href=(address) { (words) } }
}

/// A link to something else.
pub fn link(address: &str, words: impl maud::Render) -> Markup {
    html! { a class="button" href=(address) { (words) } }
}

/// Two answers side by side, neither larger: "Yes" and "Not now". `name` is the field that both fill in.
pub fn either(name: &str, first: (&str, &str), second: (&str, &str)) -> Markup {
    html! {
        div class="either" {
            @for (value, words) in [first, second] {
                button type="submit" class="button" name=(name) value=(value) { (words) }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let long = "Book Wednesday, November 25 at 12:30 pm, with whoever is free first";
    vec![
        Sample::new("main", html! { form { (main("Book")) } }),
        Sample::new("plain", html! { form { (plain("Show these times")) } }),
        Sample::new("main as a link", main_link("/book", "Book: see all times")),
        Sample::new("link", link("/guide", "Read the guide")),
        Sample::new("with many words", html! { form { (main(long)) } }),
        Sample::new(
            "either",
            html! { form { (either("answer", ("yes", "Yes, read it to me"), ("later", "Not now"))) } },
        ),
    ]
}
