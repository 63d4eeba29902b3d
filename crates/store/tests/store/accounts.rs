//! Accounts, what opens them, and who is signed in.

use jiff::Timestamp;
use troth_domain::accounts::{Account, Code, LinkPurpose, Session, SessionId, SignInName, Token};
use troth_domain::people::{AccountId, PersonName, Role, Staff, StaffId};
use troth_store::{Passkey, SecretKind, StartCode, StoreError};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, minutes, slug, write};

on_both_engines!(
    a_name_finds_its_account_and_is_one_accounts_alone,
    a_name_that_cannot_be_read_hides_no_other,
    a_session_is_found_by_its_token_until_it_is_ended,
    no_account_has_endless_sessions,
    staff_who_left_are_signed_out,
    secrets_are_kept_sealed_and_a_step_is_taken_once,
    recovery_codes_work_once_and_for_one_account,
    passkeys_are_found_and_their_count_only_grows,
    a_challenge_is_taken_once,
    a_link_acts_once_and_a_newer_one_replaces_it,
    a_start_code_works_once,
    forgetting_leaves_nothing_that_opens_the_account,
    a_deleted_account_leaves_no_name_and_no_way_in,
    counting_can_be_taken_back,
    a_sweep_ends_what_is_past_its_use,
);

fn member(number: u8) -> (Staff, Account) {
    let staff = Staff { id: StaffId([number; 16]), role: Role::Therapist, therapist: Some(slug("a")) };
    let name = SignInName::from_random([number; 4]);
    let account = Account { id: AccountId::Staff(staff.id), name, generation: 0 };
    (staff, account)
}

async fn add(books: &Books, number: u8) -> Account {
    let (staff, account) = member(number);
    let given = (staff, account.clone());
    let added = write!(books.store, transaction, [given = given], {
        let name = PersonName::new("Sam Staff").expect("a name");
        transaction.insert_staff(&given.0, &name, at(MARCH)).await?;
        transaction.insert_account(&given.1, at(MARCH)).await
    });
    added.map_err(|error: StoreError| error).expect("it is added");
    account
}

/// Runs one statement of the store's in a transaction.
macro_rules! run {
    ($books:expr, $transaction:ident, [$given:ident], $body:expr) => {
        write!($books.store, $transaction, [$given = $given.clone()], $body)
            .map_err(|error: StoreError| error)
            .expect("it runs")
    };
}

async fn a_name_finds_its_account_and_is_one_accounts_alone(books: Books) {
    let account = add(&books, 1).await;
    let name = account.name.clone();
    assert_eq!(run!(books, t, [name], t.account_named(name).await), Some(account.clone()));
    let other = SignInName::from_random([9; 4]);
    assert_eq!(run!(books, t, [other], t.account_named(other).await), None);
    let (staff, second) = member(2);
    let taken = (staff, Account { name: account.name.clone(), ..second });
    let refused = write!(books.store, transaction, [taken = taken], {
        transaction.insert_staff(&taken.0, &PersonName::new("B").expect("a name"), at(MARCH)).await?;
        transaction.insert_account(&taken.1, at(MARCH)).await
    });
    assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
    let nothing = ();
    let all = run!(books, t, [nothing], {
        let () = nothing;
        t.all_staff().await
    });
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].name.as_ref().map(PersonName::reveal), Ok("Sam Staff"));
    assert_eq!(all[0].sign_in_name, Ok(Some(account.name)));
}

async fn a_name_that_cannot_be_read_hides_no_other(books: Books) {
    let account = add(&books, 1).await;
    add(&books, 2).await;
    // Another's sealed name, which does not open here.
    books.run("UPDATE staff SET name = (SELECT other.name FROM staff AS other WHERE other.id <> staff.id) WHERE id = (SELECT id FROM staff ORDER BY id LIMIT 1)");
    let nothing = ();
    let all = run!(books, t, [nothing], {
        let () = nothing;
        t.all_staff().await
    });
    assert!(matches!(all[0].name, Err(StoreError::Corrupt { .. })));
    assert_eq!(all[0].sign_in_name, Ok(Some(account.name)));
    assert_eq!(all[1].name.as_ref().map(PersonName::reveal), Ok("Sam Staff"));
    let staff = run!(books, t, [nothing], {
        let () = nothing;
        t.staff(StaffId([1; 16])).await
    });
    assert_eq!(staff.map(|staff| staff.left_at), Some(None), "they may go on signing in");
}

fn session(account: &Account, number: u8, now: Timestamp) -> (Session, Token) {
    (Session::begin(SessionId([number; 16]), account.id, now), Token([number; 32]))
}

