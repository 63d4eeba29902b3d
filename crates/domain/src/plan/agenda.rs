//! What two want to talk about with their therapist: lines of either, and what one of them alone would like to bring.
//!
//! A line of the shared list is for three: its author, the other and their therapist. The therapist has it once it was sent
//! ([`as_sent`]); the other once it came, at a delivery hour. Setting the other's line aside is for oneself: nobody takes what
//! the other wants to talk about off the list.
//!
//! | standing | what leads on |
//! |---|---|
//! | not added | whoever adds it is its author |
//! | open | its author, or their therapist, says that it was talked about; its author takes it back |
//! | talked about | its author takes it back |
//! | taken back | nothing |

use jiff::Timestamp;

use super::moves::{CommandId, Kind, Log, Move, Partners};
use super::shared::{Effect, Machine, Moment, Route};
use super::words::PlanLine;
use crate::limits::OWN_AGENDA_LINES_MAX;
use crate::people::PersonId;

/// What somebody does about a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AgendaMove {
    /// Adds it, in these words.
    Added(PlanLine),
    /// It was talked about.
    TalkedAbout,
    /// Hides the other's from one's own list.
    SetAside,
    /// Shows it there again.
    PutBack,
    /// Its author takes it back.
    TakenBack,
}

/// A line as one of the two sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgendaLine {
    /// Where it stands.
    pub standing: Standing,
    /// Whether the one whose page it is set it aside.
    pub is_set_aside: bool,
    viewer: PersonId,
}

/// Where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// There is none.
    NotAdded,
    /// It is to be talked about.
    Open(Line),
    /// It was talked about.
    TalkedAbout(Line),
    /// Its author took it back, and nothing of it is left.
    TakenBack {
        /// Whose it was.
        author: PersonId,
    },
}

/// Whose it is, and what it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its author.
    pub author: PersonId,
    /// The words.
    pub words: PlanLine,
    /// Since when it is on this page.
    pub since: Timestamp,
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AgendaRefusal {
    /// This one was added already.
    #[error("the line was added already")]
    Added,
    /// There is none, or none any more.
    #[error("there is no such line")]
    NotThere,
    /// It is the other's.
    #[error("only its author does this with a line")]
    NotTheAuthor,
    /// It is one's own.
    #[error("one's own line is taken back, not set aside")]
    OwnLine,
}

impl AgendaLine {
    /// Whose it is, and what it says, as long as it stands.
    pub fn line(&self) -> Option<&Line> {
        match &self.standing {
            Standing::Open(line) | Standing::TalkedAbout(line) => Some(line),
            Standing::NotAdded | Standing::TakenBack { .. } => None,
        }
    }

    /// Whose it is; none before it was added.
    pub fn author(&self) -> Option<PersonId> {
        match &self.standing {
            Standing::Open(line) | Standing::TalkedAbout(line) => Some(line.author),
            Standing::TakenBack { author } => Some(*author),
            Standing::NotAdded => None,
        }
    }

    /// Whether the one whose page it is added it.
    pub fn is_own(&self) -> bool {
        self.author() == Some(self.viewer)
    }

    /// Whether it is still to be talked about.
    pub fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Open(_))
    }

    fn apply(&mut self, kind: &AgendaMove, by: Option<PersonId>, came_at: Timestamp) {
        match (kind, by, self.standing.clone()) {
            (AgendaMove::Added(words), Some(author), Standing::NotAdded) => {
                self.standing = Standing::Open(Line { author, words: words.clone(), since: came_at });
            }
            (AgendaMove::TalkedAbout, by, Standing::Open(line)) if by.is_none_or(|by| by == line.author) => {
                self.standing = Standing::TalkedAbout(line);
            }
            (AgendaMove::SetAside, ..) => self.is_set_aside = true,
            (AgendaMove::PutBack, ..) => self.is_set_aside = false,
            (AgendaMove::TakenBack, Some(by), Standing::Open(line) | Standing::TalkedAbout(line))
                if line.author == by =>
            {
                self.standing = Standing::TakenBack { author: by };
            }
            _ => {}
        }
    }
}

/// A line as its author sent it, whatever has come to the other: for their therapist.
pub fn as_sent(log: &Log<AgendaMove>) -> AgendaLine {
    let [first, _] = log.partners().both();
    let mut line = AgendaMove::begin(log.partners(), first);
    for one in log.moves() {
        line.apply(&one.kind, one.author, one.at);
    }
    line
}

