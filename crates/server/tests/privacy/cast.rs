//! Everybody of the matrix, in one state of a link.

use std::collections::BTreeMap;

use jiff::{SignedDuration, ToSpan};
use troth_domain::accounts::{RoomSession, Session, SessionId, Token};
use troth_domain::people::{AccountId, CoupleId, ItemId, PersonId, PersonName, Role, Staff, StaffId};
use troth_domain::plan::agenda::OwnAgenda;
use troth_domain::plan::dialogue::Mode;
use troth_domain::plan::own_plan::OwnPlan;
use troth_domain::plan::{CommandId, LogId, PlanLine};
use troth_domain::practice::Slug;
use troth_domain::safety::joint_work::{HeardAlone, Hearing};
use troth_domain::safety::secrets_policy::TextVersion;
use troth_domain::writing::{Audience, ItemKind, PrivateText};
use troth_server::actions::audience::{self, AudienceRequest};
use troth_server::actions::couple::{self, LeaveRequest};
use troth_server::actions::writing::{self, SaveRequest};
use troth_server::actions::{joint_work, own_plan, person, showing, talks};
use troth_store::{StoreError, WriteTransaction};

use crate::promising;
use crate::receiving;
use crate::rules::{NOT_YET, OPENED};
use crate::sharing;
use crate::support::{Browser, TestApp};
use crate::work;

/// Rules for two that both agreed to, and that speak of offered accounts.
const RULES: TextVersion = TextVersion { number: 2, digest: [1; 32] };

/// Whoever asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Player {
    Anonymous,
    /// Whoever has Bo's place in a talk on Ana's device, without her session.
    Guest,
    Ana,
    Bo,
    /// Once Ana's partner here, long ago; an item that came to them then is still theirs.
    Former,
    /// One of another couple of the same therapist.
    Other,
    Therapist,
    OtherTherapist,
    Desk,
    Owner,
}

impl Player {
    pub const ALL: [Self; 10] = [
        Self::Anonymous,
        Self::Guest,
        Self::Ana,
        Self::Bo,
        Self::Former,
        Self::Other,
        Self::Therapist,
        Self::OtherTherapist,
        Self::Desk,
        Self::Owner,
    ];

    /// Whether nobody is signed in there.
    pub fn is_stranger(self) -> bool {
        matches!(self, Self::Anonymous | Self::Guest)
    }

    pub fn is_person(self) -> bool {
        matches!(self, Self::Ana | Self::Bo | Self::Former | Self::Other)
    }
}

/// How Ana and Bo are linked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    Alone,
    Invited,
    Linked,
    /// Ana left, and Bo is not told yet.
    LeftUnannounced,
    /// Ana left, and Bo was told.
    Unlinked,
}

/// How joint work stands while they are linked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    Closed,
    Open,
    Paused,
    Resting,
}

pub struct Cast {
    pub test: TestApp,
    pub link: Link,
    work: Work,
    pub ana: PersonId,
    bo: PersonId,
    former: PersonId,
    other: PersonId,
    pub couple: Option<CoupleId>,
    pub therapist: StaffId,
    other_therapist: StaffId,
    desk: StaffId,
    owner: StaffId,
    /// Ana's alone.
    pub private: ItemId,
    /// Ana's, shown to her therapist.
    pub shown: ItemId,
    /// Ana's, which came to Bo while they were linked and joint work was open; Ana's alone where they never were.
    pub shared: ItemId,
    /// An account that she offered then, which Bo did not ask for.
    pub offered: Option<ItemId>,
    /// A talk by turns of Ana and Bo, begun by Ana while joint work was open, which came to Bo.
    pub talk: Option<LogId>,
    /// A talk on one device that Ana began a moment ago, while they were linked and joint work was open.
    pub device_talk: Option<LogId>,
    /// A commitment that Ana offered then, which came to Bo.
    pub commitment: Option<LogId>,
    /// An agreement that Ana suggested then, which came to Bo.
    pub agreement: Option<LogId>,
    /// A boundary that she stated then, which came to Bo.
    pub boundary: Option<LogId>,
    /// A line for a session that she added then, which came to Bo.
    pub line: Option<LogId>,
    /// One that she alone would like to bring, on a list that she shows to her therapist.
    pub own_line: CommandId,
    /// An appreciation that she gave then, which came to Bo.
    pub appreciation: Option<LogId>,
    /// Something that she named then, which came to Bo.
    pub conflict: Option<LogId>,
    /// A doubt that she keeps to herself.
    pub doubt: LogId,
}

