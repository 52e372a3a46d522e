"""Texts as the index and the searcher both write them.

Müller, Muller and Mueller are one word. What is no word of a name has a sign that no word has, and that SQLite's
tokenizer takes for a letter: `acme·` a word of the context (behind it, so that both are found by their beginning),
`¤2` the kind, `№3` of how many words the name is, `§17` a person who sees the record, `¶4` a territory whose people do.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterable
from itertools import chain

from rapidfuzz.distance import OSA

MOST_LETTERS = 40
MOST_WORDS = 30
KEYED_LETTERS = 6  # of the beginning of a word; more would cost more keys and forgive nothing more
CONTEXT, KIND, SIZE, PERSON, TERRITORY = "·", "¤", "№", "§", "¶"
# Letters that Unicode does not take apart.
ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ı": "i", "ŧ": "t"})
# Scripts without blanks between words are found by each of their signs.
WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]|[^\W_぀-ヿ㐀-䶿一-鿿豈-﫿]+")
TWO_LETTERS_FOR_ONE = re.compile("([aou])e")


def words_of(text: str) -> list[str]:
    """The words of a text in order, folded: small letters without accents, ae, oe, ue as a, o, u."""
    if text.isascii():
        return _split(text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(ALIKE)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _split(bare)


def _split(text: str) -> list[str]:
    found = WORD.findall(TWO_LETTERS_FOR_ONE.sub(r"\1", text))
    return [word[:MOST_LETTERS] for word in found[:MOST_WORDS]]


def entry_words(*, kind: int, name: str, context: Iterable[str | None], seen_by: Iterable[str]) -> str:
    """All that a record is found by, in one line: the words of the name first."""
    named = words_of(name)
    around = dict.fromkeys(chain.from_iterable(words_of(text) for text in context if text))
    marks = [f"{KIND}{kind}", f"{SIZE}{len(named)}"]
    return " ".join([*named, *(f"{word}{CONTEXT}" for word in around), *marks, *sorted(set(seen_by))])


def is_of_letters(word: str) -> bool:
    """Whether the word can be mistyped; numbers cannot, they are other numbers."""
    return len(word) > 2 and word.isalpha()


def keys_of(word: str) -> set[int]:
    """Numbers of the word's beginning as it is and with each letter left out.

    Two words that differ by one letter, left out, added, changed or swapped with its neighbour, share one of them.
    """
    start = word[:KEYED_LETTERS]
    variants = {start} | {start[:at] + start[at + 1 :] for at in range(len(start))}
    return {zlib.crc32(variant.encode()) for variant in variants}


def mistypings(typed: str, word: str) -> int:
    """By how many letters the typed text differs from the word, or from its beginning where it stops early: 0, 1, 2."""
    whole = int(OSA.distance(typed, word, score_cutoff=1))
    if whole < 2 or len(word) <= len(typed):
        return whole
    lengths = range(len(typed) - 1, len(typed) + 2)
    return min(int(OSA.distance(typed, word[:length], score_cutoff=1)) for length in lengths)
