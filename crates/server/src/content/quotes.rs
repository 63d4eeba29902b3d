//! Quotation marks and apostrophes as a book sets them. Whoever writes a page types the straight ones.

/// `"Not now"` as \u{201c}Not now\u{201d}, and `don't` with a round apostrophe.
pub fn typeset(text: &str) -> String {
    let mut before = ' ';
    let set = |sign: char| {
        let opens = before.is_whitespace() || matches!(before, '(' | '[' | '\u{201c}' | '\u{2018}');
        before = match (sign, opens) {
            ('"', true) => '\u{201c}',
            ('"', false) => '\u{201d}',
            ('\'', true) => '\u{2018}',
            ('\'', false) => '\u{2019}',
            (sign, _) => sign,
        };
        before
    };
    text.chars().map(set).collect()
}

/// Numbers of pages with the dash that stands for "to": `144-150` as 144\u{2013}150. Other hyphens stay.
pub fn ranges(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let is_digit = |place: Option<usize>| place.and_then(|place| signs.get(place)).is_some_and(char::is_ascii_digit);
    let set = |(place, sign): (usize, &char)| {
        let is_range = *sign == '-' && is_digit(place.checked_sub(1)) && is_digit(place.checked_add(1));
        if is_range { '\u{2013}' } else { *sign }
    };
    signs.iter().enumerate().map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_turn_towards_what_they_hold() {
        assert_eq!(typeset("\"Not now\" (\"later\") isn't 'no'."), "“Not now” (“later”) isn’t ‘no’.");
        assert_eq!(typeset("your browser's history"), "your browser’s history");
    }

    #[test]
    fn only_numbers_of_pages_get_the_long_dash() {
        assert_eq!(ranges("Post-traumatic Stress, 35(4), 144-150"), "Post-traumatic Stress, 35(4), 144–150");
    }
}
