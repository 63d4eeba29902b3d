//! Each answers alone. Whatever they answer, they see the same, and only their therapist sees more.

use jiff::{SignedDuration, Span, Timestamp};
use troth_domain::audit::AuditEvent;
use troth_domain::people::Role;
use troth_domain::safety::screening::{Concern, SKIP, ScreeningSet};
use troth_server::actions::screening::{self, ScreeningError};

use super::{couple, other_staff, therapist};
use crate::support::{Answer, Browser, START, TestApp};

async fn set(app: &TestApp) -> ScreeningSet {
    app.app.content().await.screening.as_ref().unwrap().set.clone()
}

/// Sends the form with `choice` for each question, and `other` for the one that is named; answers every page after it.
async fn send(browser: &Browser<'_>, set: &ScreeningSet, choice: Option<&str>, other: (&str, &str)) -> [Answer; 2] {
    let mut fields = Vec::new();
    for question in set.questions() {
        let calm = question.choices.iter().find(|one| !one.raises).unwrap().name.as_str();
        let chosen = if question.name.as_str() == other.0 { Some(other.1) } else { choice };
        let chosen = chosen.map(|chosen| if chosen == "never" { calm } else { chosen });
        fields.extend(chosen.map(|chosen| (question.name.as_str(), chosen)));
    }
    let sent = browser.post("/safety/answers", &fields).await;
    let location = sent.location();
    [sent, browser.get(&location).await.is(200)]
}

/// All that comes back but the moment.
fn bytes(answer: &Answer) -> String {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()));
    format!("{} {}{}", answer.status, headers.collect::<String>(), answer.text)
}

#[tokio::test]
async fn whoever_can_see_the_answers_is_named_before_anything_is_asked() {
    let app = TestApp::sqlite().await;
    let (_, browser) = app.client("Ana Sample").await;
    let before = browser.get("/safety").await.is(200);
    assert!(!before.text.contains("type=\"radio\""), "nothing is asked yet");
    let audience = "Only you and your therapist here can see your answers.";
    let before = before.says(&[audience, "You can skip any question", "href=\"/safety/questions\"", "Not now"]);
    before.says(&["a child, or an older or dependent adult", "Nobody reads your answers right away"]);
    let asked = browser.get("/safety/questions").await.is(200).says(&[audience, "autocomplete=\"off\""]);
    let skips = asked.text.matches(&format!("value=\"{SKIP}\"")).count();
    assert_eq!(skips, set(&app).await.questions().count(), "each question can be skipped");
    assert!(!asked.text.contains(" checked"), "nothing is answered beforehand");
    for page in [before_help(&browser).await, browser.get("/safety/after").await.is(200)] {
        page.says(&["tel:911", "tel:988", "tel:18007997233"]);
    }
}

async fn before_help(browser: &Browser<'_>) -> Answer {
    browser.get("/help-now").await.is(200)
}

#[tokio::test]
async fn the_page_afterwards_is_the_same_whatever_was_answered() {
    let app = TestApp::sqlite().await;
    let set = set(&app).await;
    let mut seen = Vec::new();
    for (choice, other) in [
        (None, ("", "")),
        (Some(SKIP), ("", "")),
        (Some("never"), ("", "")),
        (Some("never"), ("afraid", "often")),
        (Some("never"), ("ending", "often")),
        (None, ("body", "often")),
    ] {
        let (_, browser) = app.client("Ana Sample").await;
        let not_answered = bytes(&browser.get("/safety/after").await);
        let pages = send(&browser, &set, choice, other).await;
        assert_eq!(bytes(&pages[1]), not_answered, "nor does it tell whether anything was sent");
        seen.push(pages.iter().map(bytes).collect::<String>());
        assert_eq!(bytes(&browser.get("/safety").await), bytes(&app.client("Bo Sample").await.1.get("/safety").await));
    }
    assert!(seen.iter().all(|one| *one == seen[0]));
}

