//! How long answers to Bo take: whatever Ana does privately, the distributions of their times are the same, for each route.
//!
//! Three worlds are served over loopback by the real server: one in which Ana did much privately, and two in which she did
//! nothing. Each route is asked in all three in turn, in an order that is drawn anew for each turn, so that whatever else
//! the machine does falls on all alike. What is compared is the two-sample Kolmogorov-Smirnov distance, the largest
//! difference of the two empirical distribution functions (Smirnov, "On the estimation of the discrepancy between
//! empirical curves of distribution for two independent samples", 1939). Of two samples of 10,000 of the same
//! distribution it exceeds 0.023 once in a hundred times. The two quiet worlds beside each other say what the machine
//! itself makes of it.
//!
//! `scripts/prove times` runs it; a test of every day it is not, because it takes long and wants the machine for itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use troth_server::serve;

use crate::streams::Numbers;
use crate::trace::Step;
use crate::twin::told;
use crate::world::{Ana, Partners, World};

/// Requests of each route in each world.
const REQUESTS: u64 = 10_000;
/// The distance that is allowed.
const DISTANCE_MAX: f64 = 0.03;
/// Requests of a route in a row that count, and before them some that do not.
const AT_ONCE: u64 = 100;
const WARM_UP: u64 = 5;
/// The place of the busy world among the three: between the two quiet ones, so that neither comes first.
const BUSY: usize = 1;
/// What Ana wrote for herself.
const ITEMS: usize = 300;
/// The trace that the couple belongs to; others are in the practice too.
const NUMBER: u64 = 1;
/// So many that no table is mostly Ana's: in a practice that is nearly empty, a table that is some times as large takes a step
/// more to look anything up in, whoever filled it.
const OTHERS: std::ops::Range<u64> = 2..42;
/// What each of the others wrote.
const ITEMS_OF_OTHERS: usize = 50;

/// What does not need an account, and is asked by Bo too.
const PUBLIC: [&str; 5] = ["/", "/book", "/therapists", "/help-now", "/sign-in"];

/// The same practice, couples and open doings in each; and, in one that is no control, all that Ana does alone.
async fn furnish(world: &World, is_busy: bool) -> Partners {
    let start = world.start();
    let mut ana = Ana::default();
    for other in OTHERS {
        let couple = world.couple(other, start).await;
        world.at(start, other, 0).await;
        for place in 0..ITEMS_OF_OTHERS {
            world.act(&couple, Step::AnaWrites, place, start, &mut Ana::default()).await;
            world.act(&couple, Step::BoShares, place, start, &mut Ana::default()).await;
        }
    }
    let couple = world.couple(NUMBER, start).await;
    let step = async |place: usize, hours: i64, step: Step, ana: &mut Ana| {
        let now = start + SignedDuration::from_hours(hours);
        world.at(now, NUMBER, place).await;
        world.act(&couple, step, place, now, ana).await;
    };
    world.at(start, NUMBER, 0).await;
    world.share_in_time(&couple, (0, Step::AnaShares)).await;
    for (place, own) in [(1, Step::BoWrites), (2, Step::BoShares), (3, Step::BoBooks), (4, Step::BoScreens(false))] {
        step(place, 1, own, &mut ana).await;
    }
    if is_busy {
        for place in 10..10 + ITEMS {
            step(place, 50, Step::AnaWrites, &mut ana).await;
        }
        let alone = [
            Step::AnaChanges,
            Step::AnaShowsTherapist,
            Step::AnaScreens(true),
            Step::AnaOffersAccount,
            Step::AnaTakesBack,
            Step::AnaDescribesHerself,
            Step::AnaAsksForCall,
            Step::AnaAsksForMessage,
            Step::AnaReads,
            Step::AnaExports,
            Step::AnaRests,
        ];
        for (place, own) in (1000..).zip(alone) {
            step(place, 51, own, &mut ana).await;
        }
    }
    for (place, both) in [(2000, Step::AnaBooks), (2001, Step::TherapistPauses)] {
        step(place, 52, both, &mut ana).await;
    }
    if is_busy {
        // It waits, because of the pause.
        step(2002, 53, Step::AnaOffersAccount, &mut ana).await;
    } else {
        // Whoever pauses sees the couple's page twice. How often a therapist looked is no doing of hers.
        step(2002, 53, Step::TherapistPauses, &mut ana).await;
    }
    world.at(start + SignedDuration::from_hours(24 * 9), NUMBER, 3000).await;
    couple
}

/// A connection of Bo's that stays open.
struct Connection {
    stream: BufReader<TcpStream>,
    cookie: String,
}

impl Connection {
    fn open(address: SocketAddr, cookie: String) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), cookie }
    }

    /// Asks, and answers the status and the time until the whole answer was there.
    fn ask(&mut self, path: &str) -> (String, Duration) {
        let cookie = &self.cookie;
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-troth={cookie}\r\n\r\n");
        let begun = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut status, mut length) = (String::new(), 0);
        self.stream.read_line(&mut status).unwrap();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            let line = line.trim_end().to_ascii_lowercase();
            assert!(!line.starts_with("transfer-encoding"), "{path} has a length");
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status, begun.elapsed())
    }
}

