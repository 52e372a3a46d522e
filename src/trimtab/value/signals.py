"""What rules may look at: the business case, the need, the reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from trimtab.discovery.models import State
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Source, Values
from trimtab.value.confirming import standings_of
from trimtab.value.coverage import IMPORTANT
from trimtab.value.models import Contribution, CustomerAnswer, UniqueValue
from trimtab.value.needing import ShownNeed, is_pushed_without_need, needs_of
from trimtab.value.queries import CaseStanding, cases_of

PLACE = "opportunity-value"
SIGNALS = (
    Signal("value_case_lines", _("Lines of the business case"), "number", place=PLACE),
    Signal("value_case_confirmed", _("Lines of the business case that the customer confirmed"), "number", place=PLACE),
    Signal("value_need", _("How compelling the need to change is"), "share", place=PLACE),
    Signal("value_need_confirmed", _("The customer confirmed the need to change"), place=PLACE),
    Signal("value_event_on", _("Day by which the customer has to act"), "date", place=PLACE),
    Signal("value_sponsor", _("Somebody with a say feels the need to change"), place=PLACE),
    Signal("value_pushed_without_need", _("We count on it soon, and nothing compels the customer"), place=PLACE),
    Signal("value_reason", _("Something important is brought to a goal that they confirmed"), place=PLACE),
    Signal("value_unique_confirmed", _("The customer confirmed the unique business value"), place=PLACE),
    Signal("value_answers_waiting", _("Answers of the customer that nobody has read"), "number", place=PLACE),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """What is known of the value of each deal. Eleven queries for any number."""
    ids = [one.pk for one in opportunities]
    cases, needs = cases_of(ids, today=today), needs_of(opportunities, today=today)
    reasons, unique, waiting = _reasons(ids), _unique(ids, today=today), _waiting(ids)
    return {
        one.pk: _of_case(cases.get(one.pk))
        | _of_need(one, needs.get(one.pk), today=today)
        | {
            "value_reason": reasons.get(one.pk),
            "value_unique_confirmed": unique.get(one.pk),
            "value_answers_waiting": waiting.get(one.pk, 0),
        }
        for one in opportunities
    }


def _of_case(standing: CaseStanding | None) -> dict[str, int | None]:
    if standing is None:
        return {"value_case_lines": None, "value_case_confirmed": None}
    return {"value_case_lines": standing.lines, "value_case_confirmed": standing.confirmed}


def _of_need(opportunity: Opportunity, need: ShownNeed | None, *, today: date) -> dict[str, float | bool | date | None]:
    return {
        "value_need": None if need is None else need.score.share,
        "value_need_confirmed": None if need is None else need.standing.is_confirmed,
        "value_event_on": None if need is None else need.need.act_by,
        "value_sponsor": None if need is None else need.has_sponsor,
        "value_pushed_without_need": is_pushed_without_need(opportunity, need, today=today),
    }


def _reasons(ids: Sequence[int]) -> dict[int, bool]:
    """Whether there is a business reason, where anything was tied to a goal."""
    rows = Contribution.objects.filter(opportunity__in=ids, strength__gt=0)
    found: dict[int, bool] = {}
    for pk, strength, state in rows.values_list("opportunity", "strength", "insight__state"):
        found[pk] = found.get(pk, False) or (strength >= IMPORTANT and state != State.UNCONFIRMED)
    return found


def _unique(ids: Sequence[int], *, today: date) -> dict[int, bool]:
    statements = list(UniqueValue.objects.filter(opportunity__in=ids))
    standings = standings_of(statements, today=today)
    return {one.opportunity_id: standings[one.pk].is_confirmed for one in statements}


def _waiting(ids: Sequence[int]) -> Counter[int]:
    rows = CustomerAnswer.objects.filter(case__opportunity__in=ids, state=CustomerAnswer.State.OPEN)
    counted = rows.order_by().values_list("case__opportunity").annotate(waiting=Count("pk"))
    return Counter(dict(counted))


SOURCE = Source("value", SIGNALS, signals_of)
