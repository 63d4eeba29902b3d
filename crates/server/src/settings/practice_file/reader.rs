//! Walks a parsed file key by key and goes on after each fault, so that one reading reports them all.

use std::cell::RefCell;
use std::fmt::Display;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use troth_domain::limits;

use super::super::fault::Fault;

/// Characters of a value that a fault repeats.
const QUOTED_CHARACTERS_MAX: usize = 60;

/// The file that is read, and what was found in it so far.
#[derive(Debug)]
pub(super) struct Sheet {
    file: String,
    line_starts: Vec<usize>,
    faults: RefCell<Vec<Fault>>,
    warnings: RefCell<Vec<Fault>>,
}

/// A place in the file, in bytes.
pub(super) type Place = Range<usize>;

impl Sheet {
    pub(super) fn new(file: &str, text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        // A line end at the very end of the file begins no further line.
        let line_starts = std::iter::once(0).chain(ends.filter(|start| *start < text.len())).collect();
        Self { file: file.to_owned(), line_starts, faults: RefCell::default(), warnings: RefCell::default() }
    }

    /// The file, as it was named.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The line that a place begins on, counted from 1; always one that the file has.
    pub(super) fn line(&self, place: &Place) -> usize {
        self.line_starts.partition_point(|start| *start <= place.start).max(1)
    }

    pub(super) fn fault(&self, place: &Place, problem: impl Into<String>, mend: impl Into<String>) {
        self.faults.borrow_mut().push(self.note(place, problem.into(), mend.into()));
    }

    pub(super) fn warn(&self, place: &Place, problem: impl Into<String>, mend: impl Into<String>) {
        self.warnings.borrow_mut().push(self.note(place, problem.into(), mend.into()));
    }

    fn note(&self, place: &Place, problem: String, mend: String) -> Fault {
        Fault { file: self.file.clone(), line: Some(self.line(place)), problem, mend }
    }

    /// Faults and warnings, each by line.
    pub(super) fn into_findings(self) -> (Vec<Fault>, Vec<Fault>) {
        let sorted = |found: RefCell<Vec<Fault>>| {
            let mut found = found.into_inner();
            found.sort_by_key(|fault| fault.line);
            found.dedup();
            found.truncate(limits::FAULTS_MAX);
            found
        };
        (sorted(self.faults), sorted(self.warnings))
    }
}

/// A table of the file. Keys are taken out of it; what is left at the end is unknown.
pub(super) struct Section<'s, 'i> {
    pub(super) sheet: &'s Sheet,
    /// What people call it, such as `[practice]`.
    pub(super) title: String,
    pub(super) place: Place,
    entries: DeTable<'i>,
    known: Vec<&'static str>,
}

impl<'s, 'i> Section<'s, 'i> {
    pub(super) fn new(sheet: &'s Sheet, title: impl Into<String>, place: Place, entries: DeTable<'i>) -> Self {
        Self { sheet, title: title.into(), place, entries, known: Vec::new() }
    }

    /// Takes `key` out, if it is there.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Item<'s, 'i>> {
        self.known.push(key);
        let value = self.entries.remove(key)?;
        let place = value.span();
        Some(Item { sheet: self.sheet, name: key.to_owned(), place, value: value.into_inner() })
    }

    /// Takes `key` out, or reports that it is missing.
    pub(super) fn require(&mut self, key: &'static str, example: &str) -> Option<Item<'s, 'i>> {
        let item = self.take(key);
        if item.is_none() {
            self.sheet.fault(&self.place, format!("{} has no {key}", self.title), format!("add {key} = {example}"));
        }
        item
    }

    /// Takes the tables of `[[key]]`.
    pub(super) fn take_tables(&mut self, key: &'static str, max: usize) -> Tables<'s, 'i> {
        let title = format!("[[{key}]]");
        let Some(item) = self.take(key) else { return Tables::default() };
        if !item.value.is_array() {
            let problem = format!("{key} is {} and must be a list of tables", kind_of(&item.value));
            item.fault(problem, format!("write {title} with two brackets, also for a single one"));
            return Tables { written: 1, sections: Vec::new() };
        }
        // Too many is not none.
        let Some(items) = item.list(max) else { return Tables { written: max + 1, sections: Vec::new() } };
        let written = items.len();
        Tables { written, sections: items.into_iter().filter_map(|item| item.table(&title)).collect() }
    }

    /// Reports that a section is missing.
    pub(super) fn miss(&self, title: &str, needs: &str) {
        self.sheet.fault(&self.place, format!("there is no {title}"), format!("add {title} with its {needs}"));
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(self) {
        for (key, _) in &self.entries {
            let text: &str = key.get_ref();
            let mend = match nearest(text, self.known.iter().copied()) {
                Some(known) => format!("did you mean {known}?"),
                None => format!("remove it; {} knows {}", self.title, self.known.join(", ")),
            };
            self.sheet.fault(&key.span(), format!("{} has no key {}", self.title, quoted(text)), mend);
        }
    }
}

/// The tables of one list.
#[derive(Default)]
pub(super) struct Tables<'s, 'i> {
    /// How many there are in the file.
    pub(super) written: usize,
    /// Those that are tables.
    pub(super) sections: Vec<Section<'s, 'i>>,
}

/// One value of the file.
pub(super) struct Item<'s, 'i> {
    pub(super) sheet: &'s Sheet,
    /// The key it stands under.
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) value: DeValue<'i>,
}

impl<'s, 'i> Item<'s, 'i> {
    pub(super) fn fault(&self, problem: impl Display, mend: impl Into<String>) {
        self.sheet.fault(&self.place, problem.to_string(), mend);
    }

