//! The small steps of an exercise: what its text counts from 1.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd, html};

/// One small step.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Step {
    /// The line that it begins on.
    pub line: usize,
    /// The heading that it stands under, if the text has several parts.
    pub heading: Option<String>,
    /// Its markup, without lines to write on.
    pub html: String,
    /// Its words.
    pub text: String,
    /// How many lines it leaves to write on; none where nothing is to be written.
    pub write_lines: usize,
}

/// An exercise's text in three: what is said first, the steps, and what is said afterward.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Course {
    /// Markup before the first step.
    pub before: String,
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// Markup after the last one.
    pub after: String,
}

/// Finds the steps in a rendered text. `lines` holds the line of each item of a list, in order.
pub fn course(events: &[Event<'_>], lines: &[usize]) -> Course {
    let mut found = Walk { events, lines, ..Walk::default() };
    for place in 0..events.len() {
        found.look(place);
    }
    let Walk { steps, first, last, .. } = found;
    let (before, after) = match first {
        Some(first) => (markup(events, 0..first), markup(events, last..events.len())),
        None => (markup(events, 0..events.len()), String::new()),
    };
    Course { before, steps, after }
}

#[derive(Default)]
struct Walk<'a> {
    events: &'a [Event<'a>],
    lines: &'a [usize],
    steps: Vec<Step>,
    /// How many lists are open, and whether the outermost one counts.
    depth: usize,
    counts: bool,
    items: usize,
    begun: usize,
    heading: Option<String>,
    first: Option<usize>,
    last: usize,
}

impl Walk<'_> {
    fn look(&mut self, place: usize) {
        match self.events.get(place) {
            Some(Event::Start(Tag::List(number))) => {
                if self.depth == 0 {
                    self.counts = number.is_some();
                    if self.counts {
                        self.first.get_or_insert(place);
                    }
                }
                self.depth += 1;
            }
            Some(Event::End(TagEnd::List(_))) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 && self.counts {
                    self.last = place + 1;
                }
            }
            Some(Event::Start(Tag::Item)) => {
                if self.depth == 1 && self.counts {
                    self.begun = place + 1;
                    let line = self.lines.get(self.items).copied().unwrap_or(1);
                    self.steps.push(Step { line, heading: self.heading.clone(), ..Step::default() });
                }
                self.items += 1;
            }
            Some(Event::End(TagEnd::Item)) if self.depth == 1 && self.counts => {
                let inside = self.begun..place;
                if let Some(step) = self.steps.last_mut() {
                    let events = self.events.get(inside.clone()).unwrap_or_default();
                    step.html = markup(self.events, inside);
                    step.text = words(events);
                    step.write_lines = events.iter().filter(|event| is_write_line(event)).count();
                }
            }
            Some(Event::Start(Tag::Heading { .. })) if self.depth == 0 => {
                let rest = self.events.get(place + 1..).unwrap_or_default();
                let end = rest.iter().position(|event| matches!(event, Event::End(TagEnd::Heading(_))));
                self.heading = Some(words(rest.get(..end.unwrap_or_default()).unwrap_or_default()));
            }
            _ => {}
        }
    }
}

/// A line to write on stands as markup of its own.
fn is_write_line(event: &Event<'_>) -> bool {
    matches!(event, Event::Html(markup) if markup.as_ref() == super::markdown::WRITE_LINE)
}

fn markup(events: &[Event<'_>], range: Range<usize>) -> String {
    let mut out = String::new();
    let inside = events.get(range).unwrap_or_default().iter().filter(|event| !is_write_line(event)).cloned();
    html::push_html(&mut out, inside);
    out
}

fn words(events: &[Event<'_>]) -> String {
    let one = |event: &Event<'_>| match event {
        Event::Text(text) | Event::Code(text) => text.to_string(),
        Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => " ".to_owned(),
        _ => String::new(),
    };
    let text: String = events.iter().map(one).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
