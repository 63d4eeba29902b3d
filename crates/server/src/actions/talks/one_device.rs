//! Two on one device: a code that the second person takes at their own sign-in, and the place in this one talk that it
//! opens beside the first one's session. Nothing else of theirs is opened by it.

use jiff::{SignedDuration, Timestamp};
use troth_domain::access::Viewer;
use troth_domain::accounts::{Code, RoomSession, Session, SessionId, Standing, Token};
use troth_domain::audit::AuditEvent;
use troth_domain::limits;
use troth_domain::people::{AccountId, PersonId, PersonName};
use troth_domain::plan::LogId;
use troth_domain::plan::dialogue::Mode;
use troth_store::{RoomCode, StoreError, WriteTransaction};

use super::{ActionError, Seen, see};
use crate::actions::count_of_person;
use crate::actions::sessions::own_note;
use crate::app::App;

/// A code to type on the other's device, shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Handed {
    /// The code.
    pub code: Code,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// What somebody has on the other's device, or a way to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Opened {
    /// A code waits to be used.
    Waits {
        /// Until when.
        expires_at: Timestamp,
    },
    /// Their place there is open.
    Open(RoomSession),
}

/// One of the two, as both call them.
#[derive(Clone, Debug)]
pub struct Side {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: PersonName,
    /// The talk as they see it.
    pub seen: Seen,
}

/// The place of the second person.
#[derive(Clone, Debug)]
pub struct Guest {
    /// What opens it.
    pub room: RoomSession,
    /// Whose it is.
    pub side: Side,
}

/// The two at one device.
#[derive(Clone, Debug)]
pub struct Table {
    /// Whoever is signed in there.
    pub host: Side,
    /// What the other is called.
    pub partner_name: PersonName,
    /// Whether the one who is signed in is named first in the couple: so forms tell the two apart.
    pub is_host_one: bool,
    /// The other, while they have a place there.
    pub guest: Option<Guest>,
}

/// What became of a code that was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entered {
    /// It opened the place, for whoever has this token beside the session.
    In(Token),
    /// It is wrong, old, used, of another talk or of somebody else: one answer for all.
    Wrong,
    /// There is no such talk of theirs on one device, or it is over.
    NotFound,
}

/// The talk of `person` on one device, if it is one and is not over.
async fn open_talk(app: &App, person: PersonId, id: LogId) -> Result<Option<Seen>, ActionError> {
    let seen = see(app, person, id).await?;
    Ok(seen.filter(|seen| seen.mode() == Mode::OneDevice && !seen.is_over()))
}

/// Makes a code with which `person` talks on the other's device, in place of an earlier one; `None` where there is no such
/// talk of theirs on one device, or it is over. Nobody else learns of it.
///
/// # Errors
/// [`ActionError`].
pub async fn make_code(app: &App, person: PersonId, id: LogId) -> Result<Option<Handed>, ActionError> {
    if open_talk(app, person, id).await?.is_none() {
        return Ok(None);
    }
    let lasts = SignedDuration::from_mins(limits::ROOM_CODE_MINUTES);
    let expires_at = app.now().saturating_add(lasts).unwrap_or(Timestamp::MAX);
    let handed = Handed { code: Code::from_random(app.random_bytes()), expires_at };
    let kept = (handed.code.clone(), RoomCode { person, talk: id, expires_at });
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let (code, room) = kept.clone();
        Box::pin(async move { transaction.replace_room_code(&code, &room).await })
    });
    written.await?;
    Ok(Some(handed))
}

/// What `person` has on the other's device in this talk, or in any.
///
/// # Errors
/// [`ActionError`].
pub async fn opened_by(app: &App, person: PersonId, talk: Option<LogId>) -> Result<Option<Opened>, ActionError> {
    let now = app.now();
    let is_asked = |one: LogId| talk.is_none_or(|talk| talk == one);
    let room = app.store().room_session_of(person).await?;
    if let Some(room) = room.filter(|room| is_asked(room.talk) && room.standing(now) != Standing::Over) {
        return Ok(Some(Opened::Open(room)));
    }
    let code = app.store().room_code_of(person, now).await?;
    let waits = code.filter(|code| is_asked(code.talk));
    Ok(waits.map(|code| Opened::Waits { expires_at: code.expires_at }))
}

