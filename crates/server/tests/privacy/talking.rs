//! Talks, as the people of a world have them.

use troth_domain::people::PersonId;
use troth_domain::plan::dialogue::{Command, Deed, Mode};
use troth_domain::plan::{CommandId, LogId, PlanLine, Ticket, TurnText};
use troth_domain::writing::PrivateText;
use troth_server::actions::talks::{self, one_device};
use troth_server::app::App;

/// Begins a talk, and speaks where it is by turns; its name, where joint work is open.
pub async fn begin_talk(app: &App, who: PersonId, mode: Mode) -> Option<LogId> {
    let topic = PlanLine::new("Sundays").unwrap();
    let request = talks::BeginRequest { command: CommandId(app.random_bytes()), topic, mode, partner_first: false };
    let talk = talks::begin(app, who, request).await.ok()?;
    if mode == Mode::ByTurns {
        send(app, who, talk, Deed::Speak { on: None }).await;
    }
    Some(talk)
}

/// Begins one in which both are there at the same time, on two devices or on one.
pub async fn begin_together(app: &App, who: PersonId, place: usize) -> Option<LogId> {
    let mode = if place.is_multiple_of(2) { Mode::Live } else { Mode::OneDevice };
    begin_talk(app, who, mode).await
}

/// Does something in a talk; what cannot be done changes nothing.
async fn send(app: &App, who: PersonId, talk: LogId, deed: Deed) {
    let Some(seen) = talks::see(app, who, talk).await.unwrap() else { return };
    let seen = seen.view().map_or(0, |view| view.seen);
    let ticket = Ticket { command: CommandId(app.random_bytes()), seen };
    let text = matches!(deed, Deed::Speak { .. }).then(|| TurnText::new("It was quiet.").unwrap());
    let sent = talks::Sent { command: Command { ticket, deed, text }, typed: None, draft_version: None };
    talks::send(app, who, talk, sent).await.unwrap();
}

/// Comes into the last of them, where both are to be there at the same time, or takes a code for the other's device where it
/// is for one: sometimes it is closed again, and it is never used.
pub async fn come_in(app: &App, who: PersonId, all: &[LogId], place: usize) {
    if let Some(talk) = all.last() {
        if one_device::make_code(app, who, *talk).await.unwrap().is_none() || place.is_multiple_of(2) {
            send(app, who, *talk, Deed::Enter).await;
        }
        if place.is_multiple_of(3) {
            one_device::end(app, who).await.unwrap();
        }
    }
}

/// Types something in the last of them, and sends nothing.
pub async fn draft(app: &App, who: PersonId, all: &[LogId], place: usize) {
    let Some(talk) = all.last() else { return };
    let text = PrivateText::new(&format!("Not yet, {place}")).unwrap();
    talks::add_to_draft(app, who, *talk, (None, text)).await.unwrap();
}

/// Ends those in which both are there at the same time.
pub async fn end_live(app: &App, who: PersonId, all: &[LogId]) {
    for talk in all {
        let seen = talks::see(app, who, *talk).await.unwrap();
        if seen.is_some_and(|seen| seen.mode().is_together()) {
            send(app, who, *talk, Deed::End).await;
        }
    }
}
