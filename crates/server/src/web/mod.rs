//! Pages for people.
//!
//! A handler parses, calls one action, answers with a page or a redirect. Every page is whole without script; the
//! small modules under `assets/js` only make it smoother. A GET changes nothing and sets no cookie.

use axum::Router;
use axum::routing::get;

use crate::app::App;

mod account;
pub mod actor;
mod assets;
mod booking;
mod components;
mod cookies;
mod discovery;
mod errors;
mod gallery;
mod guide;
mod help;
mod home;
mod input;
mod manage;
mod meeting;
mod packed;
mod page;
mod person;
mod plan;
mod screening;
mod settings;
mod sign_in;
mod staff;
#[cfg(test)]
mod tests;
mod therapists;
mod verify_address;
mod words;
mod zones;

pub use errors::kind_pages;
pub use staff::note_refusals;

/// Every page and asset. [`kind_pages`] goes around it, so that refusals of the layers are kind pages too.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/therapists", get(therapists::show))
        .route("/help-now", get(help::show))
        .route("/assets/{name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .route("/sitemap.xml", get(discovery::sitemap))
        .route("/robots.txt", get(discovery::robots))
        .merge(gallery::router())
        .merge(guide::router())
        .merge(booking::router())
        .merge(manage::router())
        .merge(account::router())
        .merge(sign_in::router())
        .merge(verify_address::router())
        .merge(settings::router())
        .merge(person::router())
        .merge(plan::router())
        .merge(screening::router())
        .merge(staff::router())
        // Said here, since routers that are joined later would otherwise bring an empty answer of their own.
        .fallback(nowhere)
}

async fn nowhere() -> errors::WebError {
    errors::WebError::NotFound
}
