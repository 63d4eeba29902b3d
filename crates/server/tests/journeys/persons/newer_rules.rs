//! Two who were linked before the rules for two had their newest lines.

use crate::plan::accounts::offer;
use crate::plan::two::{Two, two};
use crate::support::{Answer, Browser, TestApp};

const RULES: &str = "/home/couple/rules";
const NEW: &str = "There are new lines in the rules for two";
/// Until the next delivery hour.
const A_DAY: i64 = 25;

/// Two who agreed to the first version, long ago.
async fn linked_long_ago(app: &TestApp) -> Two<'_> {
    let two = two(app).await;
    app.spoil("UPDATE couple SET rules_version = 1");
    two
}

/// Writes something; answers its address.
async fn write(browser: &Browser<'_>, kind: &str, part: &str) -> String {
    let kept = browser.post(&format!("/home/write/new/{kind}"), &[(part, "Some words."), ("finish", "yes")]).await;
    kept.location().split('?').next().unwrap().to_owned()
}

async fn share(browser: &Browser<'_>, item: &str) -> Answer {
    browser.post(&format!("{item}/audience"), &[("version", "1"), ("partner", "yes")]).await
}

async fn agree(browser: &Browser<'_>) -> Answer {
    let rules = browser.get(RULES).await.is(200).says(&["What is new", "Not now"]).field("rules");
    browser.post(RULES, &[("rules", &rules)]).await
}

/// Pages on which one could see what the other did.
async fn pages(browser: &Browser<'_>) -> Vec<String> {
    let mut pages = Vec::new();
    for address in ["/home", "/home/couple", RULES, "/home/received", "/plan"] {
        pages.push(browser.get(address).await.is(200).text);
    }
    pages
}

#[tokio::test]
async fn newer_rules_are_agreed_to_by_each_alone_and_begin_for_both_at_a_delivery_hour() {
    let app = TestApp::sqlite().await;
    let mut two = linked_long_ago(&app).await;
    for browser in [&two.ana, &two.bo] {
        browser.get("/home").await.is(200).says(&[NEW, RULES]);
        browser.get("/home/couple").await.is(200).says(&["All that you have stays as it is", RULES]);
    }
    let page = two.ana.get(RULES).await.is(200);
    page.says(&["Do not agree if you are afraid", "an account of what happened", "You agree alone"]);
    two.ana.post(RULES, &[("rules", "1-00")]).await.is(409).says(&["The rules have changed", "I agree"]);
    let unaware = pages(&two.bo).await;
    assert_eq!(agree(&two.ana).await.location(), format!("{RULES}?agreed"));
    two.ana.get(&format!("{RULES}?agreed")).await.is(200).says(&["You agreed.", "once both of you have agreed"]);
    assert!(!two.ana.get("/home").await.text.contains(NEW), "nobody is asked twice");
    assert_eq!(pages(&two.bo).await, unaware);
    two.after(A_DAY).await;
    assert_eq!(pages(&two.bo).await, unaware, "that she agreed does not show to whoever has not");
    let waiting = pages(&two.ana).await;
    agree(&two.bo).await.location();
    assert_eq!(pages(&two.ana).await, waiting, "the hour at which he was here shows nowhere");
    two.bo.get(RULES).await.is(200).says(&["There is nothing more for you to do"]);
    two.after(A_DAY).await;
    for browser in [&two.ana, &two.bo] {
        browser.get(RULES).await.is(200).says(&["You both agreed to these rules"]);
        browser.get("/home/couple").await.is(200).says(&["The rules that you both agreed to"]);
    }
    let again = two.ana.get("/home/couple/leave").await.is(200);
    assert!(!again.text.contains(NEW));
    assert_eq!(app.rows_in("rules_agreement"), 2);
    let data = [("scope", "everything"), ("format", "data")];
    two.bo.post("/settings/take-with-you", &data).await.is(200).says(&["\"newer_rules_for_two\":[{\"agreed_at\":"]);
}

#[tokio::test]
async fn what_they_have_stays_and_only_offers_wait_for_both() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let (_, offered) = offer(&two.ana).await;
    two.after(24 * 8).await;
    app.spoil("UPDATE couple SET rules_version = 1");
    two.bo.get(&offered).await.is(200).says(&["Your own words come first"]);
    let (account, entry) =
        (write(&two.ana, "account", "part-regret").await, write(&two.ana, "journal", "part-entry").await);
    let choices = two.ana.get(&format!("{account}/audience")).await.is(200);
    choices.says(&["once you have both agreed to rules for two that speak of it", RULES]);
    share(&two.ana, &account).await.is(409).says(&["once you have both agreed"]);
    assert_eq!(share(&two.ana, &entry).await.location(), format!("{entry}?shared"));
    agree(&two.ana).await.location();
    two.after(A_DAY).await;
    share(&two.ana, &account).await.is(409);
    agree(&two.bo).await.location();
    share(&two.ana, &account).await.is(409);
    two.after(A_DAY).await;
    assert_eq!(share(&two.ana, &account).await.location(), format!("{account}?shared"));
}

#[tokio::test]
async fn whoever_is_not_linked_is_asked_nothing() {
    let app = TestApp::sqlite().await;
    let mut two = linked_long_ago(&app).await;
    let (cleo_id, _) = app.client("Cleo").await;
    let rules = two.ana.get(RULES).await.field("rules");
    let today = app.app.now().to_zoned(app.app.practice().time_zone.clone()).date().to_string();
    let leaving = [("told_on", today.as_str()), ("shared", "stay"), ("bookings", "stay")];
    let unaware = pages(&two.ana).await;
    two.bo.post("/home/couple/leave", &leaving).await.location();
    assert_eq!(pages(&two.ana).await, unaware, "she is not told yet");
    two.after(A_DAY).await;
    let cleo = app.sign_in_again(cleo_id).await;
    for browser in [&cleo, &two.bo, &two.ana] {
        assert_eq!(browser.get(RULES).await.location(), "/home/couple");
        assert_eq!(browser.post(RULES, &[("rules", &rules)]).await.location(), "/home/couple");
        assert!(!browser.get("/home").await.text.contains(NEW));
    }
    assert_eq!(app.rows_in("rules_agreement"), 0);
}
