//! The pages of a person: writing, the link between two, and what each of them sees of the other.

mod couple;
mod newer_rules;
mod settings;
mod sharing;
mod writing;

use troth_domain::people::{CoupleId, PersonId, Role, Staff};
use troth_domain::safety::joint_work::{HeardAlone, Hearing};
use troth_server::actions::couple as action;
use troth_server::actions::joint_work::{self, Step};
use troth_server::actions::programme;

use crate::support::{Browser, TestApp};

/// Keeps a new entry of the journal; answers its address.
async fn keep(browser: &Browser<'_>, text: &str) -> String {
    let kept = browser.post("/home/write/new/journal", &[("part-entry", text), ("finish", "yes")]).await.location();
    kept.split('?').next().unwrap().to_owned()
}

/// The rules for two, as the form names them.
fn rules() -> String {
    troth_server::content::Content::load(None).couple_rules.unwrap().text.mark()
}

/// Makes a code; answers it as it is shown.
async fn make_code(browser: &Browser<'_>, name: &str) -> String {
    let rules = browser.get("/home/couple/code").await.is(200).field("rules");
    let page = browser.post("/home/couple/code", &[("rules", &rules), ("name", name)]).await.is(200);
    page.text.split("class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// Enters a code.
async fn enter(browser: &Browser<'_>, code: &str, name: &str) -> crate::support::Answer {
    browser.post("/home/couple/link", &[("rules", &rules()), ("code", code), ("name", name)]).await
}

/// Links the two.
pub async fn link(one: &Browser<'_>, other: &Browser<'_>) {
    let code = make_code(one, "Ana").await;
    assert_eq!(enter(other, &code, "Bo").await.location(), "/home/couple?linked");
}

/// Their therapist opens joint work for the couple of `one` and `other`.
pub async fn open_joint_work(app: &TestApp, one: PersonId, other: PersonId) -> Staff {
    let slug = app.app.practice().therapists[0].slug.clone();
    let (id, _) = app.staff_as(Role::Therapist, Some(&slug)).await;
    let staff = Staff { id, role: Role::Therapist, therapist: Some(slug) };
    let (couple, _) = action::status(&app.app, one).await.unwrap().couple.unwrap();
    let heard = [one, other].map(|person| HeardAlone { person, how: Hearing::ByPhone }).to_vec();
    joint_work::take(&app.app, &staff, couple.id, Step::Open { heard }).await.unwrap();
    staff
}

/// The couple that `person` is in.
pub async fn couple_id(app: &TestApp, person: PersonId) -> CoupleId {
    action::status(&app.app, person).await.unwrap().couple.unwrap().0.id
}

/// Their therapist opens an exercise to both.
pub async fn open_exercise(app: &TestApp, staff: &Staff, couple: CoupleId, name: &str) {
    assert!(programme::open(&app.app, staff, couple, name).await.unwrap(), "{name} can be opened");
}

/// Their therapist closes joint work, for both to see.
pub async fn close_joint_work(app: &TestApp, staff: &Staff, couple: CoupleId) {
    joint_work::take(&app.app, staff, couple, Step::Close).await.unwrap();
}
