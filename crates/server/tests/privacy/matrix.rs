//! The authorization matrix: every route, taken from the router's own sources, for everybody, in every state of a link.
//!
//! A new route fails until it stands in the table of `rules`. What is asked of each answer is whether the person gets
//! *in* (whatever the page then says of a missing field), is led to sign in, or finds *nothing*, as at an address that
//! was made up.

use std::collections::BTreeSet;

use crate::cast::{Cast, Link, Player, Work};
use crate::routes::{Route, of_the_sources};
use crate::rules::{AGAIN, OPENED, Rule, TABLE};
use axum::http::StatusCode;

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    In,
    SignIn,
    Nothing,
}

fn outcome(status: StatusCode, location: &str) -> Outcome {
    match status {
        StatusCode::SEE_OTHER if location == "/sign-in" => Outcome::SignIn,
        StatusCode::NOT_FOUND => Outcome::Nothing,
        _ => Outcome::In,
    }
}

#[test]
fn every_route_is_in_the_table_and_no_other() {
    let named = |route: &Route| (route.method, route.path.clone());
    let routes = of_the_sources().iter().map(named).collect::<BTreeSet<_>>();
    let listed = TABLE.iter().map(|(method, path, _)| (*method, (*path).to_owned())).collect::<BTreeSet<_>>();
    let unlisted = routes.difference(&listed).collect::<Vec<_>>();
    assert!(unlisted.is_empty(), "say in rules.rs who gets in at {unlisted:?}");
    let gone = listed.difference(&routes).collect::<Vec<_>>();
    assert!(gone.is_empty(), "take out of rules.rs what is no route: {gone:?}");
    assert_eq!(listed.len(), TABLE.len(), "a route stands in the table twice");
}

/// What stands in the places of a path that name somebody or something.
fn address(path: &str, cast: &Cast, rule: Rule) -> String {
    let hex = |bytes: [u8; 16]| data_encoding::HEXLOWER.encode(&bytes);
    let item = match rule {
        Rule::Received => cast.shared,
        Rule::ShownItem => cast.shown,
        _ => cast.private,
    };
    let talk = if rule == Rule::DeviceTalkers { cast.device_talk } else { cast.talk };
    let exercise = match rule {
        Rule::OpenedExercise => OPENED,
        Rule::HiddenExercise(name) => name,
        _ if path.starts_with("/plan") => "a-letter-not-sent",
        _ => "exercise",
    };
    path.replace("{exercise}", exercise)
        .replace("{person}", &hex(cast.ana.0))
        .replace("{couple}", &hex(cast.couple.map_or(NOBODY, |couple| couple.0)))
        .replace("{staff}", &hex(cast.therapist.0))
        .replace("{item}", &hex(item.0))
        .replace("{offer}", &hex(cast.offered.map_or(NOBODY, |offered| offered.0)))
        .replace("{kind}", "journal")
        .replace("{question}", "goal")
        .replace("{talk}", &hex(talk.map_or(NOBODY, |talk| talk.0)))
        .replace("{commitment}", &hex(cast.commitment.map_or(NOBODY, |commitment| commitment.0)))
        .replace("{agreement}", &hex(cast.agreement.map_or(NOBODY, |agreement| agreement.0)))
        .replace("{boundary}", &hex(cast.boundary.map_or(NOBODY, |boundary| boundary.0)))
        .replace("{line}", &hex(cast.line.map_or(NOBODY, |line| line.0)))
        .replace("{own_line}", &hex(cast.own_line.0))
        .replace("{appreciation}", &hex(cast.appreciation.map_or(NOBODY, |appreciation| appreciation.0)))
        .replace("{conflict}", &hex(cast.conflict.map_or(NOBODY, |conflict| conflict.0)))
        .replace("{doubt}", &hex(cast.doubt.0))
        .replace("{step}", "1")
        .replace("{day}", "2027-03-02")
        .replace("{obstacle}", "doubts")
        .replace("{offering}", "phone-consult")
        .replace("{page}", "questions")
        .replace("{id}", &hex(NOBODY))
        .replace("{hold}", &hex(NOBODY))
        .replace(['{', '}'], "")
}

/// What names nobody and nothing.
const NOBODY: [u8; 16] = [0xee; 16];

async fn ask(cast: &Cast, player: Player, method: &str, address: &str) -> (Outcome, StatusCode) {
    let browser = cast.browser(player).await;
    let answer = if method == "GET" { browser.get(address).await } else { browser.post(address, &[]).await };
    assert!(!answer.status.is_server_error(), "{method} {address} by {player:?}: {}", answer.text);
    (outcome(answer.status, answer.header("location")), answer.status)
}

/// Asks every route of everybody, in one state.
async fn check(link: Link, work: Work) {
    let mut cast = Cast::gather(link, work).await;
    let mut wrong = Vec::new();
    for (method, path, rule) in TABLE.iter().chain(AGAIN) {
        let (strangers, _) = ask(&cast, Player::Anonymous, method, &address(path, &cast, *rule)).await;
        for player in Player::ALL {
            let (found, status) = ask(&cast, player, method, &address(path, &cast, *rule)).await;
            let wanted = rule.outcome(player, &cast).unwrap_or(strangers);
            if found != wanted {
                wrong.push(format!("{method} {path} by {player:?}: {found:?} with {status}, not {wanted:?}"));
            }
            if *rule == Rule::OwnAlone && player != Player::Ana && !cast.is_as_it_was().await {
                wrong.push(format!("{method} {path} by {player:?} changed what Ana wrote"));
            }
            let may_have_changed = *method != "GET" && *rule != Rule::Public && !status.is_client_error();
            if may_have_changed && !player.is_stranger() {
                // Everybody starts anew.
                cast = Cast::gather(link, work).await;
            }
        }
    }
    assert!(wrong.is_empty(), "while {link:?}, {work:?}:\n{}", wrong.join("\n"));
}

macro_rules! states {
    ($($name:ident: $link:ident, $work:ident;)+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            check(Link::$link, Work::$work).await;
        })+
    };
}

states! {
    while_alone: Alone, Closed;
    while_invited: Invited, Closed;
    while_linked_and_closed: Linked, Closed;
    while_linked_and_open: Linked, Open;
    while_linked_and_paused: Linked, Paused;
    while_linked_and_resting: Linked, Resting;
    while_left_unannounced: LeftUnannounced, Open;
    while_unlinked: Unlinked, Open;
}
