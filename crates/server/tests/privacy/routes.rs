//! The routes as the sources of the server give them to the router.

use std::fs;
use std::path::{Path, PathBuf};

/// One method of one path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Route {
    pub method: &'static str,
    pub path: String,
}

const METHODS: [(&str, &str); 4] = [("get(", "GET"), ("post(", "POST"), ("delete(", "DELETE"), ("any(", "ANY")];

/// Every route that pages, assets and health have. Those of the interface for programs stand in its own description.
pub fn of_the_sources() -> Vec<Route> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![source.join("serve.rs")];
    gather(&source.join("web"), &mut files);
    let mut routes =
        files.iter().flat_map(|file| of_text(&fs::read_to_string(file).unwrap(), file)).collect::<Vec<_>>();
    routes.sort();
    routes
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The routes in one file: `.route("path", get(…).post(…))`, or with the name of a constant of the same file.
fn of_text(text: &str, file: &Path) -> Vec<Route> {
    let mut routes = Vec::new();
    for rest in text.split(".route(").skip(1) {
        let call = until_closed(rest);
        let (path, handlers) = call.split_once(',').unwrap_or_else(|| panic!("a route without a handler in {file:?}"));
        let path = match path.trim().strip_prefix('"') {
            Some(path) => path.trim_end_matches('"').to_owned(),
            None => constant(text, path.trim()).unwrap_or_else(|| panic!("no text for {path} in {file:?}")),
        };
        let methods =
            METHODS.iter().filter(|(call, _)| handlers.split([' ', '.', ',']).any(|part| part.starts_with(call)));
        let before = routes.len();
        routes.extend(methods.map(|(_, method)| Route { method, path: path.clone() }));
        assert!(routes.len() > before, "no method of {path} in {file:?} is known");
    }
    routes
}

/// What stands before the parenthesis that closes the one before `text`.
fn until_closed(text: &str) -> &str {
    let mut depth = 0_usize;
    for (place, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return &text[..place],
            ')' => depth -= 1,
            _ => {}
        }
    }
    panic!("a parenthesis is never closed");
}

fn constant(text: &str, name: &str) -> Option<String> {
    let rest = text.split(&format!("const {name}: &str = \"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}
