"""Distinct invented names of companies and people, and the addresses made from them."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import overload

import numpy as np

from trimtab.insight.simulate.words import BUSINESSES, NAME_ENDS, NAME_MIDDLES, NAME_STARTS

# Letters that do not decompose into a base letter and an accent.
_FOLDED = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i"})


def to_ascii(name: str) -> str:
    """Return the name in lower case with only a-z and hyphens, for an address.

    >>> to_ascii("Łukasz Sørby")
    'lukasz-sorby'
    """
    plain = unicodedata.normalize("NFKD", name.translate(_FOLDED)).encode("ascii", "ignore").decode()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain.lower()).split())


class Spelled(Sequence[str]):
    """Texts that are spelled when the first of them is read: a company of 5,000 sellers rarely needs its names.

    >>> Spelled(2, lambda: ["Acme", "Bolt"])[1]
    'Bolt'
    """

    def __init__(self, size: int, spell: Callable[[], Sequence[str]]) -> None:
        """`spell` gives all `size` texts."""
        self._size, self._spell = size, spell
        self._texts: tuple[str, ...] | None = None

    def _read(self) -> tuple[str, ...]:
        if self._texts is None:
            self._texts = tuple(self._spell())
        return self._texts

    def __len__(self) -> int:
        """Return how many there are, without spelling them."""
        return self._size

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """Return one text, or some."""
        return self._read()[place]

    def __iter__(self) -> Iterator[str]:
        """Go through all texts."""
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        """Compare as texts."""
        return isinstance(other, Sequence) and self._read() == tuple(other)

    def __hash__(self) -> int:
        """Return a hash of the texts."""
        return hash(self._read())


class CompanyNames:
    """Invented companies by number; no name is given twice."""

    def __init__(self, rng: np.random.Generator) -> None:
        """Shuffle all combinations of syllables and lines of business."""
        self._count = len(NAME_STARTS) * len(NAME_MIDDLES) * len(NAME_ENDS)
        self._order = rng.permutation(self._count * len(BUSINESSES))

    def name(self, number: int) -> str:
        """Return the name of a company without its legal ending."""
        code, again = self._code(number), number // len(self._order)
        stem, end = divmod(code % self._count, len(NAME_ENDS))
        start, middle = divmod(stem, len(NAME_MIDDLES))
        business = BUSINESSES[code // self._count][0]
        name = f"{NAME_STARTS[start]}{NAME_MIDDLES[middle]}{NAME_ENDS[end]} {business}"
        return f"{name} {again + 1}" if again else name

    def industry(self, number: int) -> str:
        """Return what a company does."""
        return BUSINESSES[self._code(number) // self._count][1]

    def _code(self, number: int) -> int:
        return int(self._order[number % len(self._order)])
