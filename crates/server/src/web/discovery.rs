//! What search engines and pages that link to us read: the list of pages, what not to list, and who we are.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::html;
use serde_json::{Value, json};
use troth_domain::practice::Practice;

use super::zones::town;
use crate::app::App;
use crate::content::Content;

/// Pages beside those of the guide, offerings included.
const PAGES: [&str; 5] = ["/", "/guide", "/book", "/therapists", "/help-now"];

/// Every public page of the practice, by its path.
pub fn public_pages(practice: &Practice, content: &Content) -> Vec<String> {
    let offerings = practice.offerings.iter().map(|offering| format!("/book/{}", offering.slug));
    let pages = content.pages.iter().map(|page| page.address());
    let exercises = content.exercises.values().map(|exercise| exercise.address());
    PAGES.iter().map(|page| (*page).to_owned()).chain(offerings).chain(pages).chain(exercises).collect()
}

/// `GET /sitemap.xml`
pub async fn sitemap(State(app): State<App>) -> Response {
    let base = app.links().base_url();
    let content = app.content().await;
    let list = html! {
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
            @for path in public_pages(app.practice(), &content) { url { loc { (base) (path) } } }
        }
    };
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", list.into_string());
    ([(CONTENT_TYPE, "application/xml; charset=utf-8")], text).into_response()
}

/// `GET /robots.txt`
pub async fn robots(State(app): State<App>) -> Response {
    let base = app.links().base_url();
    let text = format!("User-agent: *\nDisallow: /manage/\nDisallow: /api/\nSitemap: {base}/sitemap.xml\n");
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// Who the practice is, for search engines (schema.org).
pub fn about(practice: &Practice) -> Value {
    let address = |lines: &[String]| {
        let (last, street) = lines.split_last()?;
        let locality = town(lines).unwrap_or_else(|| last.clone());
        Some(json!({ "@type": "PostalAddress", "streetAddress": street.join(", "), "addressLocality": locality }))
    };
    let offers = practice.offerings.iter().map(|offering| {
        json!({
            "@type": "Offer",
            "itemOffered": { "@type": "Service", "name": offering.name },
            "price": format!("{}.{:02}", offering.price_cents / 100, offering.price_cents % 100),
            "priceCurrency": "USD",
            "url": format!("{}/book/{}", practice.public_url, offering.slug),
        })
    });
    let locations = practice.locations.iter().filter(|location| !location.address.is_empty());
    let places = locations
        .map(|location| json!({ "@type": "Place", "name": location.name, "address": address(&location.address) }));
    json!({
        "@context": "https://schema.org",
        "@type": "MedicalBusiness",
        "name": practice.name,
        "url": practice.public_url,
        "telephone": practice.phone,
        "address": address(&practice.address),
        "location": places.collect::<Vec<_>>(),
        "makesOffer": offers.collect::<Vec<_>>(),
    })
}
