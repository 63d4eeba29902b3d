//! A person's own course beside what studies report, in words.
//!
//! People ask how long it takes, and no study says how many months it takes to trust again. What can be said is how
//! the average went, session by session, in the studies that looked; how unsure that is; and what one's own weeks show. Each
//! sentence has a key here and its words, with its source, in `content/en/time.toml`.

use super::trajectory::{Reading, Series};

/// Weeks over which the average rose in the study that looked session by session.
const RISE_WEEKS: i64 = 4;
/// Weeks until which it looked.
const SEEN_WEEKS: i64 = 8;

/// Something to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Said {
    /// There are too few check-ins to say anything about one's own course.
    TooEarly,
    /// One's own last weeks are better than the first.
    OwnBetter,
    /// They are not clearly one or the other.
    OwnLevel,
    /// They are worse.
    OwnWorse,
    /// The average rises over the first four sessions.
    AverageRises,
    /// The average stays level from the fifth to the eighth.
    AverageLevel,
    /// No study that goes session by session goes on for so long.
    BeyondStudies,
    /// An average is no forecast: people differ.
    NoForecast,
    /// Nobody can name a date.
    NoDate,
    /// It may help to talk with a person: a free call.
    TalkWithSomebody,
}

impl Said {
    /// Everything that can be said.
    pub const ALL: [Self; 10] = [
        Self::TooEarly,
        Self::OwnBetter,
        Self::OwnLevel,
        Self::OwnWorse,
        Self::AverageRises,
        Self::AverageLevel,
        Self::BeyondStudies,
        Self::NoForecast,
        Self::NoDate,
        Self::TalkWithSomebody,
    ];

    /// Its key in `content/en/time.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooEarly => "too-early",
            Self::OwnBetter => "own-better",
            Self::OwnLevel => "own-level",
            Self::OwnWorse => "own-worse",
            Self::AverageRises => "average-rises",
            Self::AverageLevel => "average-level",
            Self::BeyondStudies => "beyond-studies",
            Self::NoForecast => "no-forecast",
            Self::NoDate => "no-date",
            Self::TalkWithSomebody => "talk-with-somebody",
        }
    }

    /// What has this key.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.as_str() == text)
    }
}

/// What to say of a series, in order: first one's own weeks, then the studies, then how unsure both are.
pub fn expectations(series: &Series) -> Vec<Said> {
    let weeks = series.days() / 7;
    let reading = series.reading();
    let own = match reading {
        Reading::TooEarly { .. } => Said::TooEarly,
        Reading::Better => Said::OwnBetter,
        Reading::Level => Said::OwnLevel,
        Reading::Worse => Said::OwnWorse,
    };
    let studies: &[Said] = match weeks {
        weeks if weeks < RISE_WEEKS => &[Said::AverageRises],
        weeks if weeks <= SEEN_WEEKS => &[Said::AverageRises, Said::AverageLevel],
        _ => &[Said::AverageRises, Said::AverageLevel, Said::BeyondStudies],
    };
    let stalled = reading == Reading::Worse || (reading == Reading::Level && weeks >= SEEN_WEEKS);
    let mut said = vec![own];
    said.extend(stalled.then_some(Said::TalkWithSomebody));
    said.extend(studies);
    said.extend([Said::NoForecast, Said::NoDate]);
    said
}
