//! What each person is asked alone before any work together begins: `screening.toml`.

use serde::Deserialize;
use toml::Spanned;
use troth_domain::practice::Slug;
use troth_domain::safety::screening::{Choice, Concern, InvalidSet, Question, ScreeningSet, Section};

use super::markdown::Rendered;
use super::quotes::typeset;
use super::reading::Measure;
use super::said::Gathering;
use super::text::Source;
use crate::settings::Fault;

/// The questions and what stands around them.
#[derive(Clone, Debug)]
pub struct Screening {
    /// The file it was read from.
    pub file: String,
    /// A heading that gives nothing away.
    pub title: String,
    /// Who can see the answers, said before anything else.
    pub audience: String,
    /// What else is said before the first question.
    pub before: Vec<String>,
    /// The words of the choice to skip, the same at each question.
    pub skip: String,
    /// What is said afterwards, to everyone.
    pub after: Vec<String>,
    /// The questions.
    pub set: ScreeningSet,
    /// Everything that people read, by line.
    pub body: Rendered,
    /// How hard it is to read.
    pub measure: Measure,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    version: u32,
    title: Spanned<String>,
    audience: Spanned<String>,
    before: Vec<Spanned<String>>,
    skip: Spanned<String>,
    after: Vec<Spanned<String>>,
    scale: Vec<Scale>,
    section: Vec<RawSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scale {
    name: String,
    choices: Vec<RawChoice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    name: Spanned<String>,
    text: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSection {
    title: Spanned<String>,
    before: Option<Spanned<String>>,
    #[serde(default)]
    question: Vec<RawQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    name: Spanned<String>,
    text: Spanned<String>,
    concern: Spanned<String>,
    scale: Spanned<String>,
    raises: Spanned<Vec<String>>,
}

impl Screening {
    /// Reads `screening.toml`.
    ///
    /// # Errors
    /// What is not TOML, and each question that cannot be asked, by line.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        let mut said = Gathering::new(source);
        let title = said.label(&file.title);
        let audience = said.sentence(&file.audience);
        let before = said.sentences(&file.before);
        let skip = said.label(&file.skip);
        let after = said.sentences(&file.after);
        file.scale.iter().flat_map(|scale| &scale.choices).for_each(|choice| drop(said.label(&choice.text)));
        let mut faults = Vec::new();
        let sections = file.section.iter().map(|section| Section {
            title: said.label(&section.title),
            before: section.before.as_ref().map(|text| said.sentence(text)),
            questions: section
                .question
                .iter()
                .filter_map(|one| one.read(source, &file.scale, &mut said, &mut faults))
                .collect(),
        });
        let sections = sections.collect();
        let name = slug(source, &file.name, &mut faults);
        let (Some(name), true) = (name, faults.is_empty()) else { return Err(faults) };
        let set = ScreeningSet::new(name, file.version, sections).map_err(|why| vec![file.fault(source, &why)])?;
        let (body, measure) = said.finish();
        Ok(Self { file: source.file.clone(), title, audience, before, skip, after, set, body, measure })
    }
}

impl File {
    /// Why the questions make no set, at the question's line.
    fn fault(&self, source: &Source, why: &InvalidSet) -> Fault {
        let name = match why {
            InvalidSet::Questions(_) => None,
            InvalidSet::Twice(name)
            | InvalidSet::Choices(name)
            | InvalidSet::Words(name)
            | InvalidSet::TellsNothing(name) => Some(name.as_str()),
        };
        let mut questions = self.section.iter().flat_map(|section| &section.question);
        let place = questions.rfind(|question| Some(question.name.get_ref().as_str()) == name);
        let line = place.map_or(1, |question| source.line(question.name.span().start));
        let mend = match why {
            InvalidSet::Questions(_) => "add [[section.question]], or take some out",
            InvalidSet::Twice(_) => "give one of them another name",
            InvalidSet::Choices(_) => "give its scale 2 to 10 choices, each with a name of its own, none called skip",
            InvalidSet::Words(_) => "write up to 250 characters for the question, and up to 100 for each choice",
            InvalidSet::TellsNothing(_) => "name under raises some of its choices, and not all",
        };
        source.fault(line, why.to_string(), mend)
    }
}

impl RawQuestion {
    fn read(
        &self,
        source: &Source,
        scales: &[Scale],
        said: &mut Gathering<'_>,
        faults: &mut Vec<Fault>,
    ) -> Option<Question> {
        let mut wrong = |place: usize, problem: String, mend: String| {
            faults.push(source.fault(source.line(place), problem, mend));
        };
        let concern = Concern::parse(self.concern.get_ref());
        if concern.is_none() {
            let known = Concern::ALL.map(Concern::as_str).join(", ");
            wrong(
                self.concern.span().start,
                format!("concern is {:?}", self.concern.get_ref()),
                format!("write one of {known}"),
            );
        }
        let scale = scales.iter().find(|scale| scale.name == *self.scale.get_ref());
        if scale.is_none() {
            let problem = format!("scale is {:?}, and there is no such [[scale]]", self.scale.get_ref());
            wrong(self.scale.span().start, problem, "name one that the file has, or add it".to_owned());
        }
        let choices = scale.map_or(&[][..], |scale| &scale.choices);
        let has = |name: &String| choices.iter().any(|choice| choice.name.get_ref() == name);
        for name in self.raises.get_ref().iter().filter(|name| scale.is_some() && !has(name)) {
            let problem = format!("raises names {name:?}, which its scale has not");
            wrong(self.raises.span().start, problem, "name choices of the question's scale".to_owned());
        }
        let choice = |choice: &RawChoice| {
            let raises = self.raises.get_ref().contains(choice.name.get_ref());
            Some(Choice { name: slug(source, &choice.name, faults)?, text: typeset(choice.text.get_ref()), raises })
        };
        let choices = choices.iter().filter_map(choice).collect();
        let name = slug(source, &self.name, faults);
        let text = said.sentence(&self.text);
        Some(Question { name: name?, text, concern: concern?, choices })
    }
}

/// A name as a slug; what is wrong with it is noted.
pub(super) fn slug(source: &Source, text: &Spanned<String>, faults: &mut Vec<Fault>) -> Option<Slug> {
    let slug = Slug::new(text.get_ref()).ok();
    if slug.is_none() {
        let problem = format!("name is {:?}, which is no slug", text.get_ref());
        let mend = "write 1 to 64 of a-z, 0-9 and -, starting with a letter or digit";
        faults.push(source.fault(source.line(text.span().start), problem, mend));
    }
    slug
}
