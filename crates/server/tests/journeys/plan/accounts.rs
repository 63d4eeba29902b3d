//! An account: offered by whoever wrote it, and received by the other, in the parts and on the day that they choose.

use troth_domain::limits;
use troth_domain::people::Staff;
use troth_domain::safety::joint_work::{Cause, HeardAlone, Hearing, Hold};
use troth_server::actions::joint_work::{self, Step};

use super::commitments::EIGHT_DAYS;
use super::two::{Two, two};
use crate::persons;
use crate::support::{Answer, Browser, TestApp};

/// Until the next delivery hour, whenever it is asked for.
const A_DAY: i64 = 25;
const WORDS: [(&str, &str); 3] = [
    ("part-what-i-did", "I wrote to <someone> for a year."),
    ("part-regret", "That you found it alone."),
    ("part-repair", "I tell you before I travel."),
];

/// Writes an account; answers its address.
async fn write(browser: &Browser<'_>) -> String {
    let fields = [&WORDS[..], &[("finish", "yes")]].concat();
    let kept = browser.post("/home/write/new/account", &fields).await.location();
    kept.split('?').next().unwrap().to_owned()
}

/// Writes one and offers it; answers its address, and where the other has it.
pub async fn offer(browser: &Browser<'_>) -> (String, String) {
    let item = write(browser).await;
    let preview = browser.get(&format!("{item}/audience/preview?partner=yes")).await.is(200);
    let fields = [("version", preview.field("version")), ("partner", "yes".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(browser.post(&format!("{item}/audience"), &fields).await.location(), format!("{item}?shared"));
    let offered = item.replace("/home/write/", "/home/offers/");
    (item, offered)
}

pub async fn choose(browser: &Browser<'_>, offered: &str, choice: &str, parts: &[&str]) -> Answer {
    let fields = parts.iter().map(|part| (*part, "yes")).chain([("choice", choice)]).collect::<Vec<_>>();
    browser.post(offered, &fields).await
}

fn read_at(offered: &str) -> String {
    offered.replace("/home/offers/", "/home/received/")
}

/// None of the words of an account are there.
fn holds_no_word(page: &Answer) {
    for words in ["for a year", "found it alone", "before I travel"] {
        assert!(!page.text.contains(words), "{words}");
    }
}

/// Pages on which its author could learn something.
async fn authors_pages(browser: &Browser<'_>, item: &str) -> Vec<String> {
    let mut pages = Vec::new();
    for address in
        [item, &format!("{item}/audience"), "/home", "/home/write", "/home/received", "/home/couple", "/plan"]
    {
        pages.push(browser.get(address).await.is(200).text);
    }
    pages
}

async fn pause(two: &Two<'_>, staff: &Staff, whom: usize) {
    let couple = persons::couple_id(two.app, two.ids[0]).await;
    let step = Step::Pause { person: two.ids[whom], reason: None };
    joint_work::take(&two.app.app, staff, couple, step).await.unwrap();
}

#[tokio::test]
async fn an_account_is_offered_without_a_word_of_it_and_comes_in_the_parts_that_are_asked_for() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let before = two.bo.get("/home/received").await.text;
    let item = write(&two.ana).await;
    two.ana.get(&format!("{item}/audience")).await.is(200).says(&["Offer it to my partner, Bo"]);
    let preview = two.ana.get(&format!("{item}/audience/preview?partner=yes")).await.is(200);
    preview.says(&[
        "nobody is told which",
        "none of its words before they ask",
        "Offer it to <bdi>Bo</bdi>",
        "Not now",
    ]);
    let (item, offered) = offer(&two.ana).await;
    let said = "It is theirs to read or not, and nobody is told which.";
    two.ana.get(&item).await.says(&["offered to <bdi>Bo</bdi>", said]);
    assert_eq!(two.ana.get(&format!("{item}/text")).await.location(), item, "its words stay as they are");
    assert_eq!(two.bo.get("/home/received").await.text, before, "nothing shows before the hour");
    two.bo.get(&offered).await.is(404);
    two.after(EIGHT_DAYS).await;
    let authors = authors_pages(&two.ana, &item).await;
    two.bo.get("/home/received").await.says(&["An account from <bdi>Ana</bdi>", &offered, "if and when you want it"]);
    let first = two.bo.get(&offered).await.is(200);
    let first = first.says(&[
        "Your own words come first",
        "I have said it already",
        "Not now",
        "Ask something first",
        "Rather not",
    ]);
    holds_no_word(&first);
    two.bo.get(&read_at(&offered)).await.is(404);
    choose(&two.bo, &offered, "all", &[]).await.is(422).says(&["so nothing was asked for yet"]);
    let parts = format!("{offered}?parts");
    two.bo.get(&parts).await.is(200).says(&["Your own words come first"]);
    two.bo.get(&choose(&two.bo, &offered, "said", &[]).await.location()).await.says(&["It is marked", "Get all of it"]);
    let asked = two.bo.get(&parts).await.is(200);
    let asked = asked.says(&[
        "What did you do?",
        "What do you do differently from now on?",
        "Help now",
        "There may be no answer",
    ]);
    holds_no_word(&asked);
    choose(&two.bo, &offered, "some", &[]).await.is(422).says(&["Choose one part or more", "href=\"#what-i-did\""]);
    let led = choose(&two.bo, &offered, "some", &["regret", "effect"]).await.location();
    let waits = two.bo.get(&led).await.is(200).says(&["It is asked for", "You asked for this", "Leave it after all"]);
    holds_no_word(&waits);
    two.bo.get("/home/received").await.says(&["It comes at the next delivery hour"]);
    two.bo.get(&read_at(&offered)).await.is(404);
    assert_eq!(authors_pages(&two.ana, &item).await, authors, "its author sees the same");
    two.after(A_DAY).await;
    let page = two.bo.get(&read_at(&offered)).await.is(200);
    let page = page.says(&[
        "An account from <bdi>Ana</bdi>",
        "That you found it alone.",
        "No answer was written to:</p><ul><li>What has it done to your partner?",
        "The other parts",
        "You owe no answer",
    ]);
    assert!(!page.text.contains("for a year") && !page.text.contains("travel"), "the other parts are not there");
    two.bo.get(&offered).await.says(&["The rest of it", "Get the rest", "What do you regret?"]);
    choose(&two.bo, &offered, "all", &[]).await.location();
    choose(&two.bo, &offered, "all", &[]).await.location();
    two.after(A_DAY).await;
    two.bo.get(&read_at(&offered)).await.says(&["I wrote to &lt;someone&gt; for a year.", "before I travel"]);
    let whole = two.bo.get(&offered).await.is(200).says(&["All of it.", "Read it"]);
    assert!(!whole.text.contains("Get the rest") && !whole.text.contains("The rest of it"));
    assert_eq!(authors_pages(&two.ana, &item).await, authors, "whatever was asked for");
}

#[tokio::test]
async fn it_goes_both_ways_and_ones_own_statement_counts_as_soon_as_it_is_shared() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (item, offered) = offer(&two.bo).await;
    let (_, other) = offer(&two.ana).await;
    two.after(EIGHT_DAYS).await;
    two.ana.get(&offered).await.is(200).says(&["An account from <bdi>Bo</bdi>", "Your own words come first"]);
    let statement = [("part-effect", "I do not sleep."), ("finish", "yes")];
    let statement = two.ana.post("/home/write/new/impact-statement", &statement).await.location();
    let statement = statement.split('?').next().unwrap();
    two.ana.get(&offered).await.says(&["Your own words come first"]);
    // Joint work is held, so it does not come; that plays no part.
    pause(&two, &two.staff.clone(), 1).await;
    let sharing = [("version", "1"), ("partner", "yes")];
    two.ana.post(&format!("{statement}/audience"), &sharing).await.location();
    two.ana.get(&offered).await.says(&["Get all of it"]);
    choose(&two.ana, &offered, "all", &[]).await.location();
    two.after(A_DAY).await;
    two.ana.get(&read_at(&offered)).await.is(200).says(&["I wrote to &lt;someone&gt; for a year."]);
    // The other one's is a choice of its own.
    two.bo.get(&other).await.is(200).says(&["Your own words come first"]);
    two.bo.get(&item).await.says(&["offered to <bdi>Ana</bdi>"]);
}

