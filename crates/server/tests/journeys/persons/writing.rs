//! Writing alone: drafts, two tabs, long and unusual texts, and nobody else's pages.

use troth_domain::limits;

use super::keep;
use crate::support::TestApp;

#[tokio::test]
async fn an_account_is_written_part_by_part_changed_finished_and_deleted() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    ana.get("/home").await.is(200).says(&["What this has been like for me", "My account", "Journal"]);
    let before = ana.get("/home/write/new/account").await.is(200).says(&["Shame can come up here", "Not now"]);
    assert!(!before.text.contains("<textarea"), "what is hard is said before the form");
    ana.get("/home/write/new/account?begin")
        .await
        .is(200)
        .says(&["name=\"part-regret\"", "Nobody reads this right away"]);
    let kept = ana.post("/home/write/new/account", &[("part-regret", "All of it.")]).await.location();
    let item = kept.split('?').next().unwrap();
    ana.get(&kept).await.is(200).says(&["It is kept", "All of it.", "A draft", "Only you"]);
    let form = ana.get(&format!("{item}/text")).await.is(200).says(&["All of it.", "Keep it as a draft"]);
    let version = form.field("version");
    let fields = [("version", version.as_str()), ("part-regret", "Most."), ("part-effect", "Much."), ("finish", "yes")];
    ana.post(&format!("{item}/text"), &fields).await.location();
    let page = ana.get(item).await.is(200).says(&["Most.", "Much.", "Finished"]);
    let order = |text: &str| page.text.find(text).unwrap();
    assert!(order("Much.") < order("Most."), "in the order in which it is asked");
    ana.get(&format!("{item}/deletion")).await.is(200).says(&["Delete this?", "Keep it and go back"]);
    assert_eq!(ana.post(&format!("{item}/deletion"), &[]).await.location(), "/home/write?deleted");
    ana.get(item).await.is(404);
    ana.post(&format!("{item}/deletion"), &[]).await.location();
}

#[tokio::test]
async fn the_second_of_two_tabs_keeps_what_was_typed_and_shows_both() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let item = keep(&ana, "at first").await;
    let text = format!("{item}/text");
    let version = ana.get(&text).await.field("version");
    ana.post(&text, &[("version", &version), ("part-entry", "from the first tab")]).await.location();
    let second = ana.post(&text, &[("version", &version), ("part-entry", "from the second tab")]).await.is(409);
    let second = second.says(&["changed elsewhere in between", "from the first tab", "from the second tab"]);
    ana.get(&item).await.says(&["from the first tab"]);
    let fields = [("version", second.field("version")), ("part-entry", "from the second tab".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    ana.post(&text, &fields).await.location();
    ana.get(&item).await.says(&["from the second tab"]);
}

#[tokio::test]
async fn what_was_typed_while_the_space_closed_is_not_lost() {
    let app = TestApp::sqlite().await;
    let (person, ana) = app.client("Ana").await;
    let item = keep(&ana, "at first").await;
    let text = format!("{item}/text");
    let version = ana.get(&text).await.field("version");
    app.pass(jiff::Span::new().minutes(31));
    let new = [("part-regret", "All <b> of it."), ("part-effect", "Much.")];
    let page = ana.post("/home/write/new/account", &new).await.is(401);
    page.says(&[
        "You were signed out",
        "All &lt;b&gt; of it.",
        "Much.",
        "action=\"/home/write/new/account\"",
        "not kept",
    ]);
    let page = ana.post(&text, &[("version", &version), ("part-entry", "then this")]).await.is(401);
    let page = page.says(&["then this", &format!("action=\"{text}\"")]);
    assert!(!page.text.contains("at first"), "what is kept is not shown to whoever is not signed in");
    assert_eq!(ana.post(&text, &[]).await.location(), "/sign-in");
    let again = app.sign_in_again(person).await;
    let fields = [("version", page.field("version")), ("part-entry", "then this".to_owned())];
    again.post(&text, &fields.each_ref().map(|(name, value)| (*name, value.as_str()))).await.location();
    again.get(&item).await.is(200).says(&["then this"]);
}

#[tokio::test]
async fn long_and_unusual_texts_come_back_as_they_were() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let longest = "\u{1f9e1}".repeat(limits::WRITING_CHARACTERS_MAX);
    let hebrew = "\u{5e9}\u{5dc}\u{5d5}\u{5dd}\u{5dd} \u{202b}(\u{5d0}\u{5d1})\u{202c} and English";
    for text in
        [longest.as_str(), hebrew, "two\n\n  lines  with   spaces", "\u{627}\u{644}\u{633}", "e\u{301}\u{200d}x"]
    {
        let item = keep(&ana, text).await;
        ana.get(&item).await.is(200).says(&[text]);
        let form = ana.get(&format!("{item}/text")).await.is(200).text;
        assert!(form.contains(&format!(">\n{text}</textarea>")), "the form holds it as it was");
    }
    let script = keep(&ana, "</textarea><script>alert(1)</script>").await;
    let page = ana.get(&script).await.is(200).says(&["&lt;script&gt;"]);
    assert!(!page.text.contains("<script>alert"));
    let parts = ["what-i-did", "responsibility", "effect", "regret", "repair", "differently"];
    let parts = parts.map(|part| format!("part-{part}"));
    let fields: Vec<(&str, &str)> = parts.iter().map(|part| (part.as_str(), longest.as_str())).collect();
    ana.post("/home/write/new/account", &fields).await.location();
}