/// The version of the secrets policy that everybody here signs.
const POLICY: TextVersion = TextVersion { number: 1, digest: [1; 32] };

impl Cast {
    pub async fn gather(link: Link, work: Work) -> Self {
        let test = TestApp::sqlite().await;
        let slugs = test.app.practice().therapists.iter().map(|one| one.slug.clone()).collect::<Vec<_>>();
        let (therapist, _) = test.staff_as(Role::Therapist, Some(&slugs[0])).await;
        let (other_therapist, _) = test.staff_as(Role::Therapist, Some(&slugs[1])).await;
        let (desk, _) = test.staff_as(Role::FrontDesk, None).await;
        let (owner, _) = test.staff_as(Role::Owner, None).await;
        let clinician = Staff { id: therapist, role: Role::Therapist, therapist: Some(slugs[0].clone()) };
        let mut persons = Vec::new();
        for name in ["Ana Example", "Bo Example", "Former Example", "Other Example", "Another Example"] {
            let (id, _) = test.client_link(name, &slugs[0]).await;
            person::sign_policy(&test.app, id, POLICY).await.unwrap();
            persons.push(id);
        }
        let [ana, bo, former, other, another] = persons.try_into().unwrap();
        linked(&test, ana, former, &clinician).await;
        share(&test, ana, "for the former partner").await;
        test.pass((8 * 24).hours());
        leave(&test, ana, 0).await;
        linked(&test, other, another, &clinician).await;
        let private = write(&test, ana, "hers alone").await;
        let shown = write(&test, ana, "for her therapist").await;
        change(&test, ana, shown, Audience { therapist: true, partner: false }).await;
        own_plan::propose(&test.app, ana).await.unwrap();
        showing::show::<OwnPlan>(&test.app, ana, 1, POLICY).await.unwrap();
        let doubt = sharing::hold_doubt(&test.app, ana, 0).await;
        let own_line = sharing::bring(&test.app, ana, 0).await;
        showing::show::<OwnAgenda>(&test.app, ana, 1, POLICY).await.unwrap();
        work::show_what_lies_ahead(&test.app, ana).await;
        let mut cast = Self {
            test,
            link,
            work,
            ana,
            bo,
            former,
            other,
            couple: None,
            therapist,
            other_therapist,
            desk,
            owner,
            private,
            shown,
            shared: private,
            offered: None,
            talk: None,
            device_talk: None,
            commitment: None,
            agreement: None,
            boundary: None,
            line: None,
            own_line,
            appreciation: None,
            conflict: None,
            doubt,
        };
        cast.link_up(link, work, &clinician).await;
        cast
    }