#[tokio::test]
async fn what_was_asked_for_comes_at_the_next_hour_whatever_holds_joint_work() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (_, offered) = offer(&two.ana).await;
    let (_, second) = offer(&two.ana).await;
    two.after(EIGHT_DAYS).await;
    choose(&two.bo, &offered, "said", &[]).await.location();
    // Asked for before the pause, and under it.
    choose(&two.bo, &offered, "some", &["regret"]).await.location();
    two.ana.post("/home/rest", &[]).await.location();
    pause(&two, &two.staff.clone(), 0).await;
    choose(&two.bo, &second, "all", &[]).await.location();
    let (_, held) = offer(&two.ana).await;
    let couple = persons::couple_id(&app, two.ids[0]).await;
    for cause in [Cause::Rest, Cause::Pause] {
        let heard = HeardAlone { person: two.ids[0], how: Hearing::ByPhone };
        let step = Step::Release { hold: Hold { person: two.ids[0], cause }, heard };
        if cause == Cause::Pause {
            two.after(A_DAY).await;
            two.bo.get(&read_at(&offered)).await.is(200).says(&["That you found it alone."]);
            two.bo.get(&read_at(&second)).await.is(200).says(&["before I travel"]);
            two.bo.get(&held).await.is(404);
            choose(&two.bo, &offered, "all", &[]).await.location();
        }
        joint_work::take(&app.app, &two.staff, couple, step).await.unwrap();
    }
    two.bo.get(&offered).await.says(&["What comes next"]);
    two.after(A_DAY).await;
    two.bo.get(&read_at(&offered)).await.says(&["before I travel"]);
    two.after(EIGHT_DAYS).await;
    two.bo.get(&held).await.is(200);
}

