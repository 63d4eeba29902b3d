//! What two partners do in one shared thing, as a log of numbered moves, and which of them have reached whom.
//!
//! The log is only ever added to. A command carries an id that its sender's device made, and how many moves its page
//! showed: so it can be lost, sent twice, overtaken or kept and sent again, and nothing happens twice or behind anybody's
//! back. The numbers of the log are for the records only. A page counts the moves that reached it, because a gap in
//! numbers would tell that something is under way.

use std::fmt;

use jiff::Timestamp;

use crate::people::PersonId;

/// The two whose thing it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Partners([PersonId; 2]);

impl Partners {
    /// `None` where both are the same person.
    pub fn new(people: [PersonId; 2]) -> Option<Self> {
        let [first, second] = people;
        (first != second).then_some(Self(people))
    }

    /// Both.
    pub fn both(self) -> [PersonId; 2] {
        self.0
    }

    /// The other of the two; `None` for whoever is neither.
    pub fn other(self, person: PersonId) -> Option<PersonId> {
        let [first, second] = self.0;
        match person {
            person if person == first => Some(second),
            person if person == second => Some(first),
            _ => None,
        }
    }

    /// Whether `person` is one of the two.
    pub fn contains(self, person: PersonId) -> bool {
        self.0.contains(&person)
    }
}

/// Names a command: 16 random bytes of the sender's device. The same command sent again has the same id; a text that was
/// changed since is another command.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub [u8; 16]);

impl fmt::Debug for CommandId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CommandId(")?;
        for byte in self.0 {
            write!(formatter, "{byte:02x}")?;
        }
        formatter.write_str(")")
    }
}

/// What each command carries beside its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ticket {
    /// Its id.
    pub command: CommandId,
    /// How many moves the sender's page showed: [`Log::seen_by`]'s count.
    pub seen: u32,
}

/// When a move reaches the one who did not make it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reach {
    /// As soon as it is in the log, whatever any clock says.
    AtOnce,
    /// At a delivery hour (`safety::pacing`). The one part of a move that may be set later, and only while it lies ahead.
    At(Timestamp),
    /// On its way, without an hour: a rest or a pause holds it, or nothing passes any more.
    Waits,
    /// Not at all: it is its author's alone.
    Never,
}

impl Reach {
    /// The same after an earlier move of the same author in the same log, if there was one that comes at an hour: what one
    /// partner made comes in the order in which it was made.
    ///
    /// ```
    /// use troth_domain::plan::Reach;
    /// let [monday, friday] = ["2027-03-01T18:00:00Z", "2027-03-05T18:00:00Z"].map(|at| Reach::At(at.parse().unwrap()));
    /// assert_eq!(monday.after(Some(friday)), friday);
    /// assert_eq!(friday.after(Some(monday)), friday);
    /// assert_eq!(monday.after(Some(Reach::Waits)), Reach::Waits);
    /// assert_eq!((Reach::AtOnce.after(Some(friday)), Reach::Never.after(Some(friday))), (Reach::AtOnce, Reach::Never));
    /// ```
    #[must_use]
    pub fn after(self, earlier: Option<Self>) -> Self {
        match (self, earlier) {
            (Self::At(_), Some(Self::Waits)) => Self::Waits,
            (Self::At(at), Some(Self::At(before))) => Self::At(at.max(before)),
            (reach, _) => reach,
        }
    }

    /// As `safety::pacing::deliver_at` answered.
    pub fn paced(deliver_at: Option<Timestamp>) -> Self {
        deliver_at.map_or(Self::Waits, Self::At)
    }
}

/// What a kind of move has to say of itself.
pub trait Kind {
    /// Whether it ends the shared thing: whatever was under way then never arrives.
    fn ends(&self) -> bool;

    /// Whether the thing is over on a page that it has come to. What was under way then still arrives there, and is no news:
    /// nobody is told of it.
    fn closes(&self) -> bool {
        self.ends()
    }

    /// From when on the thing that this move begins at `at` is over on every page, whatever is done in it; `None` for what no
    /// clock ends, and for every later move.
    fn over_at(&self, _at: Timestamp) -> Option<Timestamp> {
        None
    }

    /// The time that both agreed on at which it comes (a check-in), where it has one. Anything else is paced.
    fn appointed_at(&self) -> Option<Timestamp> {
        None
    }
}

/// One move.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Move<K> {
    /// Its place in the log, from 1 on without a gap. Never shown.
    pub number: u32,
    /// Who made it; none: the practice.
    pub author: Option<PersonId>,
    /// The command that it came of.
    pub command: CommandId,
    /// When.
    pub at: Timestamp,
    /// When it reaches the other.
    pub reach: Reach,
    /// What it was.
    pub kind: K,
}