async fn a_session_is_found_by_its_token_until_it_is_ended(books: Books) {
    let account = add(&books, 1).await;
    let given = session(&account, 7, at(MARCH));
    run!(books, t, [given], t.insert_session(&given.0, &given.1, "Firefox on Linux").await);
    let found = books.store.session(&given.1).await.expect("it reads").expect("it is there");
    assert_eq!(found.session, given.0);
    assert_eq!(found.staff, Some(member(1).0));
    assert_eq!(books.store.session(&Token([8; 32])).await.expect("it reads"), None);
    run!(books, t, [given], t.note_session(given.0.id, at(MARCH) + minutes(5)).await);
    run!(books, t, [given], t.note_session(given.0.id, at(MARCH) + minutes(2)).await);
    let seen = books.store.session(&given.1).await.expect("it reads").expect("it is there");
    assert_eq!(seen.session.seen_at, at(MARCH) + minutes(5), "it never goes back");
    let id = account.id;
    let listed = run!(books, t, [id], t.sessions(*id).await);
    assert_eq!(listed[0].device.as_deref(), Ok("Firefox on Linux"));
    let other = AccountId::Staff(StaffId([2; 16]));
    assert!(!run!(books, t, [given], t.end_session(other, given.0.id).await), "another's is not ended");
    assert!(run!(books, t, [given], t.end_session(given.0.account, given.0.id).await));
    assert_eq!(books.store.session(&given.1).await.expect("it reads"), None);
}

async fn no_account_has_endless_sessions(books: Books) {
    let account = add(&books, 1).await;
    for number in 1..=25 {
        let given = session(&account, number, at(MARCH) + minutes(i64::from(number)));
        run!(books, t, [given], t.insert_session(&given.0, &given.1, "").await);
    }
    let id = account.id;
    assert_eq!(run!(books, t, [id], t.sessions(*id).await).len(), 20);
    assert_eq!(books.store.session(&Token([5; 32])).await.expect("it reads"), None);
    assert!(books.store.session(&Token([6; 32])).await.expect("it reads").is_some());
    let set_back = session(&account, 26, at(MARCH) - minutes(90));
    run!(books, t, [set_back], t.insert_session(&set_back.0, &set_back.1, "").await);
    let kept = books.store.session(&set_back.1).await.expect("it reads");
    assert!(kept.is_some(), "who signs in after a clock was set back is signed in");
    assert_eq!(run!(books, t, [id], t.sessions(*id).await).len(), 20);
}

async fn staff_who_left_are_signed_out(books: Books) {
    let account = add(&books, 1).await;
    let given = session(&account, 7, at(MARCH));
    run!(books, t, [given], t.insert_session(&given.0, &given.1, "").await);
    let changed = Staff { role: Role::FrontDesk, therapist: None, ..member(1).0 };
    run!(books, t, [changed], t.change_role(changed).await);
    let found = books.store.session(&given.1).await.expect("it reads").expect("it is there");
    assert_eq!(found.staff, Some(changed.clone()));
    run!(books, t, [changed], t.staff_left(changed.id, at(MARCH)).await);
    assert_eq!(books.store.session(&given.1).await.expect("it reads"), None);
    let gone = run!(books, t, [changed], t.staff(changed.id).await).expect("it is there");
    assert_eq!(gone.left_at, Some(at(MARCH)));
}

async fn secrets_are_kept_sealed_and_a_step_is_taken_once(books: Books) {
    let id = add(&books, 1).await.id;
    run!(books, t, [id], t.put_secret(*id, SecretKind::Passphrase, b"first", at(MARCH)).await);
    run!(books, t, [id], t.put_secret(*id, SecretKind::Passphrase, b"second", at(MARCH)).await);
    run!(books, t, [id], t.put_secret(*id, SecretKind::OneTimeNumbers, b"numbers", at(MARCH)).await);
    let secret = run!(books, t, [id], t.secret(*id, SecretKind::Passphrase).await).expect("it is there");
    assert_eq!(secret.as_slice(), b"second");
    for (step, taken) in [(10, true), (10, false), (9, false), (11, true)] {
        let given = (id, step);
        assert_eq!(run!(books, t, [given], t.take_step(given.0, given.1).await), taken, "{step}");
    }
    // Moved to the other kind's row, it does not open.
    books.run(
        "UPDATE secret SET secret = (SELECT other.secret FROM secret AS other WHERE other.kind = 1) WHERE kind = 2",
    );
    let moved = write!(books.store, t, [id = id], t.secret(*id, SecretKind::OneTimeNumbers).await);
    assert!(matches!(moved, Err(StoreError::Corrupt { .. })));
}

