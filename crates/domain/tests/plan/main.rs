//! The plan's machines, tested through what other crates can reach.
#![cfg(test)]

mod agreement;
mod boundary;
mod conflict;
mod dialogue;
mod network;
mod people;
mod shared;