#[tokio::test]
async fn what_cannot_be_kept_is_said_beside_its_place_and_stays_typed() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let new = "/home/write/new/journal";
    let long = "a".repeat(limits::WRITING_CHARACTERS_MAX + 1);
    ana.post(new, &[("part-entry", &long)]).await.is(422).says(&[
        "href=\"#part-entry\"",
        "part-entry-error",
        "20000",
        &long,
    ]);
    ana.post(new, &[("part-entry", "a\u{0}b")]).await.is(422).says(&["Take out the signs"]);
    ana.post(new, &[("part-entry", " \r\n ")]).await.is(422).says(&["Write a word"]);
    // What may help to begin with after an account was read is still there.
    let form = ana.get("/home/write/new/journal?after-reading").await.says(&["what I cannot take in yet"]);
    let after = form.field("after-reading");
    let empty = ana.post(new, &[("after-reading", &after), ("part-entry", " ")]).await.is(422);
    empty.says(&["what I cannot take in yet"]).field("after-reading");
    ana.post("/home/write/new/screening", &[]).await.is(404);
    ana.post("/home/write/new/poem", &[]).await.is(404);
    let item = keep(&ana, "kept").await;
    ana.post(&format!("{item}/text"), &[("version", "soon"), ("part-entry", "x")]).await.is(400);
    ana.get("/home/write").await.is(200).says(&["Journal"]);
}

#[tokio::test]
async fn nobody_else_finds_what_someone_wrote() {
    let app = TestApp::sqlite().await;
    let (_, ana) = app.client("Ana").await;
    let (_, bo) = app.client("Bo").await;
    super::link(&ana, &bo).await;
    let item = keep(&ana, "mine alone").await;
    for below in ["", "/text", "/deletion"] {
        let address = format!("{item}{below}");
        bo.get(&address).await.is(404);
        assert_eq!(app.get(&address).await.location(), "/sign-in");
    }
    bo.post(&format!("{item}/text"), &[("version", "1"), ("part-entry", "x")]).await.is(404);
    bo.post(&format!("{item}/deletion"), &[]).await.location();
    ana.get(&item).await.is(200).says(&["mine alone"]);
    let nothing = item.replace("/home/write/", "/home/received/");
    bo.get(&nothing).await.is(404);
    bo.get("/home/write/x").await.is(404);
}
