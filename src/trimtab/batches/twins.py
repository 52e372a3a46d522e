"""What hangs on a row that stays behind in a merge, and goes along to the row in its place.

Two deals that are one were often both assessed, and both met the same competitor. The surviving deal keeps its own
assessment; what was answered only in the other one joins it, with what it rests on. Evidence names the value that it
speaks for, so it counts where the same was answered, and is only read where something else was.

What the customer confirmed does not join: it speaks for one wording, and the other deal has words of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.assessments.models import Answer
from trimtab.assessments.queries import RECORD as ASSESSMENT
from trimtab.competition.models import FitJudgement, fit_subject
from trimtab.core.models import BatchItem
from trimtab.evidence.models import Evidence
from trimtab.processes.queries import ANSWER

if TYPE_CHECKING:
    from trimtab.batches.moves import Move

Rows = Any  # a queryset of any model


def itself(pk: int) -> object:
    """A column that holds the id of the row."""
    return pk


@dataclass(frozen=True)
class Hanging:
    """Rows that name the row which stays behind in a column, and then name the one in its place.

    of: the move that it belongs to. value: what the column holds for a row of that id. where: which rows of the model.
    alike: what has the same values there already stays behind; None is a value too.
    """

    name: str
    label: Promise
    of: str
    model: type[Model]
    column: str
    value: Callable[[int], object] = itself
    where: Mapping[str, object] = field(default_factory=dict)
    alike: Sequence[str] = ()

    def rows(self, *, of: object, into: object) -> Rows:
        """Those that go from one value of the column to the other."""
        mine = self.model._default_manager.filter(**self.where, **{self.column: of})
        if not self.alike:
            return mine
        there = set(self.model._default_manager.filter(**{self.column: into}).values_list(*self.alike))
        known = mine.values_list("pk", *self.alike)
        return mine.filter(pk__in=[pk for pk, *values in known if tuple(values) not in there])


ANSWERS = (
    Hanging(
        "assessment_answer", _("Answers of assessments"), "assessment", Answer, "assessment_id",
        alike=("question", "competitor_id"),
    ),
    Hanging(
        "assessment_evidence", _("Evidence of assessments"), "assessment", Evidence, "record_id",
        where={"record": ASSESSMENT},
    ),
)  # fmt: skip
HANGING: Mapping[str, Sequence[Hanging]] = {
    "account": ANSWERS,
    "contact": (),
    "opportunity": (
        *ANSWERS,
        Hanging(
            "milestone_evidence", _("Evidence of its process"), "milestone_answer", Evidence, "record_id",
            where={"record": ANSWER},
        ),
        Hanging("fit", _("How competitors meet criteria"), "contender", FitJudgement, "contender_id"),
        Hanging(
            "fit_evidence", _("Evidence of how they do"), "contender", Evidence, "subject", fit_subject,
            where={"record": "decision_criterion"},
        ),
    ),
}  # fmt: skip


def join_twins(record: str, moves: Sequence["Move"], *, of: int, into: int, now: datetime) -> list[BatchItem]:
    """After the moves: let what hangs on rows left behind join the rows in their place; an item for each."""
    by_name = {move.name: move for move in moves}
    items = []
    for hanging in HANGING[record]:
        for left, there in _twins(by_name[hanging.of], of=of, into=into):
            old, new = hanging.value(left), hanging.value(there)
            rows = list(hanging.rows(of=old, into=new).order_by("pk"))
            items += [item_of(hanging.name, row, hanging.column, old=old, new=new, now=now) for row in rows]
            _name(hanging, [row.pk for row in rows], new)
    return items


def part_twins(record: str, items: Sequence[BatchItem]) -> set[int]:
    """Let rows name again what they named before, where they still name what they joined; the ids of those items."""
    returned = set()
    for hanging in HANGING[record]:
        groups: dict[tuple[object, object], list[BatchItem]] = {}
        for item in items:
            if item.record == hanging.name:
                groups.setdefault((item.before[hanging.column], item.after[hanging.column]), []).append(item)
        for (old, new), group in groups.items():
            joined = hanging.rows(of=new, into=old).filter(pk__in=[item.object_id for item in group])
            still = set(joined.values_list("pk", flat=True))
            _name(hanging, sorted(still), old)
            returned |= {item.pk for item in group if item.object_id in still}
    return returned


def _twins(move: "Move", *, of: int, into: int) -> Iterator[tuple[int, int]]:
    """The rows that the move left behind, each with the one in its place."""
    rows = move.model._default_manager
    there = {tuple(values): pk for pk, *values in rows.filter(**{move.field: into}).values_list("pk", *move.alike)}
    for pk, *values in rows.filter(**{move.field: of}).order_by("pk").values_list("pk", *move.alike):
        if tuple(values) in there:
            yield pk, there[tuple(values)]


def item_of(kind: str, row: Model, name: str, *, old: object, new: object, now: datetime) -> BatchItem:
    """What is kept of a row that went along: what it referred to under that name, and to what it refers now."""
    return BatchItem(
        record=kind,
        object_id=row.pk,
        name=str(row)[:300],
        before={name: old},
        after={name: new},
        outcome=BatchItem.Outcome.CHANGED,
        at=now,
    )


def _name(hanging: Hanging, keys: Sequence[int], value: object) -> None:
    hanging.model._default_manager.filter(pk__in=keys).update(**{hanging.column: value})
