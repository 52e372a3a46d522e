"""Markets to enter, compared on evidence."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.analytics.markets import words
from trimtab.analytics.markets.asking import OTHERS, Markets, facts_of_accounts, markets_for
from trimtab.analytics.reading import NoExtracts
from trimtab.analytics.views.review import read_now
from trimtab.insight.markets import Market
from trimtab.insight.results import NotEnoughData
from trimtab.people.frame import Frame, frame_of
from trimtab.web.charts import Bar, bar

FILTERED = {"region", "industry", "segment"}  # by which the list of accounts can be narrowed


@require_GET
def markets(request: HttpRequest) -> HttpResponse:
    """One fact of the accounts after the other: regions, countries, industries, segments, own choices."""
    frame = frame_of(request, now=timezone.now())
    facts = facts_of_accounts()
    by = request.GET.get("by", "region")
    if by not in facts:
        raise Http404
    try:
        found = markets_for(frame, read_now(), by)
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    page = reverse("markets")
    context = {
        "frame": frame, "markets": found, "lead_sentence": words.headline(found), "doubt": words.doubt(found),
        "unlikely": words.unlikely(found), "rows": _rows(found, frame), "currency": frame.organisation.currency,
        "tabs": [(label, f"{page}?by={key}&{frame.query}", key == by) for key, label in facts.items()],
    }  # fmt: skip
    return render(request, "analytics/markets/markets.html", context)


def _rows(found: Markets, frame: Frame) -> list[tuple[str, str, Market, Bar]]:
    """Name, the address of its accounts where they can be listed, the market, and what it brings as a bar."""
    if isinstance(found.found, NotEnoughData):
        return []
    worth = [one.evidence.worth for one in found.found.markets]
    most = max(figure.high for figure in worth)
    bars = [bar(figure.value, most=most, low=figure.low, high=figure.high) for figure in worth]
    return [
        (words.name_of(one, found.merged), _address(found.by, one, frame), one, its_bar)
        for one, its_bar in zip(found.found.markets, bars, strict=True)
    ]


def _address(by: str, market: Market, frame: Frame) -> str:
    if by not in FILTERED or market.name == OTHERS:
        return ""
    return f"{reverse('accounts')}?{urlencode({by: market.name or '-'})}&{frame.query}"
