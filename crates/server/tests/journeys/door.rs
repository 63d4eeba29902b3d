//! The public pages: each is found from the first one, leads on to a talk, and can be shared.

use std::collections::{BTreeSet, VecDeque};

use super::support::TestApp;

/// Addresses on our own site that a page links to, without what follows `#` or `?`.
fn links(text: &str) -> BTreeSet<String> {
    let hrefs = text.split(" href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
    let pages = hrefs.filter(|path| !path.starts_with("assets/"));
    pages.map(|path| format!("/{}", path.split(['#', '?']).next().unwrap_or_default())).collect()
}

fn places(text: &str) -> Vec<String> {
    let list = text.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
    list.map(|place| place.strip_prefix("http://localhost").unwrap_or(place).to_owned()).collect()
}

#[tokio::test]
async fn every_public_page_is_reached_by_links_from_the_first() {
    let app = TestApp::sqlite().await;
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut queue = VecDeque::from(["/".to_owned()]);
    while let Some(address) = queue.pop_front() {
        for link in links(&app.get(&address).await.is(200).text) {
            if seen.insert(link.clone()) {
                queue.push_back(link);
            }
        }
    }
    let listed = places(&app.get("/sitemap.xml").await.is(200).text);
    assert!(listed.len() >= 25, "{listed:?}");
    let lost: Vec<&String> = listed.iter().filter(|place| !seen.contains(*place)).collect();
    assert_eq!(lost, Vec::<&String>::new(), "listed for search engines, and no link leads there");
}

/// A public page loads the first stylesheet alone, so nothing on it may need the second.
#[tokio::test]
async fn no_public_page_is_made_of_what_only_private_pages_load() {
    let app = TestApp::sqlite().await;
    let sheets = |text: &str| text.split("rel=\"stylesheet\" href=\"").skip(1).map(until_quote).collect::<Vec<_>>();
    let (_, ana) = app.client("Ana").await;
    let [site, private] = sheets(&ana.get("/home").await.is(200).text).try_into().expect("two of them");
    let known = classes_in_sheet(&app.get(&site).await.is(200).text);
    let only_private = classes_in_sheet(&app.get(&private).await.is(200).text);
    let only_private = only_private.difference(&known).cloned().collect::<BTreeSet<_>>();
    assert!(only_private.contains("chart-band") && !only_private.contains("button"), "{only_private:?}");
    let mut addresses = places(&app.get("/sitemap.xml").await.is(200).text);
    addresses.push("/nowhere-at-all".to_owned());
    for address in addresses {
        let page = app.get(&address).await.text;
        let classes = page.split("class=\"").skip(1).map(until_quote).collect::<Vec<_>>().join(" ");
        let classes = classes.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
        if sheets(&page).len() == 1 {
            let lost = classes.intersection(&only_private).collect::<Vec<_>>();
            assert_eq!(lost, Vec::<&String>::new(), "{address}");
        }
    }
}

fn until_quote(text: &str) -> String {
    text.split('"').next().unwrap_or_default().to_owned()
}

fn classes_in_sheet(sheet: &str) -> BTreeSet<String> {
    let name = |text: &str| text.chars().take_while(|one| one.is_ascii_lowercase() || *one == '-').collect::<String>();
    sheet.split('.').skip(1).map(name).filter(|name| name.len() > 1).collect()
}

#[tokio::test]
async fn every_page_of_the_guide_names_the_soonest_talk_and_leads_to_it_at_once() {
    let app = TestApp::sqlite().await;
    let listed = places(&app.get("/sitemap.xml").await.text);
    for address in listed.iter().filter(|place| place.starts_with("/guide") && !place.contains("exercises")) {
        let page = app.get(address).await.is(200);
        page.says(&[
            "Soonest, in Mountain Time, Orem: ",
            "href=\"/book\"",
            "rel=\"canonical\"",
            "name=\"description\"",
            "og:image",
        ]);
    }
}

#[tokio::test]
async fn each_step_has_an_exercise_that_says_for_whom_it_is_not() {
    let app = TestApp::sqlite().await;
    for step in ["acknowledge", "communicate", "follow-through", "get-support", "patience-and-forgiveness"] {
        let page = app.get(&format!("/guide/{step}")).await.is(200);
        let page = page.says(&["Not if you are afraid of your partner"]);
        let exercise = links(&page.text).into_iter().find(|link| link.starts_with("/guide/exercises/")).unwrap();
        let exercise = app.get(&exercise).await.is(200).says(&["if you are afraid", "href=\"/help-now\""]);
        assert!(exercise.text.contains("class=\"write\""), "{step}: lines to write on");
    }
}

#[tokio::test]
async fn what_programs_read_of_the_site_is_what_it_is() {
    let app = TestApp::sqlite().await;
    let robots = app.get("/robots.txt").await.is(200).says(&["Disallow: /manage/", "/sitemap.xml"]);
    assert!(robots.header("content-type").starts_with("text/plain"));
    assert!(app.get("/sitemap.xml").await.header("content-type").starts_with("application/xml"));
    assert_eq!(app.get("/favicon.ico").await.is(200).header("content-type"), "image/png");
    let home = app.get("/").await.text;
    let data = home.split("application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let about: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!((&about["@type"], &about["name"]), (&"MedicalBusiness".into(), &"Wasatch Test Practice".into()));
    assert_eq!(about["address"]["addressLocality"], "Orem");
}

#[tokio::test]
async fn a_wrong_address_helps_on() {
    let app = TestApp::sqlite().await;
    app.get("/guide/aknowledge").await.is(404).says(&["Did you mean", "/guide/acknowledge", "/book", "Help now"]);
    let page = app.get("/wp-admin.php").await.is(404).says(&["Read the guide", "801-555-0100"]);
    assert!(!page.text.contains("Did you mean"));
    app.get("/gallery").await.is(404);
}
