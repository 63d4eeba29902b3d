//! What people do on the pages, through the real router.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod bad_input;
mod booking;
mod door;
mod headers;
mod managing;
mod persons;
mod plain_words;
mod plan;
mod safety;
mod staff;

use support::{Answer, TestApp};

/// Who books in these journeys.
const WHO: [(&str, &str); 2] = [("name", "Robin Example"), ("phone", "801-555-0134")];

/// Chooses the `nth` time of `offering`; answers the page of details.
async fn choose(app: &TestApp, offering: &str, nth: usize) -> Answer {
    let start = app.get(&format!("/book/{offering}")).await.is(200).starts()[nth].clone();
    let details = app.post(&format!("/book/{offering}/hold"), &[("start", &start)]).await.location();
    app.get(&details).await.is(200)
}

/// Sends the form of `details` with `who`.
async fn send(app: &TestApp, offering: &str, details: &Answer, who: &[(&str, &str)]) -> Answer {
    let carried = ["start", "hold", "attempt"].map(|name| (name, details.field(name)));
    let mut fields: Vec<(&str, &str)> = carried.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.extend(who);
    app.post(&format!("/book/{offering}"), &fields).await
}

/// Books the `nth` time of `offering`; answers the booking's own address.
async fn book(app: &TestApp, offering: &str, nth: usize) -> String {
    let details = choose(app, offering, nth).await;
    let location = send(app, offering, &details, &WHO).await.location();
    location.split('?').next().unwrap().to_owned()
}
