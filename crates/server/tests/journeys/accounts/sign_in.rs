//! Signing in, and what can be learned or broken by trying.

use jiff::ToSpan;

use super::{Kept, PASSPHRASE, begin, sign_in};
use crate::support::{Answer, TestApp};
use troth_domain::message::PersonLinkPurpose;
use troth_domain::people::{Contact, EmailAddress, PersonId};
use troth_server::actions::person;
use troth_store::WriteTransaction;

/// The answer with what differs at every request taken out.
fn plain(answer: &Answer) -> String {
    let mut text = answer.text.clone();
    for mark in ["data-challenge=\""] {
        while let Some(from) = text.find(mark) {
            let to = from + mark.len() + text[from + mark.len()..].find('"').unwrap();
            text.replace_range(from..=to, "");
        }
    }
    text
}

#[tokio::test]
async fn a_name_that_is_there_is_answered_like_one_that_is_not() {
    let app = TestApp::sqlite().await;
    let (_, kept) = begin(&app).await;
    let unknown = "acorn-acorn-0000";
    assert_ne!(kept.name, unknown);
    let wrong = sign_in(&app.browser(), &kept.name, "not the passphrase").await.is(422);
    let nobody = sign_in(&app.browser(), unknown, "not the passphrase").await.is(422);
    assert_eq!(plain(&wrong).replace(&kept.name, unknown), plain(&nobody));
    let headers = |answer: &Answer| answer.headers.iter().map(|(name, _)| name.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(headers(&wrong), headers(&nobody));
    // Neither a passphrase nor a mere address is ever a name, and what was typed as a secret is never shown again.
    for (name, passphrase) in
        [("", ""), ("robin@example.org", PASSPHRASE), (kept.name.as_str(), ""), (unknown, PASSPHRASE)]
    {
        let page = sign_in(&app.browser(), name, passphrase).await.is(422).says(&["do not fit together"]);
        assert!(!page.text.contains(PASSPHRASE), "{name}");
    }
    let long = "x".repeat(5000);
    sign_in(&app.browser(), &long, &long).await.is(422);
    // A client does not come in by the door of staff.
    let fields = [("name", kept.name.as_str()), ("passphrase", PASSPHRASE), ("number", "000000")];
    app.post("/sign-in/staff", &fields).await.is(422);
}

#[tokio::test]
async fn a_name_is_taken_as_people_type_it() {
    let app = TestApp::sqlite().await;
    let (_, kept) = begin(&app).await;
    let typed = format!("  {} ", kept.name.to_uppercase().replace('-', " "));
    assert_eq!(sign_in(&app.browser(), &typed, PASSPHRASE).await.location(), "/home");
}

#[tokio::test]
async fn a_new_sign_in_has_a_new_token_and_ends_the_old_one_of_the_same_browser() {
    let app = TestApp::sqlite().await;
    let (browser, kept) = begin(&app).await;
    let old = browser.cookie("__Host-troth");
    sign_in(&browser, &kept.name, PASSPHRASE).await.location();
    assert_ne!(browser.cookie("__Host-troth"), old);
    let thief = app.browser();
    thief.set_cookie("__Host-troth", &old);
    assert_eq!(thief.get("/home").await.location(), "/sign-in");
}

#[tokio::test]
async fn guessing_at_a_name_keeps_no_known_device_out() {
    let app = TestApp::with_limits(|limits| limits.enabled = true).await;
    let (_, kept) = begin(&app).await;
    let own = app.browser();
    let fields = [("name", kept.name.as_str()), ("passphrase", PASSPHRASE), ("known", "yes")];
    own.post("/sign-in", &fields).await.location();
    assert!(!own.cookie("__Host-troth-device").is_empty());
    let out = own.post("/sign-out", &[]).await;
    assert_eq!(out.header("clear-site-data"), "\"storage\"");
    // Someone in the same household, behind the same address, tries until they are refused.
    let other = app.browser();
    for _ in 0..10 {
        sign_in(&other, &kept.name, "a guess at the passphrase").await.is(422);
    }
    sign_in(&other, &kept.name, "a guess at the passphrase").await.is(429);
    sign_in(&other, &kept.name, PASSPHRASE).await.is(429);
    // A mark of another account, or one made up, is none.
    other.set_cookie("__Host-troth-device", &"A".repeat(48));
    sign_in(&other, &kept.name, PASSPHRASE).await.is(429);
    assert_eq!(sign_in(&own, &kept.name, PASSPHRASE).await.location(), "/home");
    // A name that is not there is counted alike.
    for _ in 0..10 {
        sign_in(&app.browser(), "acorn-acorn-0000", "a guess at the passphrase").await.is(422);
    }
    sign_in(&app.browser(), "acorn-acorn-0000", "a guess at the passphrase").await.is(429);
    app.pass(1.hour());
    assert_eq!(sign_in(&app.browser(), &kept.name, PASSPHRASE).await.location(), "/home");
}

#[tokio::test]
async fn what_was_right_counts_for_nothing() {
    let app = TestApp::with_limits(|limits| limits.enabled = true).await;
    let (_, kept) = begin(&app).await;
    for _ in 0..15 {
        assert_eq!(sign_in(&app.browser(), &kept.name, PASSPHRASE).await.location(), "/home");
    }
}

/// What the message holds that `person` asked for; their address is one that two people share.
async fn reset_path(app: &TestApp, person: PersonId) -> String {
    let address = EmailAddress::new("household@example.org").unwrap();
    let (_, mut profile) = person::see(&app.app, person).await.unwrap().unwrap();
    profile.contact = Some(Contact::Email(address.clone()));
    profile.verified_email = Some(address.clone());
    profile.safe_contact.email = true;
    let proved = app.app.store().write(move |transaction: &mut WriteTransaction| {
        let profile = profile.clone();
        Box::pin(async move { transaction.replace_profile(person, &profile).await })
    });
    proved.await.unwrap();
    let name = app.name_of(person).await;
    app.post("/sign-in/forgotten", &[("name", &name)]).await.is(200).says(&["Thank you"]);
    let generation = app.app.store().link_generation(person, PersonLinkPurpose::Reset).await.unwrap();
    let links = app.app.person_links();
    let link = links.make(PersonLinkPurpose::Reset, person, generation, &address, app.app.now());
    format!("/reset/{}", links.token(&link))
}

#[tokio::test]
async fn asking_for_a_link_answers_the_same_for_every_name() {
    let app = TestApp::sqlite().await;
    let (_, kept) = begin(&app).await;
    let ask = async |name: &str| app.post("/sign-in/forgotten", &[("name", name)]).await.is(200).text;
    let there = ask(&kept.name).await;
    for name in ["acorn-acorn-0000", "nonsense", ""] {
        assert_eq!(ask(name).await, there, "{name}");
    }
}

#[tokio::test]
async fn who_shares_the_house_and_the_mailbox_refuses_the_other_neither_a_link_nor_a_code() {
    let app = TestApp::with_limits(|limits| limits.enabled = true).await;
    let (browser, kept) = begin(&app).await;
    let person = app.person_of(&browser).await;
    let path = &reset_path(&app, person).await;
    let new = "a new row of plum trees";
    // The other reads the letter first, tries codes with its link, and asks for more.
    let first = app.post(path, &[("code", "AAAAAAAAAA"), ("passphrase", new)]).await.is(422);
    let asked = app.post("/sign-in/forgotten", &[("name", &kept.name)]).await.is(200);
    for _ in 0..40 {
        let tried = app.post(path, &[("code", "AAAAAAAAAA"), ("passphrase", new)]).await.is(422);
        assert_eq!(tried.text, first.text, "no answer tells of the tries before it");
        let again = app.post("/sign-in/forgotten", &[("name", &kept.name)]).await.is(200);
        assert_eq!(again.text, asked.text);
    }
    assert_eq!(app.rows_in("outbox WHERE kind = 22"), 3, "the mailbox is not flooded");
    let opened = Kept::of(&app.browser().post(path, &[("code", &kept.codes[0]), ("passphrase", new)]).await.is(200));
    assert_eq!(opened.name, kept.name);
    app.get(path).await.is(404);
}

#[tokio::test]
async fn a_mailed_link_opens_nothing_without_a_recovery_code() {
    let app = TestApp::sqlite().await;
    let (browser, kept) = begin(&app).await;
    let person = app.person_of(&browser).await;
    let path = &reset_path(&app, person).await;
    let new = "a new row of plum trees";
    let other = app.browser();
    other.get(path).await.is(200).says(&["The link alone opens nothing"]);
    for code in ["", "AAAAAAAAAA", "short"] {
        other.post(path, &[("code", code), ("passphrase", new)]).await.is(422).says(&["none of your codes"]);
    }
    assert_eq!(other.cookie("__Host-troth"), "");
    let opened = Kept::of(&other.post(path, &[("code", &kept.codes[0]), ("passphrase", new)]).await.is(200));
    assert_eq!(opened.name, kept.name);
    assert_eq!(browser.get("/home").await.location(), "/sign-in");
    sign_in(&app.browser(), &kept.name, PASSPHRASE).await.is(422);
    assert_eq!(sign_in(&app.browser(), &kept.name, new).await.location(), "/home");
    // Used once: both the link and the earlier codes are over.
    other.get(path).await.is(404);
    other.post(path, &[("code", &opened.codes[0]), ("passphrase", new)]).await.is(404);
    let later = &reset_path(&app, person).await;
    app.post(later, &[("code", &kept.codes[1]), ("passphrase", new)]).await.is(422);
    // Another's link does not take one's own code.
    let (second, _) = begin(&app).await;
    let second = app.person_of(&second).await;
    let theirs = &reset_path(&app, second).await;
    app.post(theirs, &[("code", &opened.codes[0]), ("passphrase", new)]).await.is(422);
    app.pass(1.hour());
    app.get(later).await.is(404);
    for guess in ["/reset/x", "/reset/%FF", &later[..later.len() - 1]] {
        app.get(guess).await.is(404);
    }
}
