//! The words of private pages as they are served: easy to read, and none of those that this house keeps out. Pages are
//! found by following links, so that a new one is read too.

use std::collections::BTreeSet;

use troth_domain::people::Role;
use troth_server::content::Content;
use troth_server::content::reading::Measure;

use crate::plan::accounts::{choose, offer};
use crate::plan::showing::show_all;
use crate::plan::two::two;
use crate::staff::written;
use crate::support::{Browser, TestApp};

/// The hardest that a page may be, as a US school grade.
const GRADE_MAX: f64 = 8.0;
/// A page with fewer words says too little for a grade.
const WORDS_MIN: usize = 30;
/// More pages than one person can reach.
const PAGES_MAX: usize = 150;
/// Where private pages are.
const OWN: [&str; 7] = ["/home", "/plan", "/settings", "/safety", "/caseload", "/desk", "/account"];

/// The sentences of a page: what stands in a paragraph or a point of a list and ends like one.
fn sentences(page: &str) -> Vec<String> {
    let main = page.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or_default();
    let ends = ["</p>", "</li>", "</label>", "</dd>", "</td>", "</h1>", "</h2>", "</h3>", "</summary>", "</option>"];
    let blocks = ends.iter().fold(main.to_owned(), |text, end| text.replace(end, "\n"));
    let blocks = blocks.replace("<ul", "\n<ul").replace("<ol", "\n<ol");
    let plain = |block: &str| block.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    let block = |line: &str| -> String { plain(&format!("<>{line}")) };
    let words = blocks.lines().map(block).map(|text| text.replace("&amp;", "&").replace("&quot;", "\""));
    words.map(|text| text.trim().to_owned()).filter(|text| text.ends_with(['.', '?', ':'])).collect()
}

/// Each page that links lead to from `start`, with what it says.
async fn pages(browser: &Browser<'_>, start: &str) -> Vec<(String, String)> {
    let (mut waiting, mut seen, mut found) = (vec![start.to_owned()], BTreeSet::new(), Vec::new());
    while let Some(address) = waiting.pop() {
        if !seen.insert(address.clone()) || seen.len() > PAGES_MAX {
            continue;
        }
        let answer = browser.get(&address).await;
        if answer.status != 200 {
            continue;
        }
        let links = answer.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let own = links.filter(|link| OWN.iter().any(|part| link.starts_with(part)) && !link.contains('#'));
        waiting.extend(own.map(str::to_owned));
        found.push((address, answer.text));
    }
    found
}

#[test]
fn sentences_are_what_people_read() {
    let page = "<header><p>Not this.</p></header><main id=\"main\"><h1>A heading</h1><p>One <b>plain</b> one.</p>\
                <ul><li>Two?</li><li>a link</li></ul></main>";
    assert_eq!(sentences(page), ["One plain one.", "Two?"]);
}

#[tokio::test]
async fn private_pages_are_easy_to_read_and_say_nothing_that_stings() {
    let app = TestApp::sqlite().await;
    let (person, client) = app.client("Ana Client").await;
    written(&app, person, 5, "A slow day.", true).await;
    client.post("/home/call", &[]).await;
    show_all(&client).await;
    let content = Content::load(None);
    let (_, therapist) = app.staff(Role::Therapist).await;
    let (_, desk) = app.staff(Role::FrontDesk).await;
    let (_, owner) = app.staff(Role::Owner).await;
    let stranger = app.browser();
    let mut read = 0;
    for (browser, start, pages_min) in [
        (&client, "/home", 25),
        (&therapist, "/caseload", 11),
        (&desk, "/desk", 4),
        (&owner, "/settings/staff", 5),
        (&stranger, "/sign-in", 1),
        (&stranger, "/sign-in/forgotten", 1),
    ] {
        let found = pages(browser, start).await;
        assert!(found.len() >= pages_min, "{start}: {:?}", found.iter().map(|page| &page.0).collect::<Vec<_>>());
        read += judge(&content, found);
    }
    assert!(read > 45, "{read} pages");
}

