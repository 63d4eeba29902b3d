//! What two years of doing the work cost on the pages of the plan, beside two weeks of it.
//!
//!     cargo bench -p troth --bench plan -- [REQUESTS]      2000
//!
//! Two practices with a couple each, by the same program in one process. Week after week both check in, write in their
//! journal, thank each other, and say of a promise whether it was kept; a new promise begins each quarter; every other week they talk by
//! turns; three times a year they end an agreement and sign another, and twice a year their therapist opens an exercise. So as much
//! goes on in both at the end, but for four exercises and one. Then one of them asks for each page of the plan in both
//! practices in turn. Prints the middle of each and their ratio.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is wrong, has real randomness, and prints what it found"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request as HttpRequest, StatusCode};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use tower::ServiceExt;
use troth_domain::measures::questionnaire::{Kind, Question};
use troth_domain::people::{ClientZone, CoupleId, PersonId, Staff};
use troth_domain::plan::agreement::{AgreementMove, Terms as Words};
use troth_domain::plan::appreciation::AppreciationMove;
use troth_domain::plan::commitment::{CommitmentMove, Terms};
use troth_domain::plan::dialogue::{Command, Deed, Mode};
use troth_domain::plan::follow_through::{Said, due};
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, Rule, Until};
use troth_domain::plan::{CommandId, LogId, MoveId, PlanLine, PlanText, Request, Ticket, TurnText};
use troth_domain::practice::{CivilMinute, Slug};
use troth_domain::writing::{ItemKind, PrivateText};
use troth_server::actions::commitments::{self, Offer};
use troth_server::actions::joint_work::{self, Step};
use troth_server::actions::talks::{self, BeginRequest, Sent};
use troth_server::actions::together::{Place, Sending};
use troth_server::actions::writing::{SaveRequest, save};
use troth_server::actions::{check_in, follow_through};
use troth_server::app::App;
use troth_server::clock::Clock;
use troth_server::serve;

mod common;
use common::{open, sign_in, therapist, two};

const BEGAN: &str = "2027-01-04T17:00:00Z";
/// Weeks of the work in each practice.
const WEEKS: [i64; 2] = [2, 104];
const PAGES: [&str; 13] = [
    "/home",
    "/home/write",
    "/plan",
    "/plan/steps/2",
    "/plan/steps/3",
    "/plan/weeks",
    "/plan/check-in",
    "/plan/commitments",
    "/plan/commitments/over",
    "/plan/talks",
    "/plan/agreements",
    "/plan/appreciations",
    "/plan/agenda",
];
const EXERCISES: [&str; 4] = ["words-that-mend", "say-it-back", "a-small-trial", "a-short-time-for-money"];

fn main() {
    let given = std::env::args().skip(1).find(|argument| argument != "--bench");
    let requests = given.map_or(2000, |text| text.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(requests));
}

/// A practice with two who did the work for so many weeks.
struct World {
    app: App,
    clock: Arc<AtomicI64>,
    staff: Staff,
    couple: CoupleId,
    two: [PersonId; 2],
    _folder: tempfile::TempDir,
}

async fn measure(requests: usize) {
    let mut routers = Vec::new();
    let mut worlds = Vec::new();
    for weeks in WEEKS {
        let world = World::new().await;
        world.live(weeks).await;
        let cookie = format!("__Host-troth={}", sign_in(&world.app, world.two[1]).await);
        routers.push((serve::router(world.app.clone()), cookie));
        worlds.push(world);
    }
    for page in PAGES {
        let mut times = [const { Vec::new() }; 2];
        let mut sizes = [0; 2];
        for turn in 0..requests + requests / 10 {
            for place in [turn % 2, 1 - turn % 2] {
                let begun = Instant::now();
                sizes[place] = ask(&routers[place].0, &routers[place].1, page).await;
                times[place].push(begun.elapsed().as_secs_f64() * 1e6);
            }
        }
        let [few, many] = times.map(|mut all| {
            let mut counted = all.split_off(requests / 10);
            counted.sort_by(f64::total_cmp);
            counted[counted.len() / 2]
        });
        println!("{page}: {few:.0} and {many:.0} µs, {:.2} times; {} and {} bytes", many / few, sizes[0], sizes[1]);
    }
}

