//! One world: a practice, its therapist, and couples who do what a trace says.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use troth_domain::access::Viewer;
use troth_domain::people::{CoupleId, ItemId, PersonId, PersonName, Role, Staff};
use troth_domain::plan::LogId;
use troth_domain::plan::dialogue::Mode;
use troth_domain::practice::Slug;
use troth_domain::safety::joint_work::{Cause, HeardAlone, Hearing, Hold};
use troth_domain::safety::secrets_policy::TextVersion;
use troth_domain::writing::{Audience, ItemKind, PrivateText, Writing};
use troth_server::actions::audience::{self, AudienceRequest, TakeOut};
use troth_server::actions::couple::{self, LeaveRequest};
use troth_server::actions::export::{ExportScope, export};
use troth_server::actions::writing::{self, SaveRequest};
use troth_server::actions::{call_back, caseload, joint_work, person, test_message};
use troth_server::app::App;
use troth_store::{StoreError, WriteTransaction};

use crate::appointments::Appointments;
use crate::pages::{Seen, pages};
use crate::post::{self, Post};
use crate::streams::Streams;
use crate::support::{START, TestApp};
use crate::trace::Step;
use crate::{promising, receiving, sharing, talking, work};

/// Rules for two that both agreed to, and that speak of offered accounts.
const RULES: TextVersion = TextVersion { number: 2, digest: [1; 32] };

/// The version of the secrets policy that everybody here signs.
pub const POLICY: TextVersion = TextVersion { number: 1, digest: [1; 32] };

pub struct World {
    pub test: TestApp,
    streams: Streams,
    therapist: Staff,
    post: Post,
    /// Whether this is the control world, in which a stranger books what Ana booked.
    is_control: bool,
}

/// Two partners.
pub struct Partners {
    pub ana: PersonId,
    pub bo: PersonId,
    pub couple: CoupleId,
    pub number: u64,
    /// Something that Ana promised long ago and Bo said yes to.
    pub agreed: LogId,
}

/// What Ana shared.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    pub step: usize,
    pub item: ItemId,
    pub taken_back: Option<usize>,
}

/// What Ana did so far.
#[derive(Default)]
pub struct Ana {
    pub shared: Vec<Shared>,
    own: Vec<ItemId>,
    left: bool,
    /// The talks that Bo began.
    talks: Vec<LogId>,
    /// The promises that Bo offered.
    promises: Vec<LogId>,
    /// The agreements that Bo suggested, and the boundaries that he stated.
    suggested: Vec<LogId>,
    pub appointments: Appointments,
    pub facts: Facts,
}

/// What there was in a trace, so that it can be said what a run showed.
#[derive(Clone, Copy, Default, Debug)]
pub struct Facts {
    /// A rest or a pause held joint work.
    pub held: bool,
    /// Ana's answers about safety were of the kind that a therapist looks at.
    pub afraid: bool,
    /// Ana, or the stranger, has a time.
    pub booked: bool,
    /// Bo asked for some parts of an account of hers, and not for all of it.
    pub asked: bool,
}

impl World {
    /// The world in which Ana does it all.
    pub async fn new() -> Self {
        Self::of(false).await
    }

    /// The world in which she does only what comes to Bo.
    pub async fn control() -> Self {
        Self::of(true).await
    }

    async fn of(is_control: bool) -> Self {
        let streams = Streams::default();
        streams.become_named("practice");
        let test = TestApp::with_random(streams.random()).await;
        let slug = test.app.practice().therapists[0].slug.clone();
        let (id, _) = test.staff_as(Role::Therapist, Some(&slug)).await;
        let therapist = Staff { id, role: Role::Therapist, therapist: Some(slug) };
        let post = Post::of(&test.app);
        Self { test, streams, therapist, post, is_control }
    }

    pub fn start(&self) -> Timestamp {
        START.parse().unwrap()
    }

    /// It is `now`, after all that was to be sent until then, and step `place` of trace `number` begins.
    pub async fn at(&self, now: Timestamp, number: u64, place: usize) {
        self.post.pass_until(&self.test, now).await;
        self.streams.become_named(format!("{number}/{place}"));
    }

