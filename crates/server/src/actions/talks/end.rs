//! What ends talks from outside: somebody leaves the couple, or the practice closes joint work.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, PersonId};
use troth_domain::plan::dialogue::{Cause, Entry, Room, Talk, TalkMove};
use troth_domain::plan::{CommandId, LogId, Move, Reach};
use troth_store::{StoreError, WriteTransaction};

/// Ends each live talk of `couple` for both, as `person` leaves; answers which. Talks by turns stay on the other's page as
/// they are until they are told, like everything else. One that cannot be read keeps nobody from leaving: it ends.
pub(in crate::actions) async fn end_live(
    transaction: &mut WriteTransaction,
    couple: &Couple,
    person: PersonId,
    (command, now): (CommandId, Timestamp),
) -> Result<Vec<LogId>, StoreError> {
    let mut ended = Vec::new();
    for id in transaction.open_talks(couple.id).await? {
        let log = match transaction.plan_log::<Entry>(&Viewer::Person(person), couple, id, now).await {
            Ok(Some(log)) => Talk::of(&log, person, now, false).map_err(|_| ()),
            // It never came to them.
            Ok(None) => continue,
            Err(StoreError::Corrupt { .. }) => Err(()),
            Err(error) => return Err(error),
        };
        let end = match log {
            Ok(None) => continue,
            Ok(Some(talk)) => leaving(talk.room(), person, command, now),
            Err(()) => Some(over(Some(person), command, Cause::Left, now)),
        };
        if let Some(end) = end {
            transaction.add_move(couple, id, person, &end).await?;
            transaction.announce_talk(id).await?;
            ended.push(id);
        }
    }
    Ok(ended)
}

fn leaving(room: &Room, person: PersonId, command: CommandId, now: Timestamp) -> Option<Move<Entry>> {
    let end = room.leave(person, command, now, now).filter(|_| room.opening().mode.is_together())?;
    Some(Entry::of(end, None))
}

/// Ends every talk of `couple`, as the practice closes joint work for both to see; answers which.
pub(in crate::actions) async fn close_all(
    transaction: &mut WriteTransaction,
    couple: &Couple,
    (command, now): (CommandId, Timestamp),
) -> Result<Vec<LogId>, StoreError> {
    let ended = transaction.open_talks(couple.id).await?;
    let end = over(None, command, Cause::JointWorkClosed, now);
    for id in &ended {
        transaction.add_move_of_practice(couple, *id, &end).await?;
        transaction.announce_talk(*id).await?;
    }
    Ok(ended)
}

fn over(author: Option<PersonId>, command: CommandId, cause: Cause, at: Timestamp) -> Move<Entry> {
    let kind = Entry::Did { kind: TalkMove::Ended(cause), words: None };
    Move { number: 0, author, command, at, reach: Reach::AtOnce, kind }
}
