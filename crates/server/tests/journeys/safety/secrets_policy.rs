//! Nothing reaches a therapist before the secrets policy is signed in the words that it has.

use std::collections::BTreeMap;

use troth_domain::people::{ItemId, PersonId};
use troth_domain::practice::Slug;
use troth_domain::writing::{Audience, AudienceRefusal, ItemKind, PrivateText};
use troth_server::actions::audience::{self, AudienceError, AudienceRequest};
use troth_server::actions::writing::{self, SaveRequest};

use crate::support::TestApp;

const POLICY: &str = include_str!("../../../../../content/en/secrets-policy.md");

async fn write(app: &TestApp, person: PersonId) -> ItemId {
    let writing = BTreeMap::from([(Slug::new("entry").unwrap(), PrivateText::new("For my therapist").unwrap())]);
    let request = SaveRequest { replaces: None, kind: ItemKind::Journal, writing, finish: true };
    writing::save(&app.app, person, request).await.unwrap()
}

async fn share(app: &TestApp, person: PersonId, item: ItemId) -> Result<(), AudienceError> {
    let policy_version = app.app.content().await.secrets_policy.as_ref().unwrap().version;
    let wanted = Audience { therapist: true, partner: false };
    audience::change(&app.app, person, AudienceRequest { item, wanted, version: 1, policy_version }).await
}

#[tokio::test]
async fn other_words_under_the_same_number_are_signed_anew() {
    let app = TestApp::sqlite().await;
    let (ana, browser) = app.client("Ana Sample").await;
    let (first, second) = (write(&app, ana).await, write(&app, ana).await);
    let not_signed = |result: Result<(), AudienceError>| {
        assert!(matches!(result, Err(AudienceError::Refused(AudienceRefusal::PolicyNotSigned))), "{result:?}");
    };
    not_signed(share(&app, ana, first).await);
    let read = browser.get("/home/policy").await.is(200).says(&["I sign it"]).field("version");
    let sign = async || browser.post("/home/policy", &[("version", &read)]).await;
    assert_eq!(sign().await.location(), "/home/policy?signed");
    browser.get("/home/policy").await.is(200).says(&["You signed this."]);
    share(&app, ana, first).await.unwrap();

    app.write_text("secrets-policy.md", &POLICY.replace("or hint at", "and may mention"));
    browser.get("/home/policy").await.is(200).says(&["and may mention", "I sign it"]);
    not_signed(share(&app, ana, second).await);
    sign().await.is(409).says(&["Nothing was signed", "and may mention"]);
    not_signed(share(&app, ana, second).await);
    let read = browser.get("/home/policy").await.field("version");
    browser.post("/home/policy", &[("version", &read)]).await.location();
    share(&app, ana, second).await.unwrap();
}

#[tokio::test]
async fn a_practices_own_questions_are_asked_in_place_of_ours() {
    let app = TestApp::sqlite().await;
    let (_, browser) = app.client("Ana Sample").await;
    let ours = include_str!("../../../../../content/en/screening.toml");
    let asked = "How often have you been afraid of your partner?";
    browser.get("/safety/questions").await.is(200).says(&[asked]);
    app.write_text("screening.toml", &ours.replace(asked, "How often were you scared at home?"));
    let now = browser.get("/safety/questions").await.is(200).says(&["How often were you scared at home?"]);
    assert!(!now.text.contains(asked));
    app.write_text("screening.toml", "name = 1");
    browser.get("/safety/questions").await.is(200).says(&[asked]);
}
