//! Names of people and of what they write: 16 random bytes, so that they tell nothing, not even an order.

use std::fmt;

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "("))?;
                for byte in self.0 {
                    write!(formatter, "{byte:02x}")?;
                }
                formatter.write_str(")")
            }
        }
    };
}

pub(crate) use random_id;

random_id! {
    /// Names a person: a client of the practice, alone or one of two partners.
    PersonId
}

random_id! {
    /// Names a member of staff.
    StaffId
}

random_id! {
    /// Names two persons who each agreed to be a couple here. The same two, linked again later, are another couple.
    CoupleId
}

random_id! {
    /// Names something that a person wrote. Known to others only once it was shared.
    ItemId
}

/// Whoever is signed in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AccountId {
    /// A client.
    Person(PersonId),
    /// A member of staff.
    Staff(StaffId),
}
