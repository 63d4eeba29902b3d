//! Lists of people for the staff, on both engines: whose they are, and that one spoiled row hides no other.

use troth_domain::access::Viewer;
use troth_domain::people::{
    ClientZone, Couple, CoupleId, CoupleNames, Member, Person, PersonId, PersonName, Profile, Role, SafeContact, Staff,
    StaffId,
};
use troth_domain::safety::secrets_policy::TextVersion;
use troth_store::{ListedPerson, StoreError};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, booking, minutes, slug, write};

/// Rules for two that both agreed to.
const RULES: TextVersion = TextVersion { number: 1, digest: [1; 32] };

on_both_engines!(
    a_therapist_has_their_own_people_only,
    the_desk_has_bookings_and_whose_account_each_is,
    one_spoiled_person_hides_no_other,
    one_spoiled_couple_hides_no_other,
    therapists_at_work_are_those_who_can_sign_in,
);

const ANA: PersonId = PersonId([1; 16]);
const BO: PersonId = PersonId([2; 16]);
const CLEO: PersonId = PersonId([3; 16]);
const DEE: PersonId = PersonId([4; 16]);

fn profile(name: &str) -> Profile {
    Profile {
        name: PersonName::new(name).expect("a name"),
        contact: None,
        safe_contact: SafeContact::default(),
        notices: false,
        verified_email: None,
        time_zone: ClientZone::new("America/Denver").expect("a zone"),
    }
}

