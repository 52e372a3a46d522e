"""What the velocity would be if a lever moved."""

from dataclasses import asdict
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.analytics.cuts import USUAL, cut_from
from trimtab.analytics.forms import WhatIfForm
from trimtab.analytics.reading import NoExtracts, Reading
from trimtab.analytics.review.levers import LEVERS
from trimtab.analytics.rows import RECORDS_BEGIN
from trimtab.analytics.views.review import read_now
from trimtab.insight.metrics.velocity import VELOCITY_ACCOUNTS
from trimtab.insight.results import NotEnoughData
from trimtab.insight.whatif import WhatIf
from trimtab.insight.whatif import what_if as computed
from trimtab.people.frame import frame_of


@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """Four levers to move; the answer with the range that the past allows."""
    frame = frame_of(request, now=timezone.now())
    form = WhatIfForm(request.GET if "win_rate" in request.GET else None)
    try:
        reading = read_now()
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    cut = cut_from(request.GET)
    window = reading.moments(frame, USUAL).last_year(begin=_begin(reading))
    accounts = reading.asker(frame, cut).ask(VELOCITY_ACCOUNTS, **window)
    answer = computed(accounts, form.multipliers() if form.is_valid() else {})
    too_few = answer if isinstance(answer, NotEnoughData) else None
    levers = () if isinstance(answer, NotEnoughData) else _levers(answer)
    shown = None if too_few else answer
    told = {"answer": shown, "too_few": too_few, "levers": levers, "since": window["start"]}
    context = {"frame": frame, "cut": cut, "form": form, **told}
    return render(request, "analytics/what_if.html", context)


def _begin(reading: Reading) -> datetime | None:
    begin = reading.engine.run(RECORDS_BEGIN).rows[0]["begin_at"]
    return begin.replace(tzinfo=UTC) if isinstance(begin, datetime) else None


def _levers(answer: WhatIf) -> list[dict[str, object]]:
    """Each lever as it is, with its range."""
    return [{"label": label, "unit": unit, **asdict(answer.levers[key])} for key, label, unit, _rows in LEVERS]