#[tokio::test]
async fn the_therapist_sees_what_was_answered_first_what_is_due_first() {
    let app = TestApp::sqlite().await;
    let set = set(&app).await;
    let two = couple(&app).await;
    let (ada, _) = therapist(&app, "ada").await;
    let (ben, _) = therapist(&app, "ben").await;
    send(&two.ana_browser, &set, Some("never"), ("", "")).await;
    send(&two.bo_browser, &set, None, ("ending", "often")).await;
    let ada_slug = ada.therapist.clone().unwrap();
    let waiting = screening::waiting(&app.app, &ada_slug).await.unwrap();
    let waiting = waiting.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    assert_eq!(waiting.iter().map(|one| one.person).collect::<Vec<_>>(), [two.bo, two.ana], "a concern is due first");
    assert!(waiting[0].outcome.concerns.iter().eq(&[Concern::SelfHarm]));
    let start: Timestamp = START.parse().unwrap();
    assert!(waiting[0].due_at <= start + SignedDuration::from_hours(4 * 24), "{}", waiting[0].due_at);
    assert!(waiting[1].outcome.concerns.is_empty() && waiting[1].due_at > waiting[0].due_at);
    let id = waiting[0].item;
    let read = screening::read(&app.app, &ada, id).await.unwrap();
    let given = read.answers.entries.iter().filter_map(|entry| entry.answer.as_deref());
    assert_eq!((read.person, given.collect::<Vec<_>>()), (two.bo, vec!["Often"]));
    for staff in [ben, other_staff(&app, Role::FrontDesk).await, other_staff(&app, Role::Owner).await] {
        assert!(matches!(screening::read(&app.app, &staff, id).await, Err(ScreeningError::NotFound)));
        assert!(matches!(screening::seen(&app.app, &staff, id).await, Err(ScreeningError::NotFound)));
    }
    screening::seen(&app.app, &ada, id).await.unwrap();
    assert!(matches!(screening::seen(&app.app, &ada, id).await, Err(ScreeningError::SeenBefore)));
    assert_eq!(screening::waiting(&app.app, &ada_slug).await.unwrap().len(), 1);
    let notes = app.app.store().audit(None).await.unwrap();
    let events = notes.iter().filter_map(|entry| entry.note).filter(|note| note.item == Some(id));
    let mut events = events.map(|note| (note.event, note.person)).collect::<Vec<_>>();
    events.sort();
    let bo = Some(two.bo);
    assert_eq!(events, [(AuditEvent::ScreeningRead, bo), (AuditEvent::ScreeningHandled, bo)]);
}

#[tokio::test]
async fn what_no_form_of_ours_sends_is_refused_and_nothing_is_kept() {
    let app = TestApp::sqlite().await;
    let (_, browser) = app.client("Ana Sample").await;
    for fields in [
        &[("afraid", "always")][..],
        &[("afraid", "")],
        &[("money", "often")],
        &[("afraid", "often"), ("afraid", "never")],
    ] {
        let status = browser.post("/safety/answers", fields).await.status.as_u16();
        assert!(matches!(status, 400 | 422), "{status} for {fields:?}");
    }
    let (ada, _) = therapist(&app, "ada").await;
    assert_eq!(screening::waiting(&app.app, &ada.therapist.unwrap()).await.unwrap(), []);
}

#[tokio::test]
async fn it_is_for_clients_who_are_signed_in() {
    let app = TestApp::sqlite().await;
    let (_, ada) = therapist(&app, "ada").await;
    for address in ["/safety", "/safety/questions", "/safety/after"] {
        assert_eq!(app.get(address).await.location(), "/sign-in");
        ada.get(address).await.is(404);
    }
    assert_eq!(app.post("/safety/answers", &[("afraid", "skip")]).await.location(), "/sign-in");
    app.post("/safety/answers", &[("afraid", "often")]).await.is(401).says(&["Sign in, in a new tab"]);
    ada.post("/safety/answers", &[]).await.is(404);
}

#[tokio::test]
async fn answers_and_reasons_that_cannot_be_kept_are_given_back() {
    let app = TestApp::sqlite().await;
    let (person, ana) = app.client("Ana Sample").await;
    app.pass(Span::new().minutes(31));
    let answers = [("afraid", "often"), ("keep-quiet", "skip")];
    let page = ana.post("/safety/answers", &answers).await.is(401).says(&[
        "What you typed is still here",
        "name=\"afraid\" value=\"often\" checked",
        "action=\"/safety/answers\"",
    ]);
    assert_eq!(page.header("cache-control"), "no-store");
    ana.post("/home/rest", &[("reason", "<worn> out")])
        .await
        .is(401)
        .says(&["&lt;worn&gt; out", "action=\"/home/rest\""]);
    assert_eq!(ana.post("/home/rest", &[]).await.location(), "/sign-in", "nothing was typed");
    let ana = app.sign_in_again(person).await;
    assert_eq!(ana.post("/safety/answers", &answers).await.location(), "/safety/after");
}
