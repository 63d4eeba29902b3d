//! What people read that is data, not code: the guide, its exercises and sources, and where help is now.
//!
//! The texts of `content/en` are built in. A practice's own folder lies over them, file by file: a file of the same
//! name takes the place of the built-in one, and a new one is added. A file that cannot be used is named with line and
//! mend, and the built-in one serves meanwhile. `docs/guide-writing.md` explains the files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use troth_domain::writing::{self as domain, EXERCISE_PART, ItemKind};

use self::crisis::Crisis;
use self::exercises::{Exercise, PROGRAMME};
use self::hints::Hints;
use self::measures::Measure;
use self::pages::GuidePage;
use self::plan::Plan;
use self::protocol::Protocol;
use self::references::Reference;
use self::screening::Screening;
use self::signed::{CoupleRules, SignedText};
use self::surveillance::Surveillance;
use self::text::{Source, Texts};
use self::time::Time;
use self::words::WordList;
use self::writing::{Piece, Writing};
use crate::settings::Fault;

pub mod crisis;
pub mod exercises;
mod front;
pub mod hints;
mod library;
mod lint;
pub mod markdown;
pub mod measures;
pub mod pages;
pub mod plan;
pub mod protocol;
mod quotes;
pub mod reading;
pub mod references;
mod said;
pub mod screening;
pub mod signed;
pub mod steps;
pub mod surveillance;
#[cfg(test)]
mod tests;
mod text;
pub mod time;
mod words;
pub mod writing;

pub use library::Library;
pub use lint::Level;

/// Name of the page of sources, which ends with the list of them.
pub const REFERENCES: &str = "references";
/// Name of the page for those who are afraid, which the guide's first page names before all others.
pub const NOT_TO_START: &str = "when-not-to-start-together";

/// All texts, read and checked.
#[derive(Debug, Default)]
pub struct Content {
    /// Pages of the guide, in their order.
    pub pages: Vec<GuidePage>,
    /// Exercises on paper, for anybody, by name.
    pub exercises: BTreeMap<String, Exercise>,
    /// Exercises of the programme, behind the sign-in, by name.
    pub programme: BTreeMap<String, Exercise>,
    /// Sources by key.
    pub references: Vec<Reference>,
    /// Where help is now.
    pub crisis: Crisis,
    /// What each person is asked alone before any work together.
    pub screening: Option<Screening>,
    /// What the therapist keeps from the partner, and what cannot be kept.
    pub secrets_policy: Option<SignedText>,
    /// What two agree to before they are linked.
    pub couple_rules: Option<CoupleRules>,
    /// What a therapist does at signs of danger.
    pub protocol: Option<Protocol>,
    /// The first things to write.
    pub writing: Option<Writing>,
    /// What is asked in check-ins, and instruments that a practice brings, by name.
    pub measures: BTreeMap<String, Measure>,
    /// Hints on wording for an account.
    pub hints: Option<Hints>,
    /// How a person's own plan is proposed.
    pub plan: Option<Plan>,
    /// Promises that are not taken.
    pub surveillance: Option<Surveillance>,
    /// What is said of a person's own course beside what studies report.
    pub time: Option<Time>,
    /// Words to keep out.
    words: WordList,
    /// Files that could not be used.
    pub faults: Vec<Fault>,
}

impl Content {
    /// The built-in texts with those of `folder` over them.
    pub fn load(folder: Option<&Path>) -> Self {
        let mut texts = Texts::built_in();
        let mut content = Self::default();
        if let Some(folder) = folder {
            content.faults.extend(texts.lay_over(folder));
        }
        content.words = content.first_good(&texts, "words.toml", WordList::read).unwrap_or_default();
        content.crisis = content.first_good(&texts, "crisis.toml", Crisis::read).unwrap_or_default();
        content.screening = content.first_good(&texts, "screening.toml", Screening::read);
        content.secrets_policy = content.first_good(&texts, "secrets-policy.md", SignedText::read);
        content.couple_rules = content.first_good(&texts, "couple-rules.md", CoupleRules::read);
        content.protocol = content.first_good(&texts, "protocol.toml", Protocol::read);
        content.writing = content.first_good(&texts, "writing.toml", Writing::read);
        content.read_measures(&texts);
        content.hints = content.first_good(&texts, "hints.toml", Hints::read);
        content.surveillance = content.first_good(&texts, "surveillance.toml", Surveillance::read);
        content.references = content.all_references(&texts);
        let keys: Vec<String> = content.references.iter().map(|one| one.key.clone()).collect();
        content.time = content.first_good(&texts, "time.toml", |source| Time::read(source, &keys));
        for name in texts.names_in("guide") {
            let read = |source: &Source| GuidePage::read(source, &keys);
            let page = content.first_good(&texts, &name, read);
            content.pages.extend(page);
        }
        content.pages.sort_by(|one, other| (one.order, &one.name).cmp(&(other.order, &other.name)));
        content.exercises = content.all_exercises(&texts, "exercises", &keys);
        content.programme = content.all_exercises(&texts, PROGRAMME, &keys);
        let programme = std::mem::take(&mut content.programme);
        content.plan = content.first_good(&texts, "plan.toml", |source| Plan::read(source, &programme));
        content.programme = programme;
        content
    }

