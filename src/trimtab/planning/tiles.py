"""The tiles of a plan: each area with its score now, what stands behind it, and where one goes on."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.accounts.completeness import Score
from trimtab.planning import neighbours
from trimtab.planning.cadence import Life
from trimtab.planning.completeness import AREAS, Completeness
from trimtab.planning.models import Plan
from trimtab.planning.reach import Reach
from trimtab.web import formats

PAGES: Mapping[str, str] = {
    "people": "account-map",
    "insights": "account-discovery",
    "objectives": "account-objectives",
}
OWN_PAGES: Mapping[str, str] = {"details": "plan-research", "white_space": "plan-white-space"}


@dataclass(frozen=True)
class Tile:
    """One area. `kind`: good, warn or bad, the shape beside the score."""

    label: str
    score: Score
    text: str
    url: str

    @property
    def kind(self) -> str:
        return {"green": "good", "amber": "warn", "red": "bad"}[self.score.rag]


def tiles_of(reach: Reach, completeness: Completeness, life: Life) -> list[Tile]:
    """The tiles that the plan's type chooses."""
    plan, accounts = reach.plan, list(reach.rows)
    first = next((one.pk for one in reach.important), None)
    words = {
        "details": _details(plan, completeness),
        "people": neighbours.people_in_words(accounts),
        "insights": neighbours.insights_in_words(accounts),
        "objectives": _deeds(life),
    }
    return [
        Tile(str(AREAS[area]), score, words.get(area, _best_hint(score)), _url(area, plan, first))
        for area, score in completeness.areas.items()
    ]


def _details(plan: Plan, completeness: Completeness) -> str:
    asked = [one["key"] for one in plan.template.questions]
    answered = sum(key in completeness.answered for key in asked)
    said = {"answered": formats.whole(answered), "asked": formats.whole(len(asked))}
    return _("%(answered)s of %(asked)s questions are answered.") % said


def _deeds(life: Life) -> str:
    deeds = life.deeds
    text = ngettext("%(count)s action is open", "%(count)s actions are open", deeds.open)
    said = {"count": formats.whole(deeds.open), "overdue": formats.whole(deeds.overdue)}
    return (text + ", " + _("%(overdue)s overdue.")) % said


def _best_hint(score: Score) -> str:
    return next((hint.text for hint in score.hints), _("Nothing is missing."))


def _url(area: str, plan: Plan, account: int | None) -> str:
    if area in OWN_PAGES:
        return reverse(OWN_PAGES[area], args=[plan.pk])
    return reverse(PAGES[area], args=[account]) if account else ""
