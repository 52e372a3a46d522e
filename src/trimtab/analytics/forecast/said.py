"""What people said of a period, as the page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from trimtab.analytics.forecast.document import Document
from trimtab.insight.forecast.judgement import WINS
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
            bias=record_seen(document, one.person, reader=frame.user, sharing=sharing),
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


def record_seen(document: Document, person: User, *, reader: User, sharing: set[int]) -> str:
    """How a person's submissions ran: for that person, and once it was shown, for those who lead this person."""
    if person.pk == reader.pk or (person.pk in sharing and can_adjust_forecast(reader, person)):
        return own_record(document, person)
    return ""


def own_adjustments(document: Document, person: User) -> str:
    """What the person's adjustments of others' submissions were worth."""
    found = document.get("judgements", {}).get("adjusted", {}).get(str(person.pk))
    if found is None or "added" not in found:
        return ""
    return _(
        "Your adjustments of %(n)s submissions: error %(own)s, without them %(other)s. Value added %(added)s, between "
        "%(low)s and %(high)s."
    ) % _shares(found)


def _record(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return ""
    if "bias" not in found:
        return _too_few(found)
    if "bias_low" not in found:  # kept by an earlier version, without its interval; made again within a day
        return ""
    said = {**_shares(found), "bias": formats.percent(abs(found["bias"]))}
    return f"{_ran(found) % said} {_added() % said}"


def _too_few(found: Mapping[str, Any]) -> str:
    if found.get("of") == WINS:
        return _("Nothing was won in the periods of the submissions: how they ran cannot be told.")
    return _("%(missing)s more ended periods with a submission are needed to say how they ran.") % {
        "missing": found["needs"] - found["n"]
    }


def _ran(found: Mapping[str, Any]) -> str:
    """Which way they ran; neither where the interval holds both."""
    if found["bias_low"] <= 0 <= found["bias_high"]:
        return _(
            "Over %(n)s periods submissions ran neither too high nor too low beyond chance (between %(bias_low)s and "
            "%(bias_high)s, drawn towards none)."
        )
    if found["bias"] > 0:
        return _(
            "Over %(n)s periods submissions ran %(bias)s too high (between %(bias_low)s and %(bias_high)s, drawn "
            "towards none)."
        )
    return _(
        "Over %(n)s periods submissions ran %(bias)s too low (between %(bias_low)s and %(bias_high)s, drawn towards "
        "none)."
    )


def _added() -> str:
    return _(
        "Their error was %(own)s, that of the computed forecast %(other)s: value added %(added)s, between %(low)s and "
        "%(high)s."
    )


def _shares(found: Mapping[str, Any]) -> dict[str, object]:
    return {
        "n": found["n"],
        "own": formats.percent(found["own"]),
        "other": formats.percent(found["computed"]),
        "added": formats.percent(found["added"]),
        "bias_low": formats.percent(found.get("bias_low")),
        "bias_high": formats.percent(found.get("bias_high")),
        "low": formats.percent(found["added_low"]),
        "high": formats.percent(found["added_high"]),
    }
