//! What two want to talk about in a session: lines of either and of a therapist, and what one alone would like to bring.

use data_encoding::HEXLOWER;
use jiff::Span;
use troth_domain::audit::AuditEvent;
use troth_domain::people::{PersonId, Role};
use troth_domain::safety::joint_work::Cause;
use troth_server::actions::access_log::openings;
use troth_server::actions::joint_work::{self, Step};

use super::commitments::EIGHT_DAYS;
use super::two::{Two, two};
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

const LIST: &str = "/plan/agenda";
const NEW: &str = "/plan/agenda/new";
const MINE: &str = "/plan/agenda/mine";
const THERAPIST: &str = "/plan/agenda/mine/therapist";

/// Sends the form as it is now, with this line.
async fn send(browser: &Browser<'_>, words: &str) -> Answer {
    let command = browser.get(NEW).await.is(200).field("command");
    browser.post(NEW, &[("command", &command), ("words", words)]).await
}

/// Adds a line; answers where it is changed.
async fn add(browser: &Browser<'_>, words: &str) -> String {
    let led = send(browser, words).await.location();
    assert_eq!(led, "/plan/agenda?did=add");
    let page = browser.get(&led).await.is(200).says(&["Your therapist sees it now", words]);
    line_of(&page, words)
}

/// Where the line of these words is changed.
fn line_of(page: &Answer, words: &str) -> String {
    let after = page.text.split(&format!(">{words}</p>")).nth(1).unwrap_or_else(|| panic!("{words} is on the list"));
    let action = after.split("action=\"").nth(1).unwrap();
    action.split('"').next().unwrap().to_owned()
}

/// Does something with a line, as the page has it now.
async fn act(browser: &Browser<'_>, line: &str, deed: &str) -> Answer {
    let page = browser.get(LIST).await.is(200);
    let form = page.text.split(&format!("action=\"{line}\"")).nth(1).unwrap();
    let field = |name: &str| {
        let after = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    browser.post(line, &[("command", &field("command")), ("seen", &field("seen")), ("deed", deed)]).await
}

/// A page, without what is made anew with each load.
async fn shown(browser: &Browser<'_>, address: &str) -> String {
    let text = browser.get(address).await.is(200).text;
    let is_fresh = |line: &&str| !line.contains("name=\"command\"");
    text.replace('>', ">\n").lines().filter(is_fresh).collect::<Vec<_>>().join("\n")
}

async fn couple_page(two: &Two<'_>) -> String {
    let couple = persons::couple_id(two.app, two.ids[0]).await;
    format!("/caseload/couples/{}", HEXLOWER.encode(&couple.0))
}

fn person_page(person: PersonId) -> String {
    format!("/caseload/people/{}", HEXLOWER.encode(&person.0))
}

async fn therapist<'a>(app: &'a TestApp, place: usize) -> Browser<'a> {
    let slug = app.app.practice().therapists[place].slug.clone();
    app.staff_as(Role::Therapist, Some(&slug)).await.1
}