async fn recovery_codes_work_once_and_for_one_account(books: Books) {
    let (first, second) = (add(&books, 1).await.id, add(&books, 2).await.id);
    let codes: Vec<Code> = (0..8_u8).map(|number| Code::from_random([number; 8])).collect();
    let given = (first, second, codes);
    run!(books, t, [given], t.put_recovery_codes(given.0, &given.2).await);
    assert_eq!(run!(books, t, [given], t.recovery_codes_left(given.0).await), 8);
    assert!(run!(books, t, [given], t.is_recovery_code(given.0, &given.2[0]).await));
    assert!(!run!(books, t, [given], t.is_recovery_code(given.1, &given.2[0]).await));
    assert!(!run!(books, t, [given], t.use_recovery_code(given.1, &given.2[0]).await));
    assert!(run!(books, t, [given], t.use_recovery_code(given.0, &given.2[0]).await));
    assert!(!run!(books, t, [given], t.use_recovery_code(given.0, &given.2[0]).await));
    assert!(!run!(books, t, [given], t.is_recovery_code(given.0, &given.2[0]).await));
    assert_eq!(run!(books, t, [given], t.recovery_codes_left(given.0).await), 7);
}

fn passkey(account: AccountId, number: u8) -> Passkey {
    Passkey {
        id: [number; 16],
        account,
        credential: vec![number; 40],
        algorithm: -7,
        public_key: vec![4; 65],
        label: "Phone".to_owned(),
        sign_count: 0,
        made_at: at(MARCH),
        used_at: None,
    }
}

async fn passkeys_are_found_and_their_count_only_grows(books: Books) {
    let id = add(&books, 1).await.id;
    let given = passkey(id, 3);
    run!(books, t, [given], t.insert_passkey(given).await);
    let found = run!(books, t, [given], t.passkey(&given.credential).await).expect("it is there");
    assert!(found == given);
    let twice = Passkey { id: [4; 16], ..given.clone() };
    let refused = write!(books.store, t, [twice = twice], t.insert_passkey(twice).await);
    assert!(matches!(refused, Err(StoreError::Duplicate(_))));
    for (count, taken) in [(0, true), (0, true), (5, true), (5, false), (4, false), (0, false), (6, true)] {
        let given = ([3; 16], count);
        let noted = run!(books, t, [given], t.note_passkey(given.0, given.1, at(MARCH)).await);
        assert_eq!(noted, taken, "{count}");
    }
    let other = AccountId::Staff(StaffId([2; 16]));
    assert!(!run!(books, t, [given], t.remove_passkey(other, given.id).await));
    assert_eq!(run!(books, t, [id], t.passkeys(*id).await).len(), 1);
    assert!(run!(books, t, [given], t.remove_passkey(given.account, given.id).await));
    assert!(run!(books, t, [given], t.passkey(&given.credential).await).is_none());
}

async fn a_challenge_is_taken_once(books: Books) {
    let challenge = b"challenge".to_vec();
    assert!(run!(books, t, [challenge], t.take_challenge(challenge, at(MARCH)).await));
    assert!(!run!(books, t, [challenge], t.take_challenge(challenge, at(MARCH)).await));
}

async fn a_link_acts_once_and_a_newer_one_replaces_it(books: Books) {
    let id = add(&books, 1).await.id;
    let until = at(MARCH) + minutes(60);
    let given = (id, Token([1; 32]), Token([2; 32]));
    run!(books, t, [given], t.insert_link(&given.1, given.0, LinkPurpose::SetUp, until).await);
    run!(books, t, [given], t.insert_link(&given.2, given.0, LinkPurpose::SetUp, until).await);
    assert_eq!(run!(books, t, [given], t.link(&given.1, at(MARCH)).await), None);
    assert_eq!(run!(books, t, [given], t.link(&given.2, at(MARCH)).await), Some((id, LinkPurpose::SetUp)));
    assert_eq!(run!(books, t, [given], t.link(&given.2, until).await), None);
    assert!(run!(books, t, [given], t.use_link(&given.2).await));
    assert!(!run!(books, t, [given], t.use_link(&given.2).await));
}

