"""What changed since a date, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.assessments.differences import Delta, Moment, difference, last_review, moments_of, snapshots_of
from trimtab.assessments.page import AssessmentPage
from trimtab.assessments.words import COLOURS, answer_in_words
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.web import formats

FACT_NAMES: Mapping[str, str | Promise] = {
    "stage": gettext_lazy("Stage"),
    "amount": gettext_lazy("Amount"),
    "close_on": gettext_lazy("Close date"),
    "forecast_category": gettext_lazy("Forecast category"),
    "owner": gettext_lazy("Owner"),
}
MOMENT_NAMES: Mapping[str, str | Promise] = {
    "stage": gettext_lazy("Change of stage"),
    "review": gettext_lazy("Review"),
    "mark": gettext_lazy("Marked by hand"),
    "week": gettext_lazy("A week"),
}
USUAL_DAYS = 28


@dataclass(frozen=True)
class Line:
    """One difference in words. sense: good, bad or empty, by whether it speaks for the deal."""

    about: str
    before: str
    after: str
    kind: str
    sense: str = ""


class Changes:
    """What is different between a date and what the page shows.

    since: the date; None: the last review, or four weeks ago where none was held.
    """

    def __init__(self, page: AssessmentPage, *, since: datetime | None, now: datetime) -> None:
        self.page, self.now, self.asked = page, page.at or now, since

    @cached_property
    def review(self) -> Moment | None:
        return last_review(self.page.opportunity, before=self.now)

    @property
    def is_since_review(self) -> bool:
        return self.asked is None and self.review is not None

    @cached_property
    def since(self) -> datetime:
        if self.asked is not None:
            return self.asked
        return self.review.at if self.review else self.now - timedelta(days=USUAL_DAYS)

    @cached_property
    def lines(self) -> list[Line]:
        """Facts, scores, answers, in that order."""
        moments = [(self.since, _day(self.since)), (self.now, self.page.today)]
        before, after = snapshots_of(self.page.opportunity, *moments)
        return [self._line(one) for one in difference(before, after, self.page.card)]

    @property
    def scores(self) -> list[Line]:
        return [one for one in self.lines if one.kind == "section"]

    @cached_property
    def moments(self) -> list[tuple[str, str]]:
        """Dates to choose from: as the address takes them, and in words."""
        found = moments_of(self.page.opportunity, now=self.now)
        stages = _stage_names({one.about for one in found if one.about})
        return [(one.at.isoformat(), self._moment_words(one, stages)) for one in found if one.at < self.now]

    @property
    def chosen(self) -> str:
        return self.since.isoformat()

    def _moment_words(self, one: Moment, stages: Mapping[str, str]) -> str:
        name = str(MOMENT_NAMES[one.name])
        about = stages.get(one.about, "")
        return f"{formats.day(one.at)}: {name}{' → ' + about if about else ''}"

    def _line(self, delta: Delta) -> Line:
        return {"fact": self._fact, "section": self._section, "answer": self._answer, "proof": self._proof}[delta.kind](
            delta
        )

    def _fact(self, delta: Delta) -> Line:
        read = _readers(self.page.opportunity)[delta.key]
        before, after = (read(value) if value else formats.unknown() for value in (delta.before, delta.after))
        return Line(str(FACT_NAMES[delta.key]), before, after, "fact")

    def _section(self, delta: Delta) -> Line:
        names = {one.key: str(one.name) for one in self.page.card.sections}
        before, after = (_score(value or "") for value in (delta.before, delta.after))
        sense = _sense(before[1], after[1], is_ours=delta.party is None)
        return Line(self._about(names[delta.key], delta.party), before[0], after[0], "section", sense)

    def _answer(self, delta: Delta) -> Line:
        question = self.page.card.question(delta.key)
        assert question is not None, "the difference is worked out by the questions of this version"
        before, after = (answer_in_words(question, value or "") for value in (delta.before, delta.after))
        return Line(self._about(str(question.text), delta.party), before, after, "answer")

    def _proof(self, delta: Delta) -> Line:
        question = self.page.card.question(delta.key)
        words = {"yes": _("with evidence"), "": _("an opinion, or faded evidence")}
        before, after = words[delta.before or ""], words[delta.after or ""]
        return Line(
            str(question.text) if question else delta.key, before, after, "proof", "good" if delta.after else "bad"
        )

    def _about(self, name: str, party: int | None) -> str:
        if party is None:
            return name
        names = {one.competitor_id: one.name for one in self.page.parties if one.competitor_id is not None}
        return _("%(what)s (%(party)s)") % {"what": name, "party": names.get(party, _("no longer in the deal"))}


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _score(value: str) -> tuple[str, float | None]:
    """“Weak, 50%” from "weak 0.5000"."""
    if not value:
        return str(COLOURS[""]), None
    colour, _space, share = value.partition(" ")
    return f"{COLOURS[colour]}, {_share(float(share))}", float(share)


def _share(share: float) -> str:
    text = formats.percent(abs(share))
    return f"−{text}" if round(share, 4) < 0 else text


def _sense(before: float | None, after: float | None, *, is_ours: bool) -> str:
    if before is None or after is None or before == after:
        return ""
    return "good" if (after > before) == is_ours else "bad"


def _stage_names(ids: set[str]) -> dict[str, str]:
    found = Stage.objects.filter(pk__in=[one for one in ids if one.isdigit()])
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def _readers(opportunity: Opportunity) -> Mapping[str, Callable[[str], str]]:
    categories = dict(Opportunity.ForecastCategory.choices)
    return {
        "stage": lambda value: _stage_names({value}).get(value, value),
        "amount": lambda value: formats.money(_decimal(value), opportunity.currency),
        "close_on": lambda value: formats.day(date.fromisoformat(value)),
        "forecast_category": lambda value: str(categories.get(value, value)),
        "owner": lambda value: str(User.objects.filter(pk=value).first() or formats.unknown()),
    }


def _decimal(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