    /// A new couple, both of whom signed the policy, with joint work open.
    pub async fn couple(&self, number: u64, start: Timestamp) -> Partners {
        self.test.set(start);
        let slug = self.slug();
        let mut persons = Vec::new();
        for name in ["Ana", "Bo"] {
            self.streams.become_named(format!("{number}/{name}"));
            let (id, _) = self.test.client_link_as(&post::profile(name, number), &slug).await;
            person::sign_policy(&self.test.app, id, POLICY).await.unwrap();
            persons.push(id);
        }
        let (ana, bo) = (persons[0], persons[1]);
        self.streams.become_named(format!("{number}/link"));
        let name = |text: &str| PersonName::new(text).unwrap();
        let (code, _) = couple::invite(&self.test.app, ana, name("Annie"), RULES).await.unwrap();
        couple::link(&self.test.app, bo, &code, name("Bob"), RULES).await.unwrap();
        let linked = self.test.app.store().couple_of(bo).await.unwrap().unwrap();
        let agreed = promising::agreed(&self.test.app, &linked, [ana, bo]).await;
        let partners = Partners { ana, bo, couple: linked.id, number, agreed };
        self.open(&partners).await;
        partners
    }

    async fn open(&self, partners: &Partners) {
        let heard = [partners.ana, partners.bo].map(|person| HeardAlone { person, how: Hearing::InPerson });
        self.step(partners, joint_work::Step::Open { heard: heard.to_vec() }).await;
    }

    /// What the therapist does; what the rules refuse changes nothing.
    async fn step(&self, partners: &Partners, step: joint_work::Step) {
        let _ = joint_work::take(&self.test.app, &self.therapist, partners.couple, step).await;
    }

    /// Does what a step says.
    pub async fn act(&self, partners: &Partners, step: Step, place: usize, end: Timestamp, ana: &mut Ana) {
        let app = &self.test.app;
        match step {
            Step::AnaWrites => ana.own.push(self.write(partners.ana, &format!("Hers alone, {place}")).await),
            Step::AnaChanges => self.change(partners, place, ana).await,
            Step::AnaShowsTherapist => self.show_therapist(partners, ana).await,
            Step::AnaShares | Step::AnaOffersAccount => self.share(partners, (place, step), ana).await,
            Step::AnaTakesBack => self.take_back_last(partners, place, ana).await,
            Step::AnaScreens(afraid) => {
                work::screen(app, partners.ana, afraid).await;
                ana.facts.afraid |= afraid;
            }
            Step::AnaChecksIn => work::check_in(app, partners.ana, place).await,
            Step::AnaRests => {
                let _ = joint_work::rest(app, partners.ana, None).await;
                ana.facts.held |= self.is_held(partners).await;
            }
            Step::AnaDescribesHerself => self.describe(partners.ana, place).await,
            Step::AnaAsksForCall => call_back::ask(app, partners.ana).await.unwrap(),
            Step::AnaReads => drop(pages(&self.test, partners.ana, partners.number).await),
            Step::AnaExports => drop(export(app, partners.ana, ExportScope::Everything).await.unwrap()),
            Step::AnaComesIn => talking::come_in(app, partners.ana, &ana.talks, place).await,
            Step::AnaDrafts => talking::draft(app, partners.ana, &ana.talks, place).await,
            step if receiving::has(step) => receiving::take(app, partners, step, place, &mut ana.facts).await,
            step if promising::has(step) => promising::take(app, partners, step, place, &mut ana.promises).await,
            step if sharing::has(step) => sharing::take(self.by(), partners, step, place, &mut ana.suggested).await,
            Step::AnaLeaves => self.leave(partners, place, end, ana).await,
            Step::AnaBooks => {
                let whose = (!self.is_control).then_some((partners.ana, "ana"));
                ana.facts.booked |= ana.appointments.book(app, whose, partners.number, place).await;
            }
            Step::AnaCancels => ana.appointments.cancel_last(app).await,
            Step::AnaAsksForMessage => drop(test_message::ask(app, partners.ana).await),
            Step::BoShares => {
                let item = self.write(partners.bo, &format!("From Bo, {place}")).await;
                self.send(partners.bo, item).await;
            }
            Step::BoWrites => drop(self.write(partners.bo, &format!("Bo's alone, {place}")).await),
            Step::BoMarks => work::mark(app, partners.bo, (1, place)).await,
            Step::BoBooks => drop(ana.appointments.book(app, Some((partners.bo, "bo")), partners.number, place).await),
            Step::BoBeginsLive => ana.talks.extend(talking::begin_together(app, partners.bo, place).await),
            Step::BoBeginsTurns => ana.talks.extend(talking::begin_talk(app, partners.bo, Mode::ByTurns).await),
            Step::BoScreens(afraid) => work::screen(app, partners.bo, afraid).await,
            Step::BoDescribesHimself => post::describe_anew(app, partners.bo, place).await,
            Step::BoAsksForMessage => drop(test_message::ask(app, partners.bo).await),
            Step::TherapistPauses => {
                self.look_as_therapist(partners).await;
                if !self.is_control {
                    self.step(partners, joint_work::Step::Pause { person: partners.ana, reason: None }).await;
                    self.look_as_therapist(partners).await;
                    ana.facts.held |= self.is_held(partners).await;
                }
            }
            Step::TherapistReleases => {
                self.look_as_therapist(partners).await;
                if !self.is_control {
                    self.release(partners, partners.ana).await;
                }
                self.release(partners, partners.bo).await;
            }
            Step::TherapistReads => self.read_as_therapist(partners.ana).await,
            Step::TherapistOpensExercise => {
                let exercise = work::together(place);
                self.step(partners, joint_work::Step::OpenExercise { exercise }).await;
            }
            Step::TherapistCloses => self.step(partners, joint_work::Step::Close).await,
            Step::TherapistOpens => self.open(partners).await,
            _ => work::plan(app, &self.therapist, partners.ana, step, place).await,
        }
    }