/// Names a move to both partners: whose it is, and the command that it came of. Never its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MoveId {
    /// Who made it.
    pub author: PersonId,
    /// The command.
    pub command: CommandId,
}

impl<K> Move<K> {
    /// Its name; none for a move of the practice.
    pub fn id(&self) -> Option<MoveId> {
        self.author.map(|author| MoveId { author, command: self.command })
    }

    /// When it was on the page of `person`, who sees it.
    pub fn came_to(&self, person: PersonId) -> Timestamp {
        match self.reach {
            Reach::At(at) if self.author != Some(person) => at.max(self.at),
            Reach::At(_) | Reach::AtOnce | Reach::Waits | Reach::Never => self.at,
        }
    }
}

/// All moves of one shared thing, in order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Log<K> {
    partners: Partners,
    moves: Vec<Move<K>>,
    passes_until: Option<Timestamp>,
}

/// What was kept is no log: a number is missing or doubled, a command is there twice, or its author is neither of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("what was kept is not a log of moves")]
pub struct BrokenLog;

impl<K: Kind> Log<K> {
    /// A log without a move.
    pub fn new(partners: Partners) -> Self {
        Self { partners, moves: Vec::new(), passes_until: None }
    }

    /// As it was kept, in the order of numbers.
    ///
    /// # Errors
    /// [`BrokenLog`].
    pub fn kept(partners: Partners, moves: Vec<Move<K>>) -> Result<Self, BrokenLog> {
        moves.into_iter().try_fold(Self::new(partners), Self::with)
    }

    /// The log with `next` at its end.
    ///
    /// # Errors
    /// [`BrokenLog`] unless it is the next one.
    pub fn with(mut self, next: Move<K>) -> Result<Self, BrokenLog> {
        let is_next = next.number == self.next_number();
        let author_belongs = next.author.is_none_or(|author| self.partners.contains(author));
        let is_new = next.author.is_none_or(|author| self.known(author, next.command).is_none());
        if !(is_next && author_belongs && is_new) {
            return Err(BrokenLog);
        }
        self.moves.push(next);
        Ok(self)
    }

    /// The log of two of whom one left the couple at `ended_at` (`Couple::ended_at`), if either did: what was to come at a
    /// later hour never does. Nobody can tell before they are told.
    #[must_use]
    pub fn passing_until(self, ended_at: Option<Timestamp>) -> Self {
        Self { passes_until: ended_at, ..self }
    }

    /// The two whose log it is.
    pub fn partners(&self) -> Partners {
        self.partners
    }

    /// All moves. For the records: a page is made of [`Log::seen_by`].
    pub fn moves(&self) -> &[Move<K>] {
        &self.moves
    }

    /// The number that the next move has.
    pub fn next_number(&self) -> u32 {
        u32::try_from(self.moves.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The move that `author`'s command led to, if it is in the log already.
    pub fn known(&self, author: PersonId, command: CommandId) -> Option<&Move<K>> {
        self.moves.iter().find(|one| one.author == Some(author) && one.command == command)
    }

    /// The moves that have reached `person` by `now`, in the log's order: their own, and of the others those that came.
    /// What one partner made comes in the order in which it was made. Their count is what a page says it has seen; it
    /// never shrinks. Empty for whoever is neither of the two.
    pub fn seen_by(&self, person: PersonId, now: Timestamp) -> Vec<&Move<K>> {
        if !self.partners.contains(person) {
            return Vec::new();
        }
        let ended = self.moves.iter().find(|one| one.kind.ends());
        let mut is_overtaken = false;
        let mut reaches = |one: &Move<K>| match one.reach {
            _ if one.author == Some(person) => true,
            Reach::AtOnce => ended.is_none_or(|end| one.number <= end.number || one.kind.ends()),
            Reach::At(at) => {
                let in_time = at <= now; // guard: delivery hour
                let before_the_end = one.kind.ends() || ended.is_none_or(|end| at <= end.at); // guard: end
                let before_leaving = one.kind.ends() || self.passes_until.is_none_or(|until| at <= until); // guard: leaving
                let in_order = !is_overtaken; // guard: order
                is_overtaken |= !in_time;
                in_time && before_the_end && before_leaving && in_order
            }
            Reach::Waits => {
                is_overtaken = true;
                false
            }
            Reach::Never => false,
        };
        self.moves.iter().filter(|one| reaches(one)).collect()
    }
}