#[tokio::test]
async fn a_line_is_for_the_therapist_at_once_and_for_the_other_at_its_hour() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (own, other) = (therapist(&app, 0).await, therapist(&app, 1).await);
    let page = couple_page(&two).await;
    two.ana.get("/plan").await.says(&["href=\"/plan/agenda\"", "href=\"/plan/agenda/mine\""]);
    two.bo.get(LIST).await.is(200).says(&["Nothing is on the list", "You, <bdi>", "and your therapist see each line"]);
    let empty = two.bo.get(LIST).await.text;
    let form = two.ana.get(NEW).await.is(200).says(&["You, <bdi>", "Your therapist sees it at once", "Not now"]);
    let place = |part: &str| form.text.find(part).unwrap();
    assert!(place("your therapist see each line") < place("name=\"words\""), "who sees it comes first");
    send(&two.ana, " ").await.is(422).says(&["Write in a line what you want to talk about"]);
    send(&two.ana, &"long ".repeat(60)).await.is(422).says(&["Shorten this to 250 characters", "long long"]);
    let line = add(&two.ana, "How we talk about money").await;
    assert_eq!(shown(&two.bo, LIST).await, without_commands(&empty), "it is under way");
    assert!(!two.bo.get("/plan").await.text.contains("How we talk"));
    two.bo.post(&line, &[("deed", "talked-about")]).await.is(404);
    own.get(&page).await.is(200).says(&["How we talk about money", "do not bring it up as known"]);
    other.get(&page).await.is(404);
    for role in [Role::FrontDesk, Role::Owner] {
        app.staff(role).await.1.get(&page).await.is(404);
    }
    // Whoever wrote a line is told that it was read, and nobody else is.
    let told = async |person: PersonId| {
        let told = openings(&app.app, person, &app.app.practice().time_zone).await.unwrap();
        told.iter().any(|opening| opening.event == AuditEvent::AgendaRead)
    };
    assert!(told(two.ids[0]).await && !told(two.ids[1]).await);
    two.ana.get("/settings/access-log").await.says(&["What you want to talk about in a session"]);
    two.after(EIGHT_DAYS).await;
    two.bo.get(LIST).await.is(200).says(&["From <bdi>", "How we talk about money", "Set it aside for me"]);
    for browser in [&two.ana, &two.bo] {
        browser.get("/plan").await.is(200).says(&["To talk about in a session", "How we talk about money"]);
        for scope in ["everything", "shared"] {
            let data = browser.post("/settings/take-with-you", &[("scope", scope), ("format", "data")]).await.is(200);
            data.says(&["\"for_a_session\"", "How we talk about money"]);
        }
    }
    let (_, stranger) = app.client("Cleo").await;
    stranger.post(&line, &[("deed", "talked-about")]).await.is(404);
    // Nobody takes what the other wants to talk about off the list, neither from their page nor from their therapist's.
    let came = two.bo.get(LIST).await.is(200).says(&["What you can do"]);
    assert!(!came.text.contains("We talked about it"));
    act(&two.bo, &line, "talked-about").await.is(422).says(&["This line is not yours"]);
    let own = therapist(&app, 0).await;
    own.get(&page).await.is(200).says(&["How we talk about money", "name=\"line\""]);
    two.ana.get(LIST).await.is(200).says(&["From you", "We talked about it"]);
    act(&two.ana, &line, "talked-about").await.location();
    two.ana.get(LIST).await.is(200).says(&["Talked about", "Nothing is on the list"]);
    let seen = own.get(&page).await.is(200).says(&["<summary>Talked about</summary>", "How we talk about money"]);
    assert!(!seen.text.contains("name=\"line\""), "there is nothing left to mark");
    two.after(EIGHT_DAYS).await;
    two.bo.get(LIST).await.is(200).says(&["Talked about", "Nothing is on the list"]);
}

fn without_commands(text: &str) -> String {
    let is_fresh = |line: &&str| !line.contains("name=\"command\"");
    text.replace('>', ">\n").lines().filter(is_fresh).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn setting_aside_and_taking_back_tell_nobody_more_than_they_must() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let page = couple_page(&two).await;
    let line = add(&two.ana, "The summer").await;
    let early = add(&two.ana, "Too early").await;
    two.ana.post(&early, &[("deed", "set-aside")]).await.is(422).says(&["This line is yours"]);
    two.ana.post(&early, &[("deed", "burn")]).await.is(422);
    assert_eq!(act(&two.ana, &early, "withdraw").await.location(), "/plan/agenda?did=withdraw");
    let own = therapist(&app, 0).await;
    let sent = own.get(&page).await.is(200).says(&["The summer"]);
    assert!(!sent.text.contains("Too early"), "what is taken back is gone from there, too");
    two.after(EIGHT_DAYS).await;
    let came = two.bo.get(LIST).await.is(200).says(&["The summer"]);
    assert!(!came.text.contains("Too early"), "it never came");
    let before = shown(&two.ana, LIST).await;
    assert_eq!(act(&two.bo, &line, "set-aside").await.location(), "/plan/agenda?did=done");
    two.bo.get(LIST).await.is(200).says(&["Set aside, for you alone", "Nothing is on the list"]);
    assert!(!two.bo.get("/plan").await.text.contains("The summer"));
    assert_eq!(shown(&two.ana, LIST).await, before);
    let sheet = |text: &str| text.split("id=\"agenda\"").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
    let own = therapist(&app, 0).await;
    let unaware = own.get(&page).await.text;
    act(&two.bo, &line, "put-back").await.location();
    assert_eq!(without_commands(&sheet(&own.get(&page).await.text)), without_commands(&sheet(&unaware)));
    two.bo.get(LIST).await.is(200).says(&["From <bdi>", "The summer"]);
    act(&two.ana, &line, "withdraw").await.location();
    assert!(!two.bo.get(LIST).await.text.contains("The summer"), "it goes at once");
    assert!(!own.get(&page).await.text.contains("The summer"));
}

