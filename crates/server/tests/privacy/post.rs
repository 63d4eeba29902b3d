//! Mail in a world: the real outbox, which runs at each moment at which something is due, and all that it sends.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use troth_domain::people::{ClientZone, Contact, EmailAddress, PersonId, PersonName, Profile, SafeContact};
use troth_domain::practice::{CivilMinute, CivilWindow};
use troth_server::actions::{person, reminders};
use troth_server::app::App;
use troth_server::jobs::Outbox;
use troth_server::mail::{Carrier, Mailer, Taker};

use crate::support::TestApp;

/// A letter that left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sent {
    to: String,
    at: Timestamp,
    /// All of it, headers and text.
    text: String,
}

/// What a world sends.
pub struct Post {
    outbox: Outbox,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Post {
    pub fn of(app: &App) -> Self {
        let sent = Arc::<Mutex<Vec<Sent>>>::default();
        let (kept, clock) = (Arc::clone(&sent), app.clock().clone());
        let taker = Taker::new(move |letter| {
            let to = letter.envelope.to().iter().map(ToString::to_string).collect();
            let text = String::from_utf8(letter.bytes.clone()).unwrap();
            kept.lock().unwrap().push(Sent { to, at: clock.now(), text });
        });
        let mailer = Mailer::by(app.mail(), Carrier::Taker(taker)).unwrap();
        Self { outbox: Outbox::new(app.clone(), mailer), sent }
    }

    /// Lets the time pass until `now`, while the outbox sends what falls due.
    pub async fn pass_until(&self, test: &TestApp, now: Timestamp) {
        let mut before = None;
        loop {
            let due = test.app.store().next_message_due().await.unwrap();
            let reminder = test.app.store().next_reminder_due().await.unwrap().filter(|at| *at <= now);
            if let Some(at) = reminder.filter(|at| due.is_none_or(|due| *at <= due)) {
                test.set(at.max(test.app.now()));
                reminders::run_due(&test.app).await.unwrap();
                continue;
            }
            let Some(due) = due.filter(|due| *due <= now) else { break };
            let mut moment = due.max(test.app.now());
            if before == Some(moment) {
                // Something has to wait for another; the outbox looks again a little later.
                moment += SignedDuration::from_mins(1);
            }
            if moment > now {
                break;
            }
            test.set(moment);
            self.outbox.send_due().await.unwrap();
            before = Some(moment);
        }
        test.set(now);
    }

    /// Takes what went to `address`, in order. What went to others is forgotten.
    pub fn take(&self, address: &str) -> Vec<Sent> {
        let mut sent = std::mem::take(&mut *self.sent.lock().unwrap());
        sent.retain(|letter| letter.to == address);
        sent
    }
}

/// Where mail for one of the couple of trace `number` goes.
pub fn address(name: &str, number: u64) -> String {
    format!("{}-{number}@example.org", name.to_lowercase())
}

/// How one of a new couple describes themselves: mail may come in hours that differ from trace to trace.
pub fn profile(name: &str, number: u64) -> Profile {
    let email = EmailAddress::new(&address(name, number)).unwrap();
    Profile {
        name: PersonName::new(&format!("{name} Example")).unwrap(),
        contact: Some(Contact::Email(email.clone())),
        safe_contact: SafeContact { hours: hours(number), ..SafeContact::default() },
        notices: true,
        verified_email: Some(email),
        time_zone: ClientZone::new(["America/Denver", "America/New_York", "Asia/Tokyo"][place(number, 3)]).unwrap(),
    }
}

/// Any hour, some hours of the morning, a few of the evening, or the middle of the night only.
fn hours(number: u64) -> Option<CivilWindow> {
    let minutes = [None, Some((600, 720)), Some((1020, 1260)), Some((60, 180))][place(number, 4)];
    let minute = |minute| CivilMinute::new(minute).unwrap();
    minutes.map(|(from, to)| CivilWindow::new(minute(from), minute(to)).unwrap())
}

fn place(number: u64, end: u64) -> usize {
    usize::try_from(number % end).unwrap()
}

/// Other safe hours; now and then no notices at all.
pub async fn describe_anew(app: &App, who: PersonId, place: usize) {
    let (_, mut profile) = person::see(app, who).await.unwrap().unwrap();
    profile.safe_contact.hours = hours(place as u64);
    profile.notices = !place.is_multiple_of(5);
    person::describe(app, who, profile).await.unwrap();
}