    async fn link_up(&mut self, link: Link, work: Work, clinician: &Staff) {
        let name = PersonName::new("Annie").unwrap();
        match link {
            Link::Alone => return,
            Link::Invited => {
                couple::invite(&self.test.app, self.ana, name, RULES).await.unwrap();
                return;
            }
            Link::Linked | Link::LeftUnannounced | Link::Unlinked => {}
        }
        let couple = linked(&self.test, self.ana, self.bo, clinician).await;
        self.couple = Some(couple);
        self.shared = share(&self.test, self.ana, "for Bo").await;
        let account = receiving::write(&self.test.app, self.ana, 0).await;
        self.offered = receiving::send(&self.test.app, self.ana, account).await.then_some(account);
        open_exercise(&self.test, clinician, couple, OPENED).await;
        self.talk = Some(talk(&self.test, self.ana, Mode::ByTurns).await);
        self.commitment = promising::offer(&self.test.app, self.ana).await;
        self.agreement = sharing::suggest(&self.test.app, self.ana, 0).await;
        self.boundary = sharing::state(&self.test.app, self.ana, 0).await;
        self.line = sharing::put_on_list(&self.test.app, self.ana, 0).await;
        self.appreciation = sharing::appreciate(&self.test.app, self.ana, None, 0).await;
        self.conflict = sharing::name(&self.test.app, self.ana, 0).await;
        self.test.pass((8 * 24).hours());
        open_exercise(&self.test, clinician, couple, NOT_YET).await;
        self.device_talk = Some(talk(&self.test, self.ana, Mode::OneDevice).await);
        let step = match work {
            Work::Open => None,
            Work::Closed => Some(joint_work::Step::Close),
            Work::Paused => Some(joint_work::Step::Pause { person: self.ana, reason: None }),
            Work::Resting => {
                joint_work::rest(&self.test.app, self.ana, None).await.unwrap();
                None
            }
        };
        if let Some(step) = step {
            joint_work::take(&self.test.app, clinician, couple, step).await.unwrap();
        }
        match link {
            Link::LeftUnannounced => leave(&self.test, self.ana, 29).await,
            Link::Unlinked => {
                leave(&self.test, self.ana, 3).await;
                self.test.pass((5 * 24).hours());
            }
            Link::Alone | Link::Invited | Link::Linked => {}
        }
    }

    /// Whether `player` sees that joint work of Ana and Bo is open, and what of it was opened.
    pub fn sees_joint_work(&self, player: Player) -> bool {
        match self.link {
            Link::Linked => self.work != Work::Closed && matches!(player, Player::Ana | Player::Bo),
            Link::LeftUnannounced => player == Player::Bo,
            Link::Alone | Link::Invited | Link::Unlinked => false,
        }
    }

    /// Whether what Ana shared came to Bo.
    pub fn has_come(&self) -> bool {
        !matches!(self.link, Link::Alone | Link::Invited)
    }

    /// Whether Bo sees that she offered him an account.
    pub fn is_offered(&self) -> bool {
        matches!(self.link, Link::Linked | Link::LeftUnannounced)
    }

    /// Whether Ana is linked with Bo, as she sees it.
    pub fn has_anas_link(&self) -> bool {
        self.link == Link::Linked
    }

    /// Whether what Ana keeps to herself is there, in its first version, and nobody else's.
    pub async fn is_as_it_was(&self) -> bool {
        let found = writing::see(&self.test.app, self.ana, self.private).await;
        found.is_ok_and(|found| found.item.version == 1 && found.item.audience(None) == Audience::default())
    }