impl Kind for AgendaMove {
    fn ends(&self) -> bool {
        *self == Self::TakenBack
    }

    fn closes(&self) -> bool {
        matches!(self, Self::TalkedAbout | Self::TakenBack)
    }
}

impl Machine for AgendaMove {
    type State = AgendaLine;
    type Refusal = AgendaRefusal;

    fn begin(_partners: Partners, viewer: PersonId) -> AgendaLine {
        AgendaLine { standing: Standing::NotAdded, is_set_aside: false, viewer }
    }

    fn apply(state: &mut AgendaLine, one: &Move<Self>, came_at: Timestamp) {
        state.apply(&one.kind, one.author, came_at);
    }

    fn check(&self, state: &AgendaLine, by: PersonId, _moment: Moment) -> Result<Effect, AgendaRefusal> {
        let is_own = state.author() == Some(by);
        match (self, &state.standing) {
            (Self::Added(_), Standing::NotAdded) => Ok(Effect::New),
            (Self::Added(_), _) => Err(AgendaRefusal::Added),
            (Self::TakenBack, Standing::TakenBack { .. }) if is_own => Ok(Effect::Unchanged),
            (_, Standing::NotAdded | Standing::TakenBack { .. }) => Err(AgendaRefusal::NotThere),
            (Self::TakenBack | Self::TalkedAbout, _) if !is_own => Err(AgendaRefusal::NotTheAuthor),
            (Self::TalkedAbout, Standing::TalkedAbout(_)) => Ok(Effect::Unchanged),
            (Self::TakenBack | Self::TalkedAbout, _) => Ok(Effect::New),
            (Self::SetAside | Self::PutBack, _) if is_own => Err(AgendaRefusal::OwnLine),
            (Self::SetAside, _) => Ok(changes(!state.is_set_aside)),
            (Self::PutBack, _) => Ok(changes(state.is_set_aside)),
        }
    }

    fn route(&self) -> Route {
        match self {
            Self::SetAside | Self::PutBack => Route::Private,
            Self::Added(_) | Self::TalkedAbout | Self::TakenBack => Route::Delivered,
        }
    }

    fn is_way_out(&self) -> bool {
        *self == Self::TakenBack
    }
}

fn changes(anything: bool) -> Effect {
    if anything { Effect::New } else { Effect::Unchanged }
}

/// What one person alone would like to bring to a session: theirs, and their therapist's where they showed it. No partner sees
/// it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnAgenda {
    /// Whose it is.
    pub by: PersonId,
    /// The lines, in the order in which they were added.
    pub lines: Vec<OwnLine>,
}

/// A line of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnLine {
    /// The command that added it.
    pub id: CommandId,
    /// The words.
    pub words: PlanLine,
}

/// As many lines as there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("as many lines as there may be")]
pub struct OwnAgendaFull;

impl OwnAgenda {
    /// One without a line.
    pub fn none(by: PersonId) -> Self {
        Self { by, lines: Vec::new() }
    }

    /// With one more. The same one sent again is there once.
    ///
    /// # Errors
    /// [`OwnAgendaFull`].
    pub fn add(mut self, id: CommandId, words: PlanLine) -> Result<Self, OwnAgendaFull> {
        if self.lines.iter().any(|line| line.id == id) {
            return Ok(self);
        }
        if self.lines.len() >= OWN_AGENDA_LINES_MAX {
            return Err(OwnAgendaFull);
        }
        self.lines.push(OwnLine { id, words });
        Ok(self)
    }

    /// With a line in other words; `None` where there is no such line.
    pub fn reword(mut self, id: CommandId, words: PlanLine) -> Option<Self> {
        let line = self.lines.iter_mut().find(|line| line.id == id)?;
        line.words = words;
        Some(self)
    }

    /// Without a line. One that is not there is no error.
    #[must_use]
    pub fn without(mut self, id: CommandId) -> Self {
        self.lines.retain(|line| line.id != id);
        self
    }

    /// Whether a line says this.
    pub fn says(&self, words: &PlanLine) -> bool {
        self.lines.iter().any(|line| line.words == *words)
    }
}