    /// Whether a rest or a pause for Ana holds joint work, which only the therapist sees.
    pub async fn is_held(&self, partners: &Partners) -> bool {
        // Beside the therapist's page, which would note that both were shown.
        let (viewer, couple) = (Viewer::of(&self.therapist).unwrap(), partners.couple);
        let held = self.test.app.store().write(move |transaction: &mut WriteTransaction| {
            let viewer = viewer.clone();
            Box::pin(async move {
                let couple = transaction.couple(couple).await?.ok_or(StoreError::Changed)?;
                transaction.holds_of(&viewer, &couple).await
            })
        });
        let held: Result<_, StoreError> = held.await;
        held.unwrap().iter().any(|kept| kept.hold.person == partners.ana)
    }

    /// What was sent to Bo since this was last asked, in order, and when.
    pub fn letters_to_bo(&self, partners: &Partners) -> Vec<post::Sent> {
        self.post.take(&post::address("bo", partners.number))
    }

    async fn release(&self, partners: &Partners, person: PersonId) {
        for cause in [Cause::Rest, Cause::Pause] {
            let hold = Hold { person, cause };
            let heard = HeardAlone { person, how: Hearing::ByPhone };
            self.step(partners, joint_work::Step::Release { hold, heard }).await;
        }
    }

    fn by(&self) -> (&App, &Staff) {
        (&self.test.app, &self.therapist)
    }

    fn slug(&self) -> Slug {
        self.therapist.therapist.clone().unwrap()
    }

    async fn write(&self, author: PersonId, text: &str) -> ItemId {
        let request = SaveRequest { replaces: None, kind: ItemKind::Journal, writing: writing_of(text), finish: true };
        writing::save(&self.test.app, author, request).await.unwrap()
    }

    /// What Ana sends to Bo in this step: a text, or an account.
    async fn write_for_bo(&self, partners: &Partners, (place, step): (usize, Step)) -> ItemId {
        if step == Step::AnaOffersAccount {
            return receiving::write(&self.test.app, partners.ana, place).await;
        }
        self.write(partners.ana, &format!("From Ana, {place}")).await
    }

    async fn change(&self, partners: &Partners, place: usize, ana: &mut Ana) {
        let app = &self.test.app;
        let Some(item) = ana.own.last().copied() else { return };
        if place.is_multiple_of(3) {
            if writing::delete(app, partners.ana, item).await.is_ok() {
                ana.own.pop();
            }
            return;
        }
        let before = writing::see(app, partners.ana, item).await.unwrap().item;
        let request = SaveRequest {
            replaces: Some((item, before.version)),
            kind: before.kind,
            writing: writing_of(&format!("Changed, {place}")),
            finish: true,
        };
        writing::save(app, partners.ana, request).await.unwrap();
    }

