//! Files made small once, so that a slow line waits for as little as can be.

use std::io::Write;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Signs beside which a space means nothing in a stylesheet.
const CLOSED: [char; 3] = ['{', '}', ';'];

/// A stylesheet without its comments and without the space that only people need.
pub fn stylesheet(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let mut small = String::with_capacity(bare.len());
    for word in bare.split_whitespace() {
        let joins = small.ends_with(CLOSED) || small.is_empty() || word.starts_with(CLOSED);
        if !joins {
            small.push(' ');
        }
        small.push_str(word);
    }
    small
}

/// As small as gzip can make it; none where it cannot.
pub fn gzip(content: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).ok()?;
    encoder.finish().ok()
}

/// Whether whoever asks can read gzip.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let refuses = |quality: &str| matches!(quality.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
    accepted.split(',').any(|one| match one.split_once(';') {
        Some((name, quality)) => name.trim() == "gzip" && !refuses(quality),
        None => one.trim() == "gzip",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_keeps_what_it_says() {
        let text =
            "/* About. */\n@layer a {\n  .b > :first-child { margin: 0 auto; }\n\n  .c { src: url(\"x y\"); }\n}\n";
        assert_eq!(stylesheet(text), "@layer a{.b > :first-child{margin: 0 auto;}.c{src: url(\"x y\");}}");
    }

    #[test]
    fn only_who_can_read_it_is_sent_gzip() {
        let takes = |text: &str| takes_gzip(&HeaderMap::from_iter([(ACCEPT_ENCODING, text.parse().unwrap())]));
        assert!(takes("gzip") && takes("br, gzip;q=0.8") && takes("deflate, gzip, br, zstd"));
        assert!(!takes("identity") && !takes("gzip;q=0, br") && !takes("br") && !takes_gzip(&HeaderMap::new()));
    }
}
