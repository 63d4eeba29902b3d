//! What Bo's browser sends: the forms of his pages, as they stand there.

use troth_domain::people::PersonId;

use crate::pages::Seen;
use crate::support::{Answer, Browser, TestApp};

/// One browser, and all that came of what it sent.
struct Sender<'a> {
    browser: Browser<'a>,
    answers: Vec<(String, Answer)>,
}

impl<'a> Sender<'a> {
    async fn sign_in(test: &'a TestApp, who: PersonId) -> Self {
        Self { browser: test.sign_in_again(who).await, answers: Vec::new() }
    }

    /// Sends a form; answers where it leads.
    async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.browser.post(address, fields).await;
        let to = answer.header("location").to_owned();
        self.answers.push((format!("POST {address}"), answer));
        to
    }

    async fn get(&mut self, address: &str) {
        let answer = self.browser.get(address).await;
        self.answers.push((format!("GET {address}"), answer));
    }
}

/// He writes, previews and shares, twice; takes it back now and then; and sends forms that say too little.
pub async fn send(test: &TestApp, who: PersonId, place: usize) -> Seen {
    let mut sender = Sender::sign_in(test, who).await;
    let text = format!("Sent by a form, {place}");
    let kept = sender.post("/home/write/new/journal", &[("part-entry", &text), ("finish", "yes")]).await;
    let item = kept.split('?').next().unwrap().to_owned();
    sender.get(&format!("{item}/audience/preview?partner=yes")).await;
    for _ in 0..2 {
        sender.post(&format!("{item}/audience"), &[("version", "1"), ("partner", "yes")]).await;
    }
    sender.get(&item).await;
    if place.is_multiple_of(2) {
        sender.post(&format!("{item}/withdrawal"), &[("from", "partner")]).await;
    }
    for address in ["/plan/check-in", "/plan/exercises/a-letter-not-sent", "/home/couple/link", "/home/couple/leave"] {
        sender.post(address, &[]).await;
    }
    Seen::answers(sender.answers)
}

/// He asks for a rest, twice.
pub async fn rest(test: &TestApp, who: PersonId) -> Seen {
    let mut sender = Sender::sign_in(test, who).await;
    for _ in 0..2 {
        sender.post("/home/rest", &[]).await;
    }
    sender.get("/home/rest").await;
    Seen::answers(sender.answers)
}
