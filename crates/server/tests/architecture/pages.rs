//! What a page may hold: the content security policy forbids inline script and style, and nothing comes from a third
//! party (it would tell that party who visits).

use std::fs;

use crate::check;
use crate::source::{Kind, SourceFile, Token, files_under, sources};

/// Addresses that may stand in pages: links that a person follows by choice, and names that nothing fetches.
const ADDRESSES: &[&str] = &["https://doi.org/", "http://www.w3.org/", "http://www.sitemaps.org/"];

/// Each token inside `html!`, with the one before it and those from it on.
fn markup(file: &SourceFile) -> impl Iterator<Item = (&Token, &[Token])> {
    let places = (1..file.tokens.len()).map(|place| (&file.tokens[place - 1], &file.tokens[place..]));
    places.filter(|(_, rest)| rest[0].in_html)
}

/// Whether an element of this name begins here.
fn is_element(name: &str, before: &Token, rest: &[Token]) -> bool {
    let begins = [";", "{", "}", ")"].iter().any(|sign| before.is(sign)) || before.kind == Kind::Literal;
    begins
        && rest[0].is(name)
        && rest.get(1).is_some_and(|next| next.kind == Kind::Word || next.is("{") || next.is(";"))
}

#[test]
fn no_script_stands_in_a_page() {
    let mut faults = Vec::new();
    for file in sources("crates/server/src") {
        for (before, rest) in markup(&file) {
            let body = rest.iter().position(|token| token.is("{") || token.is(";")).unwrap_or(0);
            let has_source = rest[..body].iter().any(|token| token.is("src"));
            // A browser runs no data; the practice's facts for search engines are.
            let is_data = rest[..body].iter().any(|token| token.text.contains("application/ld+json"));
            let is_empty = rest.get(body).is_some_and(|token| token.is(";"))
                || rest.get(body + 1).is_some_and(|token| token.is("}"));
            if is_element("script", before, rest) && !(has_source && is_empty) && !is_data {
                faults.push(format!("{}: script with text", file.at(rest[0].line)));
            }
            let is_handler = rest[0].kind == Kind::Word && rest[0].text.starts_with("on");
            if is_handler && rest.get(1).is_some_and(|token| token.is("=")) {
                faults.push(format!("{}: {}=", file.at(rest[0].line), rest[0].text));
            }
        }
    }
    check("No script stands in a page.", "Write a module under crates/server/assets and name it with src.", faults);
}

#[test]
fn no_style_stands_in_a_page() {
    let mut faults = Vec::new();
    for file in sources("crates/server/src") {
        for (before, rest) in markup(&file) {
            let is_attribute = rest[0].is("style") && rest.get(1).is_some_and(|token| token.is("="));
            if is_attribute || is_element("style", before, rest) {
                faults.push(format!("{}: style", file.at(rest[0].line)));
            }
        }
    }
    check("No style stands in a page.", "Give it a class and write the rule in crates/server/assets.", faults);
}

#[test]
fn no_markup_is_written_as_text() {
    let mut faults = Vec::new();
    for file in sources("crates/server/src") {
        for token in file.tokens.iter().filter(|token| !token.in_test && token.kind == Kind::Literal) {
            if ["<script", "<style", " style=", "javascript:"].iter().any(|part| token.text.contains(part)) {
                faults.push(format!("{}: {}", file.at(token.line), token.text));
            }
        }
    }
    check("No markup with script or style is written as text.", "Write it with html!, so that it is escaped.", faults);
}

#[test]
fn no_asset_comes_from_elsewhere() {
    let mut faults = Vec::new();
    for (relative, path) in files_under("crates/server/assets", &[".css", ".js", ".mjs", ".html", ".svg", ".json"]) {
        for (index, line) in fs::read_to_string(path).expect("an asset is UTF-8").lines().enumerate() {
            let known = ADDRESSES.iter().fold(line.to_owned(), |line, address| line.replace(address, ""));
            let elsewhere = ["http://", "https://", "url(//", "url(\"//", "from \"//"];
            if elsewhere.iter().any(|part| known.contains(part)) {
                faults.push(format!("{relative}:{}: {}", index + 1, line.trim()));
            }
        }
    }
    check("No asset comes from elsewhere.", "Keep a copy under crates/server/assets, with its licence.", faults);
}

#[test]
fn no_page_names_a_third_party() {
    let mut faults = Vec::new();
    for file in sources("crates/server/src") {
        for token in file.tokens.iter().filter(|token| token.in_html && token.kind == Kind::Literal) {
            let known = ADDRESSES.iter().fold(token.text.clone(), |text, address| text.replace(address, ""));
            if known.contains("http://") || known.contains("https://") {
                faults.push(format!("{}: {}", file.at(token.line), token.text));
            }
        }
    }
    check("No page names a third party.", "Link to our own pages; a reference goes by its DOI.", faults);
}

#[test]
fn the_voice_is_quiet() {
    const LOUD: &[&str] = &["cheater", "victim", "toxic", "your journey", "healing journey", "oops", "whoops"];
    let mut faults = Vec::new();
    for file in sources("crates/server/src") {
        for token in file.tokens.iter().filter(|token| token.in_html && token.kind == Kind::Literal) {
            let text = token.text.to_lowercase();
            if text.contains('!') || LOUD.iter().any(|word| text.contains(word)) {
                faults.push(format!("{}: {}", file.at(token.line), token.text));
            }
        }
    }
    check("Pages speak quietly.", "Say what is so, without an exclamation mark, and blame nobody.", faults);
}