    /// The page of this name.
    pub fn page(&self, name: &str) -> Option<&GuidePage> {
        self.pages.iter().find(|page| page.name == name)
    }

    /// The source with this key.
    pub fn reference(&self, key: &str) -> Option<&Reference> {
        self.references.iter().find(|reference| reference.key == key)
    }

    /// The check-in of each week, which the baseline asks as well; none if it is spoiled in the program itself.
    pub fn check_in(&self) -> Option<&Measure> {
        self.measures.get(measures::CHECK_IN)
    }

    /// What an item of this kind answers; for an exercise, the one that `writing` names.
    pub fn piece_of(&self, kind: ItemKind, writing: Option<&domain::Writing>) -> Option<Cow<'_, Piece>> {
        // A letter is a journal's page that an exercise asked for.
        let exercise = writing.and_then(|writing| self.exercise_of(writing));
        match (kind, exercise) {
            (ItemKind::Exercise, None) => None,
            (ItemKind::Exercise | ItemKind::Journal, Some(exercise)) => Some(Cow::Owned(exercise.piece())),
            _ => self.writing.as_ref()?.piece_for(kind).map(Cow::Borrowed),
        }
    }

    /// The exercise of the programme that `writing` answers.
    pub fn exercise_of(&self, writing: &domain::Writing) -> Option<&Exercise> {
        let named = writing.iter().find(|(part, _)| part.as_str() == EXERCISE_PART);
        self.programme.get(named?.1.reveal())
    }

    /// What is allowed but should not stay: reading level, words to keep out, dead links, sources nobody names.
    pub fn findings(&self) -> Vec<Fault> {
        lint::findings(self)
    }

    /// What `text` says that people's pages keep out.
    pub fn kept_out(&self, text: &str) -> Vec<String> {
        self.words.look(text).into_iter().map(|(problem, mend)| format!("{problem}; {mend}")).collect()
    }

    /// How hard each page is to read, hardest first.
    pub fn levels(&self) -> Vec<Level> {
        lint::levels(self)
    }

    /// The practice's own file if it can be used, else the built-in one. What is wrong with the first is noted.
    fn first_good<T>(
        &mut self,
        texts: &Texts,
        name: &str,
        read: impl Fn(&Source) -> Result<T, Vec<Fault>>,
    ) -> Option<T> {
        for source in texts.versions(name) {
            match read(source) {
                Ok(good) => return Some(good),
                Err(faults) => self.faults.extend(faults),
            }
        }
        None
    }

    fn all_exercises(&mut self, texts: &Texts, folder: &str, keys: &[String]) -> BTreeMap<String, Exercise> {
        let names = texts.names_in(folder).into_iter();
        let read = names.filter_map(|name| self.first_good(texts, &name, |source| Exercise::read(source, keys)));
        read.map(|exercise| (exercise.name.clone(), exercise)).collect()
    }

    /// Each measure out of its two files, the practice's own before the built-in ones. What is wrong is noted, and a
    /// measure of the practice's own that cannot be used is left out, or the built-in one of its name serves.
    fn read_measures(&mut self, texts: &Texts) {
        for name in measures::names(&texts.names_in("measures")) {
            let (questions, rules) = measures::paths(&name);
            let questions: Vec<&Source> = texts.versions(&questions).collect();
            let rules: Vec<&Source> = texts.versions(&rules).collect();
            for (questions, rules) in measures::pairs(&questions, &rules) {
                match Measure::read(questions, rules) {
                    Ok(measure) => {
                        self.measures.insert(name.clone(), measure);
                        break;
                    }
                    Err(faults) => self.faults.extend(faults),
                }
            }
            self.faults.extend(measures::missing(&questions, &rules));
        }
    }

    /// Built-in sources, with the practice's own in place of those with the same key.
    fn all_references(&mut self, texts: &Texts) -> Vec<Reference> {
        let mut all: BTreeMap<String, Reference> = BTreeMap::new();
        for source in texts.versions("references.toml").rev() {
            match references::read(source) {
                Ok(list) => all.extend(list.into_iter().map(|one| (one.key.clone(), one))),
                Err(faults) => self.faults.extend(faults),
            }
        }
        all.into_values().collect()
    }
}
