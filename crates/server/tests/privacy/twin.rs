//! Twin worlds: two runs that differ only in what Ana does privately. Everything that Bo can fetch is the same, byte for
//! byte: pages, their status, headers and order.
//!
//! In the first world Ana, Bo and their therapist do all that a trace says. In the second Bo and the open doings of the
//! therapist (opening and closing joint work) are the same; of Ana's there is only what came to Bo: each item that came is
//! shared by her half an hour before the delivery hour at which it came, with an ordinary draw and with nothing held. So
//! every pause, rest, secret leaving and private doing has an ordinary trace beside it that looks the same to Bo.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::streams::Streams;
use crate::trace::{Step, Trace};
use crate::world::{Ana, Seen, World};

/// How many traces `scripts/check` runs; `scripts/prove` says more.
const TRACES: u64 = 2_000;
/// A world is thrown away after so many couples: lists that everybody shares would grow without end.
const TRACES_PER_WORLD: u64 = 100;

/// Something that came to Bo in the first world.
#[derive(Clone, Copy, Debug)]
struct Came {
    /// The step in which Ana shared it.
    step: usize,
    at: Timestamp,
    /// The step in which she took it back.
    taken_back: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Event {
    /// Ana shares what she shared in this step of the first world.
    Share(usize),
    /// Ana takes it back, in this other step.
    TakeBack(usize, usize),
    /// A step that is the same in both worlds.
    Step(usize),
}

fn is_open(step: Step) -> bool {
    matches!(step, Step::BoShares | Step::BoWrites | Step::BoLooks | Step::TherapistCloses | Step::TherapistOpens)
}

/// When each step happens.
fn times(trace: &Trace, start: Timestamp) -> Vec<Timestamp> {
    let mut now = start;
    trace
        .steps
        .iter()
        .map(|(hours, _)| {
            now += SignedDuration::from_hours(*hours);
            now
        })
        .collect()
}

/// The first world: all of it. Answers what Bo saw at each look, and what came to him.
async fn run_all(world: &World, trace: &Trace, start: Timestamp) -> (Vec<Seen>, Vec<Came>) {
    let couple = world.couple(trace.number, start).await;
    let times = times(trace, start);
    let end = times.last().copied().unwrap_or(start);
    let (mut seen, mut ana) = (Vec::new(), Ana::default());
    for (place, (_, step)) in trace.steps.iter().enumerate() {
        world.at(times[place], trace.number, place);
        match step {
            Step::BoLooks => seen.push(world.look(&couple).await),
            step => world.act(&couple, *step, place, end, &mut ana).await,
        }
    }
    let mut came = Vec::new();
    for shared in &ana.shared {
        let copy = world.copy_of(&couple, shared.item).await;
        let before_taken = |at: Timestamp| shared.taken_back.is_none_or(|place| at <= times[place]);
        if let Some(at) = copy.filter(|at| *at <= end && before_taken(*at)) {
            came.push(Came { step: shared.step, at, taken_back: shared.taken_back });
        }
    }
    (seen, came)
}

/// The second world: what Bo does, what is open to both, and what came.
async fn run_open(world: &World, trace: &Trace, start: Timestamp, came: &[Came]) -> Vec<Seen> {
    let couple = world.couple(trace.number, start).await;
    let times = times(trace, start);
    let end = times.last().copied().unwrap_or(start);
    let mut events = Vec::new();
    for one in came {
        events.push((one.at - SignedDuration::from_mins(31), Event::Share(one.step)));
        events.extend(one.taken_back.map(|place| (times[place], Event::TakeBack(one.step, place))));
    }
    let open = trace.steps.iter().enumerate().filter(|(_, (_, step))| is_open(*step));
    events.extend(open.map(|(place, _)| (times[place], Event::Step(place))));
    // In one hour, steps keep their order; what comes at that hour was shared before it.
    events.sort_by_key(|(at, event)| {
        let place = match event {
            Event::Share(_) => 0,
            Event::Step(place) | Event::TakeBack(_, place) => place + 1,
        };
        (*at, place)
    });
    let (mut seen, mut ana) = (Vec::new(), Ana::default());
    let mut items = BTreeMap::new();
    for (now, event) in events {
        match event {
            Event::Share(step) => {
                world.at(now, trace.number, step);
                items.insert(step, world.share_in_time(&couple, step).await);
            }
            Event::TakeBack(step, place) => {
                world.at(now, trace.number, place);
                world.take_back(couple.ana, items[&step]).await;
            }
            Event::Step(place) => {
                world.at(now, trace.number, place);
                match trace.steps[place].1 {
                    Step::BoLooks => seen.push(world.look(&couple).await),
                    step => world.act(&couple, step, place, end, &mut ana).await,
                }
            }
        }
    }
    seen
}

/// Compares one trace; answers how many items came to Bo in it.
async fn check(all: &World, open: &World, number: u64) -> u64 {
    let trace = Trace::of_number(number);
    // Each trace begins at another hour of another week, so that the clock changes are among them.
    let start = all.start() + SignedDuration::from_hours(i64::try_from(number % 400).unwrap() * 7);
    let (seen, came) = run_all(all, &trace, start).await;
    let control = run_open(open, &trace, start, &came).await;
    assert_eq!(seen.len(), control.len());
    for (look, (one, other)) in seen.iter().zip(&control).enumerate() {
        one.is_same(other, &format!("look {look} of trace {number}: {trace:?}; came {came:?}"));
    }
    u64::try_from(came.len()).unwrap()
}

async fn check_many(numbers: std::ops::Range<u64>) -> u64 {
    let mut came = 0;
    let (mut all, mut open) = (World::new(Streams::default()).await, World::new(Streams::default()).await);
    for number in numbers {
        if number % TRACES_PER_WORLD == 0 {
            (all, open) = (World::new(Streams::default()).await, World::new(Streams::default()).await);
        }
        came += check(&all, &open, number).await;
    }
    came
}

#[expect(clippy::disallowed_methods, reason = "scripts/prove says how many")]
fn wanted() -> u64 {
    std::env::var("TROTH_TWIN_TRACES").ok().and_then(|text| text.parse().ok()).unwrap_or(TRACES)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_ana_does_alone_changes_a_byte_for_bo() {
    let (half, all) = (wanted() / 2, wanted());
    let halves = [0..half, half..all].map(|numbers| tokio::spawn(check_many(numbers)));
    let mut came = 0;
    for half in halves {
        came += half.await.unwrap();
    }
    assert!(came * 4 > all, "only {came} items came to Bo in {all} traces: they would show little");
}

/// The comparison itself finds a difference where there is one: Bo is told of an open doing in one world only.
#[tokio::test]
async fn a_difference_would_be_found() {
    let (one, other) = (World::new(Streams::default()).await, World::new(Streams::default()).await);
    let start = one.start();
    let (first, second) = (one.couple(0, start).await, other.couple(0, start).await);
    let mut ana = Ana::default();
    one.at(start, 0, 1);
    one.act(&first, Step::TherapistCloses, 1, start, &mut ana).await;
    for world in [&one, &other] {
        world.at(start, 0, 2);
    }
    let (seen, control) = (one.look(&first).await, other.look(&second).await);
    assert!(!seen.equals(&control), "closing joint work shows on Bo's pages");
}
