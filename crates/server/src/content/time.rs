//! What is said of a person's own course beside what studies report: `time.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use troth_domain::measures::expectations::{Said, expectations};
use troth_domain::measures::trajectory::Series;

use super::markdown::Rendered;
use super::reading::Measure;
use super::said::Gathering;
use super::text::Source;
use crate::settings::Fault;

/// What stands for how far apart two scores can be by chance.
const POINTS: &str = "{points}";

/// The sentences.
#[derive(Clone, Debug)]
pub struct Time {
    /// The file it was read from.
    pub file: String,
    sentences: BTreeMap<Said, Sentence>,
    /// Everything that people read, by line.
    pub body: Rendered,
    /// How hard it is to read.
    pub measure: Measure,
}

/// One sentence, or two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// What it says.
    pub text: String,
    /// The keys of its sources.
    pub references: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    said: Vec<RawSaid>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSaid {
    key: Spanned<String>,
    text: Spanned<String>,
    #[serde(default)]
    references: Vec<Spanned<String>>,
}

impl Time {
    /// Reads `time.toml`, whose sentences may name the sources `known`.
    ///
    /// # Errors
    /// What is not TOML; a key that is unknown, missing or there twice; a source that is not known.
    pub fn read(source: &Source, known: &[String]) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        let mut said = Gathering::new(source);
        let mut sentences = BTreeMap::new();
        let mut faults = Vec::new();
        for one in &file.said {
            let line = source.line(one.key.span().start);
            let sentence =
                Sentence { text: said.sentence(&one.text), references: one.known(source, known, &mut faults) };
            let Some(key) = Said::parse(one.key.get_ref()) else {
                let problem = format!("key is {:?}", one.key.get_ref());
                faults.push(source.fault(line, problem, format!("write one of {}", keys(&Said::ALL))));
                continue;
            };
            if sentences.insert(key, sentence).is_some() {
                faults.push(source.fault(line, format!("{:?} is there twice", key.as_str()), "keep one of them"));
            }
        }
        let missing: Vec<Said> = Said::ALL.into_iter().filter(|key| !sentences.contains_key(key)).collect();
        if !missing.is_empty() {
            let problem = format!("there is nothing for {}", keys(&missing));
            faults.push(source.fault(1, problem, "add a [[said]] for each, with key and text"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (body, measure) = said.finish();
        Ok(Self { file: source.file.clone(), sentences, body, measure })
    }

    /// What to say of a person's own series, in order.
    pub fn of(&self, series: &Series) -> Vec<Sentence> {
        let points = format!("{:.0}", series.reach().ceil());
        let fill = |sentence: &Sentence| Sentence {
            text: sentence.text.replace(POINTS, &points),
            references: sentence.references.clone(),
        };
        expectations(series).iter().filter_map(|said| self.sentences.get(said)).map(fill).collect()
    }

    /// Every source that is named.
    pub fn references(&self) -> impl Iterator<Item = &String> {
        self.sentences.values().flat_map(|sentence| &sentence.references)
    }
}

impl RawSaid {
    fn known(&self, source: &Source, known: &[String], faults: &mut Vec<Fault>) -> Vec<String> {
        for key in self.references.iter().filter(|key| !known.contains(key.get_ref())) {
            let problem = format!("references names {:?}, and references.toml has no such key", key.get_ref());
            let line = source.line(key.span().start);
            faults.push(source.fault(line, problem, "add a [[reference]] with this key, or take it out"));
        }
        self.references.iter().map(|key| key.get_ref().clone()).collect()
    }
}

fn keys(keys: &[Said]) -> String {
    keys.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;
    use troth_domain::measures::trajectory::Point;
    use troth_domain::practice::Slug;

    use super::*;
    use crate::content::Content;
    use crate::content::tests::folder;

    const TIME: &str = include_str!("../../../../content/en/time.toml");

    #[test]
    fn own_weeks_are_set_beside_studies_with_their_source() {
        let content = Content::load(None);
        let check_in = content.check_in().unwrap();
        let name = Slug::new("closeness").unwrap();
        let scale = check_in.scoring.scale(&name).unwrap();
        let points = (0..6).map(|week| Point { date: date(2026, 3, 1) + (7 * week).days(), score: 50.0 });
        let series = Series::new(scale, check_in.scoring.range(&name).unwrap(), points);
        let said = content.time.as_ref().unwrap().of(&series);
        assert_eq!(said.len(), 5);
        // 1.96 times the root of 4 * 100 / 9, rounded up.
        assert!(said[0].text.contains("Less than 14 points apart may be chance."), "{said:?}");
        assert!(said.iter().all(|one| !one.text.contains('{')));
        assert!(said.iter().flat_map(|one| &one.references).all(|key| content.reference(key).is_some()));
        assert!(said.iter().any(|one| !one.references.is_empty()));
    }

    #[test]
    fn a_file_with_errors_is_named_by_line_and_the_built_in_one_serves() {
        for (old, new, said) in [
            ("key = \"too-early\"", "key = \"early\"", "time.toml:7: key is \"early\"; write one of too-early, "),
            ("key = \"too-early\"", "key = \"no-date\"", "time.toml:1: there is nothing for too-early; "),
            ("key = \"own-better\"", "key = \"too-early\"", "time.toml:11: \"too-early\" is there twice; "),
            ("[\"knobloch-fedders-2015\"]", "[\"nobody\"]", "time.toml:25: references names \"nobody\""),
            ("text = ", "words = ", "time.toml:8: unknown field `words`"),
        ] {
            assert!(TIME.contains(old), "{old}");
            let content = Content::load(Some(folder(&[("time.toml", &TIME.replacen(old, new, 1))]).path()));
            let found: Vec<String> = content.faults.iter().map(ToString::to_string).collect();
            assert!(found.iter().any(|fault| fault.contains(said)), "{said}\n{found:#?}");
            assert_eq!(content.time.unwrap().file, "content/en/time.toml");
        }
    }
}
