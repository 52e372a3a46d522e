"""Distinct invented names of companies and people, and the addresses made from them."""

import unicodedata

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


class CompanyNames:
    """Gives a new company name and its industry at each call; none is given twice."""

    def __init__(self, rng: np.random.Generator) -> None:
        """Shuffle all combinations of syllables and lines of business."""
        self._count = len(NAME_STARTS) * len(NAME_MIDDLES) * len(NAME_ENDS)
        self._order = rng.permutation(self._count * len(BUSINESSES))
        self._given = 0

    def next(self) -> tuple[str, str]:
        """Return (name without legal ending, industry)."""
        code = int(self._order[self._given % len(self._order)])
        again = self._given // len(self._order)
        self._given += 1
        business, industry = BUSINESSES[code // self._count]
        stem, end = divmod(code % self._count, len(NAME_ENDS))
        start, middle = divmod(stem, len(NAME_MIDDLES))
        name = f"{NAME_STARTS[start]}{NAME_MIDDLES[middle]}{NAME_ENDS[end]} {business}"
        return (f"{name} {again + 1}" if again else name), industry
