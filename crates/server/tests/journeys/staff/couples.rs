//! Joint work of a couple, as the therapist of either opens, pauses, releases and closes it; and what waits for somebody.

use troth_domain::people::{CoupleId, PersonId, PersonName, Role};
use troth_domain::safety::screening::SKIP;
use troth_domain::safety::secrets_policy::TextVersion;
use troth_server::actions::{call_back, couple, joint_work, screening};

use super::{hex, page_of};
use crate::support::{Browser, TestApp};

/// Rules for two that both agreed to.
const RULES: TextVersion = TextVersion { number: 1, digest: [1; 32] };

async fn linked(app: &TestApp, ana: PersonId, bo: PersonId) -> CoupleId {
    let name = |text: &str| PersonName::new(text).unwrap();
    let (code, _) = couple::invite(&app.app, ana, name("Annie"), RULES).await.unwrap();
    couple::link(&app.app, bo, &code, name("Bob"), RULES).await.unwrap();
    couple::status(&app.app, ana).await.unwrap().couple.unwrap().0.id
}

fn address(couple: CoupleId, path: &str) -> String {
    format!("/caseload/couples/{}{path}", hex(couple.0))
}

const HEARD: [(&str, &str); 2] = [("heard-first", "by-phone"), ("heard-second", "in-person")];

/// Every page of `browser` on which joint work could show.
async fn seen(browser: &Browser<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    for page in ["/home", "/home/couple", "/home/received", "/home/write"] {
        texts.push(browser.get(page).await.is(200).text);
    }
    texts
}

#[tokio::test]
async fn joint_work_opens_after_both_were_heard_and_a_pause_changes_nothing_that_they_see() {
    let app = TestApp::sqlite().await;
    let ((ana, hers), (bo, his)) = (app.client("Ana Own").await, app.client("Bo Own").await);
    let us = linked(&app, ana, bo).await;
    let (_, own) = app.staff(Role::Therapist).await;
    own.get("/caseload").await.is(200).says(&["Annie", "Bob", &address(us, "")]);
    own.get(&address(us, "")).await.is(200).says(&["Joint work is closed", "Ana Own", "Bo Own", "Your client"]);
    own.post(&address(us, "/opening"), &HEARD[..1])
        .await
        .is(422)
        .says(&["Please say how this person was heard alone."]);
    own.post(&address(us, "/opening"), &HEARD).await.location();
    own.post(&address(us, "/opening"), &HEARD).await.is(422);
    own.get(&address(us, "")).await.is(200).says(&["Joint work is open", "Pause for one of them"]);
    let before = (seen(&hers).await, seen(&his).await);
    let ana_text = hex(ana.0);
    let pause = [("person", ana_text.as_str()), ("reason", "She told me of a shove.")];
    own.post(&address(us, "/pauses"), &[("person", "")]).await.is(422).says(&["Please choose for whom."]);
    own.post(&address(us, "/pauses"), &pause).await.location();
    let page = own.get(&address(us, "")).await.is(200);
    page.says(&["She told me of a shove.", "Paused for ", "for you alone to know"]);
    assert_eq!((seen(&hers).await, seen(&his).await), before);
    let release = [("person", ana_text.as_str()), ("cause", "pause")];
    own.post(&address(us, "/releases"), &release).await.is(422).says(&["Please say how this person was heard alone."]);
    own.post(&address(us, "/releases"), &[release[0], release[1], ("heard", "in-person")]).await.location();
    assert!(!own.get(&address(us, "")).await.is(200).text.contains("She told me of a shove."));
    assert_eq!((seen(&hers).await, seen(&his).await), before);
    own.post(&address(us, "/closing"), &[]).await.is(422);
    own.post(&address(us, "/closing"), &[("sure", "yes")]).await.location();
    own.get(&address(us, "")).await.is(200).says(&["Joint work is closed"]);
}