async fn ask(router: &Router, cookie: &str, page: &str) -> usize {
    let request = HttpRequest::get(page).header("host", "localhost").header("cookie", cookie);
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{page}");
    to_bytes(answer.into_body(), usize::MAX).await.unwrap().len()
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let began = BEGAN.parse::<Timestamp>().unwrap();
        let clock = Arc::new(AtomicI64::new(began.as_second()));
        let shown = Arc::clone(&clock);
        let now = move || Timestamp::from_second(shown.load(Ordering::Relaxed)).unwrap();
        let app = open(folder.path(), Clock::new(now)).await;
        let staff = therapist(&app).await;
        let (couple, two) = two(&app, &staff).await;
        Self { app, clock, staff, couple, two, _folder: folder }
    }

    fn command(&self) -> CommandId {
        CommandId(self.app.random_bytes())
    }

    fn today(&self) -> Date {
        self.app.practice().time_zone.to_datetime(self.app.now()).date()
    }

    /// Week after week; what one of them sends has come to the other a week later.
    async fn live(&self, weeks: i64) {
        let [ana, bo] = self.two;
        let (mut promise, mut talk, mut agreement) = (None, None, None::<MoveId>);
        for week in 0..weeks {
            let place = usize::try_from(week).unwrap();
            for person in self.two {
                self.check_in(person, place).await;
                self.write(person).await;
                self.thank(person).await;
            }
            match week % 13 {
                0 => promise = Some(self.promise(bo).await),
                1 => self.accept(ana, promise.unwrap()).await,
                _ => {
                    self.report(ana, promise.unwrap()).await;
                    self.report(bo, promise.unwrap()).await;
                }
            }
            match week % 4 {
                0 => {
                    talk = Some(self.begin_talk(ana).await);
                    self.say(ana, talk.unwrap(), Deed::Speak { on: None }).await;
                }
                1 => self.say(bo, talk.unwrap(), Deed::Reflect).await,
                2 => self.say(ana, talk.unwrap(), Deed::Heard).await,
                _ => self.say(bo, talk.unwrap(), Deed::End).await,
            }
            match week % 16 {
                0 => {
                    if let Some(old) = agreement {
                        let place = (Place::Known(LogId(old.command.0)), self.command());
                        self.send((ana, 3), place, AgreementMove::Retired).await;
                    }
                    agreement = Some(self.propose(ana).await);
                }
                1 => self.sign((bo, 2), agreement.unwrap()).await,
                _ => {}
            }
            if week % 26 == 0 {
                let exercise = Slug::new(EXERCISES[place / 26 % EXERCISES.len()]).unwrap();
                joint_work::take(&self.app, &self.staff, self.couple, Step::OpenExercise { exercise }).await.unwrap();
            }
            self.clock.fetch_add(SignedDuration::from_hours(24 * 7).as_secs(), Ordering::Relaxed);
        }
    }

    async fn check_in(&self, person: PersonId, place: usize) {
        let content = self.app.content().await;
        let measure = content.check_in().unwrap();
        let choice = |question: &Question| match &question.kind {
            Kind::Choice(choices) => Some(choices[place % choices.len()].code.clone()),
            _ => None,
        };
        let questions = measure.questionnaire.questions();
        let sent = questions.filter_map(|question| Some((question.link_id.as_str(), choice(question)?)));
        let sent = sent.collect::<Vec<_>>();
        let sent = sent.iter().map(|(name, choice)| (*name, choice.as_str()));
        check_in::answer(&self.app, person, measure, sent).await.unwrap();
    }

    async fn write(&self, person: PersonId) {
        let text = PrivateText::new("It was calm for three days. I do not trust it yet, and that is fine.").unwrap();
        let writing = [(Slug::new("entry").unwrap(), text)].into_iter().collect();
        let request = SaveRequest { replaces: None, kind: ItemKind::Journal, writing, finish: true };
        save(&self.app, person, request).await.unwrap();
    }

    async fn thank(&self, person: PersonId) {
        let words = PlanText::new("You called when you were late, and I could breathe.").unwrap();
        let (command, kind) = (self.command(), AppreciationMove::Given { words, about: None });
        let request = Request { ticket: Ticket { command, seen: 0 }, kind };
        Sending::new(&self.app, person, self.today(), Place::New(LogId(command.0)), request)
            .send(&self.app)
            .await
            .unwrap();
    }

    /// One that is due each Sunday for a quarter.
    async fn promise(&self, doer: PersonId) -> LogId {
        let zone = ClientZone::from_zone(self.app.practice().time_zone.clone());
        let rule = Rule::Weekly { days: DaysOfWeek::new([Weekday::Sunday]).unwrap(), every_weeks: 1 };
        let first = self.today().checked_add(10.days()).unwrap();
        let recurrence = Recurrence::new(first, CivilMinute::new(18 * 60).unwrap(), zone, rule, Until::Times(12));
        let line = |text| PlanLine::new(text).unwrap();
        let (when, will) = (line("it is Sunday at six"), line("bring the book of accounts to the table"));
        let terms = Terms::kept(when, will, recurrence.unwrap(), None);
        let offer = Offer { command: self.command(), terms, today: self.today() };
        commitments::offer(&self.app, doer, offer).await.unwrap()
    }

    async fn accept(&self, person: PersonId, id: LogId) {
        let kind = CommitmentMove::Accepted;
        let request = Request { ticket: Ticket { command: self.command(), seen: 1 }, kind };
        commitments::answer(&self.app, (person, self.today()), id, request).await.unwrap();
    }

    async fn report(&self, person: PersonId, id: LogId) {
        let seen = commitments::see(&self.app, person, id).await.unwrap().unwrap();
        let said = due(&seen.commitment, self.app.now()).map(|once| (once.on, Some(Said::Kept))).collect();
        follow_through::report(&self.app, person, id, said).await.unwrap();
    }

    async fn begin_talk(&self, person: PersonId) -> LogId {
        let topic = PlanLine::new("Sunday evening").unwrap();
        let request = BeginRequest { command: self.command(), topic, mode: Mode::ByTurns, partner_first: false };
        talks::begin(&self.app, person, request).await.unwrap()
    }

    async fn say(&self, person: PersonId, id: LogId, deed: Deed) {
        let seen = talks::see(&self.app, person, id).await.unwrap();
        let seen = seen.and_then(|seen| seen.view().map(|view| view.seen)).unwrap_or_default();
        let words = "On Sundays I wait for you to bring it up. When you do not, I think there is more.";
        let text = matches!(deed, Deed::Speak { .. } | Deed::Reflect).then(|| TurnText::new(words).unwrap());
        let command = Command { ticket: Ticket { command: self.command(), seen }, deed, text };
        let sent = Sent { command, typed: None, draft_version: None };
        talks::send(&self.app, person, id, sent).await.unwrap();
    }

    async fn propose(&self, person: PersonId) -> MoveId {
        let command = self.command();
        let text = PlanText::new("We look at every account together, on Sunday at six, for half an hour.").unwrap();
        let terms = AgreementMove::Proposed(Words { text, review_on: None });
        self.send((person, 0), (Place::New(LogId(command.0)), command), terms).await;
        let version = MoveId { author: person, command };
        self.sign((person, 1), version).await;
        version
    }

    async fn sign(&self, who: (PersonId, u32), version: MoveId) {
        let place = Place::Known(LogId(version.command.0));
        self.send(who, (place, self.command()), AgreementMove::Signed(version)).await;
    }

    async fn send(&self, (person, seen): (PersonId, u32), (place, command): (Place, CommandId), kind: AgreementMove) {
        let request = Request { ticket: Ticket { command, seen }, kind };
        Sending::new(&self.app, person, self.today(), place, request).send(&self.app).await.unwrap();
    }
}
