//! People who are signed in: a browser that keeps its cookies, and links for whoever a test needs.

use std::sync::Mutex;

use jiff::ToSpan;
use troth_domain::accounts::{LinkPurpose, Session, SessionId, Token};
use troth_domain::people::{
    AccountId, ClientZone, Contact, EmailAddress, PersonId, PersonName, Profile, Role, SafeContact, StaffId,
};
use troth_domain::practice::Slug;
use troth_server::actions::accounts::begin_with_link;
use troth_server::actions::credentials;
use troth_server::actions::sessions;
use troth_server::actions::staff::Office;
use troth_store::WriteTransaction;

use super::{Answer, Opened, TestApp};

/// A browser with its cookies.
pub struct Browser<'a> {
    app: &'a TestApp,
    cookies: Mutex<Vec<(String, String)>>,
}

impl TestApp {
    /// A browser without a cookie.
    pub fn browser(&self) -> Browser<'_> {
        Browser { app: self, cookies: Mutex::default() }
    }

    /// A new client, signed in; their clinician is the first therapist of the practice.
    pub async fn client(&self, name: &str) -> (PersonId, Browser<'_>) {
        let clinician = self.app.practice().therapists[0].slug.clone();
        self.client_of(name, &clinician).await
    }

    /// A new client of `clinician`, signed in.
    pub async fn client_of(&self, name: &str, clinician: &Slug) -> (PersonId, Browser<'_>) {
        let (person, token) = self.client_link(name, clinician).await;
        (person, self.signed_in(&token).await)
    }

    /// A new client and the link that signs them in.
    pub async fn client_link(&self, name: &str, clinician: &Slug) -> (PersonId, Token) {
        let email = EmailAddress::new("household@example.org").unwrap();
        let profile = Profile {
            name: PersonName::new(name).unwrap(),
            contact: Some(Contact::Email(email.clone())),
            safe_contact: SafeContact::default(),
            notices: true,
            verified_email: Some(email),
            time_zone: ClientZone::new("America/Denver").unwrap(),
        };
        self.client_link_as(&profile, clinician).await
    }

    /// A new client who describes themselves so, and the link that signs them in.
    pub async fn client_link_as(&self, profile: &Profile, clinician: &Slug) -> (PersonId, Token) {
        let (token, expires_at) = (Token(self.app.random_bytes()), self.app.now() + 24.hours());
        let begun = begin_with_link(&self.app, clinician, profile, token, expires_at, None).await.unwrap();
        (begun.person, token)
    }

    /// A new member of staff, signed in.
    pub async fn staff(&self, role: Role) -> (StaffId, Browser<'_>) {
        let therapist = self.app.practice().therapists[0].slug.clone();
        let therapist = (role == Role::Therapist).then_some(therapist);
        self.staff_as(role, therapist.as_ref()).await
    }

    /// A new member of staff who is `therapist` in the practice's file, signed in.
    pub async fn staff_as(&self, role: Role, therapist: Option<&Slug>) -> (StaffId, Browser<'_>) {
        let name = PersonName::new("Sam Staff").unwrap();
        let added = Office::of(&self.app).add(&name, role, therapist, LinkPurpose::DemoSignIn).await.unwrap();
        (added.id, self.signed_in(&added.token).await)
    }

    /// A browser of `person`, signed in anew, as after some days.
    pub async fn sign_in_again(&self, person: PersonId) -> Browser<'_> {
        let session = Session::begin(SessionId(self.app.random_bytes()), AccountId::Person(person), self.app.now());
        let token = Token(self.app.random_bytes());
        let kept = token;
        let written = self.app.store().write(move |transaction: &mut WriteTransaction| {
            let session = session.clone();
            Box::pin(async move { transaction.insert_session(&session, &kept, "A browser").await })
        });
        written.await.unwrap();
        let browser = self.browser();
        browser.set_cookie("__Host-troth", &data_encoding::BASE64URL_NOPAD.encode(&token.0));
        browser
    }

    /// What a person signs in with.
    pub async fn name_of(&self, person: PersonId) -> String {
        let ways = credentials::ways(&self.app, AccountId::Person(person)).await.unwrap();
        ways.account.name.reveal().to_owned()
    }

    /// Who is signed in on `browser`.
    pub async fn person_of(&self, browser: &Browser<'_>) -> PersonId {
        let token = data_encoding::BASE64URL_NOPAD.decode(browser.cookie("__Host-troth").as_bytes()).unwrap();
        let current = sessions::current(&self.app, &Token(token.try_into().unwrap())).await.unwrap().unwrap();
        match current.session.account {
            AccountId::Person(person) => person,
            AccountId::Staff(_) => panic!("a member of staff is signed in"),
        }
    }

    async fn signed_in(&self, token: &Token) -> Browser<'_> {
        let browser = self.browser();
        browser.post(&link_path(token), &[]).await.location();
        browser
    }
}

/// The page of a one-time link.
pub fn link_path(token: &Token) -> String {
    format!("/sign-in/link/{}", data_encoding::BASE64URL_NOPAD.encode(&token.0))
}

impl Browser<'_> {
    pub async fn get(&self, address: &str) -> Answer {
        let cookies = self.cookie_header();
        self.take(self.app.get_with(address, &[("cookie", &cookies), ("user-agent", AGENT)]).await)
    }

    /// Opens an answer that goes on.
    pub async fn open(&self, address: &str) -> Opened {
        self.app.open(address, &self.cookie_header()).await
    }

    /// Posts a form.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let cookies = self.cookie_header();
        self.take(self.app.post_with(address, &[("cookie", &cookies), ("user-agent", AGENT)], fields).await)
    }

    /// What a cookie holds; empty when there is none.
    pub fn cookie(&self, name: &str) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().find(|(own, _)| own == name).map_or(String::new(), |(_, value)| value.clone())
    }

    /// Puts a cookie there, as whoever meddles with one would.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        cookies.retain(|(own, _)| own != name);
        if !value.is_empty() {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    fn cookie_header(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn take(&self, answer: Answer) -> Answer {
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            for part in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
                assert!(line.split("; ").any(|own| own == part), "{part} in {line}");
            }
            assert!(!line.contains("Domain"), "{line}");
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.set_cookie(name, value);
        }
        answer
    }
}

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
