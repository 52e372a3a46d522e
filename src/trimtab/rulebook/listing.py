"""The findings of several opportunities: what presses, filtered from the URL, one page of rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from trimtab.core.paging import Order, Page, page_of
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.rulebook.facts import filled
from trimtab.rulebook.models import Finding, Reply
from trimtab.rulebook.queries import always_on, replies_of, rules_by_key
from trimtab.rulebook.rules import Level, Rule
from trimtab.rulebook.tables import known_signals

SIZE = 50
MOST_COUNTED = 1_000
PRESSING = (Level.URGENT, Level.WARNING)
NEWEST = Order("began_at", is_descending=True, read=datetime.fromisoformat)
RELATED = ("opportunity__account", "opportunity__owner__team")


class FindingFilterForm(forms.Form):
    """What the list may be asked for. All of it can be left out."""

    level = forms.ChoiceField(
        label=gettext_lazy("Shown"),
        choices=[("", gettext_lazy("What presses")), *Level.choices, ("all", gettext_lazy("All"))],
        required=False,
    )
    rule = forms.ChoiceField(label=gettext_lazy("Rule"), required=False)

    def __init__(self, parameters: QueryDict, *, rules: Mapping[str, Rule]) -> None:
        super().__init__(parameters, auto_id="filter_%s")
        titles = sorted((rule.heading, key) for key, rule in rules.items() if not rule.is_archived)
        choices = [("", gettext_lazy("All")), *((key, title) for title, key in titles)]
        self.fields["rule"].choices = choices  # type: ignore[attr-defined]  # a choice field

    @property
    def asked(self) -> Mapping[str, str]:
        """What was asked, without what makes no sense."""
        self.is_valid()
        return self.cleaned_data


@dataclass(frozen=True)
class Row:
    """One finding in words."""

    finding: Finding
    title: str
    action: str
    reply: Reply | None
    may_edit: bool = False

    @property
    def opportunity(self) -> Opportunity:
        return self.finding.opportunity


@dataclass(frozen=True)
class Listed:
    """One page of findings; counted: of all that were asked for, at most 1,000."""

    rows: Sequence[Row]
    page: Page[Finding]
    counted: int
    form: FindingFilterForm
    loud: Mapping[str, float]

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.counted > MOST_COUNTED


def findings_in(frame: Frame) -> "QuerySet[Finding]":
    """The current findings about open opportunities of the frame's people, of rules that are not always on."""
    found = Finding.objects.current().filter(opportunity__status=Stage.Kind.OPEN, opportunity__archived_at=None)
    if frame.scope.ids is not None:
        found = found.filter(opportunity__owner__in=frame.scope.ids)
    return found


def listed(frame: Frame, parameters: QueryDict) -> Listed:
    """The page that was asked for. A fixed number of queries."""
    rules, loud = rules_by_key(), always_on()
    form = FindingFilterForm(parameters, rules=rules)
    found = _asked(findings_in(frame), form.asked, loud)
    page = page_of(
        found.select_related(*RELATED), order=NEWEST, after=parameters.get("after", ""),
        before=parameters.get("before", ""), size=SIZE,
    )  # fmt: skip
    counted = len(found.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
    return Listed(
        rows_of(page.rows, frame.user, rules, currency=frame.organisation.currency), page, counted, form, loud
    )


def _asked(found: "QuerySet[Finding]", asked: Mapping[str, str], loud: Mapping[str, float]) -> "QuerySet[Finding]":
    if rule := asked.get("rule"):
        return found.filter(rule=rule)
    level = asked.get("level", "")
    if level == "all":
        return found
    return found.filter(level__in=[level] if level else PRESSING).exclude(rule__in=list(loud))


def rows_of(findings: Sequence[Finding], person: User, rules: Mapping[str, Rule], *, currency: str) -> list[Row]:
    """Findings in words, with the person's own answers. One query."""
    given, signals = replies_of(person, findings), known_signals()
    return [
        Row(
            one,
            filled(rules[one.rule].title, one.facts, signals, currency=currency),
            filled(rules[one.rule].action, one.facts, signals, currency=currency),
            given.get(one.pk),
            access_to_owner(person, one.opportunity.owner).can_edit,
        )
        for one in findings
        if one.rule in rules
    ]


def pressing_in(frame: Frame, *, most: int, without: Sequence[str] = ()) -> list[tuple[Row, int]]:
    """The newest urgent finding of each opportunity of the frame's people that the person did not answer yet, and how
    many more it has: five lines about one deal would hide four deals.

    Args:
        without: rules whose matter the page says by itself.
    """
    rules, loud = rules_by_key(), always_on()
    found = findings_in(frame).filter(level=Level.URGENT).exclude(rule__in=[*loud, *without]).select_related(*RELATED)
    newest = list(found.order_by("-began_at", "-pk")[: 20 * most])
    rows = rows_of(newest, frame.user, rules, currency=frame.organisation.currency)
    by_opportunity: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if not (row.reply and row.reply.is_hiding(row.finding.about, frame.today)):
            by_opportunity[row.finding.opportunity_id].append(row)
    return [(left[0], len(left) - 1) for left in by_opportunity.values()][:most]
