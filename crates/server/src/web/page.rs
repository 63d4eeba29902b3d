//! The frame around every page: title, safety line, the way out, footer, and the headers that keep it private.

use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, REFERRER_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use troth_domain::practice::Practice;

use super::assets::{self, Script};
use super::components::{exit, safety};

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// A page, ready to become a response.
pub struct Page<'a> {
    practice: &'a Practice,
    title: String,
    status: StatusCode,
    has_errors: bool,
    is_private: bool,
    posts: bool,
    home: Option<&'static str>,
    is_shared: bool,
    scripts: Vec<Script>,
    path: Option<String>,
    description: Option<String>,
    about: Option<Value>,
    body: Markup,
}

impl<'a> Page<'a> {
    /// A public page of `practice`.
    pub fn new(practice: &'a Practice, title: impl Into<String>, body: Markup) -> Self {
        Self {
            practice,
            title: title.into(),
            status: StatusCode::OK,
            has_errors: false,
            is_private: false,
            posts: false,
            home: None,
            is_shared: false,
            scripts: vec![Script::Exit],
            path: None,
            description: None,
            about: None,
            body,
        }
    }

    /// With another status than 200.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Says in the title that something has to be mended, which a screen reader reads first.
    pub fn has_errors(mut self, has_errors: bool) -> Self {
        self.has_errors = has_errors;
        self
    }

    /// Of one person: no search engine lists it, and its address goes nowhere.
    pub fn private(mut self) -> Self {
        self.is_private = true;
        self
    }

    /// Has a form that posts. A browser that may not tell our own server where a form came from says "from nowhere",
    /// and the check against forged forms refuses that; so such a page may tell our own server, and only that.
    pub fn posts(mut self) -> Self {
        self.posts = true;
        self
    }

    /// Of someone who is signed in and starts from `home`: its foot leads there, and out.
    pub fn signed_in(mut self, home: &'static str) -> Self {
        self.home = Some(home);
        self.private().posts()
    }

    /// Of two at one device: it leads to nobody's own pages.
    pub fn of_two(mut self) -> Self {
        self.is_shared = true;
        self.private().posts()
    }

    /// Public at this path, which search engines and pages that link to it may use.
    pub fn at(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// With a sentence for search engines and pages that link to it.
    pub fn describe(mut self, description: &str) -> Self {
        self.description = Some(description.to_owned());
        self
    }

    /// With facts about the practice for search engines.
    pub fn about(mut self, about: Value) -> Self {
        self.about = Some(about);
        self
    }

    /// With a script that makes it smoother.
    pub fn script(mut self, script: Script) -> Self {
        self.scripts.push(script);
        self
    }

    pub fn document(&self) -> Markup {
        let error = if self.has_errors { "Error: " } else { "" };
        let modules: Vec<&str> = self.scripts.iter().map(|script| assets::script(*script)).collect();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    title { (error) (self.title) " \u{2013} " (self.practice.name) }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="format-detection" content="telephone=no";
                    (self.discovery())
                    @for font in assets::fonts() { link rel="preload" as="font" type="font/woff2" crossorigin href=(font); }
                    link rel="icon" type="image/svg+xml" href=(assets::icon());
                    link rel="apple-touch-icon" href=(assets::touch_icon());
                    link rel="stylesheet" href=(assets::stylesheet());
                    @if self.is_private { link rel="stylesheet" href=(assets::private_stylesheet()); }
                    @for address in &modules { script type="module" src=(address) {} }
                }
                body {
                    a class="skip" href="#main" { "Skip to the page" }
                    header class="top" {
                        a class="top-name" href="/" { (self.practice.name) }
                        (exit::button())
                    }
                    (safety::line())
                    main id="main" tabindex="-1" { (self.body) }
                    footer class="foot" { (self.foot()) }
                    (exit::cover())
                }
            }
        }
    }

    /// What others are told of a page that has an address of its own.
    fn discovery(&self) -> Markup {
        let base = self.practice.public_url.as_str();
        html! {
            @if let Some(description) = &self.description { meta name="description" content=(description); }
            @if let Some(path) = &self.path {
                link rel="canonical" href={ (base) (path) };
                meta property="og:type" content="website";
                meta property="og:site_name" content=(self.practice.name);
                meta property="og:title" content=(self.title);
                @if let Some(description) = &self.description { meta property="og:description" content=(description); }
                meta property="og:url" content={ (base) (path) };
                meta property="og:image" content={ (base) (assets::card()) };
                meta property="og:image:alt" content="A green bowl, mended with a seam of gold.";
                meta name="twitter:card" content="summary_large_image";
            }
            @if let Some(about) = &self.about { script type="application/ld+json" { (data(about)) } }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            (self.own())
            nav aria-label="Pages" {
                ul class="foot-links" {
                    li { a href="/" { "Home" } }
                    li { a href="/book" { "Book" } }
                    li { a href="/guide" { "Guide" } }
                    li { a href="/therapists" { "Therapists" } }
                    li { a href="/#prices" { "Prices" } }
                    li { a href="/#where" { "Where we are" } }
                    li { a href="/help-now" { "Help now" } }
                }
            }
            (exit::note())
        }
    }

    /// The way to one's own pages, on a line of its own. A public page is the same for everyone and looks nobody up:
    /// there "Sign in" leads whoever is signed in to where they start.
    fn own(&self) -> Markup {
        html! {
            @match self.home {
                Some(home) => {
                    ul class="foot-own" role="list" {
                        li { a href=(home) { (own_words(home)) } }
                        li { a href="/settings" { "Settings" } }
                        li { form action="/sign-out" method="post" { button type="submit" class="button button-small" { "Sign out" } } }
                    }
                }
                None if self.is_shared => {}
                None => { p class="foot-own" { a href="/sign-in" { "Sign in" } } }
            }
        }
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        // A page that someone left must not come back from a cache.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let referrer = if self.posts { "same-origin" } else { "no-referrer" };
        headers.insert(REFERRER_POLICY, HeaderValue::from_static(referrer));
        if self.is_private {
            headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
        }
        headers
    }
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        (self.status, self.headers(), self.document()).into_response()
    }
}

/// What the page is called that someone starts from.
pub fn own_words(home: &str) -> &'static str {
    match home {
        "/caseload" => "Caseload",
        "/desk" => "Desk",
        "/settings/staff" => "Staff",
        _ => "Your space",
    }
}

/// Data that stands in a page: no sign of it can end the element it stands in.
fn data(value: &Value) -> PreEscaped<String> {
    PreEscaped(value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

/// The markup of a page, for tests.
#[cfg(test)]
pub fn text_of(page: Page<'_>) -> String {
    page.document().into_string()
}