#[tokio::test]
async fn a_therapists_line_comes_to_both_at_one_hour_whatever_holds() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let page = couple_page(&two).await;
    let couple = persons::couple_id(&app, two.ids[0]).await;
    let (own, other) = (therapist(&app, 0).await, therapist(&app, 1).await);
    let command = own.get(&page).await.is(200).field("command");
    let agenda = format!("{page}/agenda");
    let fields = [("command", command.as_str()), ("words", "What went <well>")];
    other.post(&agenda, &fields).await.is(404);
    own.post(&agenda, &[("command", command.as_str()), ("words", "")]).await.is(422).says(&["what to talk about"]);
    let long = "long ".repeat(60);
    own.post(&agenda, &[("command", &command), ("words", &long)]).await.is(422).says(&["Shorten this", "long long"]);
    own.post(&agenda, &fields).await.location();
    own.post(&agenda, &fields).await.location();
    let seen = own.get(&page).await.is(200).says(&["From a therapist. Both see it from"]);
    assert_eq!(seen.text.matches("What went &lt;well&gt;</p>").count(), 1, "sent twice, there once");
    for browser in [&two.ana, &two.bo] {
        browser.get(LIST).await.says(&["Nothing is on the list"]);
    }
    joint_work::take(&app.app, &two.staff, couple, Step::Pause { person: two.ids[0], reason: None }).await.unwrap();
    two.after(26).await;
    for browser in [&two.ana, &two.bo] {
        browser.get(LIST).await.says(&["From a therapist", "What went &lt;well&gt;"]);
        browser.get("/plan").await.says(&["To talk about in a session", "What went &lt;well&gt;"]);
    }
    let own = therapist(&app, 0).await;
    let note = own.get(&page).await.field("note");
    let changes = format!("{agenda}/changes");
    own.post(&changes, &[("deed", "burn"), ("note", &note)]).await.is(422);
    own.post(&changes, &[("deed", "talked-about"), ("note", &note)]).await.location();
    two.bo.get(LIST).await.says(&["Talked about", "Nothing is on the list"]);
    own.post(&changes, &[("deed", "remove"), ("note", &note)]).await.location();
    assert!(!two.bo.get(LIST).await.text.contains("What went"));
    let noted = app.app.store().audit(None).await.unwrap();
    assert!(noted.iter().filter_map(|entry| entry.note).any(|note| note.event == AuditEvent::AgendaChanged));
    persons::close_joint_work(&app, &two.staff, couple).await;
    let closed = own.get(&page).await.is(200).says(&["For the next session"]);
    assert!(!closed.text.contains("Add it for both"));
    let late = own.post(&agenda, &[("command", "00112233445566778899aabbccddeeff"), ("words", "Late")]).await.is(422);
    late.says(&["Joint work is closed, so this line was not added", "for you to copy", "Late"]);
}