/// Ana and Bo are clients of `a`, Cleo and Dee of `b`; Ana and Cleo are a couple, and so are Bo and Dee.
async fn furnish(books: &Books) {
    for (id, name) in [(ANA, "Ana"), (BO, "Bo"), (CLEO, "Cleo"), (DEE, "Dee")] {
        let clinician = slug(if [ANA, BO].contains(&id) { "a" } else { "b" });
        let given = (Person { id, clinician }, profile(name));
        let kept = write!(books.store, transaction, [given = given], {
            transaction.insert_person(&given.0, &given.1, at(MARCH)).await
        });
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
    for (number, first, second) in [(8, ANA, CLEO), (9, BO, DEE)] {
        let given = couple(number, first, second);
        let kept = write!(books.store, transaction, [given = given], {
            transaction.insert_couple(given, &names(), at(MARCH)).await
        });
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
}

fn names() -> CoupleNames {
    ["One", "Other"].map(|name| PersonName::new(name).expect("a name"))
}

fn couple(number: u8, first: PersonId, second: PersonId) -> Couple {
    let members = [first, second].map(|person| Member { person, left: None });
    Couple { id: CoupleId([number; 16]), linked_at: at(MARCH), rules: RULES, members }
}

fn clinician(name: &str) -> Viewer {
    Viewer::Clinician(slug(name))
}

fn others() -> [Viewer; 4] {
    [Viewer::FrontDesk, Viewer::Owner, Viewer::Person(ANA), clinician("nobody")]
}

async fn clients(books: &Books, viewer: Viewer) -> Vec<ListedPerson> {
    let found = write!(books.store, transaction, [viewer = viewer], transaction.clients_of(viewer).await);
    found.expect("it reads")
}

fn ids(listed: &[ListedPerson]) -> Vec<PersonId> {
    listed.iter().map(|listed| listed.person.id).collect()
}

async fn a_therapist_has_their_own_people_only(books: Books) {
    furnish(&books).await;
    assert_eq!(ids(&clients(&books, clinician("a")).await), [ANA, BO]);
    assert_eq!(ids(&clients(&books, clinician("b")).await), [CLEO, DEE]);
    for viewer in others() {
        assert!(clients(&books, viewer.clone()).await.is_empty(), "{viewer:?}");
    }
    for (viewer, wanted) in [(clinician("a"), true), (clinician("b"), false), (Viewer::Owner, false)] {
        let seen = write!(books.store, transaction, [viewer = viewer.clone()], {
            Ok::<_, StoreError>(transaction.listed_person(viewer, ANA).await?.is_some())
        });
        assert_eq!(seen, Ok(wanted), "{viewer:?}");
    }
    for (viewer, wanted) in [(clinician("a"), 2), (clinician("b"), 2), (clinician("nobody"), 0), (Viewer::FrontDesk, 0)]
    {
        let seen = write!(books.store, transaction, [viewer = viewer.clone()], {
            Ok::<_, StoreError>(transaction.couples_of_clients(viewer).await?.len())
        });
        assert_eq!(seen, Ok(wanted), "{viewer:?}");
        let seen = write!(books.store, transaction, [viewer = viewer.clone()], {
            Ok::<_, StoreError>(transaction.listed_couple(viewer, CoupleId([8; 16])).await?.is_some())
        });
        assert_eq!(seen, Ok(wanted > 0), "{viewer:?}");
    }
}

async fn the_desk_has_bookings_and_whose_account_each_is(books: Books) {
    furnish(&books).await;
    let starts = [at(MARCH) + minutes(60), at(MARCH) + minutes(180)];
    let bookings = [booking(1, starts[0]), booking(2, starts[1])];
    for one in &bookings {
        books.insert(one).await.expect("it is kept");
    }
    let owned = bookings[1].id;
    let kept = write!(books.store, transaction, [], transaction.add_booking_to_person(ANA, owned).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let day = at(MARCH) + minutes(24 * 60);
    let listed =
        write!(books.store, transaction, [], transaction.desk_bookings(&Viewer::FrontDesk, at(MARCH), day, 10).await);
    let listed: Result<_, StoreError> = listed;
    let listed = listed.expect("it reads");
    let found = listed.iter().map(|listed| (listed.booking.id, listed.client.is_ok(), listed.person));
    assert_eq!(found.collect::<Vec<_>>(), [(bookings[0].id, true, None), (owned, true, Some(ANA))]);
    for viewer in [clinician("a"), Viewer::Owner, Viewer::Person(ANA)] {
        let listed = write!(books.store, transaction, [viewer = viewer.clone()], {
            transaction.desk_bookings(viewer, at(MARCH), day, 10).await
        });
        assert_eq!(listed, Ok::<_, StoreError>(Vec::new()), "{viewer:?}");
    }
    let first = write!(books.store, transaction, [until = starts[1]], {
        transaction.desk_bookings(&Viewer::FrontDesk, at(MARCH), *until, 10).await
    });
    let first: Result<Vec<_>, StoreError> = first;
    assert_eq!(first.expect("it reads").len(), 1, "what starts when the day is over is of the next");
    for (viewer, wanted) in [(Viewer::FrontDesk, starts.to_vec()), (Viewer::Owner, Vec::new())] {
        let found = write!(books.store, transaction, [viewer = viewer.clone()], {
            transaction.desk_starts(viewer, at(MARCH), 10).await
        });
        assert_eq!(found, Ok::<_, StoreError>(wanted), "{viewer:?}");
    }
    let therapist = bookings[1].slot.therapist.clone();
    let next = write!(books.store, transaction, [therapist = therapist.clone()], {
        transaction.bookings_with_clients(&Viewer::Clinician(therapist.clone()), at(MARCH)).await
    });
    let wanted = if therapist == slug("a") { vec![(ANA, owned)] } else { Vec::new() };
    let next: Result<_, StoreError> = next;
    let next = next.expect("it reads").into_iter().map(|(person, booking)| (person, booking.id));
    assert_eq!(next.collect::<Vec<_>>(), wanted);
}

fn spoil(books: &Books, table: &str, column: &str, number: u8) {
    let (open, text) = if books.records.address().is_some() { ("'\\x", "'\\x00ff'") } else { ("x'", "x'00ff'") };
    let id = format!("{open}{}'", format!("{number:02x}").repeat(16));
    books.run(&format!("UPDATE {table} SET {column} = {text} WHERE id = {id}"));
}

async fn one_spoiled_person_hides_no_other(books: Books) {
    furnish(&books).await;
    spoil(&books, "person", "profile", 1);
    let listed = clients(&books, clinician("a")).await;
    let whole = listed.iter().map(|listed| (listed.person.id, listed.profile.is_ok())).collect::<Vec<_>>();
    assert_eq!(whole, [(ANA, false), (BO, true)]);
}

async fn one_spoiled_couple_hides_no_other(books: Books) {
    furnish(&books).await;
    spoil(&books, "couple", "first_name", 8);
    let listed = write!(books.store, transaction, [], transaction.couples_of_clients(&clinician("a")).await);
    let listed: Result<_, StoreError> = listed;
    let listed = listed.expect("it reads");
    let whole = listed.iter().map(|listed| (listed.couple.id, listed.names.is_ok())).collect::<Vec<_>>();
    assert_eq!(whole, [(CoupleId([8; 16]), false), (CoupleId([9; 16]), true)]);
    assert_eq!(listed[0].clinicians, [slug("a"), slug("b")]);
}

async fn therapists_at_work_are_those_who_can_sign_in(books: Books) {
    let staff = |number: u8, role, therapist: Option<&str>| Staff {
        id: StaffId([number; 16]),
        role,
        therapist: therapist.map(slug),
    };
    let all = [
        staff(1, Role::Therapist, Some("a")),
        staff(2, Role::Therapist, Some("a")),
        staff(3, Role::Therapist, Some("b")),
        staff(4, Role::Owner, None),
    ];
    for one in all {
        let kept = write!(books.store, transaction, [one = one], {
            let name = PersonName::new("Sam").expect("a name");
            transaction.insert_staff(one, &name, at(MARCH)).await
        });
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
    let at_work = async || {
        let found = write!(books.store, transaction, [], transaction.therapists_at_work().await);
        let found: Result<_, StoreError> = found;
        found.expect("it reads")
    };
    assert_eq!(at_work().await, [slug("a"), slug("b")]);
    let left = write!(books.store, transaction, [], transaction.staff_left(StaffId([3; 16]), at(MARCH)).await);
    assert_eq!(left, Ok::<_, StoreError>(()));
    assert_eq!(at_work().await, [slug("a")]);
}
