//! The rules, tested through what other crates can reach.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets what cannot be should fail")]

mod access;
mod bitmaps;
mod booking;
mod couples;
mod courses;
mod field_bugs;
mod hints;
mod hours;
mod measures;
mod messages;
mod model;
mod openings;
mod pacing;
mod people;
mod person_messages;
mod properties;
mod proposal;
mod receiving;
mod safety;
mod simulation;
mod world;
