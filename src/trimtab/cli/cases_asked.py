"""What `trimtab evaluate` was asked, and the complaint when the file does not fit it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


class WrongCases(ValueError):
    """The file or the words of the call do not fit; the message says what would."""


@dataclass(frozen=True)
class Asked:
    """What the command was told."""

    outcome: str
    positive: str
    time: str
    drop: tuple[str, ...]

    def in_the_file(self, columns: Sequence[str]) -> "Asked":
        """The same with the columns' names as the file writes them.

        Raises:
            WrongCases: a named column is not there, or the outcome is named as its own time.
        """
        asked = replace(
            self,
            outcome=_named(self.outcome, columns),
            time=_named(self.time, columns) if self.time else "",
            drop=tuple(_named(name, columns) for name in self.drop),
        )
        if asked.time == asked.outcome:
            raise WrongCases(f"The column {asked.outcome!r} cannot be both how a case ended and when it began.")
        return asked


def _named(name: str, columns: Sequence[str]) -> str:
    if name in columns:
        return name
    alike = [column for column in columns if column.casefold() == name.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    raise WrongCases(f"There is no column {name!r}. The columns are: {', '.join(columns)}.")
