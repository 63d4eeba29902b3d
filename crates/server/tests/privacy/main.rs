//! What one partner does alone changes nothing that the other can fetch, and nobody gets what is not for them.

#![cfg(test)]

#[expect(dead_code, unused_imports, reason = "other tests use more of it")]
#[path = "../support/mod.rs"]
mod support;

mod appointments;
mod cast;
mod matrix;
mod pages;
mod post;
mod promising;
mod receiving;
mod routes;
mod rules;
mod sending;
mod sharing;
mod streams;
mod talking;
mod times;
mod trace;
mod twin;
mod work;
mod world;
