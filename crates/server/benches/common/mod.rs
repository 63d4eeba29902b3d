//! What the measures share: a practice with the real key handling and a therapist, two who are linked there, and signing in.

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use troth_domain::accounts::{LinkPurpose, Session, SessionId, Token};
use troth_domain::people::{AccountId, ClientZone, CoupleId, PersonId, PersonName, Profile, Role, SafeContact, Staff};
use troth_domain::safety::joint_work::{HeardAlone, Hearing};
use troth_domain::safety::secrets_policy::TextVersion;
use troth_server::actions::accounts::begin_with_link;
use troth_server::actions::staff::Office;
use troth_server::actions::{couple, joint_work};
use troth_server::app::{App, Parts};
use troth_server::clock::Clock;
use troth_server::content::Library;
use troth_server::links::Links;
use troth_server::person_links::PersonLinks;
use troth_server::settings::{PracticeFile, read_practice_file};
use troth_server::tokens::Tokens;
use troth_store::{ClockKind, OpenOptions, Place, PracticeKey, Random, Store, WriteTransaction};

const RULES: TextVersion = TextVersion { number: 1, digest: [1; 32] };

/// The practice whose records lie in `folder`, by `clock`.
pub async fn open(folder: &Path, clock: Clock) -> App {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../browser/practice.toml");
    let PracticeFile { practice, mail, mut limits, .. } = read_practice_file(&file).unwrap();
    limits.enabled = false;
    let random: Random = Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).unwrap());
    let options = OpenOptions {
        place: Place::Folder(folder.to_owned()),
        key: PracticeKey::from_bytes([9; 32]),
        clock: ClockKind::Real,
        random: random.clone(),
    };
    let store = Store::open(options).await.unwrap();
    store.register_resources(&practice).await.unwrap();
    App::new(Parts {
        practice,
        mail,
        limits,
        store,
        clock,
        random,
        links: Links::new("http://localhost", [7; 32]),
        tokens: Tokens::new([8; 32]),
        person_links: PersonLinks::new("http://localhost", [9; 32]),
        library: Arc::new(Library::open(None, Timestamp::UNIX_EPOCH)),
        has_gallery: false,
    })
}

fn name(text: &str) -> PersonName {
    PersonName::new(text).unwrap()
}

/// A therapist of the practice.
pub async fn therapist(app: &App) -> Staff {
    let slug = app.practice().therapists[0].slug.clone();
    let (office, name) = (Office::of(app), name("Sam Staff"));
    let added = office.add(&name, Role::Therapist, Some(&slug), LinkPurpose::DemoSignIn).await.unwrap();
    Staff { id: added.id, role: Role::Therapist, therapist: Some(slug) }
}

/// Two who are linked, and whose joint work `staff` opened.
pub async fn two(app: &App, staff: &Staff) -> (CoupleId, [PersonId; 2]) {
    let mut two = Vec::new();
    for called in ["Ana", "Bo"] {
        let profile = Profile {
            name: name(called),
            contact: None,
            safe_contact: SafeContact::default(),
            notices: false,
            verified_email: None,
            time_zone: ClientZone::new("America/Denver").unwrap(),
        };
        let until = app.now() + SignedDuration::from_hours(24);
        let token = Token(app.random_bytes());
        let slug = staff.therapist.as_ref().unwrap();
        two.push(begin_with_link(app, slug, &profile, token, until, None).await.unwrap().person);
    }
    let [ana, bo] = [two[0], two[1]];
    let (code, _) = couple::invite(app, ana, name("Annie"), RULES).await.unwrap();
    couple::link(app, bo, &code, name("Bob"), RULES).await.unwrap();
    let linked = couple::status(app, ana).await.unwrap().couple.unwrap().0.id;
    let heard = [ana, bo].map(|person| HeardAlone { person, how: Hearing::InPerson }).to_vec();
    joint_work::take(app, staff, linked, joint_work::Step::Open { heard }).await.unwrap();
    (linked, [ana, bo])
}

/// The value of the cookie that signs `person` in.
pub async fn sign_in(app: &App, person: PersonId) -> String {
    let session = Session::begin(SessionId(app.random_bytes()), AccountId::Person(person), app.now());
    let token = Token(app.random_bytes());
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let session = session.clone();
        Box::pin(async move { transaction.insert_session(&session, &token, "A browser").await })
    });
    written.await.unwrap();
    data_encoding::BASE64URL_NOPAD.encode(&token.0)
}
