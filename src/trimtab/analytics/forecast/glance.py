"""What the pages of the pipeline say at a glance: the forecast in a sentence, and that the exports are of the past."""

from datetime import date
from pathlib import Path

from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.forecast.keeping import latest_forecast
from trimtab.analytics.forecast.readers import node_key
from trimtab.analytics.forecast.telling import answer
from trimtab.core.calendars import Period
from trimtab.people.frame import Frame


def forecast_said(extracts: Path, frame: Frame) -> str:
    """The first line of the kept forecast of the frame; nothing while none is kept, or where it tells nothing."""
    kept = latest_forecast(extracts, frame.period.key)
    if kept is None or frame.period.end < frame.today:
        return ""
    node = kept.document.get("nodes", {}).get(node_key(frame.user, frame.scope))
    return answer(kept.document, node) if node else ""


def last_period(manifest: Manifest, frame: Frame) -> Period | None:
    """The quarter in which the newest opportunity was opened, where a whole one lies between it and today: the exports
    are of the past, and later periods say nothing.
    """
    months = manifest.rows.get("opportunities", {})
    if not months:
        return None
    newest = date.fromisoformat(f"{max(months)}-01")
    calendar = frame.organisation.calendar
    quarter = calendar.containing(newest, "quarter")
    is_past = calendar.following(quarter).end < calendar.containing(frame.today, "quarter").start
    return quarter if is_past and quarter.end < frame.period.start else None
