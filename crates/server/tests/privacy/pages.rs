//! All that somebody can fetch: every page that they reach from their own, and what of the practice's time is free.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::HeaderMap;
use troth_domain::people::PersonId;

use crate::support::{Answer, TestApp};

/// What somebody could fetch, by address.
pub struct Seen(BTreeMap<String, (u16, HeaderMap, String)>);

impl Seen {
    /// Answers to what was asked in this order.
    pub fn answers(answers: impl IntoIterator<Item = (String, Answer)>) -> Self {
        let numbered = answers.into_iter().enumerate().map(|(place, (address, answer))| {
            (format!("{place}: {address}"), (answer.status.as_u16(), answer.headers, answer.text))
        });
        Self(numbered.collect())
    }

    /// Where the pages are.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn equals(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// Fails where the two differ, and says where.
    pub fn is_same(&self, other: &Self, when: &str) {
        let addresses = |seen: &Self| seen.0.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(addresses(self), addresses(other), "other pages at {when}");
        for (address, (status, headers, text)) in &self.0 {
            let (other_status, other_headers, other_text) = &other.0[address];
            assert_eq!(status, other_status, "{address} at {when}");
            assert_eq!(headers, other_headers, "{address} at {when}");
            assert_eq!(text, other_text, "{address} at {when}");
        }
    }
}

/// Everything that `who` can fetch after signing in.
pub async fn pages(test: &TestApp, who: PersonId, number: u64) -> Seen {
    let browser = test.sign_in_again(who).await;
    let today = test.app.now().to_zoned(test.app.practice().time_zone.clone()).date();
    let mut waiting = vec![format!("/api/v1/openings?offering=phone-consult&from={today}&days=14")];
    waiting.extend(OWN.map(str::to_owned));
    let mut seen = BTreeMap::new();
    while let Some(address) = waiting.pop() {
        if seen.contains_key(&address) {
            continue;
        }
        let answer = browser.get(&address).await;
        let links = links_of(&answer.text).collect::<Vec<_>>();
        let walked = links.iter().filter(|link| !seen.contains_key(*link) && is_walked(&address, link, &links, number));
        waiting.extend(walked.cloned());
        assert!(seen.len() < PAGES_MAX, "trace {number} has no end of pages");
        seen.insert(address, (answer.status.as_u16(), answer.headers, answer.text));
    }
    Seen(seen)
}

/// Where whoever looks begins: their own pages, and what of the practice's time is free.
const OWN: [&str; 3] = ["/home", "/settings", "/book/phone-consult"];
/// More pages than anybody has here.
const PAGES_MAX: usize = 4_000;

/// Where the exercises are that one does alone, which are the same words for everybody.
const PLACES: [&str; 8] = [
    "/plan/steps/1",
    "/plan/steps/2",
    "/plan/steps/3",
    "/plan/steps/4",
    "/plan/steps/5",
    "/plan/obstacles/doubts",
    "/plan/obstacles/openness",
    "/plan/obstacles/time",
];

/// Whether to go from one page, with its links, to another. Whatever the plan itself leads to is walked, what was opened too;
/// of the steps and obstacles one in each trace, and one of the exercises there, so that many traces walk all.
fn is_walked(from: &str, to: &str, links: &[String], number: u64) -> bool {
    let number = usize::try_from(number).unwrap();
    if PLACES.contains(&to) {
        return PLACES[number % PLACES.len()] == to;
    }
    if !to.starts_with("/plan/exercises/") || from == "/plan" || to.starts_with(&format!("{from}?")) {
        return true;
    }
    let exercises = links.iter().filter(|link| link.starts_with("/plan/exercises/")).collect::<Vec<_>>();
    PLACES.contains(&from) && exercises[number / PLACES.len() % exercises.len()] == to
}

/// The links of a page that lead to a person's own pages.
fn links_of(text: &str) -> impl Iterator<Item = String> {
    let own =
        |link: &&str| ["/home", "/settings", "/safety", "/plan", "/manage/"].iter().any(|part| link.starts_with(part));
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(own).map(|link| link.split('#').next().unwrap().replace("&amp;", "&"))
}
