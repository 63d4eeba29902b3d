//! The program on PostgreSQL: away and back, and what can be read there.

use serde_json::json;

use super::node::{self, Node, practice_file};
use super::records::{Records, psql};
use super::{CLOCK, book, booking, mails, until};

fn start(records: &Records, more: &[&str]) -> Node {
    let address = records.address().unwrap();
    practice_file(records.folder());
    let flags = [&["--database", &address][..], &CLOCK, more].concat();
    Node::start(records.folder(), &flags)
}

/// Lets nobody in, or everybody again, and ends the connections that there are.
fn let_in(records: &Records, everybody: bool) {
    let address = records.address().unwrap();
    let (server, name) = address.rsplit_once('/').unwrap();
    let server = format!("{server}/postgres");
    psql(&server, &format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {everybody}"));
    psql(&server, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
}

#[test]
fn while_the_database_is_away_everyone_is_told_so_and_it_comes_back_by_itself() {
    let records = Records::postgres();
    let node = start(&records, &[]);
    let (status, before) = book(&node, "before", "2026-11-02T09:00:00-07:00");
    assert_eq!(status, 201, "{before}");
    let path = before["manage_url"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned();
    let html = ["accept: text/html"];
    let form = ["content-type: application/x-www-form-urlencoded"];
    let_in(&records, false);
    assert_eq!(node.send("GET", "/livez", &[], "").0, 200);
    assert_eq!(node.send("GET", "/readyz", &[], "").0, 503);
    for (method, address, headers) in [
        ("GET", "/book".to_owned(), &html),
        ("GET", path.clone(), &html),
        ("POST", format!("{path}/cancellation"), &form),
    ] {
        let (status, page) = node.send(method, &address, headers, "");
        assert_eq!(status, 503, "{method} {address}: {page}");
        assert!(page.contains("We cannot reach our appointment book right now"), "{page}");
        assert!(page.contains("801-555-0100"), "the page says whom to call: {page}");
    }
    let signed_in = format!("cookie: __Host-troth={}", "A".repeat(43));
    let headers = [form[0], signed_in.as_str()];
    let (status, page) = node.send("POST", "/home/write/new/journal", &headers, "part-entry=Written+for+an+hour.");
    assert_eq!(status, 503, "{page}");
    assert!(page.contains("What you typed is still here") && page.contains("Written for an hour."), "{page}");
    let (status, page) = node.send("POST", "/plan/check-in", &headers, "content=mostly&weighed=skip");
    assert_eq!(status, 503, "{page}");
    assert!(page.contains("What you typed is still here") && page.contains("value=\"mostly\" checked"), "{page}");
    let (status, problem) = book(&node, "during", "2026-11-02T10:00:00-07:00");
    assert_eq!((status, problem["type"].as_str()), (503, Some("/problems/away")), "{problem}");
    let (headers, body) = booking("during", "2026-11-02T10:00:00-07:00");
    let (status, search) = node.send("GET", "/api/v1/openings?offering=consult", &[&headers[0]], "");
    assert_eq!(status, 503, "{search}");
    let_in(&records, true);
    until("it is ready again", || node.send("GET", "/readyz", &[], "").0 == 200);
    let (status, after) = node.send("POST", "/api/v1/bookings", &[&headers[0], &headers[1]], &body);
    assert_eq!(status, 201, "nothing was kept of the one that was refused: {after}");
    assert_eq!(book(&node, "before", "2026-11-02T09:00:00-07:00"), (201, before));
    until("all six messages are there", || mails(records.folder()).len() >= 6);
    node.terminate();
    assert_eq!(mails(records.folder()).len(), 6);
}

#[test]
fn nothing_personal_is_readable_in_tables_logs_or_metrics() {
    let records = Records::postgres();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let node = start(&records, &["--metrics-listen", &free]);
    let (_, answer) = book(&node, "one", "2026-11-02T09:00:00-07:00");
    let path = answer["manage_url"].as_str().unwrap().strip_prefix("http://localhost:8080").unwrap();
    let json = ["content-type: application/json", "accept: application/json"];
    let reason = json!({ "reason": "Canary of reasons" }).to_string();
    assert_eq!(node.send("POST", &format!("{path}/cancellation"), &json, &reason).0, 200);
    until("messages are sent", || node.log().contains("sent a message"));
    let (_, metrics) = node::request(&free, "GET", "/metrics", &[], "");
    let address = records.address().unwrap();
    let tables = psql(&address, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    let read = |table: &str| (table.to_owned(), psql(&address, &format!("SELECT * FROM {table}")));
    let mut everything: Vec<(String, String)> = tables.lines().map(read).collect();
    everything.extend([("log".to_owned(), node.log()), ("metrics".to_owned(), metrics)]);
    assert!(everything.iter().any(|(name, text)| name == "booking" && text.contains("consult")), "it is looked into");
    let token = path.rsplit('/').next().unwrap().to_lowercase();
    for (name, text) in everything {
        let text = text.to_lowercase();
        for canary in ["quagga", "canary", &token] {
            // Bytes are written in hexadecimal.
            let bytes: String = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!text.contains(canary) && !text.contains(&bytes), "{canary} can be read in {name}");
        }
    }
}