/// Ends the code of `person` and their place on the other's device. Ending what is over is no error.
///
/// # Errors
/// [`ActionError`].
pub async fn end(app: &App, person: PersonId) -> Result<(), ActionError> {
    let now = app.now();
    let ended = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            if transaction.end_rooms(person).await? {
                let note = own_note(AuditEvent::SignedOut, AccountId::Person(person));
                transaction.note_audit(&note, now).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    Ok(ended.await?)
}

/// Tries the code that the other of the two took, on the device of `session`.
///
/// # Errors
/// [`ActionError::TooMany`] after [`ROOM_TRIES_PER_HOUR`](limits::ROOM_TRIES_PER_HOUR): counted for who is signed in there,
/// whoever's code they try.
pub async fn enter(
    app: &App,
    (person, session): (PersonId, &Session),
    id: LogId,
    code: Option<&Code>,
) -> Result<Entered, ActionError> {
    if open_talk(app, person, id).await?.is_none() {
        return Ok(Entered::NotFound);
    }
    let couple = app.store().couple_of(person).await?;
    let Some(partner) = couple.and_then(|couple| couple.partner_of(person)) else { return Ok(Entered::NotFound) };
    let (host, now, code) = (session.id, app.now(), code.cloned());
    let room = RoomSession::begin(SessionId(app.random_bytes()), partner, id, host, now);
    let token = Token(app.random_bytes());
    let counted = app.store().write(move |transaction: &mut WriteTransaction| {
        let what = "a code for a talk on one device";
        Box::pin(async move { count_of_person(transaction, what, person, limits::ROOM_TRIES_PER_HOUR, now).await })
    });
    counted.await?;
    let Some(code) = code else { return Ok(Entered::Wrong) };
    let entered = app.store().write(move |transaction: &mut WriteTransaction| {
        let (room, code) = (room.clone(), code.clone());
        Box::pin(async move {
            if !transaction.use_room_code(&code, (partner, id), now).await? {
                return Ok(Entered::Wrong);
            }
            transaction.insert_room_session(&room, &token).await?;
            transaction.note_audit(&own_note(AuditEvent::SignedIn, AccountId::Person(partner)), now).await?;
            Ok::<_, ActionError>(Entered::In(token))
        })
    });
    entered.await
}

/// The two at the device of `session`, as far as `token` opens a place there; `None` where there is no such talk of
/// `person`'s on one device. A place that is over is deleted, so that nothing brings it back.
///
/// # Errors
/// [`ActionError`].
pub async fn table(
    app: &App,
    (person, session): (PersonId, &Session),
    id: LogId,
    token: Option<&Token>,
) -> Result<Option<Table>, ActionError> {
    let seen = see(app, person, id).await?.filter(|seen| seen.mode() == Mode::OneDevice);
    let (Some(seen), Some(couple)) = (seen, app.store().couple_of(person).await?) else { return Ok(None) };
    let names = app.store().names_of(&Viewer::Person(person), &couple).await?;
    let Some([one, two]) = names else { return Ok(None) };
    let is_host_one = couple.members[0].person == person;
    let (name, partner_name) = if is_host_one { (one, two) } else { (two, one) };
    let guest = match (token, couple.partner_of(person)) {
        (Some(token), Some(partner)) => guest(app, (token, session.id), partner, id, &partner_name).await?,
        _ => None,
    };
    Ok(Some(Table { host: Side { person, name, seen }, partner_name, is_host_one, guest }))
}

async fn guest(
    app: &App,
    (token, host): (&Token, SessionId),
    partner: PersonId,
    id: LogId,
    name: &PersonName,
) -> Result<Option<Guest>, ActionError> {
    let now = app.now();
    let room = app.store().room_session(token, host).await?;
    let Some(room) = room.filter(|room| room.person == partner && room.talk == id) else { return Ok(None) };
    let Some(seen) = open_talk(app, partner, id).await? else { return Ok(None) };
    match room.standing(now) {
        Standing::Live => {}
        Standing::Seen => {
            let noted = room.id;
            let written = app.store().write(move |transaction: &mut WriteTransaction| {
                Box::pin(async move { transaction.note_room_session(noted, now).await })
            });
            written.await?;
        }
        Standing::Over => {
            let over = room.id;
            let written = app.store().write(move |transaction: &mut WriteTransaction| {
                Box::pin(async move { transaction.end_room_session(over).await })
            });
            written.await?;
            return Ok(None);
        }
    }
    let side = Side { person: partner, name: name.clone(), seen };
    Ok(Some(Guest { room, side }))
}
