#!/usr/bin/env python3
"""Prints the US school grade of each page of the guide, and the median. Fails when the median is above 8.

    scripts/content/reading_level.py [folder or file ...]

The grade is Flesch-Kincaid's: 0.39 x words per sentence + 11.8 x syllables per word - 15.59 (Kincaid, Fishburne, Rogers
and Chissom: Derivation of new readability formulas for Navy enlisted personnel, 1975). It counts length and not sense.
Headings are left out, because they would make a text look easier than it is; each point of a list ends a sentence.
Syllables are counted from the spelling: on this guide right for 98 words in 100, and in sum within half a percent of the
CMU Pronouncing Dictionary.
"""

import re
import sys
from pathlib import Path
from statistics import median

CONTENT = Path(__file__).resolve().parents[2] / "content/en"
MEDIAN_MAX = 8.0


def prose(markdown):
    """What is read aloud: no front matter, headings, reference marks, link targets, or lines to write on."""
    text = re.sub(r"\A\+\+\+\n.*?\n\+\+\+\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"^#.*$|^\s*___\s*$", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"\s*\[@[\w-]+\]", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"^\s*(?:-|\d+\.)\s+", "\n\n", text, flags=re.MULTILINE)


def sentences(text):
    for block in re.split(r"\n\s*\n", text):
        for sentence in re.split(r"(?<=[.?])[\"*)]*\s+", block):
            words = re.findall(r"[A-Za-z][A-Za-z'’]*|\d[\d,.]*", sentence)
            if words:
                yield words


def syllables(word):
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= 3:
        return 1
    word = re.sub(r"(?<=[^aeiouytd])ed$|(?<=[^aeiouylscxgz])es$|(?<=[^l])e$|(?<=[aeiouy]l)e$", "", word)
    word = re.sub(r"(?<=[^aeiou])ely$", "ly", word)
    return max(1, len(re.findall(r"[aeiouy]+|(?<=[aeiou])ing\b", word)))


def grade(markdown):
    found = list(sentences(prose(markdown)))
    words = [word for sentence in found for word in sentence]
    count = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(found) + 11.8 * count / len(words) - 15.59, len(words)


def main(arguments):
    folders = [Path(argument) for argument in arguments] or [CONTENT / "guide", CONTENT / "exercises", CONTENT / "programme"]
    pages = [page for folder in folders for page in ([folder] if folder.is_file() else sorted(folder.glob("*.md")))]
    grades = []
    for page in pages:
        level, words = grade(page.read_text(encoding="utf-8"))
        grades.append(level)
        print(f"{level:5.1f}  {words:5} words  {page.parent.name}/{page.stem}")
    middle = median(grades)
    print(f"{middle:5.1f}  median of {len(grades)} pages (at most {MEDIAN_MAX:.0f})")
    return 0 if middle <= MEDIAN_MAX else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
