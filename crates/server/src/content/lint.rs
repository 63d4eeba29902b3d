//! What should not stay in a text, though it can be shown.

use std::collections::BTreeSet;

use super::Content;
use super::exercises::PROGRAMME;
use super::markdown::Rendered;
use super::pages::{GuidePage, Kind};
use super::reading::Measure;
use super::references::Checked;
use super::signed::SignedText;
use super::text::Source;
use crate::settings::Fault;

mod exercises;

/// The hardest that a page should be, as a US school grade.
const GRADE_MAX: f64 = 8.0;
/// Characters of a description that search engines show.
const DESCRIPTION_CHARACTERS_MAX: usize = 155;
/// Pages beside those of the guide that a text may link to.
const OTHER_PAGES: [&str; 6] = ["/", "/book", "/guide", "/help-now", "/therapists", "/guide/references"];

/// How hard one page is to read.
#[derive(Clone, PartialEq, Debug)]
pub struct Level {
    /// Its address.
    pub address: String,
    /// The US school grade.
    pub grade: f64,
    /// Words.
    pub words: usize,
}

/// Each page and exercise, hardest first.
pub fn levels(content: &Content) -> Vec<Level> {
    let pages = content.pages.iter().map(|page| (page.address(), page.measure));
    let exercises = content.exercises.values().map(|one| (one.address(), one.measure));
    let level = |(address, measure): (String, Measure)| Level { address, grade: measure.grade(), words: measure.words };
    let programme = content.programme.values().map(|one| (format!("{PROGRAMME}/{}", one.name), one.measure));
    let private = private_texts(content).into_iter().map(|text| (text.name.to_owned(), text.measure));
    let mut levels: Vec<Level> = pages.chain(exercises).chain(programme).chain(private).map(level).collect();
    levels.sort_by(|one, other| other.grade.total_cmp(&one.grade));
    levels
}

/// Everything that was found, page by page.
pub fn findings(content: &Content) -> Vec<Fault> {
    let mut found = Vec::new();
    for page in &content.pages {
        let file = source_of(&page.file);
        let extra = [&page.title, &page.short_title, &page.summary, &page.description];
        let extra = extra.into_iter().chain(&page.warning).map(String::as_str);
        look(content, &file, &page.body, extra, page.measure.grade(), &mut found);
        look_at_head(content, page, &file, &mut found);
    }
    for exercise in content.exercises.values() {
        let file = source_of(&exercise.file);
        let extra = [&exercise.title, &exercise.purpose].map(String::as_str);
        look(content, &file, &exercise.body, extra, exercise.measure.grade(), &mut found);
        if !exercise.not_if_afraid {
            let mend = "set not_if_afraid = true, and say so before the first question";
            found.push(file.fault(1, "it is on paper for anyone to find, and is for those who are afraid too", mend));
        }
        exercises::for_everyone(exercise, &file, &mut found);
        if !content.pages.iter().any(|page| page.exercise.as_ref() == Some(&exercise.name)) {
            let mend = format!("write exercise = {:?} in the head of its step's page", exercise.name);
            found.push(file.fault(1, "no page leads to this exercise", mend));
        }
    }
    for exercise in content.programme.values() {
        let file = source_of(&exercise.file);
        let known = exercise.evidence.as_ref().map(|evidence| &evidence.text);
        let extra =
            [&exercise.title, &exercise.purpose, &exercise.skip].into_iter().chain(&exercise.warning).chain(known);
        look(content, &file, &exercise.body, extra.map(String::as_str), exercise.measure.grade(), &mut found);
        exercises::of_programme(exercise, &file, &mut found);
    }
    for text in private_texts(content) {
        let extra = text.title.into_iter().map(String::as_str);
        look(content, &source_of(text.file), text.body, extra, text.measure.grade(), &mut found);
    }
    look_at_screening(content, &mut found);
    look_at_references(content, &mut found);
    found
}

/// A text that stands behind the sign-in.
struct PrivateText<'a> {
    name: &'a str,
    file: &'a str,
    /// Where it stands in the head and not in the text.
    title: Option<&'a String>,
    body: &'a Rendered,
    measure: Measure,
}

fn private_texts(content: &Content) -> Vec<PrivateText<'_>> {
    fn signed<'a>(name: &'static str, text: &'a SignedText) -> PrivateText<'a> {
        let SignedText { file, title, body, measure, .. } = text;
        PrivateText { name, file, title: Some(title), body, measure: *measure }
    }
    let policy = content.secrets_policy.as_ref().map(|text| signed("secrets-policy.md", text));
    let rules = content.couple_rules.as_ref().map(|rules| signed("couple-rules.md", &rules.text));
    let screening = content.screening.as_ref().map(|one| ("screening.toml", &one.file, &one.body, one.measure));
    let writing = content.writing.as_ref().map(|one| ("writing.toml", &one.file, &one.body, one.measure));
    let hints = content.hints.as_ref().map(|one| ("hints.toml", &one.file, &one.body, one.measure));
    let plan = content.plan.as_ref().map(|one| ("plan.toml", &one.file, &one.body, one.measure));
    let promises = content.surveillance.as_ref().map(|one| ("surveillance.toml", &one.file, &one.body, one.measure));
    let time = content.time.as_ref().map(|one| ("time.toml", &one.file, &one.body, one.measure));
    let protocol = content.protocol.as_ref().map(|one| ("protocol.toml", &one.file, &one.body, one.measure));
    let files = [screening, writing, protocol, hints, plan, promises, time].into_iter().flatten();
    let files = files.map(|(name, file, body, measure)| PrivateText { name, file, title: None, body, measure });
    // The words of an instrument that somebody tested are not ours to change.
    let measures = content.measures.values().filter(|one| !one.validated).flat_map(|one| &one.texts);
    let measures = measures.map(|words| PrivateText {
        name: words.file.rsplit('/').next().unwrap_or_default(),
        file: &words.file,
        title: None,
        body: &words.body,
        measure: words.measure,
    });
    [policy, rules].into_iter().flatten().chain(files).chain(measures).collect()
}

