//! Reads the project's sources as tokens, so that a rule sees code and not what a comment says about it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Word,
    Sign,
    Literal,
    Open,
    Close,
}

/// One token, with what a rule needs to know of its place.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    pub line: usize,
    pub end_line: usize,
    /// Inside `#[cfg(test)]`, a test function or a test file.
    pub in_test: bool,
    /// Inside `html! { … }`.
    pub in_html: bool,
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        self.text == text && self.kind != Kind::Literal
    }
}

/// A path such as `std::env::var`, from a `use` (spelled out) or from code.
#[derive(Clone, Debug)]
pub struct NamedPath {
    pub segments: Vec<String>,
    pub line: usize,
    pub in_test: bool,
}

impl NamedPath {
    /// Whether it begins with `prefix`, written `a::b`.
    pub fn starts_with(&self, prefix: &str) -> bool {
        let prefix: Vec<&str> = prefix.split("::").collect();
        self.segments.len() >= prefix.len() && self.segments.iter().zip(&prefix).all(|(one, other)| one == other)
    }

    /// Whether `part`, written `a::b`, stands anywhere in it.
    pub fn contains(&self, part: &str) -> bool {
        let part: Vec<&str> = part.split("::").collect();
        self.segments.windows(part.len()).any(|window| window == part)
    }
}

/// A function and how many lines it takes, from `fn` to its closing brace.
#[derive(Clone, Debug)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// One source file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// From the workspace's root, with `/`.
    pub path: String,
    pub text: String,
    pub tokens: Vec<Token>,
}

impl SourceFile {
    /// Lexes `text`. A file under `tests/`, `benches/` or `examples/`, or named `tests.rs`, is all test.
    pub fn parse(path: &str, text: &str) -> Self {
        let all_test = ["/tests/", "/benches/", "/examples/"].iter().any(|folder| path.contains(folder))
            || path.ends_with("/tests.rs");
        let stream: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path} does not lex: {error}"));
        let mut tokens = Vec::new();
        flatten(stream, all_test, false, &mut tokens);
        Self { path: path.to_owned(), text: text.to_owned(), tokens }
    }

    /// `path:line`, which most editors open.
    pub fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }

    /// Lines of the file.
    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// Lines that hold code: no comment, no blank line.
    pub fn code_lines(&self) -> usize {
        self.tokens.iter().flat_map(|token| token.line..=token.end_line).collect::<BTreeSet<_>>().len()
    }

    /// Every path that the file names, in `use` lines and in code.
    pub fn paths(&self) -> Vec<NamedPath> {
        let mut found = Vec::new();
        let mut index = 0;
        while index < self.tokens.len() {
            index = match &self.tokens[index] {
                token if token.is("use") => self.read_use(index + 1, &mut found),
                token if token.kind == Kind::Word => self.read_path(index, &mut found),
                _ => index + 1,
            };
        }
        found
    }

    /// Every function with a body.
    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        for (index, token) in self.tokens.iter().enumerate() {
            let Some(name) = self.tokens.get(index + 1).filter(|name| token.is("fn") && name.kind == Kind::Word) else {
                continue;
            };
            let mut depth = 0_i32;
            let mut inside = 0_i32;
            for next in &self.tokens[index + 2..] {
                depth += i32::from(next.kind == Kind::Open) - i32::from(next.kind == Kind::Close);
                inside = inside.max(i32::from(depth == 1 && next.is("{")));
                let ended = depth == 0 && (next.is(";") || (inside == 1 && next.is("}")));
                if depth < 0 || (ended && inside == 0) {
                    break;
                }
                if ended {
                    let lines = next.line + 1 - token.line;
                    found.push(Function { name: name.text.clone(), line: token.line, lines });
                    break;
                }
            }
        }
        found
    }

    /// Places where the tokens `wanted` follow one another.
    pub fn sequences<'a>(&'a self, wanted: &'a [&'a str]) -> impl Iterator<Item = &'a Token> + 'a {
        self.tokens
            .windows(wanted.len())
            .filter(move |window| window.iter().zip(wanted).all(|(token, text)| token.is(text)))
            .filter_map(|window| window.first())
    }

    /// How the paths of the modules begin that only tests have: `src/web/samples.` and `src/web/samples/`.
    fn test_modules(&self) -> Vec<String> {
        let stem = self.path.trim_end_matches(".rs");
        let is_own_folder = ["/mod", "/lib", "/main"].iter().any(|name| stem.ends_with(name));
        let folder = if is_own_folder { stem.rsplit_once('/').map_or("", |(folder, _)| folder) } else { stem };
        let named = |window: &[Token]| match window {
            [module, name, end] if module.is("mod") && module.in_test && end.is(";") => Some(name.text.clone()),
            _ => None,
        };
        let names = self.tokens.windows(3).filter_map(named);
        names.flat_map(|name| [format!("{folder}/{name}."), format!("{folder}/{name}/")]).collect()
    }

    fn read_path(&self, start: usize, found: &mut Vec<NamedPath>) -> usize {
        let mut segments = vec![self.tokens[start].text.clone()];
        let mut index = start + 1;
        while let Some([colon, second, word]) = self.tokens.get(index..index + 3) {
            if !(colon.is(":") && second.is(":") && word.kind == Kind::Word) {
                break;
            }
            segments.push(word.text.clone());
            index += 3;
        }
        if segments.len() > 1 {
            found.push(NamedPath { segments, line: self.tokens[start].line, in_test: self.tokens[start].in_test });
        }
        index
    }

    /// Spells out `use a::{b, c::d};` as `a::b` and `a::c::d`.
    fn read_use(&self, start: usize, found: &mut Vec<NamedPath>) -> usize {
        let mut bases: Vec<Vec<String>> = vec![Vec::new()];
        let mut segments: Vec<String> = Vec::new();
        let mut index = start;
        while let Some(token) = self.tokens.get(index) {
            let ends = token.is(";") || token.is(",") || token.kind == Kind::Close;
            if ends && segments.len() > bases.last().map_or(0, Vec::len) {
                found.push(NamedPath { segments: segments.clone(), line: token.line, in_test: token.in_test });
            }
            match token.kind {
                _ if token.is(";") => return index + 1,
                Kind::Open => bases.push(segments.clone()),
                Kind::Close => {
                    bases.pop();
                    segments = bases.last().cloned().unwrap_or_default();
                }
                Kind::Word if token.is("as") => index += 1,
                Kind::Word => segments.push(token.text.clone()),
                _ if token.is("*") => segments.push("*".to_owned()),
                _ if token.is(",") => segments = bases.last().cloned().unwrap_or_default(),
                _ => {}
            }
            index += 1;
        }
        index
    }
}

