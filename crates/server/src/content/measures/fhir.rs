//! The questions of a measure: a FHIR (R4) Questionnaire in JSON.
//!
//! What does not change what is asked (publisher, codes, dates) is passed over. What would, and is not asked here, is
//! refused: leaving it out would make another instrument of it.

use serde_json::{Map, Value};
use toml::Spanned;
use troth_domain::limits;
use troth_domain::measures::questionnaire::{
    Choice, Entry, InvalidQuestionnaire, Kind, LinkId, Question, Questionnaire,
};
use troth_domain::practice::Slug;

use super::super::said::Gathering;
use super::super::text::Source;
use super::places::{Step, offset};
use crate::settings::Fault;

/// Extensions that hold what a choice counts: R4's, and the one that took its place.
const COUNTS: [&str; 2] = [
    "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
];
const WEIGHT: &str = "http://hl7.org/fhir/StructureDefinition/itemWeight";
const LEAST: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const MOST: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
const HIDDEN: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden";

/// What would change what is asked, and how to do without.
const REFUSED: [(&str, &str); 6] = [
    ("enableWhen", "take it out: every question is shown at once, and any can be skipped"),
    ("answerValueSet", "write each choice under answerOption"),
    ("initial", "take it out: no answer is filled in beforehand"),
    ("modifierExtension", "take it out: it can change what the file means"),
    ("option", "write answerOption, as FHIR R4 has it"),
    ("definition", "write the question out: nothing is fetched from elsewhere"),
];

type Object = Map<String, Value>;

/// Reads a questionnaire; its name is the file's.
///
/// # Errors
/// Every fault, by line.
pub fn read(source: &Source, said: &mut Gathering<'_>) -> Result<Questionnaire, Vec<Fault>> {
    let value: Value = serde_json::from_str(&source.text).map_err(|error| vec![syntax(source, &error)])?;
    let mut reader =
        Reader { source, said, path: Vec::new(), faults: Vec::new(), entries: Vec::new(), names: Vec::new() };
    let head = reader.whole(&value);
    let (Some((version, title)), true) = (head, reader.faults.is_empty()) else {
        reader.faults.truncate(limits::FAULTS_MAX);
        return Err(reader.faults);
    };
    let Ok(name) = Slug::new(&source.name) else {
        return Err(vec![source.fault(1, "the file's name is no slug", "name it in a-z, 0-9 and -")]);
    };
    let (entries, names) = (reader.entries, reader.names);
    let questionnaire = Questionnaire::new(name, &version, &title, entries);
    questionnaire.map_err(|why| vec![invalid(source, &names, &why)])
}

fn syntax(source: &Source, error: &serde_json::Error) -> Fault {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    source.fault(
        error.line().max(1),
        format!("it is no JSON: {message}"),
        "mend it there, or compare it with check-in.json",
    )
}

/// Why the entries make no questionnaire, at the question's line.
fn invalid(source: &Source, names: &[(LinkId, usize)], why: &InvalidQuestionnaire) -> Fault {
    use InvalidQuestionnaire as Why;
    let (name, mend) = match why {
        Why::Questions(_) => (None, "write a questionnaire of fewer questions, or divide it".to_owned()),
        Why::Headings(_) => (None, "take some headings or texts out".to_owned()),
        Why::Twice(name) => (Some(name), "give one of them another linkId".to_owned()),
        Why::Choices(name) => {
            let max = limits::MEASURE_CHOICES_MAX;
            (Some(name), format!("give it 2 to {max} choices, each with a code of its own, none called skip"))
        }
        Why::Value(name) => (Some(name), format!("write a number of at most {}", limits::MEASURE_VALUE_MAX)),
        Why::Bounds(name) => (Some(name), "write a least value below the most".to_owned()),
        Why::Words(name) => {
            let (question, choice) = (limits::MEASURE_TEXT_CHARACTERS_MAX, limits::MEASURE_CHOICE_CHARACTERS_MAX);
            (Some(name), format!("write up to {question} characters for the question, and up to {choice} for a choice"))
        }
        Why::Heading => {
            (None, format!("write title and version, and up to {} characters", limits::MEASURE_TEXT_CHARACTERS_MAX))
        }
        Why::Long(_) => (None, "shorten the questions and choices".to_owned()),
    };
    let place = name.and_then(|name| names.iter().rfind(|(known, _)| known == name)).map_or(0, |(_, at)| *at);
    source.fault(source.line(place), why.to_string(), mend)
}

