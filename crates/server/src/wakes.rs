//! Wakes pages of a talk when something came there: on this node at once, and on others when the database says so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::LogId;

/// Who waits where.
#[derive(Default)]
pub struct Wakes(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    rooms: HashMap<LogId, watch::Sender<()>>,
    persons: HashMap<PersonId, usize>,
    pages: usize,
    is_closed: bool,
}

/// A page that waits. It is counted until it is dropped.
pub struct Listening {
    wakes: Arc<Wakes>,
    person: PersonId,
    room: LogId,
    came: watch::Receiver<()>,
}

impl Wakes {
    /// A page of `person` in `room` waits; `None` where they have as many as one may have, or all have, or the
    /// server stops.
    pub fn listen(self: &Arc<Self>, person: PersonId, room: LogId) -> Option<Listening> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pages = waiting.persons.get(&person).copied().unwrap_or(0);
        let is_full = pages >= limits::TALK_STREAMS_PER_PERSON_MAX || waiting.pages >= limits::TALK_STREAMS_MAX;
        if waiting.is_closed || is_full {
            return None;
        }
        waiting.pages += 1;
        waiting.persons.insert(person, pages + 1);
        let came = waiting.rooms.entry(room).or_insert_with(|| watch::Sender::new(())).subscribe();
        Some(Listening { wakes: Arc::clone(self), person, room, came })
    }

    /// Something came in `room`.
    pub fn wake(&self, room: LogId) {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = waiting.rooms.get(&room) {
            sender.send_replace(());
        }
    }

    /// Something may have come anywhere.
    pub fn wake_all(&self) {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for sender in waiting.rooms.values() {
            sender.send_replace(());
        }
    }

    /// Nobody waits any more, now and later: the server stops.
    pub fn close(&self) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.is_closed = true;
        waiting.rooms.clear();
    }
}

impl Listening {
    /// Ends when something came; whether it did, and not the end of all waiting.
    pub async fn came(&mut self) -> bool {
        self.came.changed().await.is_ok()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut waiting = self.wakes.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pages -= 1;
        match waiting.persons.get_mut(&self.person) {
            Some(pages) if *pages > 1 => *pages -= 1,
            _ => drop(waiting.persons.remove(&self.person)),
        }
        // This one is still counted among those who listen.
        if waiting.rooms.get(&self.room).is_some_and(|sender| sender.receiver_count() <= 1) {
            waiting.rooms.remove(&self.room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: PersonId = PersonId([1; 16]);
    const ROOM: LogId = LogId([3; 16]);

    #[tokio::test]
    async fn a_page_is_woken_in_its_own_room_and_ends_with_the_server() {
        let wakes = Arc::new(Wakes::default());
        let mut page = wakes.listen(ANA, ROOM).unwrap();
        wakes.wake(LogId([4; 16]));
        assert!(!page.came.has_changed().unwrap());
        wakes.wake(ROOM);
        assert!(page.came().await);
        wakes.close();
        assert!(!page.came().await);
        assert!(wakes.listen(ANA, ROOM).is_none());
    }

    #[test]
    fn a_person_has_so_many_pages_and_a_closed_one_makes_room() {
        let wakes = Arc::new(Wakes::default());
        let all = (0..limits::TALK_STREAMS_PER_PERSON_MAX).map(|_| wakes.listen(ANA, ROOM).unwrap());
        let mut all = all.collect::<Vec<_>>();
        assert!(wakes.listen(ANA, ROOM).is_none());
        assert!(wakes.listen(PersonId([2; 16]), ROOM).is_some(), "each for themselves");
        all.pop();
        assert!(wakes.listen(ANA, ROOM).is_some());
        drop(all);
        let waiting = wakes.0.lock().unwrap();
        assert!(waiting.rooms.is_empty() && waiting.persons.is_empty(), "nothing is left behind");
    }
}
