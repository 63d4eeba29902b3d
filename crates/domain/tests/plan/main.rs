//! The plan's machines, tested through what other crates can reach.
#![cfg(test)]

mod agenda;
mod agreement;
mod asked;
mod boundary;
mod commitment;
mod conflict;
mod dialogue;
mod doubt;
mod entry;
mod follow_through;
mod forgiveness;
mod gently;
mod network;
mod people;
mod recurrence;
mod repair;
mod shared;
mod surveillance;
mod uncertainty;
