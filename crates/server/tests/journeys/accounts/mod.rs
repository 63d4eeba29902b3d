//! Accounts: signing in and out, and what happens when someone tries what is not theirs.

mod beginning;
mod links;
mod noted;
mod sessions;
mod settings;
mod sign_in;
mod staff;

use crate::book;
use crate::support::{Answer, Browser, TestApp};

pub const PASSPHRASE: &str = "four walnut trees in a row";

/// What a person keeps of the page that is shown once.
pub struct Kept {
    pub name: String,
    pub codes: Vec<String>,
}

impl Kept {
    pub fn of(page: &Answer) -> Self {
        let name = page.text.split("readonly value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let codes = page.text.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
        Self { name, codes }
    }
}

/// Begins a space with the link of a fresh booking.
pub async fn begin<'a>(app: &'a TestApp) -> (Browser<'a>, Kept) {
    let link = book(app, "phone-consult", 0).await;
    let browser = app.browser();
    let page = browser.post(&format!("{link}/account"), &[("passphrase", PASSPHRASE)]).await.is(200);
    let kept = Kept::of(&page);
    (browser, kept)
}

/// Signs in on `browser`.
pub async fn sign_in(browser: &Browser<'_>, name: &str, passphrase: &str) -> Answer {
    browser.post("/sign-in", &[("name", name), ("passphrase", passphrase)]).await
}
