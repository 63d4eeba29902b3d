//! The couple's healing plan: each part of it as a machine of its own, pure and small.
//!
//! Two partners act at the same time, on two devices, and much of what one does reaches the other hours or days later.
//! So whatever both take part in is a log of moves ([`Log`]), and three sentences hold for each of these machines:
//!
//! 1. **A page is what the moves that reached this person come to.** Nothing else goes into it.
//! 2. **A command is decided on the sender's own page**, so that no answer and no refusal tells what is under way.
//! 3. **A move that does not fit is passed over**, so that both pages come to the same once everything has arrived.
//!
//! `docs/programme.md` says for each machine what either partner sees of it.

mod ids;
mod moves;
mod shared;
mod words;

pub mod agenda;
pub mod agreement;
pub mod ahead;
pub mod appreciation;
pub mod asked;
pub mod boundary;
pub mod check_in_times;
pub mod closeness;
pub mod commitment;
pub mod conflict;
pub mod dialogue;
pub mod disclosure;
pub mod doubt;
pub mod entry;
pub mod exercise;
pub mod follow_through;
pub mod forgiveness;
pub mod own_plan;
pub mod proposal;
pub mod recurrence;
pub mod repair;
pub mod surveillance;
pub mod uncertainty;

pub use ids::{BreachId, CommitmentId, LogId};
pub use moves::{BrokenLog, CommandId, Kind, Log, Move, MoveId, Partners, Reach, Ticket};
pub use shared::{Effect, Machine, Moment, Page, Refusal, Rejected, Reply, Request, Route};
pub use words::{PlanLine, PlanText, TurnText};
