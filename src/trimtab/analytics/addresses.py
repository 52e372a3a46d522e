"""Addresses on the review that keep what was chosen: scope, period, days, comparison, and the part of the records."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse

from trimtab.analytics.cuts import LABELS
from trimtab.people.frame import Frame

CHOSEN = ("since", "until", "compare", "by")


def kept_parameters(frame: Frame, given: Mapping[str, str]) -> dict[str, str]:
    """What a link or a form must carry on. given: the parameters of the page that it stands on."""
    kept = {key: given[key] for key in (*CHOSEN, *LABELS) if given.get(key)}
    return {"scope": frame.scope.key, "period": frame.period.key, **kept}


def address_of(rows: str, frame: Frame, given: Mapping[str, str]) -> str:
    """The address of the rows behind a figure. rows: as in `Figure.rows`; its conditions go before what was chosen."""
    name, _mark, query = rows.partition("?")
    asked = {**kept_parameters(frame, given), **dict(parse_qsl(query))}
    return f"{reverse('pipeline-rows', args=[name])}?{urlencode(asked)}"
