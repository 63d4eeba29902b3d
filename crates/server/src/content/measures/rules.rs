//! How a measure is introduced and scored: the TOML file beside its questions.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use troth_domain::limits;
use troth_domain::measures::questionnaire::{LinkId, Questionnaire};
use troth_domain::measures::scoring::{
    Alert, Band, Combine, Direction, Group, InvalidScoring, Line, Part, Scale, Scoring, Statistics,
};
use troth_domain::practice::Slug;

use super::super::said::Gathering;
use super::super::screening::slug;
use super::super::text::Source;
use crate::settings::Fault;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub minutes: u32,
    pub validated: bool,
    pub licence: Spanned<String>,
    pub source: Spanned<String>,
    pub before: Vec<Spanned<String>>,
    pub skip: Spanned<String>,
    pub after: Vec<Spanned<String>>,
    pub off_track: Option<Spanned<String>>,
    #[serde(default)]
    harmless: Vec<Spanned<String>>,
    scale: Vec<RawScale>,
    #[serde(default)]
    alert: Vec<RawAlert>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScale {
    name: Spanned<String>,
    title: Spanned<String>,
    items: Spanned<Vec<String>>,
    #[serde(default)]
    reversed: Vec<Spanned<String>>,
    #[serde(default)]
    weights: BTreeMap<String, Spanned<f64>>,
    score: RawCombine,
    answered_min: Option<usize>,
    better: RawDirection,
    range: Spanned<[f64; 2]>,
    line: Option<RawLine>,
    #[serde(default)]
    band: Vec<RawBand>,
    statistics: Option<RawStatistics>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawCombine {
    Sum,
    Mean,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawDirection {
    Higher,
    Lower,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    at: f64,
    label: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBand {
    from: f64,
    label: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatistics {
    starting: RawGroup,
    general: Option<RawGroup>,
    reliability: Option<f64>,
    #[serde(default)]
    assumed: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    mean: f64,
    sd: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAlert {
    item: Spanned<String>,
    at_least: f64,
}

impl File {
    /// Reads the file.
    ///
    /// # Errors
    /// What is not TOML, or not of this form.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let file: Self = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        match file.licence.get_ref().trim() {
            "" => {
                let mend =
                    "write whose leave it is used by, such as \"CC0-1.0\" or \"The practice's own licence of 2026\"";
                Err(vec![source.fault(source.line(file.licence.span().start), "licence is empty", mend)])
            }
            _ => Ok(file),
        }
    }

    /// The rules for the questions.
    ///
    /// # Errors
    /// Every fault, by line.
    pub fn scoring(
        &self,
        source: &Source,
        said: &mut Gathering<'_>,
        questionnaire: &Questionnaire,
    ) -> Result<Scoring, Vec<Fault>> {
        let mut faults = Vec::new();
        let scales: Vec<Option<Scale>> =
            self.scale.iter().map(|scale| scale.read(source, said, questionnaire, &mut faults)).collect();
        let (mut alerts, mut harmless) = (Vec::new(), Vec::new());
        for alert in &self.alert {
            match link_id(&alert.item, questionnaire) {
                Some(link_id) => alerts.push(Alert { link_id, at_least: alert.at_least }),
                None => faults.push(no_such_question(source, &alert.item, "an [[alert]]")),
            }
        }
        for name in &self.harmless {
            match link_id(name, questionnaire) {
                Some(link_id) => harmless.push(link_id),
                None => faults.push(no_such_question(source, name, "harmless")),
            }
        }
        if let Some(name) = &self.off_track
            && !self.scale.iter().any(|scale| scale.name.get_ref() == name.get_ref() && scale.statistics.is_some())
        {
            let problem =
                format!("off_track names {:?}, and no [[scale]] with [scale.statistics] is called so", name.get_ref());
            let mend = "name a scale whose statistics say where people start, or take off_track out";
            faults.push(source.fault(source.line(name.span().start), problem, mend));
        }
        let (Some(scales), true) = (scales.into_iter().collect::<Option<Vec<Scale>>>(), faults.is_empty()) else {
            faults.truncate(limits::FAULTS_MAX);
            return Err(faults);
        };
        let scoring = Scoring::new(questionnaire, scales, alerts, &harmless);
        let scoring = scoring.map_err(|why| vec![self.fault(source, &why)])?;
        let wrong = self.scale.iter().filter_map(|scale| scale.range_fault(source, &scoring));
        let wrong: Vec<Fault> = wrong.collect();
        if wrong.is_empty() { Ok(scoring) } else { Err(wrong) }
    }

    /// Why the rules cannot be used, at the scale's or the alert's line.
    fn fault(&self, source: &Source, why: &InvalidScoring) -> Fault {
        use InvalidScoring as Why;
        let (scale, item, mend) = match why {
            Why::Scales(_) => (None, None, format!("write 1 to {} [[scale]]", limits::MEASURE_SCALES_MAX)),
            Why::Twice(name) => (Some(name), None, "give one of them another name".to_owned()),
            Why::Words(name) => {
                (Some(name), None, format!("write up to {} characters", limits::MEASURE_CHOICE_CHARACTERS_MAX))
            }
            Why::Parts(name) => (Some(name), None, "name each question once under items".to_owned()),
            Why::NoSuchQuestion(name, _) => (Some(name), None, "name linkIds of the questionnaire".to_owned()),
            Why::Uncounted(name, _) => {
                let mend = "give each of its choices a number (the extension ordinalValue), or leave the question out";
                (Some(name), None, mend.to_owned())
            }
            Why::Weight(name, _) => (Some(name), None, "write a weight above 0".to_owned()),
            Why::Needed(name, _, questions) => (Some(name), None, format!("write answered_min = 1 to {questions}")),
            Why::Unequal(name) => {
                (Some(name), None, "take answered_min out, so that every question must be answered".to_owned())
            }
            Why::Bands(name, least) => {
                let max = limits::MEASURE_BANDS_MAX;
                (Some(name), None, format!("write up to {max} [[scale.band]] by rising from, the first from = {least}"))
            }
            Why::Line(name) => (Some(name), None, "put it inside the range".to_owned()),
            Why::Statistics(name) => (Some(name), None, "write what the instrument's manual says".to_owned()),
            Why::Assumed(name) => {
                (Some(name), None, "take out what nobody measured, or say where it was and take assumed out".to_owned())
            }
            Why::Alert(item) => (None, Some(item), "write at_least above its least and up to its most".to_owned()),
            Why::NoAlert(item) => {
                let mend =
                    format!("add [[alert]] with item = {0:?}, or harmless = [{0:?}] if it is not so", item.as_str());
                (None, Some(item), mend)
            }
        };
        let scales = || self.scale.iter().map(|scale| &scale.name);
        let of_scale = scale.and_then(|name| scales().rfind(|known| known.get_ref() == name.as_str()));
        let of_alert =
            item.and_then(|item| self.alert.iter().map(|alert| &alert.item).find(|one| one.get_ref() == item.as_str()));
        let line = of_scale.or(of_alert).map_or(1, |place| source.line(place.span().start));
        source.fault(line, why.to_string(), mend)
    }
}

fn link_id(name: &Spanned<String>, questionnaire: &Questionnaire) -> Option<LinkId> {
    questionnaire
        .questions()
        .find(|question| question.link_id.as_str() == name.get_ref())
        .map(|one| one.link_id.clone())
}

fn no_such_question(source: &Source, name: &Spanned<String>, place: &str) -> Fault {
    let problem = format!("{place} names {:?}, and the questionnaire has no such question", name.get_ref());
    source.fault(source.line(name.span().start), problem, "name a linkId of the questionnaire")
}

impl RawScale {
    fn read(
        &self,
        source: &Source,
        said: &mut Gathering<'_>,
        questionnaire: &Questionnaire,
        faults: &mut Vec<Fault>,
    ) -> Option<Scale> {
        let name = slug(source, &self.name, faults);
        let known = |item: &String| questionnaire.questions().find(|question| question.link_id.as_str() == item);
        let line = source.line(self.items.span().start);
        for item in self.items.get_ref().iter().filter(|item| known(item).is_none()) {
            let problem = format!("items names {item:?}, and the questionnaire has no such question");
            faults.push(source.fault(line, problem, "name linkIds of the questionnaire"));
        }
        for item in self.reversed.iter().filter(|item| !self.items.get_ref().contains(item.get_ref())) {
            let problem = format!("reversed names {:?}, which is not under items", item.get_ref());
            faults.push(source.fault(source.line(item.span().start), problem, "name it under items as well"));
        }
        for (item, weight) in self.weights.iter().filter(|(item, _)| !self.items.get_ref().contains(item)) {
            let problem = format!("weights names {item:?}, which is not under items");
            faults.push(source.fault(source.line(weight.span().start), problem, "name it under items as well"));
        }
        let part = |item: &String| {
            Some(Part {
                link_id: known(item)?.link_id.clone(),
                weight: self.weights.get(item).map_or(1.0, |weight| *weight.get_ref()),
                reversed: self.reversed.iter().any(|one| one.get_ref() == item),
            })
        };
        let band = |band: &RawBand| Band { from: band.from, label: band.label.get_ref().clone() };
        let parts: Vec<Part> = self.items.get_ref().iter().filter_map(part).collect();
        let title = said.label(&self.title);
        self.band.iter().map(|band| &band.label).for_each(|label| drop(said.label(label)));
        Some(Scale {
            name: name?,
            title,
            combine: match self.score {
                RawCombine::Sum => Combine::Sum,
                RawCombine::Mean => Combine::Mean,
            },
            answered_min: self.answered_min.unwrap_or(parts.len()),
            parts,
            direction: match self.better {
                RawDirection::Higher => Direction::HigherIsBetter,
                RawDirection::Lower => Direction::HigherIsWorse,
            },
            bands: self.band.iter().map(band).collect(),
            line: self.line.as_ref().map(|line| Line { at: line.at, label: said.label(&line.label) }),
            statistics: self.statistics.as_ref().map(RawStatistics::read),
        })
    }

    /// That the range is not what the questions come to: a question is missing, or counts otherwise than was thought.
    fn range_fault(&self, source: &Source, scoring: &Scoring) -> Option<Fault> {
        let (least, most) = scoring.range(&Slug::new(self.name.get_ref()).ok()?)?;
        let [low, high] = *self.range.get_ref();
        if (low - least).abs() < 1e-6 && (high - most).abs() < 1e-6 {
            return None;
        }
        let problem = format!("range is [{low}, {high}], and the questions come to {least} to {most}");
        let mend = "mend the range if it is wrong; else a question is missing, or its choices count otherwise";
        Some(source.fault(source.line(self.range.span().start), problem, mend))
    }
}

impl RawStatistics {
    fn read(&self) -> Statistics {
        let group = |group: RawGroup| Group { mean: group.mean, sd: group.sd };
        Statistics {
            starting: group(self.starting),
            general: self.general.map(group),
            reliability: self.reliability,
            assumed: self.assumed,
        }
    }
}