fn look_at_screening(content: &Content, found: &mut Vec<Fault>) {
    let Some(screening) = &content.screening else { return };
    let file = source_of(&screening.file);
    for concern in screening.set.not_asked() {
        let mend = "add a question with this concern, or be sure that each person is asked in another way";
        found.push(file.fault(1, format!("no question asks about {}", concern.as_str()), mend));
    }
}

/// A file to name in a finding; its text is not needed again.
fn source_of(file: &str) -> Source {
    Source::new(file.to_owned(), file, String::new())
}

fn look<'a>(
    content: &Content,
    file: &Source,
    body: &Rendered,
    extra: impl IntoIterator<Item = &'a str>,
    grade: f64,
    found: &mut Vec<Fault>,
) {
    let head = extra.into_iter().map(|text| (1, text));
    let texts = head.chain(body.blocks.iter().map(|block| (block.line, block.text.as_str())));
    for (line, text) in texts {
        found.extend(content.words.look(text).into_iter().map(|(problem, mend)| file.fault(line, problem, mend)));
    }
    for (line, target) in &body.links {
        if !leads_somewhere(content, body, target) {
            let problem = format!("it links to {target}, and there is no such page or heading");
            found.push(file.fault(*line, problem, "mend the address, or take the link out"));
        }
    }
    if grade > GRADE_MAX {
        let problem = format!("it reads like US grade {grade:.1}");
        found.push(file.fault(
            1,
            problem,
            format!("make sentences and words shorter, to grade {GRADE_MAX:.0} or below"),
        ));
    }
}

fn leads_somewhere(content: &Content, own: &Rendered, target: &str) -> bool {
    if !target.starts_with(['/', '#']) {
        return true;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let has = |body: &Rendered| anchor.is_empty() || body.anchors.iter().any(|name| name == anchor);
    if path.is_empty() {
        return has(own);
    }
    if let Some(exercise) = path.strip_prefix("/guide/exercises/") {
        return content.exercises.get(exercise).is_some_and(|exercise| has(&exercise.body));
    }
    match path.strip_prefix("/guide/").and_then(|name| content.page(name)) {
        Some(page) => has(&page.body),
        None => OTHER_PAGES.contains(&path) || path.starts_with("/book/"),
    }
}

fn look_at_head(content: &Content, page: &GuidePage, file: &Source, found: &mut Vec<Fault>) {
    let declared: BTreeSet<String> = page.declared.iter().cloned().collect();
    for key in declared.symmetric_difference(&page.body.mentioned) {
        let place = if declared.contains(key) {
            "references, and not in the text"
        } else {
            "the text, and not under references"
        };
        let problem = format!("{key:?} stands in {place}");
        found.push(file.fault(1, problem, "list under references what the text marks, and nothing else"));
    }
    if page.description.chars().count() > DESCRIPTION_CHARACTERS_MAX {
        let mend = format!("shorten it to {DESCRIPTION_CHARACTERS_MAX}");
        found.push(file.fault(1, "description is longer than search engines show", mend));
    }
    match (&page.exercise, page.kind) {
        (Some(exercise), _) if !content.exercises.contains_key(exercise) => {
            let problem = format!("its exercise {exercise:?} is not there");
            found.push(file.fault(1, problem, format!("write exercises/{exercise}.md, or name another one")));
        }
        (None, Kind::Step(_)) => {
            let mend = "write one and name it in the head: exercise = \"…\"";
            found.push(file.fault(1, "the step has no exercise", mend));
        }
        _ => {}
    }
}

fn look_at_references(content: &Content, found: &mut Vec<Fault>) {
    let pages = content.pages.iter().flat_map(|page| &page.body.mentioned);
    let exercises = content.exercises.values().chain(content.programme.values());
    let marked = exercises.clone().flat_map(|one| &one.body.mentioned);
    let known = exercises.filter_map(|one| one.evidence.as_ref()).flat_map(|evidence| &evidence.references);
    let of_time = content.time.iter().flat_map(|time| time.references());
    let named: BTreeSet<&String> = pages.chain(marked).chain(known).chain(of_time).collect();
    for reference in &content.references {
        let file = source_of(&reference.file);
        if !named.contains(&reference.key) {
            let mend = "mark it where it is meant, or take it out";
            found.push(file.fault(reference.line, format!("no page marks {:?}", reference.key), mend));
        } else if reference.checked == Checked::NotChecked {
            let mend = "read it, then say so under checked; until then do not make the claim";
            found.push(file.fault(reference.line, format!("{:?} is marked but was not checked", reference.key), mend));
        }
    }
}
