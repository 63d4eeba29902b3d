//! What keeps each of two people safe from the other: screening, joint work, call-backs.

mod call_backs;
mod joint_work;
mod screening;
mod secrets_policy;

use troth_domain::people::{PersonName, Role, Staff};
use troth_domain::practice::Slug;
use troth_domain::safety::secrets_policy::TextVersion;
use troth_server::actions::couple;

use crate::support::{Browser, TestApp};

/// Rules for two that both agreed to.
const RULES: TextVersion = TextVersion { number: 1, digest: [1; 32] };

/// A therapist who is `slug` in the practice's file.
async fn therapist<'a>(app: &'a TestApp, slug: &str) -> (Staff, Browser<'a>) {
    let slug = Slug::new(slug).unwrap();
    let (id, browser) = app.staff_as(Role::Therapist, Some(&slug)).await;
    (Staff { id, role: Role::Therapist, therapist: Some(slug) }, browser)
}

/// A member of staff who is no therapist.
async fn other_staff(app: &TestApp, role: Role) -> Staff {
    let (id, _) = app.staff(role).await;
    Staff { id, role, therapist: None }
}

/// Two clients of the first therapist who are linked.
async fn couple(app: &TestApp) -> Two<'_> {
    let (ana, ana_browser) = app.client("Ana Sample").await;
    let (bo, bo_browser) = app.client("Bo Sample").await;
    let name = |text: &str| PersonName::new(text).unwrap();
    let (code, _) = couple::invite(&app.app, ana, name("Ana"), RULES).await.unwrap();
    couple::link(&app.app, bo, &code, name("Bo"), RULES).await.unwrap();
    let (us, _) = couple::status(&app.app, ana).await.unwrap().couple.unwrap();
    Two { ana, ana_browser, bo, bo_browser, id: us.id }
}

/// A couple, each with their browser.
struct Two<'a> {
    ana: troth_domain::people::PersonId,
    ana_browser: Browser<'a>,
    bo: troth_domain::people::PersonId,
    bo_browser: Browser<'a>,
    id: troth_domain::people::CoupleId,
}
