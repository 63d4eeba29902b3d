//! The rules of Troth: what may be booked, by whom, when, and who may see what.
//!
//! Nothing here reads a clock, draws a random number, touches a file, a socket or a database, or knows a wire
//! format. Every instant and every random value is an argument, so each rule can be read, run and tested alone.
//!
//! - [`practice`]: the practice as its owner describes it (people, places, offerings, hours, policies)
//! - [`people`]: personal values as types that do not print
//! - [`calendar`]: civil hours, five-minute cells, diaries, openings
//! - [`booking`]: holds, bookings, their states and the decisions about them
//! - [`message`]: which messages a booking calls for, and when each may be sent
//! - [`writing`]: what a person writes, and who is to see it
//! - [`receiving`]: how an account comes to the one whom it is for
//! - [`accounts`]: who signs in, with what, and for how long
//! - [`access`]: who may see what a person wrote: the one place that decides
//! - [`safety`]: screening, joint work and what holds it, and when what one partner wrote reaches the other
//! - [`plan`]: the couple's healing plan: talks, agreements, boundaries, commitments and what grows out of
//!   them; and each one's own, proposed from their own answers
//! - [`measures`]: what a check-in asks, what the answers come to, and what a row of them says
//! - [`audit`]: what is written down about who looked at, or changed, what
//! - [`phrases`] and [`hints`]: wording that rules find in what somebody writes, for their own eyes
//! - [`limits`]: every limit, by name

pub mod access;
pub mod accounts;
pub mod audit;
pub mod booking;
pub mod calendar;
pub mod hints;
pub mod limits;
pub mod measures;
pub mod message;
pub mod people;
pub mod phrases;
pub mod plan;
pub mod practice;
pub mod receiving;
pub mod safety;
pub mod writing;
