//! What keeps each of two people safe from the other's eyes while they work together.
//!
//! - [`screening`]: what each is asked alone, and how soon a clinician looks at the answers
//! - [`joint_work`]: joint work, closed for every couple until a clinician opens it, and what may quietly hold it
//! - [`pacing`]: when what one wrote for the other arrives
//! - [`secrets_policy`]: what the therapist keeps from the partner, signed before anything is shared with the therapist
//!
//! The three words for stopping mean three things. A *break* is taken in a talk, by either, openly. A *rest* is a
//! person's own wish to stop joint work for a while. A *pause* is the clinician's. A rest and a pause are the same to
//! the partner as ordinary pacing.

pub mod joint_work;
pub mod pacing;
pub mod screening;
pub mod secrets_policy;
