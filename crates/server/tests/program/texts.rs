//! A practice's own texts, as whoever writes them meets the program: one that cannot be used takes no page away.

use std::fs;
use std::path::{Path, PathBuf};

use super::node::{Node, practice_file, troth};
use super::{refused, until};

const PAGE: &str = "+++\ntitle = \"Questions\"\nsummary = \"Short answers.\"\ndescription = \"Short answers.\"\norder = 140\nkind = \"page\"\n+++\n";

/// A practice's file that names a folder of texts, and the page in it.
fn with_own_page(folder: &Path, text: &str) -> (PathBuf, PathBuf) {
    let practice = practice_file(folder);
    let named = fs::read_to_string(&practice).unwrap().replacen("[practice]\n", "[practice]\ncontent = \"texts\"\n", 1);
    fs::write(&practice, named).unwrap();
    let page = folder.join("texts/en/guide/questions.md");
    fs::create_dir_all(page.parent().unwrap()).unwrap();
    fs::write(&page, text).unwrap();
    (practice, page)
}

#[test]
fn a_broken_page_is_named_and_the_built_in_one_serves_until_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let (practice, page) = with_own_page(folder.path(), &format!("{PAGE}Ask us.\n\n![A room](/room.png)\n"));
    let named = format!("{}:10: there is a picture; ", page.display());

    let said = refused(troth().args(["check", "--practice"]).arg(&practice));
    let mend = said.split_once(&named).map(|(_, rest)| rest.lines().next().unwrap_or_default().to_owned());
    let mend = mend.filter(|mend| !mend.is_empty()).unwrap_or_else(|| panic!("{named} and a mend in {said}"));

    let node = Node::start_with(&practice, folder.path(), &[]);
    let shown = || node.send("GET", "/guide/questions", &[], "");
    let (status, built_in) = shown();
    assert!(status == 200 && built_in.contains("Should I stay or go?") && !built_in.contains("Ask us."), "{built_in}");
    until("the log names it as the check does", || node.log().contains(&format!("{named}{mend}")));

    fs::write(&page, format!("{PAGE}Ask us.\n")).unwrap();
    until("the mended page is served", || shown().1.contains("Ask us."));
    let checked = troth().args(["check", "--practice"]).arg(&practice).output().unwrap();
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
}
