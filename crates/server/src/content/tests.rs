//! What is built in is fine, and what a practice writes over it is used, or named with line and mend.

use std::fs;
use std::path::Path;

use super::pages::Kind;
use super::*;

mod hints;
mod plan;
mod private;
mod programme;
mod surveillance;

const HEAD: &str = "+++\ntitle = \"Questions\"\nsummary = \"Short answers.\"\ndescription = \"Short answers.\"\norder = 140\nkind = \"page\"\n+++\n";

pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join("en").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn page(body: &str) -> String {
    format!("{HEAD}{body}")
}

/// What is said about a page of the practice's own with this text, without the folder.
fn faults(text: &str) -> Vec<String> {
    let folder = folder(&[("guide/questions.md", text)]);
    let shown = format!("{}/en/", folder.path().display());
    let content = Content::load(Some(folder.path()));
    content.faults.iter().map(|fault| fault.to_string().replace(&shown, "")).collect()
}

#[test]
fn what_is_built_in_is_fine() {
    let content = Content::load(None);
    let said: Vec<String> = content.faults.iter().chain(&content.findings()).map(ToString::to_string).collect();
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(content.crisis.resource.len(), 3);
    let steps = content.pages.iter().filter(|page| matches!(page.kind, Kind::Step(_)));
    assert_eq!(steps.map(|page| page.kind).collect::<Vec<_>>(), [1, 2, 3, 4, 5].map(Kind::Step));
    assert!(content.page(NOT_TO_START).is_some() && content.page(REFERENCES).is_some());
}

#[test]
fn half_of_the_pages_read_at_grade_eight_or_below_and_so_do_all_others() {
    let levels = Content::load(None).levels();
    assert!(levels.len() >= 20 && levels[0].grade <= 8.0, "{levels:?}");
}

#[test]
fn a_practices_own_page_takes_the_place_of_the_built_in_one_and_a_new_one_is_added() {
    let own = page("Ask us **anything**.\n");
    let new = own.replace("title = \"Questions\"", "title = \"Our room\"");
    let folder = folder(&[("guide/questions.md", &own), ("guide/our-room.md", &new)]);
    let content = Content::load(Some(folder.path()));
    assert_eq!(content.faults, []);
    assert!(content.page("questions").unwrap().body.html.contains("Ask us <strong>anything</strong>."));
    assert_eq!(content.page("our-room").unwrap().title, "Our room");
    assert!(content.page("acknowledge").is_some());
}

#[test]
fn a_broken_page_is_named_by_line_and_the_built_in_one_serves() {
    for (text, said) in [
        ("no head", "guide/questions.md:1: the page has no head; "),
        ("+++\ntitle = \"Q\"\n", "guide/questions.md:1: the page's head does not end; "),
        (&HEAD.replace("title", "titel"), "guide/questions.md:2: unknown field `titel`; it takes one of "),
        (
            &HEAD.replace("order = 140", "order = \"x\""),
            "guide/questions.md:5: invalid type: string \"x\"; it takes u32",
        ),
        (&HEAD.replace("order = 140\n", ""), "missing field `order`"),
        (&HEAD.replace("\"page\"", "\"step\""), "guide/questions.md:1: the page is a step without a number; "),
        (&page("Hello\n\n<script>alert(1)</script>\n"), "guide/questions.md:10: there is HTML; "),
        (&page("Hello <b>you</b>\n"), "guide/questions.md:8: there is HTML; "),
        (&page("# Big\n"), "guide/questions.md:8: there is a heading of the first rank; "),
        (&page("![x](/a.png)\n"), "guide/questions.md:8: there is a picture; "),
        (&page("[x](javascript:alert(1))\n"), "guide/questions.md:8: it links to \"javascript:alert(1)\"; "),
        (&page("[x](//elsewhere.example)\n"), "guide/questions.md:8: it links to \"//elsewhere.example\"; "),
        (&page("So it is [@nobody-1999].\n"), "guide/questions.md:8: it marks \"nobody-1999\""),
    ] {
        let found = faults(text);
        assert!(found.len() == text.matches("<b>").count() + 1 && found[0].contains(said), "{said}\n{found:#?}");
    }
    let folder = folder(&[("guide/questions.md", "no head")]);
    let content = Content::load(Some(folder.path()));
    assert_eq!(content.page("questions").unwrap().file, "content/en/guide/questions.md");
}

#[test]
fn other_files_are_named_too() {
    let content = |files: &[(&str, &str)]| {
        let folder = folder(files);
        let content = Content::load(Some(folder.path()));
        (content.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), content)
    };
    let (said, kept) = content(&[("crisis.toml", "dated = 7"), ("guide/My Page.md", HEAD)]);
    assert!(said.contains("crisis.toml:1: ") && said.contains("My Page.md: the file is not used"), "{said}");
    assert_eq!(kept.crisis.resource.len(), 3);
    let (said, _) = content(&[("references.toml", "[[reference]]\nkey = 1\n")]);
    assert!(said.contains("references.toml:2: "), "{said}");
    let missing = Content::load(Some(Path::new("/nowhere/at/all")));
    assert!(missing.faults[0].to_string().contains("there is no such folder"));
}

#[test]
fn findings_name_what_should_not_stay() {
    let hard = "Notwithstanding institutional considerations, participation necessitates authorization immediately.";
    let own = page(&format!("A cheater is toxic!\n\nSee [this](/guide/nowhere) and [that](#nothing).\n\n{hard}\n"));
    let folder = folder(&[("guide/questions.md", &own)]);
    let content = Content::load(Some(folder.path()));
    assert_eq!(content.faults, []);
    let found = content.findings();
    let found: Vec<String> =
        found.iter().filter(|one| !one.file.starts_with("content/")).map(ToString::to_string).collect();
    let found = found.join("\n");
    for part in [
        ":8: it says \"cheater\"; write instead: the partner who broke trust",
        ":8: it says \"toxic\"",
        ":8: it says \"!\"",
        ":10: it links to /guide/nowhere",
        ":10: it links to #nothing",
        ":1: it reads like US grade",
    ] {
        assert!(found.contains(part), "{part}\n{found}");
    }
}

#[test]
fn marks_become_numbers_that_lead_to_their_source() {
    let content = Content::load(None);
    let page = content.page("acknowledge").unwrap();
    let first = &page.body.marked[0];
    assert!(page.body.html.contains(&format!("<a href=\"#source-{first}\" aria-label=\"Source 1\">1</a>")));
    assert!(!page.body.html.contains("[@"), "no mark is left as it was written");
}

#[test]
fn a_change_is_seen_while_the_site_runs() {
    let folder = folder(&[("guide/questions.md", &page("One.\n"))]);
    let start: jiff::Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
    let library = Library::open(Some(folder.path().to_owned()), start);
    let shown = |content: &Content| content.page("questions").unwrap().body.html.clone();
    assert_eq!(shown(&library.at_hand(start).unwrap()), "<p>One.</p>\n");
    fs::write(folder.path().join("en/guide/questions.md"), page("Two, and more.\n")).unwrap();
    let later = start + jiff::Span::new().seconds(troth_domain::limits::CONTENT_LOOK_SECONDS);
    assert!(library.at_hand(later).is_none(), "a look is due");
    assert_eq!(shown(&library.look_again(later)), "<p>Two, and more.</p>\n");
    assert!(library.at_hand(later).is_some());
}