#[tokio::test]
async fn it_is_taken_back_at_any_moment_and_is_gone_at_once_or_never_comes() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (early, never) = offer(&two.ana).await;
    two.ana.post(&format!("{early}/withdrawal"), &[("from", "partner")]).await.location();
    let mut offers = Vec::new();
    for _ in 0..4 {
        offers.push(offer(&two.ana).await);
    }
    two.after(EIGHT_DAYS).await;
    two.bo.get(&never).await.is(404);
    choose(&two.bo, &offers[0].1, "said", &[]).await.location();
    choose(&two.bo, &offers[2].1, "all", &[]).await.location();
    two.after(A_DAY).await;
    choose(&two.bo, &offers[1].1, "all", &[]).await.location();
    choose(&two.bo, &offers[3].1, "aside", &[]).await.location();
    // Not asked for, under way, come, and set aside.
    for (item, offered) in &offers {
        let audience =
            two.ana.get(&format!("{item}/audience")).await.is(200).says(&["Take it back from <bdi>Bo</bdi>"]);
        assert!(!audience.text.contains("has come"));
        two.ana.post(&format!("{item}/withdrawal"), &[("from", "partner")]).await.location();
        two.bo.get(offered).await.is(404);
        two.bo.get(&read_at(offered)).await.is(404);
        choose(&two.bo, offered, "all", &[]).await.is(404);
        two.ana.get(item).await.says(&["Only you", "Change it"]);
    }
    two.after(A_DAY).await;
    assert!(!two.bo.get("/home/received").await.is(200).text.contains("An account"));
    two.bo.get(&read_at(&offers[1].1)).await.is(404);
    // Offered anew, nothing of it has been asked for.
    let fields = [("version", "1"), ("partner", "yes")];
    two.ana.post(&format!("{}/audience", offers[2].0), &fields).await.location();
    two.after(EIGHT_DAYS).await;
    two.bo.get(&offers[2].1).await.is(200).says(&["Get all of it"]);
    two.bo.get(&read_at(&offers[2].1)).await.is(404);
    for (item, _) in &offers[..2] {
        two.ana.post(&format!("{item}/deletion"), &[]).await.location();
    }
}

