//! How a machine of the plan runs on a log of moves: one page for each of the two, one decision for each command.
//!
//! A machine says what its moves come to ([`Machine::apply`]), which of them fit now ([`Machine::check`]) and how each
//! reaches the other ([`Machine::route`]). The rest is the same for all of them and stands here: commands that come twice,
//! pages that are out of date, and that nothing typed is ever lost. A talk has rules of its own (`dialogue`).

use std::fmt::Debug;

use jiff::Timestamp;
use jiff::civil::Date;

use super::moves::{Kind, Log, Move, Partners, Reach, Ticket};
use crate::limits::PLAN_MOVES_MAX;
use crate::people::PersonId;

/// How a move reaches the other partner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Route {
    /// Not at all: it is its author's alone.
    Private,
    /// At a delivery hour, as `safety::pacing` says.
    Delivered,
}

/// When something is decided, and what both partners know of the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// The civil day in the sender's zone.
    pub today: Date,
    /// Whether joint work is open and the two are a couple, as far as the sender knows.
    pub is_open: bool,
}

/// A kind of move that makes up a machine. What a person sends is the move itself.
pub trait Machine: Kind + Clone + Eq + Debug {
    /// What moves come to, on the page of one person.
    type State: Clone + Eq + Debug + Send + Sync;
    /// Why a move does not fit.
    type Refusal: Clone + Eq + Debug + Send + Sync;

    /// Before the first move.
    fn begin(partners: Partners, viewer: PersonId) -> Self::State;

    /// Adds a move that reached the viewer at `came_at`. Total: one that does not fit is passed over.
    fn apply(state: &mut Self::State, one: &Move<Self>, came_at: Timestamp);

    /// Whether `by`, whose page shows `state`, may make this move.
    ///
    /// # Errors
    /// Why not.
    fn check(&self, state: &Self::State, by: PersonId, moment: Moment) -> Result<Effect, Self::Refusal>;

    /// How it reaches the other.
    fn route(&self) -> Route;

    /// Whether it is a way out (taking back, ending, retiring): taken from a page of any age, also while joint work is
    /// closed, and past the limit of moves.
    fn is_way_out(&self) -> bool;
}

/// What a fitting move does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Effect {
    /// It changes something.
    New,
    /// It is so already.
    Unchanged,
}

/// A command as it arrives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request<K> {
    /// Its id, and what its sender's page showed.
    pub ticket: Ticket,
    /// The move that it asks for.
    pub kind: K,
}

/// What became of a command that was not refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply<K> {
    /// It is a move: to be kept.
    Taken(Move<K>),
    /// This very command came before. What came with it this time is given back: where it differs, it stays a draft.
    Known(K),
    /// It is so already.
    Unchanged(K),
}

/// Why a command was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal<R> {
    /// They are none of the two.
    NotAPartner,
    /// Something came that the sender's page did not show.
    Stale,
    /// Joint work is closed, or they are no couple any more: both know.
    Closed,
    /// As many moves as there may be: it is time for a new one.
    Full,
    /// The machine's own.
    Own(R),
}

/// A refusal, with what to show instead and what was sent, words included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejected<K: Machine> {
    /// Why.
    pub why: Refusal<K::Refusal>,
    /// The page as it is now; none for whoever is none of the two.
    pub page: Option<Page<K>>,
    /// What was sent: it stays the sender's draft.
    pub kind: K,
}

/// What one of the two sees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<K: Machine> {
    /// How many moves reached them: the next command says so.
    pub seen: u32,
    /// What they come to.
    pub state: K::State,
}

impl<K: Machine> Log<K> {
    /// The page of `person`; `None` for whoever is none of the two.
    pub fn page(&self, person: PersonId, now: Timestamp) -> Option<Page<K>> {
        if !self.partners().contains(person) {
            return None;
        }
        let moves = self.seen_by(person, now);
        let mut state = K::begin(self.partners(), person);
        for one in &moves {
            K::apply(&mut state, one, one.came_to(person));
        }
        Some(Page { seen: u32::try_from(moves.len()).unwrap_or(u32::MAX), state })
    }

    /// What `request` of `person` comes to, decided on their own page. `deliver_at` is what `safety::pacing` answers for
    /// something shared now.
    ///
    /// # Errors
    /// [`Rejected`], with what to show and what was sent.
    pub fn decide(
        &self,
        person: PersonId,
        request: Request<K>,
        moment: Moment,
        deliver_at: Option<Timestamp>,
    ) -> Result<Reply<K>, Box<Rejected<K>>> {
        let Request { ticket, kind } = request;
        let Some(page) = self.page(person, moment.now) else {
            return Err(Box::new(Rejected { why: Refusal::NotAPartner, page: None, kind }));
        };
        if self.known(person, ticket.command).is_some() {
            return Ok(Reply::Known(kind));
        }
        match page.check(&kind, person, ticket, moment) {
            Err(why) => Err(Box::new(Rejected { why, page: Some(page), kind })),
            Ok(Effect::Unchanged) => Ok(Reply::Unchanged(kind)),
            Ok(Effect::New) => {
                let reach = match kind.route() {
                    Route::Private => Reach::Never,
                    Route::Delivered => Reach::paced(deliver_at),
                };
                let (number, author) = (self.next_number(), Some(person));
                Ok(Reply::Taken(Move { number, author, command: ticket.command, at: moment.now, reach, kind }))
            }
        }
    }
}

impl<K: Machine> Page<K> {
    fn check(&self, kind: &K, person: PersonId, ticket: Ticket, moment: Moment) -> Result<Effect, Refusal<K::Refusal>> {
        let is_private = kind.route() == Route::Private;
        let in_date = ticket.seen == self.seen || is_private || kind.is_way_out(); // guard: page in date
        let passes = moment.is_open || is_private || kind.is_way_out(); // guard: joint work
        let has_room = self.seen < PLAN_MOVES_MAX || kind.is_way_out(); // guard: number of moves
        if !in_date {
            return Err(Refusal::Stale);
        }
        if !passes {
            return Err(Refusal::Closed);
        }
        if !has_room {
            return Err(Refusal::Full);
        }
        kind.check(&self.state, person, moment).map_err(Refusal::Own)
    }
}
