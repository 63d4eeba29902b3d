use super::*;
use crate::mail::tests::samples;
use crate::mail::tests::sink::Sink;

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let sink = Sink::start().await;
    let transport = SmtpTransport::new(&sink.url).unwrap();
    transport.send(&samples::letter()).await.unwrap();
    transport.send(&samples::letter()).await.unwrap();
    transport.rest().await;
    let received = sink.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].from, "MAIL FROM:<appointments@example.org>");
    assert_eq!(received[0].to, "RCPT TO:<ana@example.org>");
    assert_eq!(received[0].data.as_bytes(), samples::letter().bytes);
    assert_eq!(sink.connections(), 1, "one connection serves several letters");
}

#[tokio::test]
async fn a_server_that_hung_up_is_called_again() {
    let sink = Sink::replying(|command| command.starts_with("NOOP").then(String::new)).await;
    let transport = SmtpTransport::new(&sink.url).unwrap();
    transport.send(&samples::letter()).await.unwrap();
    transport.send(&samples::letter()).await.unwrap();
    assert_eq!((sink.received().len(), sink.connections()), (2, 2));
}

#[tokio::test]
async fn what_a_refusal_means_depends_on_the_step() {
    let check = async |at: &'static str, reply: &'static str, lasting: bool, reason: &str| {
        let says = move |command: &str| command.starts_with(at).then(|| reply.to_owned());
        let sink = Sink::replying(says).await;
        let error = SmtpTransport::new(&sink.url).unwrap().send(&samples::letter()).await.unwrap_err();
        assert_eq!((error.lasting, error.reason), (lasting, reason), "{at}: {reply}");
        assert_eq!(error.code, reply.get(..3).and_then(|code| code.parse().ok()), "{at}: {reply}");
        assert_eq!(sink.received().is_empty(), !reply.is_empty());
    };
    check("RCPT", "550 5.1.1 <ana@example.org> unknown", true, "recipient refused").await;
    check("RCPT", "550 no such user", true, "recipient refused").await;
    check("RCPT", "554 5.7.1 <ana@example.org>: Relay access denied", false, "recipient refused").await;
    check("RCPT", "530 log in first", false, "recipient refused").await;
    check("RCPT", "450 4.2.1 greylisted", false, "recipient refused").await;
    check("MAIL", "550 5.1.8 sender unknown", false, "sender refused").await;
    check("DATA", "554 5.5.1 no", false, "letter not asked for").await;
    check(".", "552 5.3.4 too large", true, "letter refused").await;
    check(".", "451 4.3.0 try again", false, "letter refused").await;
    check(".", "", false, "letter refused").await;
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_tried_again_later() {
    let gone = Sink::start().await.url.clone();
    let error = SmtpTransport::new(&gone).unwrap().send(&samples::letter()).await.unwrap_err();
    assert!(!error.lasting, "{error:?}");
}

#[tokio::test]
async fn an_address_outside_ascii_needs_a_server_that_takes_it() {
    let mut letter = samples::letter();
    let to = "zoë@example.org".parse().unwrap();
    letter.envelope = lettre::address::Envelope::new(letter.envelope.from().cloned(), vec![to]).unwrap();
    let takes = Sink::start().await;
    SmtpTransport::new(&takes.url).unwrap().send(&letter).await.unwrap();
    assert_eq!(takes.received()[0].from, "MAIL FROM:<appointments@example.org> SMTPUTF8");
    assert_eq!(takes.received()[0].to, "RCPT TO:<zoë@example.org>");

    let refuses = Sink::replying(|command| command.starts_with("EHLO").then(|| "250 sink".to_owned())).await;
    let error = SmtpTransport::new(&refuses.url).unwrap().send(&letter).await.unwrap_err();
    assert_eq!((error.lasting, error.reason), (true, "mail server takes no such address"));
}

#[tokio::test]
async fn a_password_is_given_and_a_refused_one_loses_no_message() {
    let with_password = |url: &str| url.replace("smtp://", "smtp://ana%40example.org:p%C3%A4ss+word@");
    let sink = Sink::start().await;
    SmtpTransport::new(&with_password(&sink.url)).unwrap().send(&samples::letter()).await.unwrap();
    assert_eq!(sink.received().len(), 1);

    let refuses = |command: &str| command.starts_with("AUTH").then(|| "535 5.7.8 wrong".to_owned());
    let sink = Sink::replying(refuses).await;
    let transport = SmtpTransport::new(&with_password(&sink.url)).unwrap();
    let error = transport.send(&samples::letter()).await.unwrap_err();
    assert_eq!((error.lasting, error.reason), (false, "password refused"));
    assert!(!format!("{transport:?}").contains("word"), "no password is printed");
}

#[tokio::test]
async fn encryption_that_is_required_and_not_offered_sends_nothing() {
    let sink = Sink::start().await;
    let url = format!("{}?tls=required", sink.url);
    let error = SmtpTransport::new(&url).unwrap().send(&samples::letter()).await.unwrap_err();
    assert_eq!((error.lasting, error.reason), (false, "encryption refused"));
    let url = format!("{}?tls=opportunistic", sink.url);
    SmtpTransport::new(&url).unwrap().send(&samples::letter()).await.unwrap();
    assert_eq!(sink.received().len(), 1);
}

#[test]
fn urls_that_mean_nothing_are_refused_with_a_way_out() {
    let check = |url: &str, expected: UrlFault| {
        assert_eq!(SmtpTransport::new(url).map(|_| ()).unwrap_err(), expected, "{url}");
    };
    check("mail.example.org", UrlFault::Form);
    check("smtp:", UrlFault::Form);
    check("https://mail.example.org", UrlFault::Scheme);
    check("smtp://mail.example.org/inbox", UrlFault::Path);
    check("smtp://mail.example.org?tls=maybe", UrlFault::Query);
    check("smtps://mail.example.org?tls=required", UrlFault::Query);
    check("smtp://ana:secret@mail.example.org", UrlFault::Password);
    check("smtp://ana:secret@mail.example.org?tls=opportunistic", UrlFault::Password);
    check("smtps://ana:%FF@mail.example.org", UrlFault::Form);
    for url in [
        "smtp://mail.example.org",
        "smtp://ana:secret@[::1]:2525",
        "smtps://ana:secret@mail.example.org",
        "smtp://ana:secret@mail.example.org:2587?tls=required",
    ] {
        assert!(SmtpTransport::new(url).is_ok(), "{url}");
    }
}
