//! Every limit, by name, in one place.

/// Characters in a name.
pub const NAME_CHARACTERS_MAX: usize = 120;
/// Characters in an e-mail address (RFC 5321 allows 254 octets).
pub const EMAIL_CHARACTERS_MAX: usize = 254;
/// Characters in a phone number, as typed.
pub const PHONE_CHARACTERS_MAX: usize = 32;
/// Characters in a private reason.
pub const REASON_CHARACTERS_MAX: usize = 500;
/// Civil days that one search for openings may cover.
pub const SEARCH_DAYS_MAX: u32 = 92;
/// Days ahead that an offering may be booked at most.
pub const HORIZON_DAYS_MAX: u32 = 400;
/// Minutes that a session may last at most.
pub const SESSION_MINUTES_MAX: u32 = 480;
/// Minutes that a hold lasts, from when it was made or renewed.
pub const HOLD_MINUTES: i64 = 10;
/// Minutes that a hold may last in all, however often it is renewed.
pub const HOLD_MINUTES_MAX: i64 = 30;
/// Openings that a refusal names.
pub const NEAREST_OPENINGS_MAX: usize = 3;
/// How often a booking is decided anew when its time is taken at the last moment.
pub const DECISIONS_MAX: u32 = 3;
/// Characters in an idempotency key.
pub const IDEMPOTENCY_KEY_CHARACTERS_MAX: usize = 255;
/// Hours that the answer to an idempotency key is remembered.
pub const IDEMPOTENCY_HOURS: i64 = 24;
/// Bytes in the body of a request.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// Bytes in the practice's file.
pub const PRACTICE_FILE_BYTES_MAX: u64 = 1024 * 1024;
/// Minutes before quiet hours begin at which a reminder that would fall into them is due, so that it is out in time.
pub const REMINDER_LEAD_MINUTES: i64 = 15;
/// Minutes before the session after which a reminder that had to wait for the end of quiet hours is of no use.
pub const REMINDER_LEAST_MINUTES: i64 = 60;
