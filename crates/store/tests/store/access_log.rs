//! Who of the staff opened something of a person's, as that person is told.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote, ToldAs};
use troth_domain::limits;
use troth_domain::people::{AccountId, ClientZone, Person, PersonId, PersonName, Profile, SafeContact, StaffId};
use troth_store::{Engine, StoreError};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, minutes, slug, write};

on_both_engines!(
    a_person_sees_who_of_the_staff_opened_what_is_theirs,
    however_often_something_was_opened_its_day_stands_once_and_no_day_is_pushed_out,
);

/// Whose list it is, their partner, and who works here.
const OWN: PersonId = PersonId([1; 16]);
const PARTNER: PersonId = PersonId([2; 16]);
const THEIRS: AccountId = AccountId::Staff(StaffId([9; 16]));
const DESK: AccountId = AccountId::Staff(StaffId([8; 16]));
const OTHERS: [AccountId; 2] = [AccountId::Staff(StaffId([7; 16])), AccountId::Staff(StaffId([6; 16]))];

async fn note(books: &Books, event: AuditEvent, by: AccountId, person: PersonId, minute: i64) {
    let (note, now) = (AuditNote::by(event, by).person(person), at(MARCH) + minutes(minute));
    let kept = write!(books.store, transaction, [note = note], transaction.note_audit(note, now).await);
    assert_eq!(kept, Ok(()));
}

/// Staff, and two persons whose therapist is `a`.
async fn furnish(books: &Books) {
    let id = |number: u8| match books.store.engine() {
        Engine::Sqlite => format!("x'{}'", format!("{number:02x}").repeat(16)),
        Engine::Postgres => format!("'\\x{}'", format!("{number:02x}").repeat(16)),
    };
    let empty = id(0);
    let member = |number: u8, rest: &str| format!("({}, {rest}, {empty}, 0)", id(number));
    let staff = [member(9, "2, 'a'"), member(7, "2, 'b'"), member(6, "2, 'c'"), member(8, "3, NULL")].join(", ");
    books.run(&format!("INSERT INTO staff (id, role, therapist, name, made_at) VALUES {staff}"));
    for id in [OWN, PARTNER] {
        let profile = Profile {
            name: PersonName::new("Someone").expect("a name"),
            contact: None,
            safe_contact: SafeContact::default(),
            notices: false,
            verified_email: None,
            time_zone: ClientZone::new("America/Denver").expect("a zone"),
        };
        let given = (Person { id, clinician: slug("a") }, profile);
        let kept = write!(books.store, transaction, [given = given], {
            transaction.insert_person(&given.0, &given.1, at(MARCH)).await
        });
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
}

/// What `viewer` is told of [`OWN`], in days of Denver.
async fn told(books: &Books, viewer: &Viewer) -> Vec<(Date, AuditEvent, ToldAs)> {
    let zone = TimeZone::get("America/Denver").expect("a zone");
    let seen = books.store.who_opened(viewer, OWN, &zone, at(MARCH) + minutes(600_000)).await.expect("it reads");
    seen.into_iter().map(|seen| (seen.day, seen.event, seen.by)).collect()
}

async fn a_person_sees_who_of_the_staff_opened_what_is_theirs(books: Books) {
    furnish(&books).await;
    note(&books, AuditEvent::ItemRead, THEIRS, OWN, 0).await;
    note(&books, AuditEvent::ProfileRead, DESK, OWN, 1).await;
    note(&books, AuditEvent::ItemRead, DESK, PARTNER, 2).await;
    note(&books, AuditEvent::JointWorkPaused, DESK, OWN, 3).await;
    note(&books, AuditEvent::AudienceWidened, AccountId::Person(OWN), OWN, 4).await;
    let day = date(2027, 3, 1);
    let wanted = [(day, AuditEvent::ItemRead, ToldAs::OwnTherapist), (day, AuditEvent::ProfileRead, ToldAs::FrontDesk)];
    assert_eq!(told(&books, &Viewer::Person(OWN)).await, wanted, "a pause is not told");
    for by in OTHERS {
        note(&books, AuditEvent::ProfileRead, by, OWN, 5).await;
    }
    let others = told(&books, &Viewer::Person(OWN)).await;
    assert_eq!(others.len(), 3, "two other therapists are one: {others:?}");
    assert!(others.contains(&(day, AuditEvent::ProfileRead, ToldAs::OtherTherapist)));
    for viewer in [Viewer::Person(PARTNER), Viewer::Clinician(slug("a")), Viewer::Owner, Viewer::FrontDesk] {
        assert_eq!(told(&books, &viewer).await, [], "{viewer:?}");
    }
}

async fn however_often_something_was_opened_its_day_stands_once_and_no_day_is_pushed_out(books: Books) {
    furnish(&books).await;
    note(&books, AuditEvent::ItemRead, THEIRS, OWN, 0).await;
    note(&books, AuditEvent::ListRead, DESK, OWN, 60 * 24).await;
    let many = write!(books.store, transaction, [], {
        // More on one day than the list has lines.
        for minute in 0..i64::from(limits::AUDIT_LIST_MAX) + 20 {
            let now = at(MARCH) + minutes(60 * 48 + minute);
            transaction.note_audit(&AuditNote::by(AuditEvent::ListRead, DESK).person(OWN), now).await?;
        }
        Ok::<_, StoreError>(())
    });
    assert_eq!(many, Ok(()));
    let list = |day| (date(2027, 3, day), AuditEvent::ListRead, ToldAs::FrontDesk);
    let written = (date(2027, 3, 1), AuditEvent::ItemRead, ToldAs::OwnTherapist);
    assert_eq!(told(&books, &Viewer::Person(OWN)).await, [list(3), list(2), written]);
    // A day begins at the person's midnight, in winter and in summer.
    for (minute, _) in MIDNIGHTS {
        note(&books, AuditEvent::Exported, DESK, OWN, minute).await;
    }
    let exported = told(&books, &Viewer::Person(OWN)).await.into_iter();
    let exported = exported.filter(|(_, event, _)| *event == AuditEvent::Exported).map(|(day, _, _)| day);
    let days = MIDNIGHTS.iter().rev().map(|(_, (month, day))| date(2027, *month, *day)).collect::<Vec<_>>();
    assert_eq!(exported.collect::<Vec<_>>(), days);
}

/// Minutes from [`MARCH`] to the next midnight in Denver.
const MIDNIGHT: i64 = 19 * 60;

/// Minutes after [`MARCH`], and the day in Denver: just before and after midnight at UTC-7, then at UTC-6.
const MIDNIGHTS: [(i64, (i8, i8)); 4] = [
    (MIDNIGHT - 1, (3, 1)),
    (MIDNIGHT + 1, (3, 2)),
    (MIDNIGHT - 60 + 60 * 24 * 31 - 1, (4, 1)),
    (MIDNIGHT - 60 + 60 * 24 * 31 + 1, (4, 2)),
];
