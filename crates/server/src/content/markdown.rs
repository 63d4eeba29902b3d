//! Markdown to markup. What could bring script, pictures or another page's look in is refused, not filtered.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::steps::{self, Course};
use super::text::Source;
use crate::settings::Fault;

/// A line to write on.
pub const WRITE_LINE: &str = "<p class=\"write\" aria-hidden=\"true\"></p>\n";
/// How a mark of a source begins inside its brackets.
const MARK: char = '@';
/// Addresses that a text may link to.
const SCHEMES: [&str; 6] = ["/", "#", "https://", "tel:", "sms:", "mailto:"];

/// A rendered text and what is in it.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The markup.
    pub html: String,
    /// Keys of sources in the order of their numbers.
    pub marked: Vec<String>,
    /// Keys of the sources that the text itself marks.
    pub mentioned: BTreeSet<String>,
    /// Every link with its line.
    pub links: Vec<(usize, String)>,
    /// Names of its headings, which links may end with.
    pub anchors: Vec<String>,
    /// Paragraphs, items and headings as plain text, each with its line.
    pub blocks: Vec<Block>,
    /// What it counts from 1, and what stands around that.
    pub course: Course,
}

/// A piece of plain text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// Its line.
    pub line: usize,
    /// Whether it is a heading, which no reading level counts.
    pub is_heading: bool,
    /// The words.
    pub text: String,
}

/// Renders the Markdown that begins `at` bytes into `source`. Marks of `known` sources become numbers: those of
/// `numbered` by their place there, others after them as they come.
///
/// # Errors
/// What is refused, by line.
pub fn render(source: &Source, at: usize, known: &[String], numbered: &[String]) -> Result<Rendered, Vec<Fault>> {
    let body = source.text.get(at..).unwrap_or_default();
    let as_mark = |link: BrokenLink<'_>| {
        let key = link.reference.strip_prefix(MARK)?;
        Some((CowStr::from(format!("{MARK}{key}")), CowStr::from("")))
    };
    let parser = Parser::new_with_broken_link_callback(body, Options::ENABLE_SMART_PUNCTUATION, Some(as_mark));
    let events: Vec<(Event<'_>, Range<usize>)> = parser.into_offset_iter().collect();
    let rendered = Rendered { marked: numbered.to_vec(), ..Rendered::default() };
    let (out, items, faults) = (Vec::new(), Vec::new(), Vec::new());
    let mut writer = Writer { source, at, known, rendered, out, items, faults, in_mark: false };
    for (place, (event, range)) in events.iter().enumerate() {
        let rest = events.get(place + 1..).unwrap_or_default();
        writer.take(event.clone(), range.start, rest);
    }
    writer.finish()
}

struct Writer<'a> {
    source: &'a Source,
    at: usize,
    known: &'a [String],
    rendered: Rendered,
    out: Vec<Event<'a>>,
    /// The line of each item of a list.
    items: Vec<usize>,
    faults: Vec<Fault>,
    in_mark: bool,
}

