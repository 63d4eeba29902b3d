//! Twin worlds: two runs that differ only in what Ana does privately. Everything that Bo gets is the same, byte for
//! byte: pages, their status, headers and order; what comes of each form that he sends; the times that are free; each letter to him, its hour and their order.
//!
//! In the first world Ana, Bo and their therapist do all that a trace says. In the second Bo and the open doings of the
//! therapist (opening and closing joint work) are the same; of Ana's there is only what came to Bo: each item that came is
//! shared by her half an hour before the delivery hour at which it came, with an ordinary draw and with nothing held. What
//! she booked is booked by a stranger, and where her leaving ended a live talk she ends it as anybody does. So every pause, rest, secret leaving and private doing has an ordinary trace beside
//! it that looks the same to Bo; that nothing is held for her in it is asked of it at its end. Ids, draws and tokens are
//! drawn from streams that depend on who acts in which step, so nothing has to be left out of a comparison.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::pages::Seen;
use crate::post::Sent;
use crate::sending::{rest, send};
use crate::trace::{Step, Trace};
use crate::world::{Ana, Facts, World};

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
    match step {
        Step::BoShares
        | Step::BoOffersAccount
        | Step::BoChooses
        | Step::BoWrites
        | Step::BoSends
        | Step::BoRests
        | Step::BoMarks
        | Step::BoBooks
        | Step::BoBeginsLive
        | Step::BoBeginsTurns
        | Step::BoOffers
        | Step::BoSuggests
        | Step::BoScreens(_)
        | Step::BoDescribesHimself
        | Step::BoAsksForMessage
        | Step::BoLooks
        | Step::TherapistOpensExercise
        | Step::TherapistAddsLine
        | Step::TherapistCloses
        | Step::TherapistOpens => true,
        // A time that is taken is open; by whom is not. That the therapist looked at the couple's page on a day is told to
        // both; what they did there is not.
        // That a live talk ended is open, too; that she left is not.
        Step::AnaBooks | Step::AnaCancels | Step::TherapistPauses | Step::TherapistReleases | Step::AnaLeaves => true,
        _ => false,
    }
}

