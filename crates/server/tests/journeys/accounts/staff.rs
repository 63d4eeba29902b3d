//! Staff: setting up, signing in with a number, being reset.

use jiff::ToSpan;
use troth_domain::accounts::LinkPurpose;
use troth_domain::people::{PersonName, Role};
use troth_server::actions::staff::{Invited, Office};
use troth_server::secrets::numbers::Secret;

use super::Kept;
use crate::support::{Browser, TestApp, link_path};

const PASSWORD: &str = "seven blue kettles on a shelf";

async fn invited(app: &TestApp) -> Invited {
    let name = PersonName::new("Nora Desk").unwrap();
    Office::of(&app.app).add(&name, Role::FrontDesk, None, LinkPurpose::SetUp).await.unwrap()
}

async fn set_up(app: &TestApp, invited: &Invited) -> (Secret, Kept) {
    let address = link_path(&invited.token);
    let browser = app.browser();
    let page = browser.get(&address).await.is(200).says(&["otpauth://totp/", "<svg", invited.sign_in_name.reveal()]);
    let secret = Secret::parse(&page.field("secret")).unwrap();
    let text = secret.text();
    let fields =
        |number: &str| [("secret", text.clone()), ("passphrase", PASSWORD.to_owned()), ("number", number.to_owned())];
    let wrong = fields("000000");
    let wrong: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(&address, &wrong).await.is(422).says(&["not the number", &text]);
    let right = fields(&secret.number_at(app.app.now()));
    let right: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let kept = Kept::of(&browser.post(&address, &right).await.is(200).says(&["href=\"/desk\""]));
    browser.get("/desk").await.is(200);
    browser.get(&address).await.is(404);
    browser.post(&address, &right).await.is(404);
    (secret, kept)
}

async fn enter(browser: &Browser<'_>, name: &str, password: &str, number: &str) -> crate::support::Answer {
    browser.post("/sign-in/staff", &[("name", name), ("passphrase", password), ("number", number)]).await
}

#[tokio::test]
async fn a_password_is_not_enough_and_a_number_works_once() {
    let app = TestApp::sqlite().await;
    let invited = invited(&app).await;
    let (secret, kept) = set_up(&app, &invited).await;
    // The number of the set-up itself is used up.
    enter(&app.browser(), &kept.name, PASSWORD, &secret.number_at(app.app.now())).await.is(422);
    app.pass(1.minute());
    let number = secret.number_at(app.app.now());
    for (name, password, number) in [
        (kept.name.as_str(), PASSWORD, ""),
        (kept.name.as_str(), PASSWORD, "123"),
        (kept.name.as_str(), "not the password", number.as_str()),
        ("acorn-acorn-0000", PASSWORD, number.as_str()),
    ] {
        enter(&app.browser(), name, password, number).await.is(422).says(&["do not fit together"]);
    }
    assert_eq!(enter(&app.browser(), &kept.name, PASSWORD, &number).await.location(), "/desk");
    enter(&app.browser(), &kept.name, PASSWORD, &number).await.is(422);
    // Neither does the one of the step before, which drift would let through.
    enter(&app.browser(), &kept.name, PASSWORD, &secret.number_at(app.app.now() - 30.seconds())).await.is(422);
    // Staff do not come in by the clients' door, with a password alone.
    app.post("/sign-in", &[("name", &kept.name), ("passphrase", PASSWORD)]).await.is(422);
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_a_number_once() {
    let app = TestApp::sqlite().await;
    let (_, kept) = set_up(&app, &invited(&app).await).await;
    assert_eq!(enter(&app.browser(), &kept.name, PASSWORD, &kept.codes[2]).await.location(), "/desk");
    enter(&app.browser(), &kept.name, PASSWORD, &kept.codes[2]).await.is(422);
}

#[tokio::test]
async fn a_reset_takes_everything_and_gives_a_new_link() {
    let app = TestApp::sqlite().await;
    let (secret, kept) = set_up(&app, &invited(&app).await).await;
    app.pass(1.minute());
    let browser = app.browser();
    enter(&browser, &kept.name, PASSWORD, &secret.number_at(app.app.now())).await.location();
    let office = Office::of(&app.app);
    let name = troth_domain::accounts::SignInName::parse(&kept.name).unwrap();
    let again = office.reset(&name).await.unwrap().unwrap();
    assert_eq!(browser.get("/desk").await.location(), "/sign-in");
    app.pass(1.minute());
    enter(&app.browser(), &kept.name, PASSWORD, &secret.number_at(app.app.now())).await.is(422);
    enter(&app.browser(), &kept.name, PASSWORD, &kept.codes[0]).await.is(422);
    let (_, fresh) = set_up(&app, &again).await;
    assert_eq!(fresh.name, kept.name);
    let nobody = troth_domain::accounts::SignInName::parse("acorn-acorn-0000").unwrap();
    assert!(office.reset(&nobody).await.unwrap().is_none());
}

#[tokio::test]
async fn a_set_up_link_ends_after_three_days() {
    let app = TestApp::sqlite().await;
    let invited = invited(&app).await;
    app.pass(71.hours());
    app.get(&link_path(&invited.token)).await.is(200);
    app.pass(1.hour());
    app.get(&link_path(&invited.token)).await.is(404);
}
