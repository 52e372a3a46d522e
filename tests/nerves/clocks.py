"""The machine's clock goes wrong: `python -m tests.nerves.clocks` works in the installation that TRIMTAB_HOME names.

Around each change of summer time, a leap day and New Year, the clock goes on by an hour, back by one, and on again.
Prints, as JSON, what came out of order, whose work was done twice or never, and which links opened when they must not.
"""

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

HOUR = timedelta(hours=1)
JUMPS = (0, 1, 0, 2, 1, 3)  # hours from where it begins: twice it goes back
BEGINNINGS = (
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 30, tzinfo=UTC),
    datetime(2028, 2, 28, 22, 30, tzinfo=UTC),
)


def _edits_out_of_order() -> tuple[int, int]:
    """Edits, and those that history or audit has in another order than they were made; the last value must stand."""
    from trimtab.core.models import Event
    from trimtab.opportunities.actions import edit_opportunity
    from trimtab.opportunities.models import FieldChange, Opportunity
    from trimtab.people.models import User

    pk = Opportunity.objects.order_by("pk").values_list("pk", flat=True)[0]
    finn, made, wrong = User.objects.get(name="Finn"), 0, 0
    for begin in BEGINNINGS:
        for jump in JUMPS:
            made += 1
            opportunity = Opportunity.objects.get(pk=pk)
            edit_opportunity(opportunity, changes={"amount": made}, by=finn, now=begin + jump * HOUR)
            wrong += Opportunity.objects.get(pk=pk).amount != made  # what was saved stands, whatever the clock says
        changes = FieldChange.objects.filter(opportunity_id=pk, field="amount")
        wrong += _numbers(changes.order_by("pk").values_list("new", flat=True)) != list(range(1, made + 1))
        latest = changes.order_by("-valid_at", "-recorded_at", "-pk").values_list("new", flat=True)[0]
        wrong += round(float(latest or 0)) != made
    told = Event.objects.filter(verb="opportunity.edited", record_id=pk).order_by("pk")
    wrong += _numbers([after["amount"] for after in told.values_list("after", flat=True)]) != list(range(1, made + 1))
    return made, wrong


def _numbers(texts: Iterable[object]) -> list[int]:
    return [round(float(str(text))) for text in texts]


def _days_claimed_wrongly() -> tuple[int, int]:
    """Days, and those whose work was taken by none or by several of those who ask while the clock jumps."""
    from trimtab.analytics.nights.running import claim, work_through

    wrong = 0
    for begin in BEGINNINGS:
        taken = 0
        for jump in (4, 3, 5):  # of one day, by the clock of the organisation
            now = begin + jump * HOUR
            run = claim(now)
            if run is not None:
                taken += 1
                work_through(run, [], clock=partial(_moment, now), tell=_moment)
        wrong += taken != 1
    return len(BEGINNINGS), wrong


def _moment(given: Any) -> Any:  # Any: the clock's moment comes back, and what is told is not heard
    return given


def _links_wrong() -> int:
    """Looks at links an hour before and after their end, and before again, that were answered wrongly."""
    from trimtab.people.models import User
    from trimtab.sharing.actions import make_link
    from trimtab.sharing.queries import link_behind

    finn, wrong = User.objects.get(name="Finn"), 0
    for begin in BEGINNINGS:
        end, purpose = begin + 24 * HOUR, "clocks"
        token = make_link(record="plan", record_id=1, purpose=purpose, expires_at=end, by=finn, now=begin)
        for at, opens in ((end - HOUR, True), (end + HOUR, False), (end - HOUR, True)):
            wrong += (link_behind(token, purpose, at) is not None) != opens
    return wrong


def main() -> None:
    """Let the clock jump and say what went wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")
    import django

    django.setup()
    from trimtab.core.models import Organisation

    Organisation.get()
    Organisation.objects.update(time_zone="Europe/Berlin")
    edits, out_of_order = _edits_out_of_order()
    days, claimed_wrongly = _days_claimed_wrongly()
    found = {"edits": edits, "out_of_order": out_of_order, "days": days, "claimed_wrongly": claimed_wrongly}
    print(json.dumps(found | {"links_wrong": _links_wrong()}))  # noqa: T201  # the caller reads it


if __name__ == "__main__":
    main()