    /// A browser that has what opens Bo's place in the talk on Ana's device, where there is one, and nothing else.
    async fn guest(&self) -> Browser<'_> {
        let app = &self.test.app;
        let (token, hers) = (Token(app.random_bytes()), Token(app.random_bytes()));
        let session = Session::begin(SessionId(app.random_bytes()), AccountId::Person(self.ana), app.now());
        let id = SessionId(app.random_bytes());
        let room = self.device_talk.map(|talk| RoomSession::begin(id, self.bo, talk, session.id, app.now()));
        let written = app.store().write(move |transaction: &mut WriteTransaction| {
            let (session, room) = (session.clone(), room.clone());
            Box::pin(async move {
                transaction.insert_session(&session, &hers, "A browser").await?;
                if let Some(room) = room {
                    transaction.insert_room_session(&room, &token).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        written.await.unwrap();
        let browser = self.test.browser();
        browser.set_cookie("__Host-troth-room", &data_encoding::BASE64URL_NOPAD.encode(&token.0));
        browser
    }

    /// A browser in which `player` has just signed in.
    pub async fn browser(&self, player: Player) -> Browser<'_> {
        let account = match player {
            Player::Anonymous => return self.test.browser(),
            Player::Guest => return self.guest().await,
            Player::Ana => AccountId::Person(self.ana),
            Player::Bo => AccountId::Person(self.bo),
            Player::Former => AccountId::Person(self.former),
            Player::Other => AccountId::Person(self.other),
            Player::Therapist => AccountId::Staff(self.therapist),
            Player::OtherTherapist => AccountId::Staff(self.other_therapist),
            Player::Desk => AccountId::Staff(self.desk),
            Player::Owner => AccountId::Staff(self.owner),
        };
        let app = &self.test.app;
        let (session, token) =
            (Session::begin(SessionId(app.random_bytes()), account, app.now()), Token(app.random_bytes()));
        let written = app.store().write(move |transaction: &mut WriteTransaction| {
            let session = session.clone();
            Box::pin(async move { transaction.insert_session(&session, &token, "A browser").await })
        });
        written.await.unwrap();
        let browser = self.test.browser();
        browser.set_cookie("__Host-troth", &data_encoding::BASE64URL_NOPAD.encode(&token.0));
        browser
    }
}

/// Two who are linked, with joint work open.
async fn linked(test: &TestApp, first: PersonId, second: PersonId, clinician: &Staff) -> CoupleId {
    let name = |text: &str| PersonName::new(text).unwrap();
    let (code, _) = couple::invite(&test.app, first, name("Annie"), RULES).await.unwrap();
    couple::link(&test.app, second, &code, name("Bob"), RULES).await.unwrap();
    let couple = test.app.store().couple_of(second).await.unwrap().unwrap().id;
    let heard = [first, second].map(|person| HeardAlone { person, how: Hearing::InPerson }).to_vec();
    joint_work::take(&test.app, clinician, couple, joint_work::Step::Open { heard }).await.unwrap();
    couple
}

async fn open_exercise(test: &TestApp, clinician: &Staff, couple: CoupleId, name: &str) {
    let step = joint_work::Step::OpenExercise { exercise: Slug::new(name).unwrap() };
    joint_work::take(&test.app, clinician, couple, step).await.unwrap();
}

async fn leave(test: &TestApp, who: PersonId, days: i64) {
    let today = test.app.now().to_zoned(test.app.practice().time_zone.clone()).date();
    let told_on = today.saturating_add(days.days());
    couple::leave(&test.app, who, LeaveRequest { told_on, bookings_stay: true, take_back: false }).await.unwrap();
    test.pass(SignedDuration::from_mins(1).try_into().unwrap());
}

async fn write(test: &TestApp, author: PersonId, text: &str) -> ItemId {
    let part = (Slug::new("entry").unwrap(), PrivateText::new(text).unwrap());
    let writing = BTreeMap::from([part]);
    let request = SaveRequest { replaces: None, kind: ItemKind::Journal, writing, finish: true };
    writing::save(&test.app, author, request).await.unwrap()
}

async fn change(test: &TestApp, author: PersonId, item: ItemId, wanted: Audience) {
    let request = AudienceRequest { item, wanted, version: 1, policy_version: POLICY };
    audience::change(&test.app, author, request).await.unwrap();
}

async fn share(test: &TestApp, author: PersonId, text: &str) -> ItemId {
    let item = write(test, author, text).await;
    change(test, author, item, Audience { therapist: false, partner: true }).await;
    item
}

async fn talk(test: &TestApp, who: PersonId, mode: Mode) -> LogId {
    let command = CommandId(test.app.random_bytes());
    let topic = PlanLine::new("Sundays").unwrap();
    let request = talks::BeginRequest { command, topic, mode, partner_first: false };
    talks::begin(&test.app, who, request).await.unwrap()
}
