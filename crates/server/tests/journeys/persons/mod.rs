//! The pages of a person: writing, the link between two, and what each of them sees of the other.

mod couple;
mod writing;

use crate::support::Browser;

/// Keeps a new entry of the journal; answers its address.
async fn keep(browser: &Browser<'_>, text: &str) -> String {
    let kept = browser.post("/home/write/new/journal", &[("part-entry", text), ("finish", "yes")]).await.location();
    kept.split('?').next().unwrap().to_owned()
}

/// Makes a code; answers it as it is shown.
async fn make_code(browser: &Browser<'_>, name: &str) -> String {
    let rules = browser.get("/home/couple/code").await.is(200).field("rules");
    let page = browser.post("/home/couple/code", &[("rules", &rules), ("name", name)]).await.is(200);
    page.text.split("class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// Enters a code.
async fn enter(browser: &Browser<'_>, code: &str, name: &str) -> crate::support::Answer {
    browser.post("/home/couple/link", &[("rules", "1"), ("code", code), ("name", name)]).await
}

/// Links the two.
async fn link(one: &Browser<'_>, other: &Browser<'_>) {
    let code = make_code(one, "Ana").await;
    assert_eq!(enter(other, &code, "Bo").await.location(), "/home/couple?linked");
}
