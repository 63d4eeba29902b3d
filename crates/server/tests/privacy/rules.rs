//! Who gets in where.

use crate::cast::{Cast, Player};
use crate::matrix::Outcome;

/// Who gets in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// Everybody, and nobody gets anything else than a stranger gets. Also tokens that are not guessable: a made-up one
    /// opens nothing, whoever asks.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Any client.
    Person,
    /// Whoever wrote the item, here Ana.
    Author,
    /// Any client is answered, as at an item that was never there; only whoever wrote it changes anything.
    OwnAlone,
    /// Whoever an item came to, here Bo.
    Received,
    /// Whoever an account is offered to, while they are a couple as far as they know: here Bo.
    Offered,
    /// Both of the two whose talk, promise, agreement, boundary or conflict it is, while they are a couple as far as they know, and after they were told that it is
    /// over: here Bo, and Ana until she leaves.
    Talkers,
    /// The same for a talk on one device, which their leaving ends and leaves on the other's page.
    DeviceTalkers,
    /// A page of talks on one device, asked for a talk by turns: nobody.
    NoDevice,
    /// Of these two only the one whose promise or appreciation it is: here Ana, until she leaves.
    Promiser,
    /// Any therapist.
    Therapist,
    /// The therapist named to the person, here Ana.
    OwnTherapist,
    /// The same, for the couple that she is in.
    CouplesTherapist,
    /// The same, for an item that she showed.
    ShownItem,
    /// An exercise for two that the therapist opened and that shows: Ana and Bo, each as long as they are linked as far as
    /// they know and joint work is open.
    OpenedExercise,
    /// One that was opened and does not show yet, and one that never was: nobody.
    HiddenExercise(&'static str),
    /// Nobody gets what only its author may have: an item that Ana keeps to herself, asked for as one that was shown.
    HiddenItem,
    /// The front desk.
    Desk,
    /// The owner.
    Owner,
}

impl Rule {
    /// What becomes of a request; `None` where it is what a stranger gets.
    pub fn outcome(self, player: Player, cast: &Cast) -> Option<Outcome> {
        let gets_in = match self {
            Self::Public => return None,
            _ if player.is_stranger() => return Some(Outcome::SignIn),
            Self::SignedIn => true,
            Self::Person | Self::OwnAlone => player.is_person(),
            Self::Author => player == Player::Ana,
            Self::Received => player == Player::Bo && cast.has_come(),
            Self::Offered => player == Player::Bo && cast.is_offered(),
            Self::OpenedExercise => cast.sees_joint_work(player),
            Self::Talkers => {
                cast.talk.is_some() && (player == Player::Bo || (player == Player::Ana && cast.has_anas_link()))
            }
            Self::DeviceTalkers => {
                cast.device_talk.is_some() && (player == Player::Bo || (player == Player::Ana && cast.has_anas_link()))
            }
            Self::Promiser => cast.commitment.is_some() && player == Player::Ana && cast.has_anas_link(),
            Self::Therapist => matches!(player, Player::Therapist | Player::OtherTherapist),
            Self::OwnTherapist | Self::ShownItem => player == Player::Therapist,
            Self::CouplesTherapist => player == Player::Therapist && cast.couple.is_some(),
            Self::Desk => player == Player::Desk,
            Self::Owner => player == Player::Owner,
            Self::HiddenItem | Self::HiddenExercise(_) | Self::NoDevice => false,
        };
        Some(if gets_in { Outcome::In } else { Outcome::Nothing })
    }
}

/// Exercises for two: one that was opened long ago, one that was opened a moment ago, and one that never was.
pub const OPENED: &str = "words-that-mend";
pub const NOT_YET: &str = "say-it-back";
pub const NEVER: &str = "a-small-trial";