fn flatten(stream: TokenStream, in_test: bool, in_html: bool, out: &mut Vec<Token>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut item_is_test = false;
    let mut index = 0;
    while let Some(tree) = trees.get(index) {
        let here = in_test || item_is_test;
        if let Some((attribute, length)) = attribute_at(&trees[index..]) {
            item_is_test |= is_test_attribute(&attribute);
            if !is_doc(&attribute) {
                trees[index..index + length].iter().for_each(|tree| push_tree(tree, here, in_html, false, out));
            }
            index += length;
            continue;
        }
        push_tree(tree, here, in_html, follows_html(&trees[..index]), out);
        let ends_item = match tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(sign) => sign.as_char() == ';',
            _ => false,
        };
        item_is_test &= !ends_item;
        index += 1;
    }
}

fn push_tree(tree: &TokenTree, in_test: bool, in_html: bool, opens_html: bool, out: &mut Vec<Token>) {
    let span = tree.span();
    let (line, end_line) = (span.start().line, span.end().line);
    let mut push =
        |kind, text: String, line, end_line| out.push(Token { kind, text, line, end_line, in_test, in_html });
    match tree {
        TokenTree::Ident(word) => push(Kind::Word, word.to_string(), line, end_line),
        TokenTree::Punct(sign) => push(Kind::Sign, sign.as_char().to_string(), line, end_line),
        TokenTree::Literal(literal) => push(Kind::Literal, literal.to_string(), line, end_line),
        TokenTree::Group(group) => {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            let (open_line, close_line) = (group.span_open().start().line, group.span_close().end().line);
            push(Kind::Open, open.to_owned(), open_line, open_line);
            flatten(group.stream(), in_test, in_html || opens_html, out);
            out.push(Token {
                kind: Kind::Close,
                text: close.to_owned(),
                line: close_line,
                end_line: close_line,
                in_test,
                in_html,
            });
        }
    }
}

/// The attribute that begins here and how many trees it takes: `#[…]` or `#![…]`.
fn attribute_at(trees: &[TokenTree]) -> Option<(Vec<TokenTree>, usize)> {
    let is =
        |place: usize, sign: char| matches!(trees.get(place), Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    let place = match (is(0, '#'), is(1, '!')) {
        (true, true) => 2,
        (true, false) => 1,
        _ => return None,
    };
    match trees.get(place) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            Some((group.stream().into_iter().collect(), place + 1))
        }
        _ => None,
    }
}

fn is_doc(attribute: &[TokenTree]) -> bool {
    matches!(attribute.first(), Some(TokenTree::Ident(word)) if word == "doc")
        && matches!(attribute.get(1), Some(TokenTree::Punct(sign)) if sign.as_char() == '=')
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`, `#[cfg(any(test, …))]`, but not `#[cfg(not(test))]`.
fn is_test_attribute(attribute: &[TokenTree]) -> bool {
    let words = words_of(attribute.iter().cloned().collect());
    words.iter().any(|word| word == "test") && !words.iter().any(|word| word == "not")
}

fn words_of(stream: TokenStream) -> Vec<String> {
    stream
        .into_iter()
        .flat_map(|tree| match tree {
            TokenTree::Ident(word) => vec![word.to_string()],
            TokenTree::Group(group) => words_of(group.stream()),
            _ => Vec::new(),
        })
        .collect()
}

fn follows_html(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(word), TokenTree::Punct(sign)] if word == "html" && sign.as_char() == '!')
}

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default()
}

/// Files under `folder` (from the root) whose name ends in one of `endings`, sorted; none if there is no such folder.
pub fn files_under(folder: &str, endings: &[&str]) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && name != "node_modules" && name != "target" {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let relative = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                found.push((relative, path));
            }
        }
    }
    found.sort();
    found
}

/// Every Rust source under `folder`, lexed. A file that only a test names (`#[cfg(test)] mod samples;`) is all test.
pub fn sources(folder: &str) -> Vec<SourceFile> {
    let files: Vec<SourceFile> = files_under(folder, &[".rs"])
        .into_iter()
        .map(|(relative, path)| SourceFile::parse(&relative, &fs::read_to_string(path).expect("a source is UTF-8")))
        .collect();
    let of_tests: Vec<String> = files.iter().flat_map(SourceFile::test_modules).collect();
    let is_of_test = |path: &str| of_tests.iter().any(|stem| path.starts_with(stem.as_str()));
    let mark = |mut file: SourceFile| {
        let all_test = is_of_test(&file.path);
        file.tokens.iter_mut().for_each(|token| token.in_test |= all_test);
        file
    };
    files.into_iter().map(mark).collect()
}