    async fn show_therapist(&self, partners: &Partners, ana: &Ana) {
        let Some(item) = ana.own.last().copied() else { return };
        let before = writing::see(&self.test.app, partners.ana, item).await.unwrap().item;
        let therapist = before.therapist_since.is_none();
        let wanted = Audience { therapist, partner: false };
        let request = AudienceRequest { item, wanted, version: before.version, policy_version: POLICY };
        audience::change(&self.test.app, partners.ana, request).await.unwrap();
    }

    async fn share(&self, partners: &Partners, (place, step): (usize, Step), ana: &mut Ana) {
        if ana.left {
            return;
        }
        let item = self.write_for_bo(partners, (place, step)).await;
        if self.send(partners.ana, item).await {
            ana.shared.push(Shared { step: place, item, taken_back: None });
        }
    }

    /// Shares what Ana shared in this step of the other world, so that it comes at the next delivery hour.
    pub async fn share_in_time(&self, partners: &Partners, step: (usize, Step)) -> ItemId {
        let item = self.write_for_bo(partners, step).await;
        self.streams.next_eight(1_u64.to_be_bytes());
        assert!(self.send(partners.ana, item).await, "an ordinary share is possible then");
        item
    }

    /// Sends an item on its way to the partner; answers whether that was allowed.
    async fn send(&self, author: PersonId, item: ItemId) -> bool {
        receiving::send(&self.test.app, author, item).await
    }

    async fn take_back_last(&self, partners: &Partners, place: usize, ana: &mut Ana) {
        if let Some(shared) = ana.shared.iter_mut().rev().find(|shared| shared.taken_back.is_none()) {
            self.take_back(partners.ana, shared.item).await;
            shared.taken_back = Some(place);
        }
    }

    pub async fn take_back(&self, author: PersonId, item: ItemId) {
        audience::take_out(&self.test.app, author, item, TakeOut::Partner).await.unwrap();
    }

    /// When a copy of Ana's item comes to Bo, as far as it is known now.
    pub async fn copy_of(&self, partners: &Partners, item: ItemId) -> Option<Timestamp> {
        let written = writing::see(&self.test.app, partners.ana, item).await.unwrap();
        written.item.deliveries.iter().find_map(|delivery| delivery.deliver_at)
    }

    async fn describe(&self, who: PersonId, place: usize) {
        let (_, mut profile) = person::see(&self.test.app, who).await.unwrap().unwrap();
        profile.name = PersonName::new(&format!("Ana Renamed {place}")).unwrap();
        profile.notices = !profile.notices;
        person::describe(&self.test.app, who, profile).await.unwrap();
    }

    async fn leave(&self, partners: &Partners, place: usize, end: Timestamp, ana: &mut Ana) {
        let now = self.test.app.now();
        // Bo must not be told before the trace ends: being told is open.
        if ana.left || end.duration_since(now) > SignedDuration::from_hours(24 * 28) {
            return;
        }
        ana.left = true;
        if self.is_control {
            return talking::end_live(&self.test.app, partners.ana, &ana.talks).await;
        }
        let zone = &self.test.app.practice().time_zone;
        let told_on = now.to_zoned(zone.clone()).date().saturating_add(jiff::Span::new().days(29));
        let take_back = place.is_multiple_of(3);
        let request = LeaveRequest { told_on, bookings_stay: true, take_back };
        couple::leave(&self.test.app, partners.ana, request).await.unwrap();
        // In the control world she takes each back and stays: Bo cannot tell the two apart.
        for shared in ana.shared.iter_mut().filter(|shared| take_back && shared.taken_back.is_none()) {
            shared.taken_back = Some(place);
        }
    }

    /// The therapist opens the page of the couple, where they pause and release.
    async fn look_as_therapist(&self, partners: &Partners) {
        drop(caseload::couple(&self.test.app, &self.therapist, partners.couple).await.unwrap());
    }

    async fn read_as_therapist(&self, who: PersonId) {
        let viewer = Viewer::Clinician(self.slug());
        self.test.app.store().items_of(&viewer, who, self.test.app.now()).await.unwrap();
    }

    /// Everything that Bo can reach.
    pub async fn look(&self, partners: &Partners) -> Seen {
        pages(&self.test, partners.bo, partners.number).await
    }
}

fn writing_of(text: &str) -> Writing {
    BTreeMap::from([(Slug::new("entry").unwrap(), PrivateText::new(text).unwrap())])
}