/// The therapist marks a line that a pause holds: its author sees it, and the other sees nothing, until it comes.
#[tokio::test]
async fn a_pause_holds_a_line_for_the_other_and_for_nobody_else() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let page = couple_page(&two).await;
    let couple = persons::couple_id(&app, two.ids[0]).await;
    let pause = Step::Pause { person: two.ids[1], reason: None };
    joint_work::take(&app.app, &two.staff, couple, pause).await.unwrap();
    let before = shown(&two.bo, LIST).await;
    add(&two.ana, "What I am afraid of").await;
    two.after(EIGHT_DAYS).await;
    assert_eq!(shown(&two.bo, LIST).await, before, "it waits");
    two.ana.get(LIST).await.is(200).says(&["What I am afraid of"]);
    let own = therapist(&app, 0).await;
    let line = own.get(&page).await.is(200).says(&["What I am afraid of"]).field("line");
    let changes = format!("{page}/agenda/changes");
    own.post(&changes, &[("deed", "talked-about"), ("line", &line)]).await.location();
    two.ana.get(LIST).await.says(&["Talked about", "Nothing is on the list"]);
    assert_eq!(shown(&two.bo, LIST).await, before, "nor does the mark show");
    two.bo.post(&format!("{LIST}/{line}"), &[("deed", "set-aside")]).await.is(404);
    let hold = troth_domain::safety::joint_work::Hold { person: two.ids[1], cause: Cause::Pause };
    let how = troth_domain::safety::joint_work::Hearing::ByPhone;
    let heard = troth_domain::safety::joint_work::HeardAlone { person: two.ids[1], how };
    joint_work::take(&app.app, &two.staff, couple, Step::Release { hold, heard }).await.unwrap();
    two.after(EIGHT_DAYS).await;
    two.bo.get(LIST).await.says(&["Talked about", "What I am afraid of"]);
}

#[tokio::test]
async fn leaving_shows_nothing_until_the_day_and_closed_joint_work_leaves_the_list_to_be_read() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let page = couple_page(&two).await;
    let couple = persons::couple_id(&app, two.ids[0]).await;
    let line = add(&two.ana, "The summer").await;
    two.after(EIGHT_DAYS).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    two.bo.get(LIST).await.is(200).says(&["The summer", "Joint work is closed", "Set it aside"]);
    let closed = two.ana.get(LIST).await.is(200).says(&["The summer", "Take it back"]);
    assert!(!closed.text.contains("We talked about it"));
    send_closed(&two.bo).await;
    two.ana.post(&line, &[("deed", "talked-about"), ("seen", "1")]).await.is(422).says(&["Joint work is closed"]);
    two.staff = persons::open_joint_work(&app, two.ids[0], two.ids[1]).await;
    let before = shown(&two.bo, LIST).await;
    let leave = two.ana.get("/home/couple/leave").await.is(200);
    let last = leave.text.rsplit("<option value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let leaving = [("told_on", last.as_str()), ("shared", "stay"), ("bookings", "stay")];
    two.ana.post("/home/couple/leave", &leaving).await.location();
    assert_eq!(shown(&two.bo, LIST).await, before);
    two.ana.get(LIST).await.is(200).says(&["Nothing is on the list", "two linked pages"]);
    two.ana.post(&line, &[("deed", "withdraw")]).await.is(404);
    add(&two.bo, "After she left").await;
    therapist(&app, 0).await.get(&page).await.is(200).says(&["The summer", "After she left"]);
}

async fn send_closed(browser: &Browser<'_>) {
    let fields = [("command", "10112233445566778899aabbccddeeff"), ("words", "Soup.")];
    browser.post(NEW, &fields).await.is(422).says(&["Joint work is closed", "Soup."]);
}

