"""What people said of a period, as the page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from trimtab.analytics.forecast.document import Document
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.rhythm.models import ForecastAdjustment, ForecastSubmission
from trimtab.rhythm.policy import can_adjust_forecast
from trimtab.rhythm.queries import latest_adjustments, latest_submissions, people_who_share
from trimtab.web import formats

SHOWN = 60


@dataclass(frozen=True)
class Said:
    """A person's latest submission beside the computed forecast, and what somebody who leads made of it.

    bias: how the person's submissions ran so far, in words; empty while the person has not shared it.
    """

    submission: ForecastSubmission
    adjustment: ForecastAdjustment | None
    computed: Decimal | None
    is_stale: bool
    can_adjust: bool
    bias: str


@dataclass(frozen=True)
class Saying:
    """All that people in the scope said. commit, adjusted: sums of the latest; beyond: people not listed."""

    said: tuple[Said, ...]
    commit: Decimal
    adjusted: Decimal
    stale: int
    has_more: bool


def saying(frame: Frame, document: Document, *, now: datetime) -> Saying:
    """What the people of the frame's scope said of its period."""
    found = list(latest_submissions(frame.scope.people, frame.period.key).order_by("person__name", "pk")[: SHOWN + 1])
    adjusted = latest_adjustments(found)
    sharing = people_who_share()
    said = tuple(
        Said(
            submission=one,
            adjustment=adjusted.get(one.pk),
            computed=computed_of(document, one.person_id),
            is_stale=one.is_stale(now),
            can_adjust=can_adjust_forecast(frame.user, one.person),
            bias=_bias(document, one.person, reader=frame.user, sharing=sharing),
        )
        for one in found[:SHOWN]
    )
    return Saying(
        said=said,
        commit=sum((one.submission.commit for one in said), Decimal(0)),
        adjusted=sum(((one.adjustment or one.submission).commit for one in said), Decimal(0)),
        stale=sum(one.is_stale for one in said),
        has_more=len(found) > SHOWN,
    )


def computed_of(document: Document, person_id: int) -> Decimal | None:
    """The middle of the computed forecast for a person; None where there is none, or it counts wins."""
    node = document.get("nodes", {}).get(f"person:{person_id}")
    return None if node is None or document["measure"] != "money" else Decimal(node["p50"])


def own_record(document: Document, person: User) -> str:
    """How the person's own submissions compared with what came, for the person alone."""
    return _record(document.get("judgements", {}).get("own", {}).get(str(person.pk)))


def own_adjustments(document: Document, person: User) -> str:
    """What the person's adjustments of others' submissions were worth."""
    found = document.get("judgements", {}).get("adjusted", {}).get(str(person.pk))
    if found is None or "added" not in found:
        return ""
    return _(
        "Your adjustments of %(n)s submissions: error %(own)s, without them %(other)s. Value added %(added)s, between "
        "%(low)s and %(high)s."
    ) % _shares(found)


def _bias(document: Document, person: User, *, reader: User, sharing: set[int]) -> str:
    if person.pk != reader.pk and person.pk not in sharing:
        return ""
    return own_record(document, person)


def _record(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return ""
    if "bias" not in found:
        missing = found["needs"] - found["n"]
        return _("%(missing)s more ended periods with a submission are needed to say how they ran.") % {
            "missing": missing
        }
    way = _("too high") if found["bias"] > 0 else _("too low")
    return _(
        "Over %(n)s periods submissions ran %(bias)s %(way)s (drawn towards none). Their error was %(own)s, that of "
        "the computed forecast %(other)s: value added %(added)s, between %(low)s and %(high)s."
    ) % {**_shares(found), "bias": formats.percent(abs(found["bias"])), "way": way}


def _shares(found: Mapping[str, Any]) -> dict[str, object]:
    return {
        "n": found["n"],
        "own": formats.percent(found["own"]),
        "other": formats.percent(found["computed"]),
        "added": formats.percent(found["added"]),
        "low": formats.percent(found["added_low"]),
        "high": formats.percent(found["added_high"]),
    }