#[tokio::test]
async fn not_now_rather_not_and_another_mind_are_as_easy_as_yes() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (item, offered) = offer(&two.ana).await;
    two.after(EIGHT_DAYS).await;
    let authors = authors_pages(&two.ana, &item).await;
    two.bo.get(&choose(&two.bo, &offered, "aside", &[]).await.location()).await.says(&["You set it aside"]);
    let list = two.bo.get("/home/received").await.is(200).says(&["Set aside", &offered]);
    assert!(!list.text.contains("if and when you want it"));
    two.after(10 * EIGHT_DAYS).await;
    two.bo.get(&offered).await.says(&["can stay so for good"]);
    two.bo.get(&choose(&two.bo, &offered, "again", &[]).await.location()).await.says(&["Your own words come first"]);
    choose(&two.bo, &offered, "said", &[]).await.location();
    choose(&two.bo, &offered, "all", &[]).await.location();
    let left = two.bo.get(&choose(&two.bo, &offered, "leave", &[]).await.location()).await;
    left.is(200).says(&["Nothing more of it comes", "Get all of it"]);
    two.after(EIGHT_DAYS).await;
    two.bo.get(&read_at(&offered)).await.is(404);
    // To set aside leaves what was asked for, too.
    choose(&two.bo, &offered, "all", &[]).await.location();
    choose(&two.bo, &offered, "aside", &[]).await.location();
    two.after(EIGHT_DAYS).await;
    two.bo.get(&read_at(&offered)).await.is(404);
    choose(&two.bo, &offered, "again", &[]).await.location();
    let talk = two.bo.get("/plan/talks/new?before-reading").await.is(200);
    talk.says(&["Something I would like to ask first", "value=\"turns\" checked"]);
    assert_eq!(authors_pages(&two.ana, &item).await.len(), authors.len());
    two.ana.get(&item).await.says(&["It is theirs to read or not, and nobody is told which."]);
    choose(&two.bo, &offered, "anything", &[]).await.is(400);
    two.bo.post(&offered, &[]).await.is(400);
}

#[tokio::test]
async fn closed_joint_work_stops_it_for_both_to_see_and_keeps_what_came() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (_, offered) = offer(&two.ana).await;
    two.after(EIGHT_DAYS).await;
    choose(&two.bo, &offered, "said", &[]).await.location();
    choose(&two.bo, &offered, "some", &["regret"]).await.location();
    two.after(A_DAY).await;
    choose(&two.bo, &offered, "all", &[]).await.location();
    let couple = persons::couple_id(&app, two.ids[0]).await;
    persons::close_joint_work(&app, &two.staff, couple).await;
    let page = two.bo.get(&offered).await.is(200).says(&["Joint work is closed", "Not now", "Rather not", "Read it"]);
    assert!(!page.text.contains("What comes next") && !page.text.contains("Get the rest"));
    choose(&two.bo, &offered, "all", &[]).await.is(422).says(&["Joint work is closed, so nothing was asked for."]);
    two.after(A_DAY).await;
    let read = two.bo.get(&read_at(&offered)).await.is(200).says(&["found it alone"]);
    assert!(!read.text.contains("travel"), "it was stopped");
    let heard = two.ids.map(|person| HeardAlone { person, how: Hearing::ByPhone }).to_vec();
    joint_work::take(&app.app, &two.staff, couple, Step::Open { heard }).await.unwrap();
    two.after(A_DAY).await;
    assert!(!two.bo.get(&read_at(&offered)).await.text.contains("travel"), "it is asked for anew, or not");
    choose(&two.bo, &offered, "all", &[]).await.location();
    two.after(A_DAY).await;
    two.bo.get(&read_at(&offered)).await.says(&["before I travel"]);
}

