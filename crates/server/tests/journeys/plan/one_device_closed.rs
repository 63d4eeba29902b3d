//! What closes the second person's place in a talk on the other's device, and what becomes of what was typed there.

use jiff::Span;

use super::one_device::{ROOM, begun, enter, is_closed, press, screen, send, take_code};
use super::two::two;
use crate::persons;
use crate::support::{Answer, TestApp};

#[tokio::test]
async fn whatever_closes_the_place_what_was_typed_is_given_back() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let talk = begun(&two).await;
    press(&two, &talk, "speak", "It was quiet.").await.location();
    let together = format!("{talk}/together");
    let reopen = async || {
        let code = take_code(&two.bo, &talk).await;
        enter(&two.ana, &talk, &code).await.location();
        assert!(!is_closed(&two, &talk).await);
    };
    let given_back = async |page: &Answer| {
        let answer = send(&two.ana, &talk, page, ("reflect", "Long <and> hard")).await;
        answer.is(401).says(&["This was not sent", "part on this device is closed", "Long &lt;and&gt; hard"]);
        assert!(!two.bo.get(&talk).await.text.contains("Long"), "it is kept nowhere");
    };
    let page = screen(&two, &talk).await;
    // He closes it from his own pages.
    two.bo.get(&format!("{talk}/code")).await.says(&["Your part is open on"]);
    two.bo.post(&format!("{talk}/code/end"), &[]).await.location();
    assert!(is_closed(&two, &talk).await);
    given_back(&page).await;
    reopen().await;
    two.bo.get("/settings/sessions").await.says(&["Your part in one talk is open there"]);
    two.bo.post("/settings/sessions/rooms/end", &[]).await.location();
    given_back(&page).await;
    reopen().await;
    two.bo.post("/settings/sessions/others/end", &[]).await.location();
    given_back(&page).await;
    // It is handed back.
    reopen().await;
    let led = two.ana.post(&format!("{together}/return"), &[]).await.location();
    assert_eq!(led, format!("{together}?back"));
    two.ana.get(&led).await.is(200).says(&["The device is handed back", "Sign out here"]);
    assert_eq!(two.ana.cookie(ROOM), "");
    given_back(&page).await;
    two.ana.get("/home").await.is(200);
    // It is idle for long, while she is not.
    reopen().await;
    for _ in 0..2 {
        app.pass(Span::new().minutes(16));
        two.ana.get("/home").await.is(200);
        two.bo.get("/home").await.is(200);
    }
    assert!(!two.bo.get("/settings/sessions").await.text.contains("partner\u{2019}s device"));
    given_back(&page).await;
    assert!(is_closed(&two, &talk).await);
    // It is used all the time, for four hours.
    reopen().await;
    for turn in 0..16 {
        assert!(!is_closed(&two, &talk).await, "{turn}");
        app.pass(Span::new().minutes(15));
        two.bo.get("/home").await.is(200);
    }
    given_back(&page).await;
}

#[tokio::test]
async fn whoever_is_signed_in_there_takes_the_place_along_when_they_sign_out() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let talk = begun(&two).await;
    let (page, room) = (screen(&two, &talk).await, two.ana.cookie(ROOM));
    two.ana.post("/sign-out", &[]).await.location();
    two.ana.set_cookie(ROOM, &room);
    let page_of_nobody = send(&two.ana, &talk, &page, ("speak", "Typed for long.")).await.is(401);
    page_of_nobody.says(&["You were signed out", "Typed for long.", "value=\"look\"", "name=\"as\""]);
    assert_eq!(send(&two.ana, &talk, &page, ("end", "")).await.location(), "/sign-in");
    assert!(!two.bo.get(&format!("{talk}/code")).await.text.contains("Your part is open"));
    let ana = app.sign_in_again(two.ids[0]).await;
    ana.set_cookie(ROOM, &room);
    ana.get(&format!("{talk}/together")).await.is(200).says(&["name=\"code\""]);
    // What she typed is hers, and is kept once she is back; what he had typed would not be.
    let whose = page.field("as");
    let again = [("as", whose.as_str()), ("deed", "look"), ("words", "Typed for long.")];
    ana.post(&format!("{talk}/together"), &again).await.is(200);
    ana.get(&talk).await.says(&["Typed for long."]);
    let bo = app.sign_in_again(two.ids[1]).await;
    bo.post(&format!("{talk}/together"), &again).await.is(401).says(&["Typed for long."]);
    assert!(!bo.get(&talk).await.text.contains("Typed for long."));
}

#[tokio::test]
async fn it_ends_with_the_talk_with_joint_work_and_with_the_link() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let talk = begun(&two).await;
    let page = screen(&two, &talk).await;
    let seen = two.bo.get(&talk).await;
    let fields = [("command", seen.field("command")), ("seen", seen.field("seen")), ("deed", "end".to_owned())];
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
    two.bo.post(&talk, &fields).await.location();
    screen(&two, &talk).await.says(&["This talk is over"]);
    assert_eq!(send(&two.ana, &talk, &page, ("end", "")).await.location(), format!("{talk}/together"));
    let talk = begun(&two).await;
    let page = screen(&two, &talk).await;
    let couple = persons::couple_id(&app, two.ids[0]).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    screen(&two, &talk).await.says(&["This talk is over"]);
    // Hers is kept as her draft, and his place is gone with the talk.
    let whose = if page.field("as") == "one" { "two" } else { "one" };
    let fields = [("as", whose), ("deed", "speak"), ("words", "Too late.")];
    two.ana.post(&format!("{talk}/together"), &fields).await.is(401).says(&["This talk is over", "Too late."]);
    enter(&two.ana, &talk, "ABCDE-FGHJK").await.is(200).says(&["This talk is over"]);
    assert!(!two.bo.get("/settings/sessions").await.text.contains("partner\u{2019}s device"));
}

#[tokio::test]
async fn whoever_leaves_ends_it_at_once() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let talk = begun(&two).await;
    let page = two.bo.get("/home/couple/leave").await.is(200);
    let last = page.text.rsplit("<option value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let leaving = [("told_on", last.as_str()), ("shared", "stay"), ("bookings", "stay")];
    two.bo.post("/home/couple/leave", &leaving).await.location();
    screen(&two, &talk).await.says(&["This talk is over"]);
    two.bo.get(&format!("{talk}/together")).await.is(404);
    two.bo.get(&format!("{talk}/code")).await.is(404);
    assert!(!two.bo.get("/settings/sessions").await.text.contains("partner\u{2019}s device"));
}
