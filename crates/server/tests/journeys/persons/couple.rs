//! Becoming two by a code, and leaving alone.

use jiff::ToSpan;
use troth_domain::limits;

use super::{enter, keep, link, make_code, rules};
use crate::support::{START, TestApp};

/// Every page of a person on which something of a partner could show.
const PAGES: [&str; 8] = [
    "/home",
    "/home/write",
    "/home/received",
    "/home/couple",
    "/home/couple/code",
    "/home/couple/link",
    "/home/couple/leave",
    "/home/policy",
];

#[tokio::test]
async fn two_are_linked_by_a_code_that_is_shown_once() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    ana.get("/home/couple").await.is(200).says(&["Do not link if you are afraid"]);
    ana.get("/home/couple/code").await.is(200).says(&["Rules for the two of you", "Not now", "value=\"Ana\""]);
    let code = make_code(&ana, "Ana").await;
    let waiting = ana.get("/home/couple").await.is(200).says(&["You made a code", "Take the code back"]);
    assert!(!waiting.text.contains(&code), "a code is shown once");
    bo.get("/home/couple/link").await.is(200).says(&["Rules for the two of you", "I agree"]);
    assert_eq!(enter(&bo, &code.to_lowercase().replace('-', " "), "Bo").await.location(), "/home/couple?linked");
    ana.get("/home").await.says(&["You are linked with <bdi>Bo</bdi>"]);
    bo.get("/home").await.says(&["You are linked with <bdi>Ana</bdi>"]);
    for page in ["/home/couple/code", "/home/couple/link"] {
        assert_eq!(bo.get(page).await.location(), "/home/couple");
    }
}

#[tokio::test]
async fn a_wrong_an_old_and_a_used_code_read_the_same() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    let (_, cy) = app.client("Cy").await;
    let same = "This code links nobody now";
    let taken_back = make_code(&ana, "Ana").await;
    ana.post("/home/couple/code/withdrawal", &[]).await.location();
    enter(&bo, &taken_back, "Bo").await.is(422).says(&[same, "href=\"#code\"", "value=\"Bo\""]);
    let replaced = make_code(&ana, "Ana").await;
    let code = make_code(&ana, "Ana").await;
    enter(&bo, &replaced, "Bo").await.is(422).says(&[same]);
    enter(&bo, "ABCDE-FGH23", "Bo").await.is(422).says(&[same]);
    enter(&ana, &code, "Ana").await.is(422).says(&["This is your own code"]);
    assert_eq!(enter(&bo, &code, "Bo").await.location(), "/home/couple?linked");
    // A couple of three: neither with the used code, nor with a new one, since whoever is linked makes none.
    enter(&cy, &code, "Cy").await.is(422).says(&[same]);
    assert_eq!(ana.post("/home/couple/code", &[("rules", &rules()), ("name", "Ana")]).await.location(), "/home/couple");
    let of_cy = make_code(&cy, "Cy").await;
    assert_eq!(enter(&ana, &of_cy, "Ana").await.location(), "/home/couple");
    app.pass((24 * limits::INVITATION_DAYS).hours());
    let (_, dee) = app.client("Dee").await;
    enter(&dee, &of_cy, "Dee").await.is(422).says(&[same]);
    app.sign_in_again(ana_id).await.get("/home").await.says(&["You are linked with <bdi>Bo</bdi>"]);
}