struct Reader<'a, 'b, 'c> {
    source: &'a Source,
    said: &'b mut Gathering<'c>,
    path: Vec<Step>,
    faults: Vec<Fault>,
    entries: Vec<Entry>,
    /// Each question's name, and where it stands.
    names: Vec<(LinkId, usize)>,
}

impl Reader<'_, '_, '_> {
    /// The version and the title.
    fn whole(&mut self, value: &Value) -> Option<(String, String)> {
        let object = self.object(value)?;
        if object.get("resourceType").and_then(Value::as_str) != Some("Questionnaire") {
            self.fault("resourceType is not \"Questionnaire\"", "give a FHIR (R4) Questionnaire");
            return None;
        }
        self.refuse(object);
        if object.contains_key("implicitRules") {
            self.fault_at("implicitRules", "it has implicitRules", "take them out: nothing is fetched from elsewhere");
        }
        if object.get("status").and_then(Value::as_str) == Some("retired") {
            self.fault_at("status", "status is \"retired\"", "use a measure that is in use, or set it to \"active\"");
        }
        let title = self.text(object, "title", true);
        let version = object.get("version").and_then(Value::as_str).map(str::to_owned);
        if version.is_none() {
            self.fault("it has no version", "write \"version\": \"1\", and another with each change of words");
        }
        self.items(object, 0);
        Some((version?, title?))
    }

    fn items(&mut self, object: &Object, depth: usize) {
        if depth > limits::MEASURE_DEPTH_MAX {
            let mend = format!("put at most {} groups into one another", limits::MEASURE_DEPTH_MAX);
            return self.fault("groups stand too deep in one another", &mend);
        }
        let Some(Value::Array(items)) = object.get("item") else {
            return self.fault("it has no item", "write \"item\": [ … ] with its questions");
        };
        self.path.push(Step::Key("item"));
        for (place, item) in items.iter().enumerate() {
            self.path.push(Step::At(place));
            if let Some(item) = self.object(item) {
                self.item(item, depth);
            }
            self.path.pop();
        }
        self.path.pop();
    }

    fn item(&mut self, item: &Object, depth: usize) {
        self.refuse(item);
        if item.get("repeats").and_then(Value::as_bool) == Some(true) {
            self.fault_at(
                "repeats",
                "the question takes several answers",
                "ask it as several questions, or take repeats out",
            );
        }
        if extension(item, &[HIDDEN]).is_some() {
            self.fault("the question is hidden", "take it out, or show it");
        }
        let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
        match kind {
            "group" => {
                if item.contains_key("text")
                    && let Some(text) = self.text(item, "text", true)
                {
                    self.entries.push(Entry::Heading(text));
                }
                self.items(item, depth + 1);
            }
            "display" => {
                let text = self.text(item, "text", false);
                self.entries.extend(text.map(Entry::Words));
            }
            _ => self.question(item, kind),
        }
        if kind != "group" && item.contains_key("item") {
            self.fault_at("item", "questions stand below a question", "put them beside it, or into a group");
        }
    }

    fn question(&mut self, item: &Object, kind: &str) {
        let link_id = item.get("linkId").and_then(Value::as_str).and_then(|name| LinkId::new(name).ok());
        if link_id.is_none() {
            let mend = format!("write a name of 1 to {} characters without blanks", limits::LINK_ID_CHARACTERS_MAX);
            self.fault_at("linkId", "linkId is missing, or is no name", &mend);
        }
        let text = self.text(item, "text", false);
        let kind = match kind {
            "choice" => self.choices(item).map(Kind::Choice),
            "integer" => self.number(item),
            "boolean" => Some(Kind::YesNo),
            "string" | "text" => Some(Kind::Text),
            other => {
                let known = "choice, integer, boolean, string, text, group, display";
                self.fault_at("type", &format!("type is {other:?}"), &format!("write one of {known}"));
                None
            }
        };
        if let (Some(link_id), Some(text), Some(kind)) = (link_id, text, kind) {
            self.names.push((link_id.clone(), offset(&self.source.text, &self.path)));
            self.entries.push(Entry::Question(Question { link_id, text, kind }));
        }
    }

    fn number(&mut self, item: &Object) -> Option<Kind> {
        let bound = |url| extension(item, &[url])?.get("valueInteger")?.as_i64();
        let bounds = [bound(LEAST), bound(MOST)].map(|bound| bound.and_then(|bound| i32::try_from(bound).ok()));
        if let [Some(min), Some(max)] = bounds {
            return Some(Kind::Number { min, max });
        }
        self.fault(
            "the whole number has no least or no most",
            "add the extensions minValue and maxValue with valueInteger",
        );
        None
    }

    fn choices(&mut self, item: &Object) -> Option<Vec<Choice>> {
        let Some(Value::Array(options)) = item.get("answerOption") else {
            self.fault("the question has no answerOption", "write each choice there");
            return None;
        };
        self.path.push(Step::Key("answerOption"));
        let mut choices = Vec::new();
        for (place, option) in options.iter().enumerate() {
            self.path.push(Step::At(place));
            let choice = self.choice(option);
            choices.push(choice);
            self.path.pop();
        }
        self.path.pop();
        choices.into_iter().collect()
    }

    fn choice(&mut self, option: &Value) -> Option<Choice> {
        let option = self.object(option)?;
        self.refuse(option);
        if option.get("initialSelected").and_then(Value::as_bool) == Some(true) {
            self.fault("a choice is chosen beforehand", "take initialSelected out");
        }
        if let Some(number) = option.get("valueInteger").and_then(Value::as_i64) {
            let value = counted(option).or_else(|| i32::try_from(number).ok().map(f64::from));
            return Some(Choice { code: number.to_string(), text: number.to_string(), value });
        }
        let Some(Value::Object(coding)) = option.get("valueCoding") else {
            self.fault("the choice has no valueCoding and no valueInteger", "write one of them");
            return None;
        };
        self.path.push(Step::Key("valueCoding"));
        let text = self.text(coding, "display", true);
        let code = coding.get("code").and_then(Value::as_str).map(str::to_owned);
        if code.is_none() {
            self.fault("the choice has no code", "write \"code\": \"…\"");
        }
        self.path.pop();
        let value = counted(coding).or_else(|| counted(option));
        Some(Choice { code: code?, text: text?, value })
    }

    fn object<'v>(&mut self, value: &'v Value) -> Option<&'v Object> {
        let object = value.as_object();
        if object.is_none() {
            self.fault("it is no object", "write { … }");
        }
        object
    }

    /// A text that people read: a heading or the words of a button, or a sentence.
    fn text(&mut self, object: &Object, name: &'static str, is_label: bool) -> Option<String> {
        let Some(text) = object.get(name).and_then(Value::as_str) else {
            self.fault(&format!("it has no {name}"), &format!("write \"{name}\": \"…\""));
            return None;
        };
        self.path.push(Step::Key(name));
        let at = offset(&self.source.text, &self.path);
        self.path.pop();
        let text = Spanned::new(at..at, text.to_owned());
        Some(if is_label { self.said.label(&text) } else { self.said.sentence(&text) })
    }

    fn refuse(&mut self, object: &Object) {
        for (name, mend) in REFUSED {
            if object.contains_key(name) {
                self.fault_at(name, &format!("it has {name}"), mend);
            }
        }
    }

    fn fault_at(&mut self, name: &'static str, problem: &str, mend: &str) {
        self.path.push(Step::Key(name));
        self.fault(problem, mend);
        self.path.pop();
    }

    fn fault(&mut self, problem: &str, mend: &str) {
        let line = self.source.line(offset(&self.source.text, &self.path));
        self.faults.push(self.source.fault(line, problem, mend));
    }
}

/// The extension with one of these addresses.
fn extension<'v>(object: &'v Object, urls: &[&str]) -> Option<&'v Object> {
    let extensions = object.get("extension")?.as_array()?.iter().filter_map(Value::as_object);
    let is_one = |one: &&Object| one.get("url").and_then(Value::as_str).is_some_and(|url| urls.contains(&url));
    extensions.into_iter().find(is_one)
}

/// What a choice counts.
fn counted(object: &Object) -> Option<f64> {
    let [one, other] = COUNTS;
    let found = extension(object, &[one, other, WEIGHT])?;
    found.get("valueDecimal").or_else(|| found.get("valueInteger"))?.as_f64()
}
