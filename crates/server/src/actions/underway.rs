//! Bookings of this node that are decided and not yet kept.
//!
//! Whoever asks for any therapist is given the one with the fewest bookings. In a week without bookings that is the same
//! therapist for everybody who asks at one moment, and they would stand in line for that one's time, each until the
//! other's booking has reached the disk. So a decision counts what is under way as if it were kept. It is only ever a
//! hint: where it would refuse, it is not asked, and under the lock the diaries decide as they are.

use std::sync::{Arc, Mutex, PoisonError};

use troth_domain::booking::{BookingId, Slot};
use troth_domain::calendar::{Diaries, Diary, Entry};

use super::time::resources_of;

/// What is under way on this node. Cheap to clone.
#[derive(Clone, Default)]
pub struct Underway(Arc<Mutex<Vec<(BookingId, Slot)>>>);

/// One that is under way, until this is dropped.
pub struct Begun {
    all: Underway,
    id: BookingId,
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.all.slots().retain(|(id, _)| *id != self.id);
    }
}

impl Underway {
    /// Decides with what is under way counted; where that is refused, without it. What `slot_of` answers of the decision is
    /// under way from then on, before anybody else decides.
    ///
    /// # Errors
    /// The refusal of the decision without it.
    pub fn decide<D, R>(
        &self,
        id: BookingId,
        diaries: &Diaries,
        decide: impl Fn(&Diaries) -> Result<D, R>,
        slot_of: impl Fn(&D) -> Slot,
    ) -> Result<(D, Begun), R> {
        let mut slots = self.slots();
        let counted = if slots.is_empty() { None } else { decide(&with(diaries, &slots)).ok() };
        let decision = match counted {
            Some(decision) => decision,
            None => decide(diaries)?,
        };
        slots.push((id, slot_of(&decision)));
        Ok((decision, Begun { all: self.clone(), id }))
    }

    fn slots(&self) -> std::sync::MutexGuard<'_, Vec<(BookingId, Slot)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `diaries` as if `slots` were booked.
fn with(diaries: &Diaries, slots: &[(BookingId, Slot)]) -> Diaries {
    let mut counted = diaries.clone();
    for (booking, slot) in slots {
        let entry = Entry { booking: *booking, occupied: slot.occupied, start: slot.start, lapses_at: None };
        for resource in resources_of(slot) {
            let mut entries = counted.get(&resource).map_or_else(Vec::new, |diary| diary.entries().to_vec());
            entries.retain(|other| other.booking != *booking);
            entries.push(entry.clone());
            counted.insert(resource, Arc::new(Diary::new(entries)));
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use troth_domain::calendar::{Cell, CellRange, Resource};
    use troth_domain::practice::Slug;

    use super::*;

    fn slot(therapist: &str) -> Slot {
        let slug = |text: &str| Slug::new(text).unwrap();
        let start = Timestamp::from_second(1_800_000_000).unwrap();
        Slot {
            offering: slug("talk"),
            therapist: slug(therapist),
            location: None,
            room: None,
            start,
            end: start,
            occupied: CellRange::new(Cell(1), Cell(2)),
        }
    }

    /// The first of `a` and `b` whose diary is empty.
    fn free(diaries: &Diaries) -> Result<Slot, &'static str> {
        let is_free = |slot: &Slot| diaries.get(&Resource::Therapist(slot.therapist.clone())).is_none();
        ["a", "b"].map(slot).into_iter().find(is_free).ok_or("taken")
    }

    #[test]
    fn whoever_asks_at_the_same_moment_is_given_somebody_else() {
        let (underway, diaries) = (Underway::default(), Diaries::default());
        let ask = |number: u8| underway.decide(BookingId([number; 16]), &diaries, free, Slot::clone);
        let (first, begun) = ask(1).unwrap();
        let (second, _kept) = ask(2).unwrap();
        assert_eq!([first.therapist.as_str(), second.therapist.as_str()], ["a", "b"]);
        let (third, also) = ask(3).unwrap();
        assert_eq!(third.therapist.as_str(), "a", "what is under way refuses nobody");
        drop(begun);
        drop(also);
        assert_eq!(ask(4).unwrap().0.therapist.as_str(), "a", "what has ended counts no more");
    }
}
