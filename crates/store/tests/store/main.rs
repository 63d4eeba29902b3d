//! Every public function of the store, on both engines.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where something is wrong, and a child tells its parent"
)]

#[path = "../support/mod.rs"]
mod support;

mod access_log;
mod accounts;
mod agenda;
mod ahead;
mod audit;
mod bookings;
mod canaries;
mod caseload;
mod closeness;
mod crash;
mod diaries;
mod entry;
mod follow_through;
mod going_on;
mod lists;
mod messages;
mod offers;
mod one_device;
mod opening;
mod person_messages;
mod persons;
mod plan;
mod plan_kinds;
mod race;
mod repeats;
mod rotation;
mod rules;
mod safety;
mod samples;
mod sealing;
mod told;
mod transactions;
mod upkeep;

/// Makes one test for each engine out of an async function that takes a [`Books`](samples::Books).
macro_rules! on_both_engines {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::samples::Books::open($crate::support::Records::sqlite()).await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::samples::Books::open($crate::support::Records::postgres()).await).await;
            })+
        }
    };
}
pub(crate) use on_both_engines;
