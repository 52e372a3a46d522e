"""The four trends for a request: of the frame's records only, computed once, kept for an hour."""

from dataclasses import asdict

from django.utils.translation import get_language

from trimtab.analytics.cuts import Choice, Cut
from trimtab.analytics.reading import KEPT_SECONDS, Reading, hashed
from trimtab.analytics.review.headline import headline
from trimtab.analytics.trends.asking import Asked
from trimtab.analytics.trends.information import information
from trimtab.analytics.trends.kept import Kept
from trimtab.analytics.trends.model import Trends
from trimtab.analytics.trends.telephone import telephone
from trimtab.analytics.trends.tomorrow import tomorrow
from trimtab.analytics.trends.vanishing import vanishing
from trimtab.core.shared_answers import shared_answer
from trimtab.people.frame import Frame


def trends_for(frame: Frame, reading: Reading, kept: Kept, cut: Cut) -> Trends:
    """The trends of the frame, from the cache where the same was asked within the hour."""
    key = hashed(
        "trends",
        str(kept.folder),
        str(reading.folder / reading.manifest.name),
        reading.as_of,
        frame.scope.key,
        frame.scope.ids,
        frame.period.key,
        asdict(reading.definitions),
        asdict(cut),
        frame.organisation.currency,
        get_language(),
    )
    return shared_answer(key, lambda: build_trends(frame, reading, kept, cut), seconds=KEPT_SECONDS)


def build_trends(frame: Frame, reading: Reading, kept: Kept, cut: Cut) -> Trends:
    """Ask for all four."""
    offset = reading.as_of.astimezone(frame.organisation.zone).utcoffset()
    asked = Asked(
        asker=reading.asker(frame, cut),
        kept=kept,
        currency=frame.organisation.currency,
        as_of=reading.as_of,
        with_nobody=frame.scope.is_unrestricted,
        zone_seconds=offset.total_seconds() if offset else 0.0,
    )
    unit = "month" if frame.period.key == kept.periods["month"] else "quarter"
    return Trends(
        subject=", ".join(filter(None, (frame.scope.label, cut.label))),
        currency=frame.organisation.currency,
        as_of=kept.as_of,
        period=kept.periods[unit],
        vanishing=vanishing(asked),
        telephone=telephone(asked),
        tomorrow=tomorrow(asked, unit=unit, period=kept.periods[unit], cover=_cover(frame, reading, cut)),
        information=information(asked),
    )


def _cover(frame: Frame, reading: Reading, cut: Cut) -> str:
    """The sentence about coverage of the frame's period, as the review says it."""
    moments = reading.moments(frame, Choice(cut=cut))
    return headline(reading.asker(frame, cut), moments, within=cut.label)[2]
