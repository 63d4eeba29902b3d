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

/// What to call a public page, by its path.
pub fn name(practice: &Practice, content: &Content, path: &str) -> String {
    let offering = practice.offerings.iter().find(|one| path == format!("/book/{}", one.slug));
    let page = content.pages.iter().find(|one| path == one.address());
    let exercise = content.exercises.values().find(|one| path == one.address());
    let found = offering.map(|one| &one.name).or(page.map(|one| &one.title)).or(exercise.map(|one| &one.title));
    let own = match path {
        "/" => "the home page",
        "/guide" => "the guide",
        "/book" => "free times",
        "/therapists" => "who you would talk to",
        "/help-now" => "Help now",
        _ => path,
    };
    found.cloned().unwrap_or_else(|| own.to_owned())
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

/// What a page of the guide is, for search engines (schema.org).
pub fn page(practice: &Practice, title: &str, description: &str, path: &str) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "description": description,
        "inLanguage": "en",
        "url": format!("{}{path}", practice.public_url),
        "publisher": { "@type": "MedicalBusiness", "name": practice.name, "url": practice.public_url },
        "isAccessibleForFree": true,
    })
}

/// `UT` and `84057` of `Orem, UT 84057`.
fn region_and_code(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once(',')?;
    let (region, code) = rest.trim().split_once(' ')?;
    let is_code = code.len() >= 5 && code.starts_with(|sign: char| sign.is_ascii_digit());
    is_code.then(|| (region.trim(), code.trim()))
}

/// Who the practice is, for search engines (schema.org).
pub fn about(practice: &Practice) -> Value {
    let address = |lines: &[String]| {
        let (last, street) = lines.split_last()?;
        let locality = town(lines).unwrap_or_else(|| last.clone());
        let (region, code) = region_and_code(last).unzip();
        Some(json!({
            "@type": "PostalAddress",
            "streetAddress": street.join(", "),
            "addressLocality": locality,
            "addressRegion": region,
            "postalCode": code,
        }))
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
