"""How past cases ended, from a column of words: which count, which do not, which are still open."""

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.cli.cases_asked import Asked, WrongCases

YES = {"1", "1.0", "true", "yes", "y", "t", "won", "closed won", "converted", "success", "ja", "oui", "si", "sí", "sim"}
NO = {"0", "0.0", "false", "no", "n", "f", "lost", "closed lost", "failure", "nein", "non", "não", "nao"}
PLAINLY_NO = NO - {"0", "0.0", "n", "f"}  # words that leave no doubt about the other of two values
SHOWN = 12


@dataclass(frozen=True)
class Outcomes:
    """1 with the outcome, 0 without, None where it is not known yet; and what the values that count are called."""

    of_rows: tuple[float | None, ...]
    counted: tuple[str, ...]


def outcomes_of(texts: Sequence[str | None], asked: Asked) -> Outcomes:
    """How each row ended.

    Raises:
        WrongCases: no value is plainly the one that counts, or the one that was named does not occur.
    """
    found = {text.strip() for text in texts if text and text.strip()}
    wanted = _wanted(found, asked)
    still_open = _open_ones(found, wanted)
    # A box that is ticked or not: where only the value that counts is ever written, the others are without it.
    blank = 0.0 if asked.positive and len(found) == 1 else None

    def ended(text: str) -> float | None:
        if not text:
            return blank
        return None if text in still_open else float(text.lower() in wanted)

    told = tuple(ended((text or "").strip()) for text in texts)
    return Outcomes(told, tuple(sorted(value for value in found if value.lower() in wanted)))


def _wanted(found: set[str], asked: Asked) -> set[str]:
    """The values, in small letters, that count as the outcome."""
    lower = {value.lower() for value in found}
    shown = ", ".join(sorted(found)[:SHOWN]) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
    if not found:
        raise WrongCases(f"The column {asked.outcome!r} is empty: no case has an end to learn from.")
    if asked.positive:
        wanted = _same(asked.positive, lower)
        if not wanted:
            raise WrongCases(f"No row has {asked.positive!r} in {asked.outcome!r}. The values are: {shown}.")
        return wanted
    if len(lower) == 1:
        return lower & YES  # all ended alike: too little to learn from, whatever it is called
    known = lower & YES
    if known and (len(lower) == 2 or lower - known <= NO):
        return known
    if len(lower) == 2 and len(lower & PLAINLY_NO) == 1:
        return lower - NO
    won = _won_in_words(found)
    if won:
        return won
    raise WrongCases(f"Say which value of {asked.outcome!r} counts, with --positive. The values are: {shown}.")


def _same(positive: str, lower: set[str]) -> set[str]:
    """The named value as the file writes it: small or capital letters, and 1 is 1.0."""
    named = positive.strip().lower()
    if named in lower:
        return {named}
    try:
        number = float(named)
    except ValueError:
        return set()
    return {value for value in lower if _number(value) == number}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _won_in_words(found: set[str]) -> set[str]:
    """The values that say won, where others say lost in so many words."""
    kinds = _kinds(found)
    if not {"won", "lost"} <= set(kinds.values()):
        return set()
    return {value.lower() for value, kind in kinds.items() if kind == "won"}


def _open_ones(found: set[str], wanted: set[str]) -> set[str]:
    """Values that say that a deal is not decided: only where others say won and lost in so many words."""
    kinds = _kinds(found)
    if len(found) < 3 or not {"won", "lost"} <= set(kinds.values()):
        return set()
    return {value for value, kind in kinds.items() if kind == "open" and value.lower() not in wanted}


def _kinds(found: set[str]) -> dict[str, str]:
    from trimtab.connectors.files.stages import kind_of_name

    return {value: kind_of_name(value)[0] for value in found}
