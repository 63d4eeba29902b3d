//! How hard a text is to read: the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers and Chissom 1975).
//!
//! Syllables are counted by rule, as every such program does, so a grade is right within about half a year.

/// Words that a calm reader reads in a minute; slower than usual, since this is read with care.
const WORDS_PER_MINUTE: usize = 180;

/// Counts of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Measure {
    /// Words.
    pub words: usize,
    /// Sentences.
    pub sentences: usize,
    /// Syllables.
    pub syllables: usize,
}

impl Measure {
    /// Counts one paragraph or item, whose end ends a sentence.
    pub fn add(&mut self, block: &str) {
        let words: Vec<&str> =
            block.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
        if words.is_empty() {
            return;
        }
        let ends = |word: &&&str| {
            word.trim_end_matches(['"', '\u{201d}', ')', '\'', '\u{2019}']).ends_with(['.', '?', ':', ';'])
        };
        let ended = words.iter().filter(ends).count();
        let is_open = words.last().is_some_and(|last| !ends(&last));
        self.words += words.len();
        self.sentences += ended + usize::from(is_open);
        self.syllables += words.iter().map(|word| syllables(word)).sum::<usize>();
    }

    /// The US school grade at which most can read it.
    pub fn grade(&self) -> f64 {
        let (words, sentences) = (count(self.words.max(1)), count(self.sentences.max(1)));
        0.39 * words / sentences + 11.8 * count(self.syllables) / words - 15.59
    }

    /// Minutes that reading takes.
    pub fn minutes(&self) -> usize {
        self.words.div_ceil(WORDS_PER_MINUTE).max(1)
    }
}

/// Exact: no text has more than 2^32 words.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.to_lowercase().chars().filter(|character| character.is_ascii_alphabetic()).collect();
    let is_vowel = |letter: &char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut was_vowel = false;
    for letter in &letters {
        let vowel = is_vowel(letter);
        groups += usize::from(vowel && !was_vowel);
        was_vowel = vowel;
    }
    // A silent e at the end ("hope"), but not after a consonant and l ("people"); "-ed" and "-es" rarely add one.
    match letters.as_slice() {
        [.., before, 'l', 'e'] if !is_vowel(before) => {}
        [.., before, 'e'] if !is_vowel(before) && groups > 1 => groups -= 1,
        [.., before, 'e', 'd'] if !matches!(before, 't' | 'd') && !is_vowel(before) && groups > 1 => groups -= 1,
        [.., before, 'e', 's']
            if !matches!(before, 's' | 'c' | 'x' | 'z' | 'g' | 'h') && !is_vowel(before) && groups > 1 =>
        {
            groups -= 1;
        }
        _ => {}
    }
    groups.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_syllables_as_people_say_them() {
        let counted = |words: &str| words.split(' ').map(syllables).collect::<Vec<_>>();
        assert_eq!(counted("trust hope people promised wanted stopped therapist"), [1, 1, 2, 2, 2, 1, 3]);
    }

    #[test]
    fn a_childs_sentence_is_easier_than_a_lawyers() {
        let grade = |text: &str| {
            let mut measure = Measure::default();
            measure.add(text);
            measure.grade()
        };
        assert!(grade("You can talk. We can help you. It is not your fault.") < 2.0);
        assert!(
            grade("Notwithstanding the aforementioned considerations, participation necessitates authorization.")
                > 16.0
        );
    }
}
