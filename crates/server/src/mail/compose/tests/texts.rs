//! Every kind of message as its reader gets it.

use troth_domain::message::{Kind, Recipient};

use super::{body, cancelled, shown};
use crate::mail::tests::samples::{self, slug};

#[test]
fn a_confirmation() {
    insta::assert_snapshot!(shown(Kind::Confirmation, Recipient::Client, &samples::client_booking()), @r"
    Message-ID: <a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5@example.org>
    Date: Wed, 28 Oct 2026 15:04:05 +0000
    From: Appointments <appointments@example.org>
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    To: ana@example.org
    Subject: Your appointment
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 7bit

    Hello,

    Your appointment is booked.

    When:      Friday, October 30, 2026
               2:30 PM to 2:45 PM, Mountain Time
    How:       We call you at the number you gave.
    Reference: 7K3MP9QT

    To see, move or cancel it, open this page:

    https://appointments.example/manage/TOKEN

    Anyone with this link can do the same, so keep it to yourself.

    This message was sent automatically.
    ");
}

#[test]
fn a_change() {
    insta::assert_snapshot!(body(&shown(Kind::Change, Recipient::Client, &samples::client_booking())), @r"
    Subject: Your appointment has a new time

    Hello,

    Your appointment has a new time. The old time no longer holds.

    When:      Friday, October 30, 2026
               2:30 PM to 2:45 PM, Mountain Time
    How:       We call you at the number you gave.
    Reference: 7K3MP9QT

    To see, move or cancel it, open this page:

    https://appointments.example/manage/TOKEN

    This message was sent automatically.
    ");
}

#[test]
fn a_cancellation() {
    insta::assert_snapshot!(body(&shown(Kind::Cancellation, Recipient::Client, &cancelled())), @r"
    Subject: Your appointment is cancelled

    Hello,

    Your appointment is cancelled. There is nothing more to do.

    It was:    Friday, October 30, 2026
               2:30 PM to 2:45 PM, Mountain Time
    Reference: 7K3MP9QT

    If you would like another time, you can choose one here:

    https://appointments.example/book

    This message was sent automatically.
    ");
}

#[test]
fn a_reminder() {
    insta::assert_snapshot!(body(&shown(Kind::Reminder, Recipient::Client, &samples::client_booking())), @r"
    Subject: A reminder of your appointment

    Hello,

    Your appointment is soon.

    When:      Friday, October 30, 2026
               2:30 PM to 2:45 PM, Mountain Time
    How:       We call you at the number you gave.
    Reference: 7K3MP9QT

    To see, move or cancel it, open this page:

    https://appointments.example/manage/TOKEN

    This message was sent automatically.
    ");
}

#[test]
fn a_notice_of_a_booking_to_the_practice() {
    insta::assert_snapshot!(shown(Kind::NoticeBooked, Recipient::Practice, &samples::client_booking()), @r"
    Message-ID: <a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5@example.org>
    Date: Wed, 28 Oct 2026 15:04:05 +0000
    From: Appointments <appointments@example.org>
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    To: desk@clinic.example
    Subject: Booked: 7K3MP9QT
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 7bit

    A new booking.

    Reference: 7K3MP9QT
    What:      Free consult about couples counseling
    When:      Friday, October 30, 2026
               2:30 PM to 2:45 PM, Mountain Time

    The list of bookings says who it is.
    ");
}

#[test]
fn a_notice_of_a_move_to_a_therapist_in_their_zone() {
    let therapist = Recipient::Therapist(slug("vega"));
    insta::assert_snapshot!(body(&shown(Kind::NoticeMoved, therapist, &samples::client_booking())), @r"
    Subject: Moved: 7K3MP9QT

    A booking has a new time.

    Reference: 7K3MP9QT
    What:      Free consult about couples counseling
    Now:       Friday, October 30, 2026
               4:30 PM to 4:45 PM, Eastern Time

    The list of bookings says who it is.
    ");
}

#[test]
fn a_notice_of_a_cancellation_and_of_a_booking_that_went_elsewhere() {
    let therapist = || Recipient::Therapist(slug("vega"));
    insta::assert_snapshot!(body(&shown(Kind::NoticeCancelled, therapist(), &cancelled())), @r"
    Subject: Cancelled: 7K3MP9QT

    This booking is cancelled.

    Reference: 7K3MP9QT
    What:      Free consult about couples counseling
    It was:    Friday, October 30, 2026
               4:30 PM to 4:45 PM, Eastern Time
    ");
    insta::assert_snapshot!(body(&shown(Kind::NoticeCancelled, therapist(), &samples::client_booking())), @r"
    Subject: No longer yours: 7K3MP9QT

    This booking has moved and is no longer with you.

    Reference: 7K3MP9QT
    What:      Free consult about couples counseling
    It was:    Friday, October 30, 2026
               4:30 PM to 4:45 PM, Eastern Time
    ");
}

#[test]
fn an_invitation() {
    let mut found = samples::client_booking();
    found.client.invitation = true;
    insta::assert_snapshot!(shown(Kind::Confirmation, Recipient::Client, &found), @r#"
    Message-ID: <a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5@example.org>
    Date: Wed, 28 Oct 2026 15:04:05 +0000
    From: Appointments <appointments@example.org>
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    To: ana@example.org
    Subject: Your appointment
    Content-Type: multipart/alternative;
     boundary="part-a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5"

    --part-a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 7bit

    Hello,

    Your appointment is booked.

    When:      Friday, October 30, 2026
               2:30 PM to 2:45 PM, Mountain Time
    How:       We call you at the number you gave.
    Reference: 7K3MP9QT

    To see, move or cancel it, open this page:

    https://appointments.example/manage/TOKEN

    Anyone with this link can do the same, so keep it to yourself.

    This message was sent automatically.

    --part-a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5
    Content-Type: text/calendar; charset=utf-8; method=REQUEST
    Content-Transfer-Encoding: 7bit

    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Appointment//EN
    CALSCALE:GREGORIAN
    METHOD:REQUEST
    BEGIN:VEVENT
    UID:1f1f1f1f-1f1f-1f1f-1f1f-1f1f1f1f1f1f
    SEQUENCE:0
    DTSTAMP:20261028T150405Z
    DTSTART:20261030T203000Z
    DTEND:20261030T204500Z
    SUMMARY:Appointment
    STATUS:CONFIRMED
    CLASS:PRIVATE
    TRANSP:OPAQUE
    ORGANIZER:mailto:appointments@example.org
    ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ana@examp
     le.org
    END:VEVENT
    END:VCALENDAR

    --part-a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5--
    "#);
    assert!(shown(Kind::Cancellation, Recipient::Client, &found).contains("method=CANCEL"));
    assert!(!shown(Kind::Reminder, Recipient::Client, &found).contains("text/calendar"));
}
