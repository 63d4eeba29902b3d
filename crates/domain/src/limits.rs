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
/// Civil days that a program's search for openings covers unless it says otherwise.
pub const SEARCH_DAYS_DEFAULT: u32 = 14;
/// Unknown fields that one answer names.
pub const UNKNOWN_FIELDS_REPORTED_MAX: usize = 20;
/// Coming bookings that the desk is told at once.
pub const DESK_BOOKINGS_MAX: u32 = 10_000;
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
/// How often a booking is decided anew when its time is taken at the last moment. Each time somebody else was quicker
/// with one therapist, and the next one may be free: so many people can ask for the same time of any therapist at once.
pub const DECISIONS_MAX: u32 = 64;
/// Characters in an idempotency key.
pub const IDEMPOTENCY_KEY_CHARACTERS_MAX: usize = 255;
/// Hours that the answer to an idempotency key is remembered.
pub const IDEMPOTENCY_HOURS: i64 = 24;
/// Bytes in the body of a request.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// Bytes in the head of a request: its address and its headers.
pub const REQUEST_HEAD_BYTES_MAX: usize = 64 * 1024;
/// Bytes in the practice's file.
pub const PRACTICE_FILE_BYTES_MAX: u64 = 1024 * 1024;
/// Minutes before quiet hours begin at which a reminder that would fall into them is due, so that it is out in time.
pub const REMINDER_LEAD_MINUTES: i64 = 15;
/// Minutes before the session after which a reminder that had to wait for the end of quiet hours is of no use.
pub const REMINDER_LEAST_MINUTES: i64 = 60;
/// Characters in what pages say about a therapist.
pub const ABOUT_CHARACTERS_MAX: usize = 2000;
/// Lines in a postal address.
pub const ADDRESS_LINES_MAX: usize = 8;
/// Bytes in an address of the web, such as the practice's own.
pub const URL_BYTES_MAX: usize = 500;
/// Locations of a practice.
pub const LOCATIONS_MAX: usize = 200;
/// Rooms of a practice.
pub const ROOMS_MAX: usize = 1000;
/// Therapists of a practice.
pub const THERAPISTS_MAX: usize = 1000;
/// Offerings of a practice.
pub const OFFERINGS_MAX: usize = 100;
/// Working windows in a list of them: a week's, or one date's.
pub const WINDOWS_MAX: usize = 100;
/// Dates in a list of them: a therapist's overrides, or the practice's closed dates.
pub const DATES_MAX: usize = 1000;
/// Languages of a practice.
pub const LANGUAGES_MAX: usize = 10;
/// The first year that a date in the practice's file may be in. From 1972 on, every zone's offset is a whole number of
/// five-minute cells.
pub const DATE_YEAR_MIN: i16 = 2000;
/// The last year that a date in the practice's file may be in.
pub const DATE_YEAR_MAX: i16 = 2199;
/// Minutes kept free before or after a session at most.
pub const BUFFER_MINUTES_MAX: u32 = 240;
/// Minutes between two starts at most.
pub const STEP_MINUTES_MAX: u32 = 480;
/// Minutes of notice at most: 30 days.
pub const NOTICE_MINUTES_MAX: u32 = 43_200;
/// Minutes before the start until which a client may cancel or move, at most: 30 days.
pub const CANCEL_UNTIL_MINUTES_MAX: u32 = 43_200;
/// Minutes before the start at which a reminder is due, at most: 14 days.
pub const REMINDER_MINUTES_MAX: u32 = 20_160;
/// The price of a session in hundredths of a US dollar at most.
pub const PRICE_CENTS_MAX: u32 = 1_000_000;
/// Bookings that a therapist's limit for one day may allow at most.
pub const BOOKINGS_PER_DAY_MAX: u32 = 288;
/// Bookings that a therapist's limit for one week may allow at most.
pub const BOOKINGS_PER_WEEK_MAX: u32 = 2016;
/// Bookings from one network address in an hour, unless the practice's file says otherwise.
pub const BOOKINGS_PER_HOUR_PER_ADDRESS: u32 = 20;
/// Holds from one network address in an hour, unless the practice's file says otherwise: a person who looks at a few
/// times makes several.
pub const HOLDS_PER_HOUR_PER_ADDRESS: u32 = 60;
/// Requests from one network address in a minute, unless the practice's file says otherwise: a household or an office
/// behind one address, with pages and their parts.
pub const REQUESTS_PER_MINUTE_PER_ADDRESS: u32 = 1200;
/// What any of the three limits for one network address may be set to at most.
pub const PER_ADDRESS_MAX: u32 = 1_000_000;
/// Characters in a passphrase at least.
pub const PASSPHRASE_CHARACTERS_MIN: usize = 12;
/// Characters in a passphrase at most: hashing a longer one would only cost time.
pub const PASSPHRASE_CHARACTERS_MAX: usize = 200;
/// Minutes without a request after which a client is signed out.
pub const CLIENT_IDLE_MINUTES: i64 = 30;
/// Minutes without a request after which a member of staff is signed out: their screens stand in open rooms.
pub const STAFF_IDLE_MINUTES: i64 = 15;
/// Hours after which anyone is signed out.
pub const SESSION_HOURS_MAX: i64 = 12;
/// Seconds between two notes that a session is in use.
pub const SESSION_NOTED_SECONDS: i64 = 60;
/// Seconds that the clocks of two nodes may be apart.
pub const CLOCKS_APART_SECONDS: i64 = 300;
/// Minutes after showing what opens the account in which exports and changes of roles ask nothing again.
pub const CONFIRMED_MINUTES: i64 = 10;
/// Sessions of one account at once; the oldest ends for a new one.
pub const SESSIONS_MAX: u32 = 20;
/// Hours that a link of the demo is good for.
pub const DEMO_LINK_HOURS: i64 = 24;
/// Hours that a link is good for with which staff choose what they sign in with.
pub const SET_UP_LINK_HOURS: i64 = 72;
/// Tries to sign in to one name from devices that never signed in to it, in an hour.
pub const TRIES_PER_HOUR_PER_NAME: u32 = 10;
/// Tries to sign in from one device that signed in to this account before, in an hour.
pub const TRIES_PER_HOUR_PER_DEVICE: u32 = 20;
/// Tries to sign in from one network address with devices that are not known, in an hour.
pub const TRIES_PER_HOUR_PER_NETWORK: u32 = 60;
/// Links to reset what opens an account that are sent in an hour for one sign-in name. The last one sent stays good.
pub const RESETS_SENT_PER_HOUR_PER_NAME: u32 = 3;
/// Seconds that a passphrase waits for its turn to be hashed.
pub const SLOW_HASH_WAIT_SECONDS_MAX: u64 = 8;
/// Minutes in which a passkey must answer.
pub const CHALLENGE_MINUTES: i64 = 60;
/// Accounts that one device is known to.
pub const KNOWN_ACCOUNTS_MAX: usize = 4;
/// Days that a device stays known.
pub const KNOWN_DEVICE_DAYS: u32 = 180;
/// Recovery codes that are given at once.
pub const RECOVERY_CODES: usize = 8;
/// Days that a practice's start code is good for.
pub const START_CODE_DAYS: i64 = 14;
/// Accounts that can be begun with one appointment's link in an hour: so many that nobody meets it but who wants to fill
/// the records, and it tells a partner who has the same link nothing.
pub const BEGINNINGS_PER_HOUR_PER_BOOKING: u32 = 20;
/// Passkeys of one account.
pub const PASSKEYS_MAX: usize = 10;
/// Proxies, or ranges of them, that the practice may trust.
pub const TRUSTED_PROXIES_MAX: usize = 100;
/// Faults that one reading of the practice's file reports.
pub const FAULTS_MAX: usize = 200;
/// Seconds that handing one letter to the mail server may take, connecting included. A server that looks into letters
/// takes its time; cut off too early, it would be given the same letter again and again.
pub const MAIL_SEND_SECONDS_MAX: u64 = 60;
/// Seconds that writing one letter into a folder may take.
pub const MAIL_WRITE_SECONDS_MAX: u64 = 5;
/// Milliseconds that saying goodbye to the mail server may take.
pub const MAIL_GOODBYE_MILLISECONDS_MAX: u64 = 300;
/// Messages that a node takes out of the outbox at once.
pub const MAIL_BATCH: u32 = 4;
/// Seconds that writing down what came of a message may take.
pub const MAIL_SETTLE_SECONDS_MAX: u64 = 5;
/// Attempts at writing down what came of a message.
pub const MAIL_FINISH_ATTEMPTS_MAX: u32 = 5;
/// Milliseconds between two looks into the outbox when nothing wakes the node earlier.
pub const MAIL_POLL_MILLISECONDS: u64 = 1000;
/// Seconds until the first new attempt at a message; each further one waits twice as long.
pub const MAIL_RETRY_SECONDS_MIN: i64 = 60;
/// Seconds between two attempts at a message at most.
pub const MAIL_RETRY_SECONDS_MAX: i64 = 900;
/// Attempts at a message until it is given up: about three days' worth.
pub const MAIL_ATTEMPTS_MAX: u32 = 290;
/// Milliseconds that the message in hand is given to leave when the server stops.
pub const MAIL_STOP_MILLISECONDS: u64 = 500;
/// Seconds between two sweeps of lapsed holds and expired keys.
pub const SWEEP_SECONDS: u64 = 30;
/// Fields in one form.
pub const FORM_FIELDS_MAX: usize = 40;
/// Seconds that a reader or writer waits for the database to take it on.
pub const DATABASE_WAIT_SECONDS_MAX: u64 = 2;
/// Seconds that a transaction lasts at most: other nodes rely on less than five.
pub const TRANSACTION_SECONDS_MAX: u64 = 4;
/// How often a transaction is tried when others are in its way.
pub const TRANSACTION_TRIES_MAX: u32 = 5;
/// Connections that one node reads with.
pub const READ_CONNECTIONS_MAX: usize = 4;
/// Connections that one node writes to PostgreSQL with.
pub const WRITE_CONNECTIONS_MAX: usize = 16;
/// Seconds that a change waits for one of those connections: at a rush, a late answer is kinder than none. With the
/// transaction itself it stays below the time that an answer may take.
pub const WRITE_QUEUE_SECONDS_MAX: u64 = 8;
/// Changes that wait to be written to SQLite.
pub const WRITE_QUEUE_MAX: usize = 1024;
/// Changes that one commit makes lasting on SQLite.
pub const WRITE_GROUP_MAX: usize = 64;
/// Statements that a connection keeps prepared.
pub const PREPARED_STATEMENTS_MAX: usize = 64;
/// Statements that are sent to PostgreSQL without waiting for each one's answer.
pub const STATEMENTS_SENT_TOGETHER_MAX: usize = 16;
/// Days on either side of a time that a transaction loads of a diary: limits count civil weeks.
pub const DIARY_DAYS_NEAR: i64 = 8;
/// Messages that one booking calls for at once.
pub const MESSAGES_AT_ONCE_MAX: usize = 8;
/// Rows of each kind that one sweep ends or deletes.
pub const SWEEP_ROWS_MAX: u32 = 500;
/// Days after which a message to a person that was sent or dropped is deleted. What is kept says when somebody wrote or
/// changed something, so it is kept for faults to be looked into and no longer.
pub const PERSON_MESSAGE_DAYS: i64 = 30;
/// Hours that the row of a lapsed hold is kept.
pub const LAPSED_HOLD_HOURS: i64 = 24;
/// Files in a practice's own folder of texts.
pub const CONTENT_FILES_MAX: usize = 200;
/// Bytes of one text.
pub const CONTENT_FILE_BYTES_MAX: u64 = 256 * 1024;
/// Seconds between two looks at a practice's own folder of texts.
pub const CONTENT_LOOK_SECONDS: i64 = 2;
/// Characters of a folder's name in settings.
pub const PATH_CHARACTERS_MAX: usize = 500;
/// Changes of diaries that a node remembers until somebody asks for the diaries.
pub const DIARY_CHANGES_MAX: usize = 4096;
/// Connections that one node answers at once, where the system lets it have as many files open: each page of a live talk
/// holds one.
pub const CONNECTIONS_MAX: usize = 4_000;
/// Files that a node has open beside them.
pub const FILES_BESIDE_CONNECTIONS: usize = 124;
/// Seconds that a client may take to say what it asks for, and that a connection may stay open without a question.
pub const REQUEST_HEAD_SECONDS_MAX: u64 = 20;
/// Seconds that one answer may take.
pub const ANSWER_SECONDS_MAX: u64 = 15;
/// Seconds that answers under way are waited for when the server stops.
pub const DRAIN_SECONDS_MAX: u64 = 10;
/// Network addresses that a node remembers before it forgets those that have been quiet.
pub const ADDRESSES_KEPT_MAX: usize = 50_000;
/// Questions in a screening at most, so that one form and one kept text hold them all.
pub const SCREENING_QUESTIONS_MAX: usize = 24;
/// Characters in a question of a screening.
pub const SCREENING_TEXT_CHARACTERS_MAX: usize = 250;
/// Characters in one of its choices.
pub const SCREENING_CHOICE_CHARACTERS_MAX: usize = 100;
/// Choices that one question of a screening offers at most.
pub const SCREENING_CHOICES_MAX: usize = 10;
/// Working days of the practice until a clinician has looked at answers that raise a concern.
pub const SCREENING_CONCERN_DUE_DAYS: usize = 1;
/// Working days of the practice until a clinician has looked at any other answers.
pub const SCREENING_DUE_DAYS: usize = 5;
/// Minutes before a delivery hour at which what was shared can still come with it: time to think again.
pub const DELIVERY_LEAD_MINUTES: i64 = 30;
/// One shared item in so many comes later than it could.
pub const DELIVERY_LATER_ONE_IN: u64 = 5;
/// Days that it comes later at most.
pub const DELIVERY_LATER_DAYS_MAX: u64 = 6;
/// Characters in one part of what a person writes: some eight pages.
pub const WRITING_CHARACTERS_MAX: usize = 20_000;
/// Bytes in the body of a request that brings what a person writes: six parts of an account, each as long as it may be, in
/// the longest encoding that a form has.
pub const WRITING_BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Days ahead that the day may lie on which a partner is told that the other left.
pub const LEAVING_TOLD_DAYS_MAX: i64 = 30;
/// Days that a code which links two partners can be used.
pub const INVITATION_DAYS: i64 = 7;
/// Codes of a couple that one person may try in an hour.
pub const LINK_TRIES_PER_HOUR: u32 = 10;
/// Couples that one item may be shared in, over the years.
pub const COPIES_PER_ITEM_MAX: usize = 20;
/// Accounts that one person offers in one couple at once, so that nobody meets a wall of them.
pub const ACCOUNTS_OFFERED_MAX: usize = 10;
/// Items that one person may keep.
pub const ITEMS_PER_PERSON_MAX: u32 = 5_000;
/// Items of one person that a page lists.
pub const ITEMS_LISTED_MAX: u32 = 500;
/// Check-ins that are drawn and listed: two years of weeks.
pub const CHECK_INS_SHOWN_MAX: u32 = 110;
/// Seconds between two looks for audit rows that no seal covers yet.
pub const AUDIT_SEAL_SECONDS: u64 = 10;
/// Seconds that an audit row waits before it is sealed, at least: longer than any transaction, so that all rows of its
/// time are there.
pub const AUDIT_SETTLE_SECONDS: i64 = 6;
/// Milliseconds until the note of a look is on the disk, from when the look was answered: what a machine that loses its power
/// may lose of the notes, and of nothing else. PostgreSQL has a setting of its own, `wal_writer_delay`.
pub const AUDIT_DISK_MILLISECONDS_MAX: u64 = 500;
/// Audit rows that one seal covers at most.
pub const AUDIT_SEAL_ROWS_MAX: u32 = 250;
/// Lines of each kind that a person's own list of openings holds, so that lists, which are opened daily, take no room from
/// what was written.
pub const AUDIT_LIST_MAX: u32 = 200;
/// Audit rows that one page of the owner's lists.
pub const AUDIT_PAGE_ROWS_MAX: u32 = 50;
/// Audit seals that are verified at once.
pub const AUDIT_VERIFY_SEALS: u32 = 100;
/// Hours that a link which proves an address is good for, from when it is sent; one that could not leave for so long is
/// not sent any more.
pub const VERIFY_LINK_HOURS: i64 = 24;
/// Hours that a link which begins a reset is good for, from when it is sent.
pub const RESET_LINK_HOURS: i64 = 1;
/// Hours that a message with such a link may wait for safe hours, each day of which comes within a day.
pub const RESET_ASKED_HOURS: i64 = 25;
/// Hours after which a test message that could not leave says nothing any more.
pub const TEST_MESSAGE_HOURS: i64 = 1;
/// Hours after which a reminder of something that was due is not sent any more.
pub const REMINDER_HOURS: i64 = 12;
/// Reminders that a node looks at together.
pub const REMINDER_BATCH: u32 = 100;
/// Seconds until a node looks for what is due again, unless something is due sooner.
pub const REMINDER_LOOK_SECONDS: u64 = 20;
/// Hours after which a message that something is new, or that an account has changed, is not sent any more.
pub const NOTICE_HOURS: i64 = 72;
/// Days after somebody was told of a text until they are told of it again, where it was taken back and shared anew.
pub const SHARED_AGAIN_DAYS: i64 = 7;
/// Links to prove an address that one person may ask for in an hour.
pub const VERIFY_LINKS_PER_HOUR_PER_PERSON: u32 = 5;
/// Test messages that one person may ask for in an hour.
pub const TEST_MESSAGES_PER_HOUR_PER_PERSON: u32 = 5;
/// Bookings of one day that the desk's page lists.
pub const DESK_PAGE_BOOKINGS_MAX: u32 = 200;
/// Coming days with bookings that the desk's page leads to.
pub const DESK_PAGE_DAYS_MAX: usize = 10;
/// Coming bookings that are counted for them.
pub const DESK_PAGE_STARTS_MAX: u32 = 2000;
/// Wraps that are made anew in one transaction when the practice's key changes.
pub const REWRAP_ROWS_MAX: u32 = 100;
/// Characters in one turn of a talk: what fits a breath or two.
pub const TURN_CHARACTERS_MAX: usize = 2_000;
/// Turns of one talk.
pub const TALK_TURNS_MAX: u16 = 40;
/// Topics of one talk, those set aside included.
pub const TALK_TOPICS_MAX: u16 = 8;
/// How often the listener says back one turn. After that the floor passes, heard or not.
pub const REFLECTIONS_PER_TURN_MAX: u8 = 3;
/// Moves of one talk in all, so that no room grows without end.
pub const TALK_MOVES_MAX: u32 = 400;
/// Minutes of a cooling-off.
pub const COOLING_OFF_MINUTES: i64 = 20;
/// Hours after which a live talk that nobody ended is over.
pub const LIVE_TALK_HOURS_MAX: i64 = 24;
/// Days after which a talk by turns that nobody ended is over.
pub const TALK_BY_TURNS_DAYS_MAX: i64 = 60;
/// Minutes that a code is good for with which one talks on the other's device.
pub const ROOM_CODE_MINUTES: i64 = 15;
/// Minutes without a request after which the second person's place on the other's device is closed: longer than a cooling-off.
pub const ROOM_IDLE_MINUTES: i64 = 30;
/// Hours after which it is closed, however much it is used.
pub const ROOM_HOURS_MAX: i64 = 4;
/// Codes for a talk on one device that one person may try in an hour.
pub const ROOM_TRIES_PER_HOUR: u32 = 10;
/// Talks of one couple at once that are not over.
pub const TALKS_OPEN_MAX: usize = 10;
/// Talks that one page lists.
pub const TALKS_LISTED_MAX: usize = 100;
/// Pages of talks of one person that are told at once when something came, on all their devices.
pub const TALK_STREAMS_PER_PERSON_MAX: usize = 6;
/// Such pages of everybody on one node. The rest of its connections are for whoever else comes.
pub const TALK_STREAMS_MAX: usize = 3_000;
/// Seconds between two signs of life to such a page; it is also looked then whether its session still stands.
pub const TALK_HEARTBEAT_SECONDS: u64 = 15;
/// Characters of a text by which it is called in a list: a turn's topic, an agreement.
pub const TOPIC_WORDS_CHARACTERS: usize = 60;
/// Agreements of one couple at once that have not ended.
pub const AGREEMENTS_OPEN_MAX: usize = 30;
/// Boundaries of one couple at once that hold.
pub const BOUNDARIES_OPEN_MAX: usize = 40;
/// Things that keep coming back, of one couple at once, that are not over.
pub const CONFLICTS_OPEN_MAX: usize = 10;
/// Appreciations that one person has given in one couple and not taken back.
pub const APPRECIATIONS_GIVEN_MAX: usize = 500;
/// Appreciations of either of the two that one page shows.
pub const APPRECIATIONS_SHOWN: usize = 20;
/// Promises that an appreciation offers to cite.
pub const CITABLE_SHOWN: usize = 20;
/// Lines of one person, in one couple, that are to be talked about in a session.
pub const AGENDA_LINES_MAX: usize = 30;
/// Lines of a therapist for one couple that are to be talked about.
pub const AGENDA_NOTES_MAX: i64 = 30;
/// Lines to be talked about that the couple's plan shows, before the list has the rest.
pub const AGENDA_ON_PLAN_SHOWN: usize = 5;
/// Lines that were talked about and that one page lists.
pub const AGENDA_TALKED_SHOWN: usize = 20;
/// Lines that one person keeps of what they alone would like to bring.
pub const OWN_AGENDA_LINES_MAX: usize = 50;
/// Crossings of one boundary that one person notes.
pub const CROSSINGS_MAX: usize = 100;
/// What has ended of one kind, such as agreements, that one page lists.
pub const ENDED_LISTED_MAX: usize = 50;
/// Characters in a line of the plan: a title, a cue, a doubt.
pub const PLAN_LINE_CHARACTERS_MAX: usize = 250;
/// Characters in a text of the plan: the terms of an agreement, a need, a note.
pub const PLAN_TEXT_CHARACTERS_MAX: usize = 2_000;
/// Questions in a measure at most, and headings and texts between them: one form holds them all.
pub const MEASURE_QUESTIONS_MAX: usize = 36;
/// Characters of a question's name in a measure, of a choice's code, and of a measure's version.
pub const LINK_ID_CHARACTERS_MAX: usize = 64;
/// Characters in a question of a measure, or in a text between its questions.
pub const MEASURE_TEXT_CHARACTERS_MAX: usize = 600;
/// Characters in one of its choices.
pub const MEASURE_CHOICE_CHARACTERS_MAX: usize = 120;
/// Choices that one question of a measure offers at most.
pub const MEASURE_CHOICES_MAX: usize = 12;
/// What one answer, or a weight, may count at most, either way.
pub const MEASURE_VALUE_MAX: u32 = 10_000;
/// Characters of an answer in words.
pub const MEASURE_ANSWER_CHARACTERS_MAX: usize = 2_000;
/// Scales that are scored of one measure.
pub const MEASURE_SCALES_MAX: usize = 16;
/// Bands of one scale, such as "mild" and "moderate".
pub const MEASURE_BANDS_MAX: usize = 12;
/// Groups within groups of a measure.
pub const MEASURE_DEPTH_MAX: usize = 8;
/// Check-ins that a chart needs until it says more than "too early to tell".
pub const CHART_CHECK_INS_MIN: usize = 4;
/// Check-ins, shared with the therapist, from which on there is a signal.
pub const OFF_TRACK_CHECK_INS_MIN: usize = 4;
/// Breaches that one person states.
pub const BREACHES_PER_PERSON_MAX: usize = 20;
/// Exercises in one person's own plan.
pub const OWN_PLAN_ITEMS_MAX: usize = 60;
/// Questions that one person puts to one open check-in, so that it is no hearing.
pub const DOUBTS_PER_CHECK_IN_MAX: usize = 3;
/// Doubts that one person has written down at once.
pub const DOUBTS_PER_PERSON_MAX: usize = 50;
/// How often one doubt is asked: once, and once more after an answer.
pub const DOUBT_ROUNDS_MAX: u8 = 2;
/// Rungs on the ladder of telling.
pub const DISCLOSURE_RUNGS: u8 = 5;
/// Dates in a long-term plan.
pub const LONG_TERM_POINTS_MAX: usize = 60;
/// Years ahead that a date of it may lie.
pub const LONG_TERM_YEARS_MAX: i16 = 10;
/// Moves of one shared thing of the plan, such as an agreement with all its versions.
pub const PLAN_MOVES_MAX: u32 = 400;
/// Days ahead at most that an agreement is looked at again.
pub const REVIEW_DAYS_MAX: i32 = 366;
/// Days that a trial lasts at most: small enough to be tried.
pub const TRIAL_DAYS_MAX: i32 = 28;
/// Options that one conflict collects.
pub const CONFLICT_OPTIONS_MAX: usize = 20;
/// Days from the first to the last occurrence of a commitment at most: it is dated, and made anew.
pub const RECURRENCE_DAYS_MAX: i32 = 366;
/// Occurrences of one commitment.
pub const OCCURRENCES_MAX: u16 = 366;
/// Weeks between two occurrences of a commitment at most.
pub const RECURRENCE_WEEKS_MAX: u8 = 8;
/// Commitments of one person at once, unless the practice says otherwise: few, so that they can be kept.
pub const COMMITMENTS_ACTIVE_DEFAULT: u8 = 3;
/// What a practice may set that to at most.
pub const COMMITMENTS_ACTIVE_MAX: u8 = 10;
/// Days from today on from which the first day of a commitment is chosen.
pub const COMMITMENT_FIRST_DAYS_MAX: i32 = 60;
/// Minutes between the times of day that a commitment is offered for.
pub const COMMITMENT_STEP_MINUTES: u16 = 15;
/// Times that a page asks about at once: how each went.
pub const REPORTS_SHOWN: usize = 8;
/// Commitments that are over and listed on one page.
pub const COMMITMENTS_LISTED_MAX: usize = 30;
/// Reports of kept, partly or not below which it is too early to tell.
pub const FOLLOW_THROUGH_REPORTS_MIN: u32 = 8;
/// Days after which a report counts half as much as a new one.
pub const FOLLOW_THROUGH_HALF_LIFE_DAYS: u32 = 28;
/// Percent of the time that the range of a follow-through is meant to hold what it estimates.
pub const FOLLOW_THROUGH_LEVEL_PERCENT: u32 = 90;
/// Lines in a file of phrases for promises that watch somebody.
pub const WATCHWORD_LINES_MAX: usize = 1_000;
/// Pieces of one phrase that is looked for in a text.
pub const PHRASE_PIECES_MAX: usize = 12;
/// Gaps in one phrase: each makes looking for it several times as long.
pub const PHRASE_GAPS_MAX: usize = 3;
/// Words that a gap in a phrase leaves room for.
pub const PHRASE_GAP_WORDS_MAX: usize = 4;
/// Hints on wording for one text at once.
pub const HINTS_MAX: usize = 20;
/// Exercises that a plan proposes at first: enough to begin with, and not a wall.
pub const PLAN_PROPOSED_MAX: usize = 8;
/// Rules in a file that proposes plans, or that looks for wording.
pub const CONTENT_RULES_MAX: usize = 100;