/// The largest difference of the two empirical distribution functions.
fn distance(one: &mut [Duration], other: &mut [Duration]) -> f64 {
    one.sort_unstable();
    other.sort_unstable();
    let share =
        |place: usize, all: usize| f64::from(u32::try_from(place).unwrap()) / f64::from(u32::try_from(all).unwrap());
    let (mut first, mut second, mut largest) = (0, 0, 0.0_f64);
    while first < one.len() && second < other.len() {
        let at = one[first].min(other[second]);
        first += one[first..].iter().take_while(|time| **time <= at).count();
        second += other[second..].iter().take_while(|time| **time <= at).count();
        largest = largest.max((share(first, one.len()) - share(second, other.len())).abs());
    }
    largest
}

#[test]
fn the_distance_is_that_of_the_distribution_functions() {
    let times = |micros: &[u64]| micros.iter().copied().map(Duration::from_micros).collect::<Vec<_>>();
    let check = |one: &[u64], other: &[u64], expected: f64| {
        let found = distance(&mut times(one), &mut times(other));
        assert!((found - expected).abs() < 1e-9, "{one:?} {other:?}: {found}");
    };
    check(&[1, 2, 3, 4], &[4, 3, 2, 1], 0.0);
    check(&[1, 2, 3, 4], &[5, 6, 7, 8], 1.0);
    check(&[1, 2, 3, 4], &[3, 4, 5, 6], 0.5);
    check(&[1, 1, 1, 2], &[1, 2, 2, 2], 0.5);
}

/// What was measured of one route.
struct Measured {
    path: String,
    times: [Vec<Duration>; 3],
}

impl Measured {
    /// Asks so often in each world, in an order that is drawn anew for each turn.
    fn ask(&mut self, connections: &mut [Connection; 3], numbers: &mut Numbers, times: u64, counts: bool) {
        for _ in 0..times {
            let mut order = [0, 1, 2];
            order.swap(2, numbers.of(&[0, 1, 2]));
            order.swap(1, numbers.of(&[0, 1]));
            let mut statuses = [const { String::new() }; 3];
            for place in order {
                let (status, time) = connections[place].ask(&self.path);
                statuses[place] = status;
                if counts {
                    self.times[place].push(time);
                }
            }
            assert!(statuses.iter().all(|status| *status == statuses[0]), "{}: {statuses:?}", self.path);
        }
    }

    /// Prints a line and answers the distance between the busy world and a quiet one.
    fn conclude(mut self) -> (String, f64) {
        let [quiet, busy, other] = &mut self.times;
        let (private, control) = (distance(busy, quiet), distance(quiet, other));
        let medians = self.times.map(|times| times[times.len() / 2].as_nanos());
        println!("{private:.4}  control {control:.4}  medians {medians:?} ns  {}", route(&self.path));
        (self.path, private)
    }
}

/// Goes round all routes again and again, some requests of each at a time, so that what the machine does for some seconds
/// falls on none of them alone. Each round has connections of its own.
fn measure(paths: &[String], servers: &[(SocketAddr, String); 3], requests: u64) -> Vec<(String, f64)> {
    let mut numbers = Numbers::new(7);
    let fresh = |path: &String| Measured { path: path.clone(), times: [const { Vec::new() }; 3] };
    let mut measured = paths.iter().map(fresh).collect::<Vec<_>>();
    let mut left = requests;
    while left > 0 {
        let some = left.min(AT_ONCE);
        left -= some;
        let mut connections = servers.each_ref().map(|(address, cookie)| Connection::open(*address, cookie.clone()));
        for one in &mut measured {
            one.ask(&mut connections, &mut numbers, WARM_UP, false);
            one.ask(&mut connections, &mut numbers, some, true);
        }
    }
    measured.into_iter().map(Measured::conclude).collect()
}

/// One address for each route: ids are left out of the comparison.
fn route(address: &str) -> String {
    let is_id = |part: &&str| part.len() >= 32;
    address
        .split('?')
        .next()
        .unwrap()
        .split('/')
        .map(|part| if is_id(&part) { "{}" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes long: scripts/prove times"]
async fn answers_to_bo_take_as_long_whatever_ana_did() {
    let requests = told("TROTH_TIMES_REQUESTS").unwrap_or(REQUESTS);
    let worlds = [World::control().await, World::new().await, World::control().await];
    let (_stopper, stopped) = watch::channel(false);
    let (mut servers, mut paths) = (Vec::new(), Vec::new());
    for (place, world) in worlds.iter().enumerate() {
        let couple = furnish(world, place == BUSY).await;
        assert_eq!(world.is_held(&couple).await, place == BUSY, "one world has something to hide");
        paths = world.look(&couple).await.addresses().map(str::to_owned).collect();
        let cookie = world.test.sign_in_again(couple.bo).await.cookie("__Host-troth");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve::serve(listener, serve::router(world.test.app.clone()), stopped.clone()));
        servers.push((address, cookie));
    }
    paths.extend(PUBLIC.map(str::to_owned));
    paths.sort_by_key(|path| route(path));
    paths.dedup_by_key(|path| route(path));
    let servers = <[_; 3]>::try_from(servers).unwrap();
    let measured = tokio::task::spawn_blocking(move || measure(&paths, &servers, requests)).await.unwrap();
    // With fewer requests chance alone makes more of it: as much once in ten thousand times.
    let chance = 2.23 * (2.0 / f64::from(u32::try_from(requests).unwrap())).sqrt();
    let allowed = DISTANCE_MAX.max(if requests < REQUESTS { chance } else { 0.0 });
    let too_far = measured.iter().filter(|(_, distance)| *distance > allowed).collect::<Vec<_>>();
    assert!(too_far.is_empty(), "more than {allowed:.3} apart: {too_far:?}");
}
