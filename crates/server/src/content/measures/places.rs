//! On which line a value of a JSON text stands, so that a fault in it is found as quickly as one in TOML.

/// A step into a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// The value under a name.
    Key(&'static str),
    /// The value at a place, counted from 0.
    At(usize),
}

/// Where in `text`, in bytes, the value at the end of `path` begins; as far along the path as there is one.
pub fn offset(text: &str, path: &[Step]) -> usize {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.blank();
    for step in path {
        let before = scan.at;
        let found = match step {
            Step::Key(name) => scan.enter_key(name),
            Step::At(place) => scan.enter_place(*place),
        };
        if !found {
            return before;
        }
    }
    scan.at
}

/// Goes through a text that was read as JSON before. Each move goes forward, whatever the text is.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Takes a sign if it is next, and the blanks behind it.
    fn take(&mut self, sign: u8) -> bool {
        let is_next = self.peek() == Some(sign);
        if is_next {
            self.at += 1;
            self.blank();
        }
        is_next
    }

    fn enter_key(&mut self, name: &str) -> bool {
        let mut goes_on = self.take(b'{');
        while goes_on {
            let key = self.string();
            if key.is_none() || !self.take(b':') {
                return false;
            }
            if key == Some(name.as_bytes()) {
                return true;
            }
            self.value();
            goes_on = self.take(b',');
        }
        false
    }

    fn enter_place(&mut self, place: usize) -> bool {
        if !self.take(b'[') || self.peek() == Some(b']') {
            return false;
        }
        for _ in 0..place {
            self.value();
            if !self.take(b',') {
                return false;
            }
        }
        true
    }

    /// What stands between quotation marks, as it is written.
    fn string(&mut self) -> Option<&'a [u8]> {
        if self.peek() != Some(b'"') {
            return None;
        }
        let start = self.at + 1;
        self.at = start;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let inside = self.bytes.get(start..self.at);
        self.at += 1;
        self.blank();
        inside
    }

    /// Goes past a value.
    fn value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => drop(self.string()),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' if depth == 0 => return,
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, path: &[Step], found: &str) {
        let at = offset(text, path);
        assert!(text[at..].starts_with(found), "{path:?} leads to {:?}", &text[at..]);
    }

    #[test]
    fn a_path_leads_to_its_value() {
        let text = " {\"a\": [1, {\"b}\": \"x,\\\"]\", \"b\" : [ ] }, [2]],\n \"c\": true}";
        check(text, &[], "{\"a\"");
        check(text, &[Step::Key("a")], "[1");
        check(text, &[Step::Key("a"), Step::At(1)], "{\"b}");
        check(text, &[Step::Key("a"), Step::At(1), Step::Key("b")], "[ ]");
        check(text, &[Step::Key("a"), Step::At(2), Step::At(0)], "2");
        check(text, &[Step::Key("c")], "true");
        check(text, &[Step::Key("a"), Step::At(9)], "[1");
        check(text, &[Step::Key("a"), Step::At(1), Step::Key("b"), Step::At(0)], "[ ]");
        check(text, &[Step::Key("z")], "{\"a\"");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

        #[test]
        fn no_text_stops_it(text in "[\\[\\]{}\",:\\\\a1 é]{0,80}", place in 0_usize..4) {
            for path in [vec![Step::At(place)], vec![Step::Key("a"), Step::At(place)], vec![Step::At(0), Step::Key("a")]] {
                prop_assert!(offset(&text, &path) <= text.len());
            }
        }
    }
}