    fn wrong_type(&self, wanted: &str, example: &str) {
        let problem = format!("{} is {} and must be {wanted}", self.name, kind_of(&self.value));
        self.fault(problem, format!("write {} = {example}", self.name));
    }

    pub(super) fn boolean(self) -> Option<bool> {
        let value = self.value.as_bool();
        if value.is_none() {
            self.wrong_type("true or false", "true");
        }
        value
    }

    /// A whole number in `range`, and a multiple of `multiple`.
    pub(super) fn number(self, range: std::ops::RangeInclusive<u32>, multiple: u32) -> Option<u32> {
        let (least, most) = (*range.start(), *range.end());
        let DeValue::Integer(integer) = &self.value else {
            self.wrong_type("a whole number", &least.next_multiple_of(multiple.max(1)).to_string());
            return None;
        };
        // A number too large for 128 bits is still just a number out of range.
        let number = i128::from_str_radix(integer.as_str(), integer.radix()).ok();
        let Some(number) = number.and_then(|number| u32::try_from(number).ok()).filter(|one| range.contains(one))
        else {
            let problem = format!("{} is {}", self.name, shortened(&integer.to_string()));
            let steps = if multiple > 1 { format!(", in steps of {multiple}") } else { String::new() };
            self.fault(problem, format!("write a number from {least} to {most}{steps}"));
            return None;
        };
        if !number.is_multiple_of(multiple) {
            let mend =
                format!("write a multiple of {multiple}, such as {}", number.next_multiple_of(multiple).min(most));
            self.fault(format!("{} is {number}, which is no multiple of {multiple}", self.name), mend);
            return None;
        }
        Some(number)
    }

    /// The text, whatever it is.
    pub(super) fn raw_text(&self, example: &str) -> Option<&str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.wrong_type("text in quotes", example);
        }
        text
    }

    /// One line of text that shows what it is: trimmed, not empty, no control characters.
    pub(super) fn line(self, characters_max: usize) -> Option<String> {
        let text = self.checked_text(characters_max, |_| false)?;
        if text.is_empty() {
            self.fault(format!("{} is empty", self.name), "write something or remove the line");
            return None;
        }
        Some(text)
    }

    /// Text of any number of lines; it may be empty.
    pub(super) fn prose(self, characters_max: usize) -> Option<String> {
        self.checked_text(characters_max, |character| matches!(character, '\n' | '\r' | '\t'))
    }

    fn checked_text(&self, characters_max: usize, also: impl Fn(char) -> bool) -> Option<String> {
        let text = self.raw_text("\"…\"")?.trim();
        let count = text.chars().count();
        if count > characters_max {
            let problem = format!("{} has {count} characters", self.name);
            self.fault(problem, format!("shorten it to {characters_max}"));
            return None;
        }
        let deceptive = |character: &char| troth_domain::people::is_deceptive(*character) && !also(*character);
        if let Some(character) = text.chars().find(deceptive) {
            let problem = format!("{} has the invisible character U+{:04X} in it", self.name, u32::from(character));
            self.fault(problem, "take it out, and line breaks too");
            return None;
        }
        Some(text.to_owned())
    }

    /// The items of a list.
    pub(super) fn list(self, max: usize) -> Option<Vec<Item<'s, 'i>>> {
        match &self.value {
            DeValue::Array(_) => {}
            DeValue::String(text) => self.wrong_type("a list", &format!("[{}]", quoted(text))),
            DeValue::Table(_) => self.wrong_type("a list", "[{ … }]"),
            _ => self.wrong_type("a list", "[…]"),
        }
        let Self { sheet, name, place, value: DeValue::Array(array) } = self else { return None };
        if array.len() > max {
            let problem = format!("{name} has {} entries", array.len());
            sheet.fault(&place, problem, format!("keep it to {max}"));
            return None;
        }
        let item = |value: Spanned<DeValue<'i>>| {
            let place = value.span();
            Item { sheet, name: name.clone(), place, value: value.into_inner() }
        };
        Some(array.into_iter().map(item).collect())
    }

    /// The value as a table that people call `title`.
    pub(super) fn table(self, title: &str) -> Option<Section<'s, 'i>> {
        let Self { sheet, name, place, value } = self;
        match value {
            DeValue::Table(entries) => Some(Section::new(sheet, title, place, entries)),
            other => {
                let problem = format!("{name} is {} and must be a table", kind_of(&other));
                let mend = match title.starts_with('[') {
                    true => format!("write {title} with its keys below"),
                    false => "write it in { }, such as { from = \"09:00\", to = \"17:00\" }".to_owned(),
                };
                sheet.fault(&place, problem, mend);
                None
            }
        }
    }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// `text` in quotes, shortened, with anything invisible spelled out.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", shortened(text))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The one of `known` that someone who typed `text` may have meant.
pub(super) fn nearest<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // Longer than any key, zone or slug: nothing to guess, and no time to lose on it.
    if text.len() > 64 {
        return None;
    }
    let text = text.to_lowercase();
    let known: Vec<&str> = known.into_iter().collect();
    // `price` for `price_cents`, `zone` for `time_zone`.
    if let Some(one) = known.iter().find(|one| one.split('_').any(|word| word == text)) {
        return Some(one);
    }
    let close = |one: &'k str| (strsim::damerau_levenshtein(&text, &one.to_lowercase()), one);
    let (distance, one) = known.into_iter().map(close).min()?;
    (distance <= 2.max(text.len() / 4)).then_some(one)
}