#[tokio::test]
async fn with_two_therapists_either_opens_and_each_pauses_for_their_own() {
    let app = TestApp::sqlite().await;
    let ben = app.app.practice().therapists[1].slug.clone();
    let ((ana, _), (bo, _)) = (app.client("Ana Own").await, app.client_of("Bo Other", &ben).await);
    let us = linked(&app, ana, bo).await;
    let ((_, ada), (_, ben)) = (app.staff(Role::Therapist).await, app.staff_as(Role::Therapist, Some(&ben)).await);
    let page = ada.get(&address(us, "")).await.is(200).says(&["Ana Own", "Bob", "A client of <bdi>Ben Okoro"]);
    assert!(!page.text.contains("Bo Other"));
    ben.post(&address(us, "/opening"), &HEARD).await.location();
    let (ana_text, bo_text) = (hex(ana.0), hex(bo.0));
    ada.post(&address(us, "/pauses"), &[("person", &bo_text)]).await.is(404);
    ada.post(&address(us, "/pauses"), &[("person", &ana_text), ("reason", "Between us.")]).await.location();
    ada.get(&address(us, "")).await.is(200).says(&["Between us."]);
    let page = ben.get(&address(us, "")).await.is(200);
    assert!(!page.text.contains("Between us.") && !page.text.contains("for you alone to know"));
    let release = [("person", ana_text.as_str()), ("cause", "pause"), ("heard", "in-person")];
    ben.post(&address(us, "/releases"), &release).await.is(404);
    ada.post(&address(us, "/releases"), &release).await.location();
    joint_work::rest(&app.app, bo, None).await.unwrap();
    assert!(!ada.get(&address(us, "")).await.is(200).text.contains("asked for a rest"));
    ben.get(&address(us, "")).await.is(200).says(&["asked for a rest"]);
}

#[tokio::test]
async fn a_couple_of_others_is_the_same_as_none() {
    let app = TestApp::sqlite().await;
    let ben = app.app.practice().therapists[1].slug.clone();
    let ((ana, _), (bo, _)) = (app.client("Ana").await, app.client("Bo").await);
    let us = linked(&app, ana, bo).await;
    let (_, other) = app.staff_as(Role::Therapist, Some(&ben)).await;
    let (_, desk) = app.staff(Role::FrontDesk).await;
    let (_, owner) = app.staff(Role::Owner).await;
    for browser in [&other, &desk, &owner] {
        let nobody = browser.get(&address(CoupleId([9; 16]), "")).await.is(404).text;
        assert_eq!(browser.get(&address(us, "")).await.is(404).text, nobody);
        for path in ["/opening", "/closing", "/pauses", "/releases"] {
            browser.post(&address(us, path), &HEARD).await.is(404);
        }
    }
}

#[tokio::test]
async fn screenings_and_calls_wait_until_somebody_took_them_on() {
    let app = TestApp::sqlite().await;
    let (ana, _) = app.client("Ana Own").await;
    let content = app.app.content().await;
    let set = &content.screening.as_ref().unwrap().set;
    let first = set.questions().next().unwrap();
    let raising = first.choices.iter().find(|choice| choice.raises).unwrap();
    let sent = set.questions().map(|question| {
        let choice = if question.name == first.name { raising.name.as_str() } else { SKIP };
        (question.name.as_str(), choice)
    });
    screening::answer(&app.app, ana, set, sent).await.unwrap();
    call_back::ask(&app.app, ana).await.unwrap();
    let (_, own) = app.staff(Role::Therapist).await;
    let (_, desk) = app.staff(Role::FrontDesk).await;
    let list = own.get("/caseload").await.is(200);
    let list = list.says(&["Safety screenings for you to look at", "Please look at it by", "Asked for a call"]);
    let link = list.text.split(&format!("{}/items/", page_of(ana))).nth(1).unwrap().split('"').next().unwrap();
    let item = format!("{}/items/{link}", page_of(ana));
    let page = own.get(&item).await.is(200);
    page.says(&[
        "What the answers raise",
        &raising.text,
        "Skipped",
        "If you see signs of danger",
        "I have looked at this",
    ]);
    let page = desk.get("/desk").await.is(200).says(&["Asked for a call", "Ana Own", "No voicemail"]);
    assert!(!page.text.contains("creening"));
    own.post(&format!("{item}/look"), &[]).await.location();
    assert!(!own.get("/caseload").await.is(200).text.contains("Safety screenings for you"));
    assert!(!own.get(&item).await.is(200).text.contains("I have looked at this"));
    desk.post(&format!("/desk/calls/{}", hex(ana.0)), &[]).await.location();
    for (browser, page) in [(&own, "/caseload"), (&desk, "/desk")] {
        assert!(!browser.get(page).await.is(200).text.contains("Asked for a call"));
    }
    own.post(&format!("{}/call", page_of(ana)), &[]).await.location();
}