/// All that Bo got of a trace.
struct Run {
    seen: Vec<Seen>,
    /// What came of each form that he sent.
    answers: Vec<Seen>,
    letters: Vec<Sent>,
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
async fn run_all(world: &World, trace: &Trace, start: Timestamp) -> (Run, Vec<Came>, Facts) {
    let couple = world.couple(trace.number, start).await;
    let times = times(trace, start);
    let end = times.last().copied().unwrap_or(start);
    let (mut seen, mut answers, mut ana) = (Vec::new(), Vec::new(), Ana::default());
    for (place, (_, step)) in trace.steps.iter().enumerate() {
        world.at(times[place], trace.number, place).await;
        match step {
            Step::BoLooks => seen.push(world.look(&couple).await),
            Step::BoSends => answers.push(send(&world.test, couple.bo, place).await),
            Step::BoRests => answers.push(rest(&world.test, couple.bo).await),
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
    (Run { seen, answers, letters: world.letters_to_bo(&couple) }, came, ana.facts)
}

/// The second world: what Bo does, what is open to both, and what came.
async fn run_open(world: &World, trace: &Trace, start: Timestamp, came: &[Came]) -> Run {
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
    let (mut seen, mut answers, mut ana) = (Vec::new(), Vec::new(), Ana::default());
    let (mut items, mut begun) = (BTreeMap::new(), None);
    for (now, event) in events {
        match event {
            Event::Share(step) => {
                world.at(now, trace.number, step).await;
                items.insert(step, world.share_in_time(&couple, (step, trace.steps[step].1)).await);
            }
            Event::TakeBack(step, place) => {
                // Whoever leaves may take back several at once: one step, which draws on and does not begin again.
                if begun != Some(place) {
                    world.at(now, trace.number, place).await;
                }
                begun = Some(place);
                world.take_back(couple.ana, items[&step]).await;
            }
            Event::Step(place) => {
                world.at(now, trace.number, place).await;
                match trace.steps[place].1 {
                    Step::BoLooks => seen.push(world.look(&couple).await),
                    Step::BoSends => answers.push(send(&world.test, couple.bo, place).await),
                    Step::BoRests => answers.push(rest(&world.test, couple.bo).await),
                    step => world.act(&couple, step, place, end, &mut ana).await,
                }
            }
        }
    }
    assert!(!world.is_held(&couple).await, "the control world knows no pause");
    Run { seen, answers, letters: world.letters_to_bo(&couple) }
}

/// What many traces had in them.
#[derive(Clone, Copy, Default, Debug)]
struct Tally {
    traces: u64,
    /// Items that came to Bo.
    came: u64,
    /// Letters to Bo.
    letters: u64,
    /// Traces in which Bo sent forms.
    sent: u64,
    /// Traces in which joint work was held.
    held: u64,
    /// Traces in which Ana's answers about safety are looked at by the therapist.
    afraid: u64,
    /// Traces in which Ana booked a time.
    booked: u64,
    /// Traces in which Bo asked for some parts of an account.
    asked: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.traces += other.traces;
        self.came += other.came;
        self.letters += other.letters;
        self.sent += other.sent;
        self.held += other.held;
        self.afraid += other.afraid;
        self.booked += other.booked;
        self.asked += other.asked;
    }
}

/// Compares one trace.
async fn check(all: &World, open: &World, number: u64) -> Tally {
    let trace = Trace::of_number(number);
    // Each trace begins at another hour of another week, so that the clock changes are among them.
    let start = all.start() + SignedDuration::from_hours(i64::try_from(number % 400).unwrap() * 7);
    let (run, came, facts) = run_all(all, &trace, start).await;
    let control = run_open(open, &trace, start, &came).await;
    let when = format!("trace {number}: {trace:?}; came {came:?}");
    assert_eq!(run.seen.len(), control.seen.len());
    for (look, (one, other)) in run.seen.iter().zip(&control.seen).enumerate() {
        one.is_same(other, &format!("look {look} of {when}"));
    }
    assert_eq!(run.answers.len(), control.answers.len());
    for (place, (one, other)) in run.answers.iter().zip(&control.answers).enumerate() {
        one.is_same(other, &format!("answers {place} of {when}"));
    }
    assert_eq!(run.letters, control.letters, "{when}");
    let count = |there: bool| u64::from(there);
    Tally {
        traces: 1,
        came: u64::try_from(came.len()).unwrap(),
        letters: u64::try_from(run.letters.len()).unwrap(),
        sent: count(!run.answers.is_empty()),
        held: count(facts.held),
        afraid: count(facts.afraid),
        booked: count(facts.booked),
        asked: count(facts.asked),
    }
}

async fn check_many(numbers: std::ops::Range<u64>) -> Tally {
    let mut tally = Tally::default();
    let (mut all, mut open) = (World::new().await, World::control().await);
    for number in numbers {
        if number % TRACES_PER_WORLD == 0 {
            (all, open) = (World::new().await, World::control().await);
        }
        tally += check(&all, &open, number).await;
    }
    tally
}

/// A number that `scripts/prove` sets.
#[expect(clippy::disallowed_methods, reason = "scripts/prove says how many, and which")]
pub fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_ana_does_alone_changes_a_byte_for_bo() {
    let first = told("TROTH_TWIN_FIRST").unwrap_or(0);
    let end = first + told("TROTH_TWIN_TRACES").unwrap_or(TRACES);
    let half = first.midpoint(end);
    let halves = [first..half, half..end].map(|numbers| tokio::spawn(check_many(numbers)));
    let mut tally = Tally::default();
    for half in halves {
        tally += half.await.unwrap();
    }
    println!("{tally:?}");
    let often = |count: u64| assert!(count * 8 > tally.traces, "these traces show little: {tally:?}");
    let counts = [tally.came, tally.letters, tally.sent, tally.held, tally.afraid, tally.booked, tally.asked];
    counts.into_iter().for_each(often);
}

/// The comparison itself finds a difference where there is one: Bo is told of an open doing in one world only.
#[tokio::test]
async fn a_difference_would_be_found() {
    let (one, other) = (World::new().await, World::control().await);
    let start = one.start();
    let (first, second) = (one.couple(0, start).await, other.couple(0, start).await);
    let mut ana = Ana::default();
    one.at(start, 0, 1).await;
    one.act(&first, Step::TherapistCloses, 1, start, &mut ana).await;
    for world in [&one, &other] {
        world.at(start, 0, 2).await;
    }
    let (seen, control) = (one.look(&first).await, other.look(&second).await);
    assert!(!seen.equals(&control), "closing joint work shows on Bo's pages");
}

/// So it does with mail: what comes to Bo in one world only is announced there and not in the other, in his safe hours.
#[tokio::test]
async fn a_letter_would_be_found() {
    let (one, other) = (World::new().await, World::control().await);
    let start = one.start();
    let (first, second) = (one.couple(1, start).await, other.couple(1, start).await);
    one.at(start, 1, 1).await;
    one.share_in_time(&first, (1, Step::AnaOffersAccount)).await;
    for world in [&one, &other] {
        world.at(start + SignedDuration::from_hours(48), 1, 2).await;
    }
    assert_eq!(one.letters_to_bo(&first).len(), 1);
    assert!(other.letters_to_bo(&second).is_empty());
}