#[tokio::test]
async fn what_is_typed_comes_back_and_a_line_begins_from_elsewhere_with_words_to_be_edited() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let command = two.ana.get("/plan/boundaries/new").await.field("command");
    let fields = [("command", command.as_str()), ("words", "My diary is mine.")];
    let boundary = two.ana.post("/plan/boundaries/new", &fields).await.location();
    let id = boundary.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    let link = format!("{NEW}?boundary={id}");
    two.ana.get(&boundary).await.is(200).says(&[&format!("href=\"{link}\"")]);
    two.ana.get(&link).await.is(200).says(&["value=\"My diary is mine.\""]);
    let nothing = two.bo.get(&link).await.is(200);
    assert!(!nothing.text.contains("My diary"), "what has not come is found by nobody");
    let fields = [("command", "00112233445566778899aabbccddeeff"), ("words", "Long <and> hard")];
    two.ana.post(NEW, &fields).await.location();
    let other = [fields[0], ("words", "Other words")];
    two.ana.post(NEW, &other).await.is(422).says(&["You sent this form before", "Other words"]);
    app.pass(Span::new().minutes(31));
    // What would go to somebody does not say that it is kept.
    for (address, press) in [(NEW, "Add it"), (MINE, "Put it on my list")] {
        let page = two.ana.post(address, &fields).await.is(401).says(&["You were signed out"]);
        let page = page.says(&["Long &lt;and&gt; hard", "value=\"00112233445566778899aabbccddeeff\""]);
        let pressed = format!("Press \u{201c}{press}\u{201d} below");
        let page = page.says(&[&pressed, &format!(">{press}</button>")]);
        assert!(!page.text.contains("Keep it"));
    }
}

/// Puts a line on one's own list.
async fn keep(browser: &Browser<'_>, words: &str) -> String {
    let command = browser.get(MINE).await.is(200).field("command");
    let led = browser.post(MINE, &[("command", &command), ("words", words)]).await.location();
    assert_eq!(led, "/plan/agenda/mine?did=add");
    browser.get(&led).await.is(200).says(&["It is on your list", words]);
    format!("{MINE}/{command}")
}

#[tokio::test]
async fn ones_own_list_is_ones_own_until_it_is_shown_and_after_it_is_taken_back() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let [own, other] = [therapist(&app, 0).await, therapist(&app, 1).await];
    let (_, desk) = app.staff(Role::FrontDesk).await;
    let page = format!("{}/agenda", person_page(two.ids[0]));
    let unaware = (shown(&two.bo, LIST).await, two.bo.get("/plan").await.text, shown(&two.bo, MINE).await);
    let link = format!("href=\"{page}\"");
    two.ana.get(THERAPIST).await.is(200).says(&["there is nothing to show"]);
    two.ana.get(MINE).await.is(200).says(&["Only you see this list"]);
    two.ana.post(MINE, &[("command", "00112233445566778899aabbccddeeff"), ("words", " ")]).await.is(422);
    let line = keep(&two.ana, "Why I do not sleep").await;
    two.bo.get(&line).await.is(404);
    assert!(!own.get(&person_page(two.ids[0])).await.is(200).text.contains(&link));
    own.get(&page).await.is(404);
    let version = two.ana.get(&line).await.is(200).says(&["value=\"Why I do not sleep\""]).field("version");
    two.ana.post(&line, &[("deed", "reword"), ("version", &version), ("words", "")]).await.is(422);
    let reworded = [("deed", "reword"), ("version", version.as_str()), ("words", "Why I wake at <four>")];
    two.ana.post(&line, &reworded).await.location();
    let stale = [("deed", "reword"), ("version", version.as_str()), ("words", "From my phone")];
    two.ana.post(&line, &stale).await.is(409).says(&["on another device", "From my phone"]);
    two.ana.get(MINE).await.says(&["Why I wake at &lt;four&gt;"]);
    let gone = format!("{MINE}/ffffffffffffffffffffffffffffffff");
    let late = two.ana.post(&gone, &[("deed", "reword"), ("version", "1"), ("words", "From my desk")]).await.is(404);
    late.says(&["not on your list any more", "value=\"From my desk\"", "Put it on my list"]);
    let preview = two.ana.get(THERAPIST).await.is(200).says(&["First read and sign", "Why I wake at &lt;four&gt;"]);
    let policy = two.ana.get("/home/policy").await.is(200).field("version");
    let asked = two.ana.post(THERAPIST, &[("do", "show"), ("version", &version)]).await;
    asked.is(200).says(&["First read and sign"]);
    two.ana.post("/home/policy", &[("version", &policy)]).await.location();
    two.ana.post(THERAPIST, &[("do", "show"), ("version", &version)]).await.is(409).says(&["changed since you looked"]);
    let seen = two.ana.get(THERAPIST).await.is(200).field("version");
    let shows = two.ana.post(THERAPIST, &[("do", "show"), ("version", &seen)]).await.location();
    two.ana.get(&shows).await.is(200).says(&["Your therapist sees it now", "What your therapist sees", "Take it back"]);
    own.get(&person_page(two.ids[0])).await.is(200).says(&[&link]);
    let sheet =
        |text: &str| text.split("<ul class=\"lines\"").nth(1).unwrap().split("</ul>").next().unwrap().to_owned();
    let read = own.get(&page).await.is(200).says(&["What they alone want to bring"]);
    assert_eq!(sheet(&read.text), sheet(&preview.text), "exactly what the preview showed");
    for nobody in [&other, &desk, &two.bo] {
        nobody.get(&page).await.is(404);
    }
    two.ana.get("/settings/access-log").await.says(&["What you want to talk about in a session"]);
    let second = keep(&two.ana, "And what I dream").await;
    own.get(&page).await.says(&["And what I dream"]);
    two.ana.post(&second, &[("deed", "remove")]).await.location();
    assert!(!own.get(&page).await.text.contains("And what I dream"));
    let data = [("scope", "everything"), ("format", "data")];
    two.ana.post("/settings/take-with-you", &data).await.is(200).says(&["\"to_bring_to_a_session\"", "Why I wake"]);
    let shared = two.ana.post("/settings/take-with-you", &[("scope", "shared"), ("format", "data")]).await.is(200);
    assert!(!shared.text.contains("Why I wake") && !shared.text.contains("to_bring_to_a_session"));
    let back = two.ana.post(THERAPIST, &[("do", "take-back")]).await.location();
    two.ana.get(&back).await.is(200).says(&["Your therapist does not see it any more", "Only you see this list"]);
    own.get(&page).await.is(404);
    let now = (shown(&two.bo, LIST).await, two.bo.get("/plan").await.text, shown(&two.bo, MINE).await);
    assert_eq!(now, unaware, "whatever was kept and shown");
}

