//! Measures: what is asked in a check-in, what the answers come to, and what a row of them says.
//!
//! - [`questionnaire`]: the questions, and answers to them
//! - [`scoring`]: from answers to scores, by the rules of a file
//! - [`change`]: whether a change is larger than measuring alone brings about
//! - [`trajectory`]: one person's scores over time, as a chart and a table
//! - [`expectations`]: their course beside what studies report, in words
//! - [`off_track`]: from the fourth check-in, how likely it is that the course ends without a gain
//!
//! Nothing here compares two people. A measure is FHIR (R4) with a file of scoring rules beside it; both are read in
//! the server.

pub mod change;
pub mod expectations;
mod kept;
pub mod off_track;
pub mod questionnaire;
pub mod scoring;
pub mod trajectory;

pub use kept::{Kept, KeptAnswer, KeptScore, Unreadable};