async fn a_start_code_works_once(books: Books) {
    let AccountId::Staff(made_by) = add(&books, 1).await.id else { panic!("a member of staff") };
    let start = StartCode { clinician: slug("b"), person: None, made_by, expires_at: at(MARCH) + minutes(60) };
    let given = (Code::from_random([5; 8]), start.clone());
    run!(books, t, [given], t.insert_start_code(&given.0, &given.1).await);
    assert!(books.store.is_start_code(&given.0, at(MARCH)).await.expect("it reads"));
    assert!(!books.store.is_start_code(&given.0, at(MARCH) + minutes(60)).await.expect("it reads"));
    assert_eq!(run!(books, t, [given], t.use_start_code(&given.0, at(MARCH) + minutes(60)).await), None);
    assert_eq!(run!(books, t, [given], t.use_start_code(&given.0, at(MARCH)).await), Some(start));
    assert_eq!(run!(books, t, [given], t.use_start_code(&given.0, at(MARCH)).await), None);
    assert!(!books.store.is_start_code(&given.0, at(MARCH)).await.expect("it reads"));
}

async fn forgetting_leaves_nothing_that_opens_the_account(books: Books) {
    let account = add(&books, 1).await;
    let id = account.id;
    let given = (id, session(&account, 7, at(MARCH)), passkey(id, 3), Code::from_random([5; 8]));
    run!(books, t, [given], {
        t.put_secret(given.0, SecretKind::Passphrase, b"hash", at(MARCH)).await?;
        t.put_recovery_codes(given.0, std::slice::from_ref(&given.3)).await?;
        t.insert_passkey(&given.2).await?;
        t.insert_session(&given.1.0, &given.1.1, "").await?;
        t.insert_link(&Token([1; 32]), given.0, LinkPurpose::SetUp, at(MARCH) + minutes(60)).await
    });
    run!(books, t, [id], t.forget_credentials(*id).await);
    assert!(run!(books, t, [id], t.secret(*id, SecretKind::Passphrase).await).is_none());
    assert_eq!(run!(books, t, [id], t.recovery_codes_left(*id).await), 0);
    assert!(run!(books, t, [id], t.passkeys(*id).await).is_empty());
    assert_eq!(books.store.session(&given.1.1).await.expect("it reads"), None);
    let link = run!(books, t, [id], {
        let _ = id;
        t.link(&Token([1; 32]), at(MARCH)).await
    });
    assert_eq!(link, None);
    let raised = run!(books, t, [id], t.account(*id).await).expect("it is there");
    assert_eq!((raised.generation, raised.name), (1, account.name));
}

async fn a_deleted_account_leaves_no_name_and_no_way_in(books: Books) {
    let (gone, kept) = (add(&books, 1).await, add(&books, 2).await);
    let token = Token([7; 32]);
    for (account, token) in [(gone.id, token), (kept.id, Token([8; 32]))] {
        let given = (Session::begin(SessionId(token.0[..16].try_into().expect("16 bytes")), account, at(MARCH)), token);
        run!(books, t, [given], t.insert_session(&given.0, &given.1, "A browser").await);
    }
    let id = gone.id;
    run!(books, t, [id], t.delete_account(*id).await);
    // What is gone already is no error.
    run!(books, t, [id], t.delete_account(*id).await);
    let name = gone.name.clone();
    assert_eq!(run!(books, t, [name], t.account_named(name).await), None);
    assert!(books.store.session(&token).await.expect("it is read").is_none());
    assert!(books.store.session(&Token([8; 32])).await.expect("it is read").is_some());
    let name = kept.name.clone();
    assert_eq!(run!(books, t, [name], t.account_named(name).await), Some(kept.clone()));
}

async fn counting_can_be_taken_back(books: Books) {
    let subject = "sign-in name acorn".to_owned();
    let count = async || run!(books, t, [subject], t.count_address(subject, at(MARCH)).await).times;
    assert_eq!((count().await, count().await), (1, 2));
    for _ in 0..3 {
        run!(books, t, [subject], t.uncount_address(subject, at(MARCH)).await);
    }
    assert_eq!(count().await, 1);
}

async fn a_sweep_ends_what_is_past_its_use(books: Books) {
    let account = add(&books, 1).await;
    let id = account.id;
    let given = (id, session(&account, 7, at(MARCH)), session(&account, 8, at(MARCH) + minutes(20)));
    run!(books, t, [given], {
        t.insert_session(&given.1.0, &given.1.1, "").await?;
        t.insert_session(&given.2.0, &given.2.1, "").await?;
        t.take_challenge(b"challenge", at(MARCH) + minutes(5)).await?;
        t.insert_link(&Token([1; 32]), given.0, LinkPurpose::SetUp, at(MARCH) + minutes(5)).await
    });
    let swept = books.store.sweep(at(MARCH) + minutes(30)).await.expect("it sweeps");
    assert_eq!(swept.deleted_rows, 3);
    assert_eq!(books.store.session(&given.1.1).await.expect("it reads"), None);
    assert!(books.store.session(&given.2.1).await.expect("it reads").is_some());
}