#[tokio::test]
async fn a_doubt_that_is_taken_to_a_session_goes_on_a_list_with_one_press() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let command = two.ana.get("/plan/doubts/new").await.field("command");
    let fields = [("command", command.as_str()), ("question", "Where were you in May?")];
    let doubt = two.ana.post("/plan/doubts/new", &fields).await.location();
    let doubt = doubt.split('?').next().unwrap().to_owned();
    let id = doubt.rsplit('/').next().unwrap().to_owned();
    assert!(!two.ana.get(MINE).await.text.contains("Where were you"), "one that is held stays where it is");
    assert!(!two.ana.get(&doubt).await.text.contains(MINE));
    two.ana.post(&doubt, &[("deed", "session")]).await.location();
    let link = format!("{NEW}?doubt={id}");
    two.ana.get(&doubt).await.is(200).says(&[MINE, &link, "only you see that"]);
    two.ana.get(&link).await.is(200).says(&["value=\"Where were you in May?\""]);
    assert!(!two.bo.get(&link).await.is(200).text.contains("Where were you"));
    two.ana.get(MINE).await.is(200).says(&["Doubts that you take to a session", "Where were you in May?"]);
    two.ana.post(MINE, &[("doubt", &id)]).await.location();
    two.ana.post(MINE, &[("doubt", &id)]).await.location();
    let list = two.ana.get(MINE).await.is(200);
    assert_eq!(list.text.matches("Where were you in May?</p>").count(), 1, "added once");
    assert!(!list.text.contains("Doubts that you take to a session"));
    two.bo.post(MINE, &[("doubt", &id)]).await.location();
    assert!(!two.bo.get(MINE).await.text.contains("Where were you"), "nobody adds another's");
}
