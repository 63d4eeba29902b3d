//! The reader itself: a rule is worth what its reading of the sources is worth.

use crate::source::{Kind, SourceFile};

fn read(text: &str) -> SourceFile {
    SourceFile::parse("crates/example/src/lib.rs", text)
}

#[track_caller]
fn check_paths(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text).paths().iter().map(|path| path.segments.join("::")).collect();
    assert_eq!(found, expected, "paths of {text}");
}

#[test]
fn a_use_is_spelled_out() {
    check_paths("use std::env;", &["std::env"]);
    check_paths("use std::{env, fs::{self, File}};", &["std::env", "std::fs::self", "std::fs::File"]);
    check_paths("use {axum::Router, maud::*};", &["axum::Router", "maud::*"]);
    check_paths("use sqlx as database; fn f() {}", &["sqlx"]);
}

#[test]
fn a_path_in_code_or_in_a_macro_is_seen() {
    check_paths("fn f() { let a = std::env::var(\"A\"); }", &["std::env::var"]);
    check_paths("fn f() { format!(\"{}\", jiff::Timestamp::now()) }", &["jiff::Timestamp::now"]);
    check_paths("/// std::env::var\n// std::env::var\nfn f() { \"std::env::var\"; }", &[]);
}

#[test]
fn test_code_is_known() {
    let file = read("#[cfg(test)] mod tests { fn a() { x.unwrap() } } fn b() {} #[test] fn c() { d() } fn e() {}");
    let outside: Vec<&str> = file
        .tokens
        .iter()
        .filter(|token| {
            !token.in_test && token.kind == Kind::Word && !["fn", "cfg", "test"].contains(&token.text.as_str())
        })
        .map(|token| token.text.as_str())
        .collect();
    assert_eq!(outside, ["b", "e"]);
    assert!(read("#[cfg(not(test))] fn a() {}").tokens.iter().all(|token| !token.in_test));
}

#[test]
fn functions_are_measured() {
    let file =
        read("fn short() {}\n\ntrait T { fn none(&self); }\nimpl A {\n  fn long(f: fn(u8) -> u8) {\n    1\n  }\n}\n");
    let found: Vec<(String, usize, usize)> =
        file.functions().into_iter().map(|function| (function.name, function.line, function.lines)).collect();
    assert_eq!(found, [("short".to_owned(), 1, 1), ("long".to_owned(), 5, 3)]);
}

#[test]
fn code_lines_leave_out_comments() {
    assert_eq!(read("//! About.\n\n/// One.\nfn a() {\n    // Why.\n    b();\n}\n").code_lines(), 3);
}

#[test]
fn markup_is_known() {
    let file = read("fn page() -> Markup { html! { p { \"in\" } } }");
    let inside: Vec<&str> = file.tokens.iter().filter(|token| token.in_html).map(|token| token.text.as_str()).collect();
    assert_eq!(inside, ["p", "{", "\"in\"", "}"]);
}
