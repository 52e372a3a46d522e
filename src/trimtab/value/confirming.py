"""What the customer confirmed of it, and how much that is still worth."""

from collections.abc import Iterable, Mapping
from datetime import date

from trimtab.evidence.fading import Standing, standing
from trimtab.evidence.models import Evidence, Kind
from trimtab.evidence.queries import evidence_of
from trimtab.value.models import CaseLine, Contribution, Need, UniqueValue, Worded

# A number is confirmed for as long as a goal is: half a year until it counts half.
HALF_LIFE = 180  # days
# Only a customer confirms: what we saw, assumed or were told by others is none of their words.
THEIR_WORD = (Kind.SAID, Kind.WRITTEN)
# Model → its name in the audit and in evidence, and what is confirmed of it.
CONFIRMED: Mapping[type[Worded], tuple[str, str]] = {
    Contribution: ("contribution", "contribution"),
    UniqueValue: ("unique_value", "statement"),
    Need: ("need", "need"),
    CaseLine: ("case_line", "figures"),
}


def standings_of(records: Iterable[Worded], *, today: date) -> dict[int, Standing]:
    """Id → what stands behind the wording that it has now. One query; all records of one model."""
    rows = list(records)
    if not rows:
        return {}
    name, subject = CONFIRMED[type(rows[0])]
    found = evidence_of(name, [one.pk for one in rows])
    return {one.pk: standing_of(one, found.get((one.pk, subject), []), today=today) for one in rows}


def standing_of(record: Worded, evidence: Iterable[Evidence], *, today: date) -> Standing:
    """What stands behind the wording that it has now."""
    return standing(evidence, value=str(record.wording), today=today, half_life=HALF_LIFE)


def confirmations_of(record: Worded) -> list[Evidence]:
    """All that was ever confirmed of it, newest first, withdrawn ones too."""
    name, subject = CONFIRMED[type(record)]
    return list(evidence_of(name, [record.pk]).get((record.pk, subject), []))