/// Routes that are asked again, for something else.
pub const AGAIN: &[(&str, &str, Rule)] = &[
    ("GET", "/caseload/people/{person}/items/{item}", Rule::HiddenItem),
    ("GET", "/plan/exercises/{exercise}", Rule::OpenedExercise),
    ("GET", "/plan/exercises/{exercise}", Rule::HiddenExercise(NOT_YET)),
    ("GET", "/plan/exercises/{exercise}", Rule::HiddenExercise(NEVER)),
    // A talk by turns has no place on another's device.
    ("GET", "/plan/talks/{talk}/code", Rule::NoDevice),
    ("GET", "/plan/talks/{talk}/together", Rule::NoDevice),
    // What two do together is not written down by one.
    ("POST", "/plan/exercises/{exercise}", Rule::HiddenExercise(OPENED)),
    ("POST", "/plan/exercises/{exercise}", Rule::HiddenExercise(NOT_YET)),
];

/// Every route of the pages. What programs get stands in the interface's own description, and needs no account.
pub const TABLE: &[(&str, &str, Rule)] = &[
    ("GET", "/", Rule::Public),
    ("GET", "/account/start", Rule::Public),
    ("POST", "/account/start", Rule::Public),
    ("GET", "/assets/{name}", Rule::Public),
    ("GET", "/book", Rule::Public),
    ("POST", "/book/hold/{hold}/renewal", Rule::Public),
    ("GET", "/book/{offering}", Rule::Public),
    ("POST", "/book/{offering}", Rule::Public),
    ("GET", "/book/{offering}/details", Rule::Public),
    ("POST", "/book/{offering}/hold", Rule::Public),
    ("GET", "/caseload", Rule::Therapist),
    ("GET", "/caseload/couples/{couple}", Rule::CouplesTherapist),
    ("POST", "/caseload/couples/{couple}/closing", Rule::CouplesTherapist),
    ("POST", "/caseload/couples/{couple}/exercises", Rule::CouplesTherapist),
    ("POST", "/caseload/couples/{couple}/opening", Rule::CouplesTherapist),
    ("POST", "/caseload/couples/{couple}/pauses", Rule::CouplesTherapist),
    ("POST", "/caseload/couples/{couple}/releases", Rule::CouplesTherapist),
    ("GET", "/caseload/people/{person}", Rule::OwnTherapist),
    // Answered alike whether or not such a client waits, and changes nothing unless it is one's own.
    ("POST", "/caseload/people/{person}/call", Rule::Therapist),
    ("GET", "/caseload/people/{person}/clinician", Rule::OwnTherapist),
    ("POST", "/caseload/people/{person}/clinician", Rule::OwnTherapist),
    ("POST", "/caseload/people/{person}/forgiveness-release", Rule::OwnTherapist),
    ("POST", "/caseload/people/{person}/exercises", Rule::OwnTherapist),
    ("GET", "/caseload/people/{person}/items/{item}", Rule::ShownItem),
    // Only answers to a screening can be looked at so; Ana's item is a journal.
    ("POST", "/caseload/people/{person}/items/{item}/look", Rule::HiddenItem),
    // Ana shows hers; that one which is not shown is found by nobody, a journey asks.
    ("GET", "/caseload/people/{person}/plan", Rule::OwnTherapist),
    ("GET", "/caseload/people/{person}/start-code", Rule::OwnTherapist),
    ("POST", "/caseload/people/{person}/start-code", Rule::OwnTherapist),
    ("GET", "/caseload/start-codes", Rule::Therapist),
    ("POST", "/caseload/start-codes", Rule::Therapist),
    ("GET", "/desk", Rule::Desk),
    ("POST", "/desk/calls/{person}", Rule::Desk),
    ("GET", "/desk/start-codes", Rule::Desk),
    ("POST", "/desk/start-codes", Rule::Desk),
    ("GET", "/favicon.ico", Rule::Public),
    ("GET", "/gallery", Rule::Public),
    ("GET", "/gallery/{component}/{sample}", Rule::Public),
    ("GET", "/guide", Rule::Public),
    ("GET", "/guide/exercises/{exercise}", Rule::Public),
    ("GET", "/guide/{page}", Rule::Public),
    ("GET", "/help-now", Rule::Public),
    ("GET", "/home", Rule::Person),
    ("GET", "/home/call", Rule::Person),
    ("POST", "/home/call", Rule::Person),
    ("GET", "/home/couple", Rule::Person),
    ("GET", "/home/couple/code", Rule::Person),
    ("POST", "/home/couple/code", Rule::Person),
    ("POST", "/home/couple/code/withdrawal", Rule::Person),
    ("GET", "/home/couple/leave", Rule::Person),
    ("POST", "/home/couple/leave", Rule::Person),
    ("GET", "/home/couple/link", Rule::Person),
    ("POST", "/home/couple/link", Rule::Person),
    ("GET", "/home/offers/{offer}", Rule::Offered),
    ("POST", "/home/offers/{offer}", Rule::Offered),
    ("GET", "/home/policy", Rule::Person),
    ("POST", "/home/policy", Rule::Person),
    ("GET", "/home/received", Rule::Person),
    ("GET", "/home/received/{item}", Rule::Received),
    ("GET", "/home/rest", Rule::Person),
    ("POST", "/home/rest", Rule::Person),
    ("GET", "/home/write", Rule::Person),
    ("GET", "/home/write/new/{kind}", Rule::Person),
    ("POST", "/home/write/new/{kind}", Rule::Person),
    ("GET", "/home/write/{item}", Rule::Author),
    ("GET", "/home/write/{item}/audience", Rule::Author),
    ("POST", "/home/write/{item}/audience", Rule::OwnAlone),
    ("GET", "/home/write/{item}/audience/preview", Rule::Author),
    ("GET", "/home/write/{item}/deletion", Rule::Author),
    ("POST", "/home/write/{item}/deletion", Rule::OwnAlone),
    ("GET", "/home/write/{item}/text", Rule::Author),
    ("POST", "/home/write/{item}/text", Rule::Author),
    ("POST", "/home/write/{item}/withdrawal", Rule::OwnAlone),
    ("GET", "/livez", Rule::Public),
    ("GET", "/manage/{token}", Rule::Public),
    ("GET", "/manage/{token}/account", Rule::Public),
    ("POST", "/manage/{token}/account", Rule::Public),
    ("GET", "/manage/{token}/appointment.ics", Rule::Public),
    ("GET", "/manage/{token}/cancellation", Rule::Public),
    ("POST", "/manage/{token}/cancellation", Rule::Public),
    ("GET", "/manage/{token}/move", Rule::Public),
    ("POST", "/manage/{token}/move", Rule::Public),
    ("GET", "/plan", Rule::Person),
    ("GET", "/plan/agreements", Rule::Person),
    ("GET", "/plan/agreements/new", Rule::Person),
    ("POST", "/plan/agreements/new", Rule::Person),
    ("GET", "/plan/agreements/{agreement}", Rule::Talkers),
    ("POST", "/plan/agreements/{agreement}", Rule::Talkers),
    ("GET", "/plan/appreciations", Rule::Person),
    ("GET", "/plan/appreciations/new", Rule::Person),
    ("POST", "/plan/appreciations/new", Rule::Person),
    ("POST", "/plan/appreciations/{appreciation}/withdrawal", Rule::Promiser),
    ("GET", "/plan/boundaries", Rule::Person),
    ("GET", "/plan/boundaries/new", Rule::Person),
    ("POST", "/plan/boundaries/new", Rule::Person),
    ("GET", "/plan/boundaries/{boundary}", Rule::Talkers),
    ("POST", "/plan/boundaries/{boundary}", Rule::Talkers),
    ("GET", "/plan/check-in", Rule::Person),
    ("POST", "/plan/check-in", Rule::Person),
    ("GET", "/plan/closeness", Rule::Person),
    ("POST", "/plan/closeness", Rule::Person),
    ("GET", "/plan/commitments", Rule::Person),
    ("GET", "/plan/commitments/new", Rule::Person),
    ("POST", "/plan/commitments/new", Rule::Person),
    ("GET", "/plan/commitments/over", Rule::Person),
    ("GET", "/plan/commitments/{commitment}", Rule::Talkers),
    ("POST", "/plan/commitments/{commitment}", Rule::Talkers),
    ("GET", "/plan/commitments/{commitment}/repair", Rule::Promiser),
    ("POST", "/plan/commitments/{commitment}/repair", Rule::Promiser),
    ("POST", "/plan/commitments/{commitment}/reports", Rule::Talkers),
    ("GET", "/plan/conflicts", Rule::Person),
    ("GET", "/plan/conflicts/new", Rule::Person),
    ("POST", "/plan/conflicts/new", Rule::Person),
    ("GET", "/plan/conflicts/{conflict}", Rule::Talkers),
    ("POST", "/plan/conflicts/{conflict}", Rule::Talkers),
    ("GET", "/plan/doubts", Rule::Person),
    ("GET", "/plan/doubts/new", Rule::Person),
    ("POST", "/plan/doubts/new", Rule::Person),
    ("GET", "/plan/doubts/times", Rule::Person),
    ("POST", "/plan/doubts/times", Rule::Person),
    ("GET", "/plan/doubts/{doubt}", Rule::Author),
    ("POST", "/plan/doubts/{doubt}", Rule::Author),
    ("GET", "/plan/exercises/{exercise}", Rule::Person),
    ("POST", "/plan/exercises/{exercise}", Rule::Person),
    ("GET", "/plan/forgiveness", Rule::Person),
    ("POST", "/plan/forgiveness/amends", Rule::Person),
    ("POST", "/plan/forgiveness/amends/withdrawal", Rule::Person),
    ("GET", "/plan/letters", Rule::Person),
    ("GET", "/plan/long-term", Rule::Person),
    ("POST", "/plan/long-term", Rule::Person),
    // A day of which one's own plan has nothing leads to the plan.
    ("GET", "/plan/long-term/{day}", Rule::Person),
    ("POST", "/plan/long-term/{day}", Rule::Person),
    ("GET", "/plan/obstacles/{obstacle}", Rule::Person),
    ("POST", "/plan/own", Rule::Person),
    ("GET", "/plan/setbacks", Rule::Person),
    ("GET", "/plan/setbacks/deletion", Rule::Person),
    ("POST", "/plan/setbacks/deletion", Rule::Person),
    ("GET", "/plan/setbacks/text", Rule::Person),
    ("POST", "/plan/setbacks/text", Rule::Person),
    ("POST", "/plan/setbacks/use", Rule::Person),
    ("GET", "/plan/start", Rule::Person),
    ("GET", "/plan/start/deletion", Rule::Person),
    ("POST", "/plan/start/deletion", Rule::Person),
    ("POST", "/plan/start/proposal", Rule::Person),
    ("GET", "/plan/start/{question}", Rule::Person),
    ("POST", "/plan/start/{question}", Rule::Person),
    ("GET", "/plan/steps/{step}", Rule::Person),
    ("GET", "/plan/talks", Rule::Person),
    ("GET", "/plan/talks/ended", Rule::Person),
    ("GET", "/plan/talks/new", Rule::Person),
    ("POST", "/plan/talks/new", Rule::Person),
    ("GET", "/plan/talks/{talk}", Rule::Talkers),
    ("POST", "/plan/talks/{talk}", Rule::Talkers),
    ("GET", "/plan/talks/{talk}/code", Rule::DeviceTalkers),
    ("POST", "/plan/talks/{talk}/code", Rule::DeviceTalkers),
    ("POST", "/plan/talks/{talk}/code/end", Rule::DeviceTalkers),
    ("POST", "/plan/talks/{talk}/draft", Rule::Talkers),
    ("GET", "/plan/talks/{talk}/events", Rule::Talkers),
    ("GET", "/plan/talks/{talk}/part", Rule::Talkers),
    ("GET", "/plan/talks/{talk}/together", Rule::DeviceTalkers),
    ("POST", "/plan/talks/{talk}/together", Rule::DeviceTalkers),
    ("POST", "/plan/talks/{talk}/together/code", Rule::DeviceTalkers),
    ("POST", "/plan/talks/{talk}/together/return", Rule::DeviceTalkers),
    ("GET", "/plan/telling", Rule::Person),
    ("POST", "/plan/telling", Rule::Person),
    ("GET", "/plan/therapist", Rule::Person),
    ("POST", "/plan/therapist", Rule::Person),
    ("GET", "/plan/weeks", Rule::Person),
    ("GET", "/readyz", Rule::Public),
    ("GET", "/reset/{token}", Rule::Public),
    ("POST", "/reset/{token}", Rule::Public),
    ("GET", "/robots.txt", Rule::Public),
    ("GET", "/safety", Rule::Person),
    ("POST", "/safety/answers", Rule::Person),
    ("GET", "/safety/questions", Rule::Person),
    ("GET", "/safety/after", Rule::Person),
    ("GET", "/settings", Rule::SignedIn),
    ("GET", "/settings/access-log", Rule::Person),
    ("GET", "/settings/audit", Rule::Owner),
    ("GET", "/settings/confirm", Rule::SignedIn),
    ("POST", "/settings/confirm", Rule::SignedIn),
    ("GET", "/settings/contact", Rule::Person),
    ("POST", "/settings/contact", Rule::Person),
    ("POST", "/settings/contact/test-message", Rule::Person),
    ("POST", "/settings/contact/verification", Rule::Person),
    ("GET", "/settings/erase", Rule::Person),
    ("POST", "/settings/erase", Rule::Person),
    ("GET", "/settings/passkeys", Rule::SignedIn),
    ("POST", "/settings/passkeys", Rule::SignedIn),
    ("POST", "/settings/passkeys/{id}/removal", Rule::SignedIn),
    ("GET", "/settings/passphrase", Rule::SignedIn),
    ("POST", "/settings/passphrase", Rule::SignedIn),
    ("GET", "/settings/recovery-codes", Rule::SignedIn),
    ("POST", "/settings/recovery-codes", Rule::SignedIn),
    ("GET", "/settings/sessions", Rule::SignedIn),
    ("POST", "/settings/sessions/others/end", Rule::SignedIn),
    ("POST", "/settings/sessions/rooms/end", Rule::Person),
    ("POST", "/settings/sessions/{id}/end", Rule::SignedIn),
    ("GET", "/settings/staff", Rule::Owner),
    ("POST", "/settings/staff/hand-over", Rule::Owner),
    ("GET", "/settings/staff/new", Rule::Owner),
    ("POST", "/settings/staff/new", Rule::Owner),
    ("GET", "/settings/staff/{staff}", Rule::Owner),
    ("POST", "/settings/staff/{staff}/leaving", Rule::Owner),
    ("POST", "/settings/staff/{staff}/reset", Rule::Owner),
    ("POST", "/settings/staff/{staff}/role", Rule::Owner),
    ("GET", "/settings/take-with-you", Rule::Person),
    ("POST", "/settings/take-with-you", Rule::Person),
    ("GET", "/sign-in", Rule::Public),
    ("POST", "/sign-in", Rule::Public),
    ("GET", "/sign-in/forgotten", Rule::Public),
    ("POST", "/sign-in/forgotten", Rule::Public),
    ("GET", "/sign-in/link/{token}", Rule::Public),
    ("POST", "/sign-in/link/{token}", Rule::Public),
    ("POST", "/sign-in/passkey", Rule::Public),
    ("GET", "/sign-in/staff", Rule::Public),
    ("POST", "/sign-in/staff", Rule::Public),
    ("POST", "/sign-out", Rule::Public),
    ("GET", "/sitemap.xml", Rule::Public),
    ("GET", "/therapists", Rule::Public),
    ("GET", "/verify-address/{token}", Rule::Public),
    ("POST", "/verify-address/{token}", Rule::Public),
];