#[tokio::test]
async fn other_words_under_the_same_number_are_other_rules() {
    let app = TestApp::sqlite().await;
    let (ana_id, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    let before = make_code(&ana, "Ana").await;
    let built_in = include_str!("../../../../../content/en/couple-rules.md");
    app.write_text("couple-rules.md", &format!("{built_in}\n\nOne more thing that both agree to.\n"));
    let page = bo.get("/home/couple/link").await.is(200).says(&["One more thing"]);
    bo.post("/home/couple/link", &[("rules", &rules()), ("code", &before), ("name", "Bo")]).await.is(409);
    let new = page.field("rules");
    let same = "This code links nobody now";
    let fields = |code| [("rules", new.as_str()), ("code", code), ("name", "Bo")];
    bo.post("/home/couple/link", &fields(&before)).await.is(422).says(&[same]);
    let after = make_code(&ana, "Ana").await;
    assert_eq!(bo.post("/home/couple/link", &fields(&after)).await.location(), "/home/couple?linked");
    let couple = app.app.store().couple_of(ana_id).await.unwrap().unwrap();
    assert_eq!(new, format!("{}-{}", couple.rules.number, data_encoding::HEXLOWER.encode(&couple.rules.digest)));
}

#[tokio::test]
async fn guessing_codes_stops_whoever_guesses_and_nobody_else() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    let (_, cy) = app.client("Cy").await;
    let code = make_code(&ana, "Ana").await;
    for _ in 0..limits::LINK_TRIES_PER_HOUR {
        enter(&cy, "00000-00000", "Cy").await.is(422);
    }
    let stopped = enter(&cy, &code, "Cy").await.is(429).says(&["Please wait a little", &code]);
    assert!(!stopped.header("retry-after").is_empty());
    assert_eq!(enter(&bo, &code, "Bo").await.location(), "/home/couple?linked");
}

#[tokio::test]
async fn every_error_stands_beside_its_field_and_what_was_typed_stays() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    ana.post("/home/couple/code", &[("rules", &rules()), ("name", " ")]).await.is(422).says(&["name-error"]);
    ana.post("/home/couple/code", &[("rules", "1-00"), ("name", "Ana")])
        .await
        .is(409)
        .says(&["The rules have changed"]);
    enter(&bo, "short", "").await.is(422).says(&["code-error", "name-error", "value=\"short\""]);
    let old = [("rules", "0"), ("code", "ABCDE-FGH23"), ("name", "Bo")];
    bo.post("/home/couple/link", &old).await.is(409).says(&["The rules have changed", "ABCDE-FGH23"]);
    assert_eq!(bo.get("/home/couple/leave").await.location(), "/home/couple");
    link(&ana, &bo).await;
    let page = ana.post("/home/couple/leave", &[("shared", "back")]).await.is(422);
    page.says(&["told_on-error", "bookings-error", "checked"]);
    let far = [("told_on", "2026-12-30"), ("shared", "back"), ("bookings", "stay")];
    ana.post("/home/couple/leave", &far).await.is(422).says(&["told_on-error"]);
    ana.get("/home").await.says(&["You are linked with <bdi>Bo</bdi>"]);
}

#[tokio::test]
async fn leaving_changes_nothing_on_the_others_pages_until_the_day() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let (bo_id, bo) = app.client("Bo").await;
    link(&ana, &bo).await;
    keep(&bo, "of Bo").await;
    let mut before = Vec::new();
    for page in PAGES {
        before.push(bo.get(page).await.text);
    }
    let leave = ana.get("/home/couple/leave").await.is(200).says(&["End the link with <bdi>Bo</bdi>"]);
    assert!(leave.text.contains("value=\"2026-11-28\"") && !leave.text.contains("value=\"2026-11-30\""));
    let chosen = [("told_on", "2026-11-06"), ("shared", "back"), ("bookings", "stay")];
    assert_eq!(ana.post("/home/couple/leave", &chosen).await.location(), "/home/couple?left");
    assert_eq!(ana.post("/home/couple/leave", &chosen).await.location(), "/home/couple");
    ana.get("/home").await.says(&["You are here on your own"]);
    for (page, before) in PAGES.iter().zip(&before) {
        assert_eq!(bo.get(page).await.text, *before, "{page}");
    }
    let start: jiff::Timestamp = START.parse().unwrap();
    let told: jiff::Timestamp = "2026-11-07T01:00:00Z".parse().unwrap();
    app.set(told - 1.second());
    app.sign_in_again(bo_id).await.get("/home").await.says(&["You are linked with <bdi>Ana</bdi>"]);
    app.set(told);
    let bo = app.sign_in_again(bo_id).await;
    bo.get("/home").await.says(&["The link with <bdi>Ana</bdi> has ended"]);
    bo.get("/home/couple").await.says(&["<bdi>Ana</bdi> has ended the link", "Make a code"]);
    assert!(told > start);
    // Both are free again, with anyone.
    let (_, cy) = app.client("Cy").await;
    link(&cy, &bo).await;
    bo.get("/home").await.says(&["You are linked with <bdi>Ana</bdi>"]);
}