#[tokio::test]
async fn a_leaving_that_is_not_told_yet_shows_nowhere_in_what_is_asked_for() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (kept, offered) = offer(&two.ana).await;
    let (back, second) = offer(&two.ana).await;
    let (_, of_bo) = offer(&two.bo).await;
    two.after(EIGHT_DAYS).await;
    choose(&two.ana, &of_bo, "said", &[]).await.location();
    choose(&two.ana, &of_bo, "all", &[]).await.location();
    let told_on = app.app.now().to_zoned(app.app.practice().time_zone.clone()).date();
    let told_on = told_on.saturating_add(jiff::Span::new().days(12)).to_string();
    two.ana.get("/home/couple/leave").await.says(&["can ask for it until that day, unless you take it back"]);
    let leaving = [("told_on", told_on.as_str()), ("shared", "stay"), ("bookings", "stay")];
    two.ana.post("/home/couple/leave", &leaving).await.location();
    // Whoever leaves gets nothing any more, and knows it.
    two.ana.get(&of_bo).await.is(404);
    choose(&two.bo, &offered, "said", &[]).await.location();
    choose(&two.bo, &offered, "some", &["regret"]).await.location();
    two.after(A_DAY).await;
    two.ana.get(&read_at(&of_bo)).await.is(404);
    two.bo.get(&read_at(&offered)).await.is(200).says(&["found it alone"]);
    two.ana.post(&format!("{back}/withdrawal"), &[("from", "partner")]).await.location();
    two.bo.get(&second).await.is(404);
    two.after(12 * 24).await;
    two.bo.get("/home/couple").await.says(&["has ended the link"]);
    two.bo.get(&offered).await.is(404);
    let read = two.bo.get(&read_at(&offered)).await.is(200).says(&["found it alone"]);
    assert!(!read.text.contains("The other parts"));
    two.ana.post(&format!("{kept}/withdrawal"), &[("from", "partner")]).await.location();
    two.bo.get(&read_at(&offered)).await.is(404);
}

#[tokio::test]
async fn nobody_else_finds_it_and_a_file_holds_what_its_owner_chose() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (item, offered) = offer(&two.ana).await;
    two.after(EIGHT_DAYS).await;
    let (_, cleo) = app.client("Cleo").await;
    for browser in [&two.ana, &cleo] {
        browser.get(&offered).await.is(404);
        for choice in ["all", "said", "aside", ""] {
            choose(browser, &offered, choice, &[]).await.is(404);
        }
        browser.get(&read_at(&offered)).await.is(404);
    }
    two.bo.get(&item).await.is(404);
    choose(&two.bo, &offered, "said", &[]).await.location();
    choose(&two.bo, &offered, "some", &["regret"]).await.location();
    let data = |scope: &'static str| [("scope", scope), ("format", "data")];
    let file = two.bo.post("/settings/take-with-you", &data("everything")).await.is(200);
    let file =
        file.says(&["\"offered\":[{\"asked\":[{\"comes_at\":", "\"parts\":[\"regret\"]", "\"said_what_it_did\":true"]);
    holds_no_word(&file);
    two.after(A_DAY).await;
    for scope in ["everything", "shared"] {
        let file = two.bo.post("/settings/take-with-you", &data(scope)).await.is(200).says(&["found it alone"]);
        assert!(!file.text.contains("travel"), "{scope}");
    }
    two.bo.post("/settings/take-with-you", &[("scope", "everything"), ("format", "page")]).await.says(&[
        "Accounts that are offered to me",
        "I said what it did to me.",
        "What do you regret?",
    ]);
    let shared = two.bo.post("/settings/take-with-you", &data("shared")).await.text;
    assert!(!shared.contains("\"offered\":") && !shared.contains("said_what_it_did"));
    // What the other was not given is not what the two share.
    let of_author = two.ana.post("/settings/take-with-you", &data("shared")).await.is(200);
    holds_no_word(&of_author);
    two.ana.post("/settings/take-with-you", &data("everything")).await.says(&["before I travel"]);
}

#[tokio::test]
async fn nobody_meets_a_wall_of_accounts() {
    let app = TestApp::sqlite().await;
    let two = two(&app).await;
    let (first, _) = offer(&two.ana).await;
    for _ in 1..limits::ACCOUNTS_OFFERED_MAX {
        offer(&two.ana).await;
    }
    let audience = format!("{}/audience", write(&two.ana).await);
    let fields = [("version", "1"), ("partner", "yes")];
    two.ana.post(&audience, &fields).await.is(409).says(&["you offer 10 accounts already"]);
    two.ana.post(&format!("{first}/withdrawal"), &[("from", "partner")]).await.location();
    two.ana.post(&audience, &fields).await.location();
}
