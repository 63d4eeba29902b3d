//! Time as the practice uses it: civil hours become instants, instants become five-minute cells, bookings become
//! diaries, and the search over them yields openings.
//!
//! Times are kept as instants; rules are kept as civil times with a zone. The one place where they meet is
//! [`hours`]. Everything after it is arithmetic on [`Cell`]s.

mod bitmap;
mod candidates;
mod cell;
mod diary;
pub mod hours;
mod openings;
mod search;
mod slots;

pub use bitmap::Bitmap;
pub(crate) use candidates::has_place;
pub use cell::{CELL_MINUTES, Cell, CellRange};
pub use diary::{Diaries, Diary, Entry, Resource};
pub use openings::{Calendar, NotOpen, Opening, Openings, Search, Wanted};
