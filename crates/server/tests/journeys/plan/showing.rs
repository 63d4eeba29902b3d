//! Showing one's therapist what lies ahead and where one is in telling: after a preview of exactly that, until it is taken back,
//! and to nobody else.

use troth_domain::audit::AuditEvent;
use troth_domain::people::Role;
use troth_server::actions::access_log::openings;

use crate::persons;
use crate::staff::page_of;
use crate::support::{Browser, TestApp};

/// What a form sends, and where to.
type Sent = (&'static str, &'static [(&'static str, &'static str)]);

/// Something that can be shown.
struct Shown {
    /// Its owner's page.
    own: &'static str,
    /// How the address of the therapist's page ends.
    theirs: &'static str,
    /// Keeps it for the first time, and what is read of that.
    first: (Sent, &'static str),
    /// Changes it, and what is read of that.
    then: (Sent, &'static str),
    /// What is noted when it is opened, and told to its owner.
    opened: (AuditEvent, &'static str),
}

const SETBACKS: Shown = Shown {
    own: "/plan/setbacks",
    theirs: "setbacks",
    first: (("/plan/setbacks/text", &[("early-signs", "Late <evenings>")]), "Late &lt;evenings&gt;"),
    then: (("/plan/setbacks/text", &[("what-helps", "A walk"), ("version", "1")]), "A walk"),
    opened: (AuditEvent::SetbacksRead, "Your plan for a setback, which you showed"),
};
const DATES: Shown = Shown {
    own: "/plan/long-term",
    theirs: "long-term",
    first: (
        ("/plan/long-term", &[("what", "A <weekend> away"), ("on", "6"), ("on-day", "18"), ("on-year", "2028")]),
        "A &lt;weekend&gt; away",
    ),
    then: (
        ("/plan/long-term", &[("what", "Our Sundays"), ("on", "12"), ("on-day", "24"), ("on-year", "2028")]),
        "Sunday, December 24, 2028",
    ),
    opened: (AuditEvent::DatesRead, "The time ahead, which you showed"),
};
const LADDER: Shown = Shown {
    own: "/plan/telling",
    theirs: "telling",
    first: (("/plan/telling", &[("do", "plan"), ("rung", "1"), ("what", "I like <soup>")]), "I like &lt;soup&gt;"),
    then: (("/plan/telling", &[("do", "unsure"), ("version", "1")]), "Where I am"),
    opened: (AuditEvent::LadderRead, "Telling a little at a time, which you showed"),
};

async fn send(browser: &Browser<'_>, (address, fields): Sent) {
    browser.post(address, fields).await.location();
}

/// What stands on the sheet of a page, up to the form or the end.
fn sheet(text: &str) -> String {
    let rest = text.split("<div class=\"sheet\">").nth(1).expect("there is a sheet");
    let end = [rest.find("<form"), rest.find("<p class=\"hint\">"), rest.find("</main>")];
    rest[..end.into_iter().flatten().min().unwrap()].trim().to_owned()
}

async fn check(one: &Shown) {
    let app = TestApp::sqlite().await;
    let ((ana_id, ana), (_, bo)) = (app.client("Ana").await, app.client("Bo").await);
    persons::link(&ana, &bo).await;
    let ben = app.app.practice().therapists[1].slug.clone();
    let (_, therapist) = app.staff(Role::Therapist).await;
    let (_, other) = app.staff_as(Role::Therapist, Some(&ben)).await;
    let (_, desk) = app.staff(Role::FrontDesk).await;
    let (_, owner) = app.staff(Role::Owner).await;
    let person = page_of(ana_id);
    let (preview, theirs) = (format!("{}/therapist", one.own), format!("{person}/{}", one.theirs));
    let bos = [one.own, &preview, "/plan", "/home", "/settings/access-log"];
    let seen = async || {
        let mut all = Vec::new();
        for address in bos {
            all.push(bo.get(address).await.is(200).text);
        }
        all
    };
    let unaware = seen().await;
    ana.get(&preview).await.is(200).says(&["there is nothing to show"]);
    let ((first, words), (then, later)) = (one.first, one.then);
    send(&ana, first).await;
    ana.get(one.own).await.is(200).says(&["Only you see it", &preview, "Show it to your therapist"]);
    ana.get(&preview).await.is(200).says(&[
        "First read and sign",
        "would see exactly what stands below",
        words,
        "Not now",
    ]);
    ana.post(&preview, &[("do", "show"), ("version", "1")]).await.is(200).says(&["First read and sign"]);
    let policy = ana.get("/home/policy").await.is(200).field("version");
    ana.post("/home/policy", &[("version", &policy)]).await.location();
    ana.post(&preview, &[("do", "show"), ("version", "7")]).await.is(409).says(&["changed since you looked", words]);
    therapist.get(&theirs).await.is(404);
    assert!(!therapist.get(&person).await.is(200).text.contains(&theirs));

    let looked = ana.get(&preview).await.is(200);
    let show = [("do", "show"), ("version", &looked.field("version"))];
    assert_eq!(ana.post(&preview, &show).await.location(), format!("{preview}?shown"));
    ana.get(&format!("{preview}?shown")).await.is(200).says(&["Your therapist sees it now", "Take it back", words]);
    let own = ana.get(one.own).await.is(200).says(&["Nobody else does", "What your therapist sees"]);
    assert!(!own.text.contains("Only you see"), "no page says so while it is not so");
    therapist.get(&person).await.is(200).says(&[&format!("href=\"{theirs}\"")]);
    let read = therapist.get(&theirs).await.is(200).says(&["are told that you opened it"]);
    assert_eq!(sheet(&read.text), sheet(&looked.text), "exactly what the preview showed");
    for nobody in [&other, &desk, &owner, &bo] {
        nobody.get(&theirs).await.is(404);
    }
    send(&ana, then).await;
    therapist.get(&theirs).await.is(200).says(&[later]);

    let (event, told) = one.opened;
    let opened = openings(&app.app, ana_id, &app.app.practice().time_zone).await.unwrap();
    assert!(opened.iter().any(|opening| opening.event == event));
    ana.get("/settings/access-log").await.is(200).says(&[told]);
    assert_eq!(ana.post(&preview, &[("do", "take-back")]).await.location(), format!("{}?taken-back", one.own));
    let back = ana.get(&format!("{}?taken-back", one.own)).await.is(200);
    back.says(&["Your therapist does not see it any more", "Only you see it"]);
    therapist.get(&theirs).await.is(404);
    assert!(!therapist.get(&person).await.is(200).text.contains(&theirs));
    let noted = app.app.store().audit(None).await.unwrap();
    let noted = noted.iter().filter_map(|entry| entry.note).map(|note| note.event).collect::<Vec<_>>();
    for event in [AuditEvent::AudienceWidened, event, AuditEvent::AudienceNarrowed] {
        assert_eq!(noted.iter().filter(|one| **one == event).count(), if event == one.opened.0 { 2 } else { 1 });
    }
    assert_eq!(seen().await, unaware, "whatever was kept, shown, read and taken back");
}

#[tokio::test]
async fn a_plan_for_a_setback_is_shown_after_a_preview_and_taken_back() {
    check(&SETBACKS).await;
}

#[tokio::test]
async fn dates_are_shown_after_a_preview_and_taken_back() {
    check(&DATES).await;
}

#[tokio::test]
async fn a_ladder_of_telling_is_shown_after_a_preview_and_taken_back() {
    check(&LADDER).await;
}

/// Keeps each of these for the first time, and shows it.
async fn show(browser: &Browser<'_>, all: &[Shown]) {
    let policy = browser.get("/home/policy").await.is(200).field("version");
    browser.post("/home/policy", &[("version", &policy)]).await.location();
    for one in all {
        send(browser, one.first.0).await;
        let preview = format!("{}/therapist", one.own);
        let led = browser.post(&preview, &[("do", "show"), ("version", "1")]).await.location();
        assert_eq!(led, format!("{preview}?shown"));
    }
}

/// Keeps and shows all of them.
pub async fn show_all(browser: &Browser<'_>) {
    show(browser, &[SETBACKS, DATES, LADDER]).await;
}

/// A client who shows this one, their therapist, and the page that it has for them.
async fn showing(app: &TestApp, one: Shown) -> (Browser<'_>, Browser<'_>, String) {
    let (id, ana) = app.client("Ana").await;
    let (_, therapist) = app.staff(Role::Therapist).await;
    let theirs = format!("{}/{}", page_of(id), one.theirs);
    show(&ana, &[one]).await;
    (ana, therapist, theirs)
}

#[tokio::test]
async fn whether_a_plan_was_needed_and_how_a_telling_felt_is_shown_to_nobody() {
    let app = TestApp::sqlite().await;
    let (ana, therapist, theirs) = showing(&app, SETBACKS).await;
    let before = therapist.get(&theirs).await.is(200).text;
    ana.post("/plan/setbacks/use", &[("turn", "to")]).await.location();
    ana.get("/plan/setbacks").await.is(200).says(&["Take one line at a time", "Nobody else does"]);
    assert_eq!(therapist.get(&theirs).await.is(200).text, before);

    let mut felt = Vec::new();
    for answer in ["safe", "unsure"] {
        let app = TestApp::sqlite().await;
        let (ana, therapist, theirs) = showing(&app, LADDER).await;
        ana.post("/plan/telling", &[("do", answer), ("version", "1")]).await.location();
        felt.push(sheet(&therapist.get(&theirs).await.is(200).text));
    }
    assert_eq!(felt[0], felt[1]);
}

/// Who sees it stands wherever something is typed into it, and what is deleted and begun anew is one's own again.
#[tokio::test]
async fn who_sees_it_is_said_before_anything_is_typed() {
    let app = TestApp::sqlite().await;
    let (ana, therapist, theirs) = showing(&app, SETBACKS).await;
    ana.get("/plan/setbacks/text").await.is(200).says(&["You and", "Nobody else does"]);
    ana.post("/plan/setbacks/text", &[("what-i-do", &"x".repeat(9_000))]).await.is(422).says(&["Nobody else does"]);
    ana.post("/plan/setbacks/deletion", &[]).await.location();
    therapist.get(&theirs).await.is(404);
    send(&ana, SETBACKS.first.0).await;
    ana.get("/plan/setbacks").await.is(200).says(&["Only you see it"]);
    therapist.get(&theirs).await.is(404);

    let app = TestApp::sqlite().await;
    let (ana, ..) = showing(&app, DATES).await;
    ana.get("/plan/long-term/2028-06-18").await.is(200).says(&["You and", "Nobody else does"]);
}

#[tokio::test]
async fn the_file_of_everything_says_what_is_shown_and_that_of_what_two_share_does_not() {
    let app = TestApp::sqlite().await;
    let (ana, ..) = showing(&app, DATES).await;
    send(&ana, SETBACKS.first.0).await;
    let take = async |scope: &str, format: &str| {
        ana.post("/settings/take-with-you", &[("scope", scope), ("format", format)]).await.is(200).text
    };
    let page = take("everything", "page").await;
    let said = page.match_indices("My therapist may see it.").map(|(place, _)| place).collect::<Vec<_>>();
    let [dates, setbacks] = [DATES.first.1, SETBACKS.first.1].map(|words| page.find(words).unwrap());
    assert!(matches!(said[..], [one] if setbacks < one && one < dates), "it is said of the dates alone");
    assert!(take("everything", "data").await.contains("\"my_therapist_may_see\":[\"the_time_ahead\"]"));
    for format in ["page", "data"] {
        let shared = take("shared", format).await;
        assert!(!shared.contains("therapist may see") && !shared.contains("therapist_may_see"));
    }
}