impl<'a> Writer<'a> {
    fn take(&mut self, event: Event<'a>, start: usize, rest: &[(Event<'a>, Range<usize>)]) {
        let line = self.source.line(self.at + start);
        match event {
            Event::Start(Tag::Link { ref dest_url, .. }) if dest_url.starts_with(MARK) => {
                self.mark(line, dest_url.trim_start_matches(MARK));
                self.in_mark = true;
            }
            Event::End(TagEnd::Link) if self.in_mark => self.in_mark = false,
            _ if self.in_mark => {}
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                self.link(line, dest_url);
                self.out.push(event);
            }
            Event::Start(Tag::Heading { level, .. }) => self.heading(line, level, rest),
            Event::Start(Tag::Image { .. }) => self.refuse(line, "there is a picture", "leave it out: pages show none"),
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                self.refuse(line, "there is HTML", "write it in Markdown, or put a backslash before the <");
            }
            Event::Html(_) => {}
            Event::Rule => self.out.push(Event::Html(WRITE_LINE.into())),
            event => {
                self.plain(line, &event);
                self.out.push(event);
            }
        }
    }

    fn plain(&mut self, line: usize, event: &Event<'_>) {
        if matches!(event, Event::Start(Tag::Item)) {
            self.items.push(line);
        }
        match event {
            Event::Start(Tag::Paragraph | Tag::Item) => self.block(line, false),
            Event::Text(text) | Event::Code(text) => self.say(line, text),
            Event::SoftBreak | Event::HardBreak => self.say(line, " "),
            _ => {}
        }
    }

    fn block(&mut self, line: usize, is_heading: bool) {
        // A paragraph in an item goes on with the item's block.
        if self.rendered.blocks.last().is_none_or(|last| last.is_heading || !last.text.is_empty()) {
            self.rendered.blocks.push(Block { line, is_heading, text: String::new() });
        }
    }

    fn say(&mut self, line: usize, text: &str) {
        match self.rendered.blocks.last_mut() {
            Some(block) => block.text.push_str(text),
            None => self.rendered.blocks.push(Block { line, is_heading: false, text: text.to_owned() }),
        }
    }

    /// A number that leads to the source, close to the word before it.
    fn mark(&mut self, line: usize, keys: &str) {
        match self.out.last_mut() {
            Some(Event::Text(text)) => *text = CowStr::from(text.trim_end().to_owned()),
            Some(Event::SoftBreak) => drop(self.out.pop()),
            _ => {}
        }
        for key in keys.split([';', ',']).map(|key| key.trim().trim_start_matches(MARK)) {
            if !self.known.iter().any(|known| known == key) {
                let problem = format!("it marks {key:?}, and references.toml has no such key");
                self.refuse(line, &problem, "add a [[reference]] with this key, or take the mark out");
                continue;
            }
            self.rendered.mentioned.insert(key.to_owned());
            let number = match self.rendered.marked.iter().position(|marked| marked == key) {
                Some(place) => place + 1,
                None => {
                    self.rendered.marked.push(key.to_owned());
                    self.rendered.marked.len()
                }
            };
            let markup = format!(
                "<sup class=\"mark\"><a href=\"#source-{key}\" aria-label=\"Source {number}\">{number}</a></sup>"
            );
            self.out.push(Event::InlineHtml(markup.into()));
        }
    }

    fn link(&mut self, line: usize, target: &str) {
        if !SCHEMES.iter().any(|scheme| target.starts_with(scheme)) || target.starts_with("//") {
            let problem = format!("it links to {target:?}");
            self.refuse(line, &problem, "link to a page of this site, as /guide/questions, or to https://…");
        }
        self.rendered.links.push((line, target.to_owned()));
    }

    fn heading(&mut self, line: usize, level: HeadingLevel, rest: &[(Event<'a>, Range<usize>)]) {
        if level == HeadingLevel::H1 {
            self.refuse(
                line,
                "there is a heading of the first rank",
                "begin it with ##: the title stands in the page's head",
            );
        }
        let inside = rest.iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_))));
        let text: String = inside
            .filter_map(|(event, _)| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        let id = self.free_anchor(&anchor(&text));
        self.rendered.blocks.push(Block { line, is_heading: true, text: String::new() });
        self.rendered.anchors.push(id.clone());
        self.out.push(Event::Start(Tag::Heading {
            level,
            id: Some(id.into()),
            classes: Vec::new(),
            attrs: Vec::new(),
        }));
    }

    /// The same heading may stand in a page twice; an address may not.
    fn free_anchor(&self, wanted: &str) -> String {
        let taken = |name: &str| self.rendered.anchors.iter().any(|anchor| anchor == name);
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    fn refuse(&mut self, line: usize, problem: &str, mend: &str) {
        self.faults.push(self.source.fault(line, problem, mend));
    }

    fn finish(self) -> Result<Rendered, Vec<Fault>> {
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        let mut rendered = self.rendered;
        rendered.blocks.retain(|block| !block.text.trim().is_empty());
        rendered.course = steps::course(&self.out, &self.items);
        html::push_html(&mut rendered.html, self.out.into_iter());
        Ok(rendered)
    }
}

/// A heading as the end of an address: `First, be heard` becomes `first-be-heard`.
fn anchor(text: &str) -> String {
    let words = text.to_lowercase().replace(['\u{2019}', '\''], "");
    let words: Vec<&str> =
        words.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "part".to_owned() } else { words.join("-") }
}
