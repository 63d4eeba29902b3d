//! Two on one device: a code that works once, and a place that is there only beside the session and while the talk goes on.

use jiff::Timestamp;
use troth_domain::accounts::{Account, Code, RoomSession, Session, SessionId, SignInName, Token};
use troth_domain::people::{AccountId, PersonId};
use troth_domain::plan::dialogue::{Cause, Entry, Mode, TalkMove};
use troth_domain::plan::{CommandId, LogId, Move, PlanLine, Reach};
use troth_store::{RoomCode, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, us};
use crate::safety::with_couple;
use crate::samples::{Books, MARCH, at, minutes, write};

on_both_engines!(
    a_code_for_one_device_works_once_for_its_person_and_talk,
    a_place_is_there_beside_its_session_while_the_talk_goes_on,
    a_place_ends_with_the_other_sessions_of_its_person,
    a_sweep_ends_codes_and_places_past_their_use,
);

const TALK: LogId = LogId([7; 16]);
const OTHER: LogId = LogId([8; 16]);
const HOST: SessionId = SessionId([3; 16]);
const TOKEN: Token = Token([5; 32]);

fn code(number: u8) -> Code {
    Code::from_random([number; 8])
}

fn room_code() -> RoomCode {
    RoomCode { person: BO, talk: TALK, expires_at: at(MARCH) + minutes(15) }
}

fn room() -> RoomSession {
    RoomSession::begin(SessionId([4; 16]), BO, TALK, HOST, at(MARCH))
}

/// A couple with two talks, and Ana signed in.
async fn with_talks(books: &Books) {
    with_couple(books).await;
    let kept = write!(books.store, transaction, [], {
        for (id, command) in [(TALK, 1), (OTHER, 2)] {
            let topic = PlanLine::new("Sundays").expect("a line");
            let kind = Entry::Opened { mode: Mode::OneDevice, first_speaker: ANA, topic };
            transaction.add_move(&us(), id, ANA, &entry(command, kind)).await?;
        }
        let account = Account { id: AccountId::Person(ANA), name: SignInName::from_random([1; 4]), generation: 0 };
        transaction.insert_account(&account, at(MARCH)).await?;
        let account = Account { id: AccountId::Person(BO), name: SignInName::from_random([2; 4]), generation: 0 };
        transaction.insert_account(&account, at(MARCH)).await?;
        let session = Session::begin(HOST, AccountId::Person(ANA), at(MARCH));
        transaction.insert_session(&session, &Token([9; 32]), "").await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

fn entry(command: u8, kind: Entry) -> Move<Entry> {
    let command = CommandId([command; 16]);
    Move { number: 0, author: Some(ANA), command, at: at(MARCH), reach: Reach::AtOnce, kind }
}

async fn keep_code(books: &Books, number: u8) {
    let kept = write!(books.store, transaction, [], transaction.replace_room_code(&code(number), &room_code()).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

async fn take_place(books: &Books) {
    let kept = write!(books.store, transaction, [], transaction.insert_room_session(&room(), &TOKEN).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

async fn found(books: &Books, token: Token, host: SessionId) -> Option<RoomSession> {
    books.store.room_session(&token, host).await.expect("it reads")
}

async fn a_code_for_one_device_works_once_for_its_person_and_talk(books: Books) {
    with_talks(&books).await;
    let used = async |number: u8, person: PersonId, talk: LogId, now: Timestamp| {
        let used = write!(books.store, transaction, [], {
            transaction.use_room_code(&code(number), (person, talk), now).await
        });
        used.map_err(|error: StoreError| error).expect("it runs")
    };
    keep_code(&books, 1).await;
    assert!(!used(2, BO, TALK, at(MARCH)).await, "another code");
    assert!(!used(1, ANA, TALK, at(MARCH)).await, "another person");
    assert!(!used(1, BO, OTHER, at(MARCH)).await, "another talk");
    assert!(!used(1, BO, TALK, at(MARCH) + minutes(15)).await, "an old one");
    assert_eq!(books.store.room_code_of(BO, at(MARCH)).await.expect("it reads"), Some(room_code()));
    assert_eq!(books.store.room_code_of(ANA, at(MARCH)).await.expect("it reads"), None);
    assert!(used(1, BO, TALK, at(MARCH) + minutes(14)).await);
    assert!(!used(1, BO, TALK, at(MARCH) + minutes(14)).await, "a used one");
    keep_code(&books, 3).await;
    keep_code(&books, 4).await;
    assert!(!used(3, BO, TALK, at(MARCH)).await, "one that a newer one replaced");
    assert!(used(4, BO, TALK, at(MARCH)).await);
}

async fn a_place_is_there_beside_its_session_while_the_talk_goes_on(books: Books) {
    with_talks(&books).await;
    take_place(&books).await;
    assert_eq!(found(&books, TOKEN, HOST).await, Some(room()));
    assert_eq!(books.store.room_session_of(BO).await.expect("it reads"), Some(room()));
    assert_eq!(books.store.room_session_of(ANA).await.expect("it reads"), None);
    assert_eq!(found(&books, Token([6; 32]), HOST).await, None, "another token");
    assert_eq!(found(&books, TOKEN, SessionId([1; 16])).await, None, "beside another session");
    let later = at(MARCH) + minutes(5);
    let noted = write!(books.store, transaction, [], {
        transaction.note_room_session(room().id, later).await?;
        transaction.note_room_session(room().id, at(MARCH)).await
    });
    assert_eq!(noted, Ok::<_, StoreError>(()));
    assert_eq!(found(&books, TOKEN, HOST).await.map(|room| room.seen_at), Some(later), "it never goes back");
    let ended = write!(books.store, transaction, [], {
        let end = Entry::Did { kind: TalkMove::Ended(Cause::Chosen), words: None };
        transaction.add_move(&us(), TALK, ANA, &entry(3, end)).await
    });
    assert_eq!(ended, Ok::<_, StoreError>(()));
    assert_eq!(found(&books, TOKEN, HOST).await, None, "the talk is over");
}

async fn a_place_ends_with_the_other_sessions_of_its_person(books: Books) {
    with_talks(&books).await;
    take_place(&books).await;
    keep_code(&books, 1).await;
    let end = async |person: PersonId| {
        let ended =
            write!(books.store, transaction, [], transaction.end_sessions(AccountId::Person(person), None).await);
        assert_eq!(ended, Ok::<_, StoreError>(()));
    };
    end(BO).await;
    assert_eq!(found(&books, TOKEN, HOST).await, None);
    assert_eq!(books.store.room_code_of(BO, at(MARCH)).await.expect("it reads"), None);
    take_place(&books).await;
    end(ANA).await;
    assert_eq!(found(&books, TOKEN, HOST).await, None, "the session beside it is gone");
}

async fn a_sweep_ends_codes_and_places_past_their_use(books: Books) {
    with_talks(&books).await;
    take_place(&books).await;
    keep_code(&books, 1).await;
    assert_eq!(books.store.sweep(at(MARCH) + minutes(14)).await.expect("it sweeps").deleted_rows, 0);
    assert_eq!(books.store.sweep(at(MARCH) + minutes(15)).await.expect("it sweeps").deleted_rows, 1);
    // With the session beside it.
    assert_eq!(books.store.sweep(at(MARCH) + minutes(30)).await.expect("it sweeps").deleted_rows, 2);
}