/// Holds each page to it; answers how many there were.
fn judge(content: &Content, found: Vec<(String, String)>) -> usize {
    let count = found.len();
    for (address, page) in found {
        let sentences = sentences(&page);
        let mut measure = Measure::default();
        sentences.iter().for_each(|sentence| measure.add(sentence));
        let grade = measure.grade();
        assert!(
            measure.words < WORDS_MIN || grade <= GRADE_MAX,
            "{address} reads like grade {grade:.1}: {sentences:#?}"
        );
        for sentence in &sentences {
            assert_eq!(content.kept_out(sentence), Vec::<String>::new(), "{address}: {sentence}");
        }
    }
    count
}

#[tokio::test]
async fn pages_of_two_are_easy_to_read_and_say_nothing_that_stings() {
    let app = TestApp::sqlite().await;
    let mut two = two(&app).await;
    let content = Content::load(None);
    let command = two.ana.get("/plan/agreements/new").await.field("command");
    let fields = [("command", command.as_str()), ("words", "We say where we go.")];
    let led = two.ana.post("/plan/agreements/new", &fields).await.location();
    judge(&content, vec![(led.clone(), two.ana.get(&led).await.text)]);
    let command = two.ana.get("/plan/boundaries/new").await.field("command");
    let fields = [("command", command.as_str()), ("words", "My diary is mine.")];
    let stated = two.ana.post("/plan/boundaries/new", &fields).await.location();
    judge(&content, vec![(stated.clone(), two.ana.get(&stated).await.text)]);
    let command = two.ana.get("/plan/conflicts/new").await.field("command");
    let named = two.ana.post("/plan/conflicts/new", &[("command", &command), ("issue", "Who cooks")]).await.location();
    let command = two.ana.get("/plan/doubts/new").await.field("command");
    let held = two.ana.post("/plan/doubts/new", &[("command", &command), ("question", "Why then?")]).await.location();
    let command = two.ana.get("/plan/appreciations/new").await.field("command");
    let fields = [("command", command.as_str()), ("words", "You called.")];
    let given = two.ana.post("/plan/appreciations/new", &fields).await.location();
    let command = two.ana.get("/plan/talks/new").await.field("command");
    let fields = [("command", command.as_str()), ("topic", "Sundays"), ("mode", "device"), ("first", "me")];
    let talk = two.ana.post("/plan/talks/new", &fields).await.location();
    for part in ["", "/code", "/together", "/together?back"] {
        let address = format!("{talk}{part}");
        judge(&content, vec![(address.clone(), two.ana.get(&address).await.is(200).text)]);
    }
    let command = two.ana.get("/plan/agenda/new").await.field("command");
    let fields = [("command", command.as_str()), ("words", "The summer")];
    let added = two.ana.post("/plan/agenda/new", &fields).await.location();
    let command = two.ana.get("/plan/agenda/mine").await.field("command");
    let fields = [("command", command.as_str()), ("words", "Why I wake")];
    two.ana.post("/plan/agenda/mine", &fields).await.location();
    let kept = format!("/plan/agenda/mine/{command}");
    let shown = "/plan/agenda/mine/therapist".to_owned();
    for led in [&named, &held, &given, &added, &kept, &shown] {
        judge(&content, vec![(led.clone(), two.ana.get(led).await.text)]);
    }
    let (account, offered) = offer(&two.ana).await;
    for address in [account.clone(), format!("{account}/audience"), format!("{account}/audience/preview?partner=yes")] {
        judge(&content, vec![(address.clone(), two.ana.get(&address).await.text)]);
    }
    two.after(24 * 8).await;
    let mut chosen = vec![(offered.clone(), two.bo.get(&offered).await.is(200).text)];
    for (choice, parts) in [("said", vec![]), ("aside", vec![]), ("again", vec![]), ("some", vec!["regret"])] {
        let led = choose(&two.bo, &offered, choice, &parts).await.location();
        chosen.push((led.clone(), two.bo.get(&led).await.is(200).text));
    }
    let parts = format!("{offered}?parts");
    chosen.push((parts.clone(), two.bo.get(&parts).await.is(200).text));
    judge(&content, chosen);
    two.after(25).await;
    let read = offered.replace("/offers/", "/received/");
    judge(&content, vec![(read.clone(), two.bo.get(&read).await.is(200).text)]);
    let found = pages(&two.bo, "/plan/agreements").await;
    let is_read = |led: &String| found.iter().any(|(address, _)| led.starts_with(address));
    assert!([&led, &stated, &named].into_iter().all(is_read), "what came is read, too");
    judge(&content, found);
}
