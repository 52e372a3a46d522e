"""The steps of a night, in order: later ones read what earlier ones made."""

from datetime import datetime
from pathlib import Path

from trimtab.analytics.extracts import read_manifest
from trimtab.analytics.figures import engine_over
from trimtab.analytics.nights.running import Step
from trimtab.analytics.odds.refreshing import refresh_odds
from trimtab.analytics.odds.verifying import require_features
from trimtab.analytics.restating import refresh_with_restatements
from trimtab.analytics.trends.freshness import make_today
from trimtab.analytics.watch.watching import watch_week
from trimtab.core.models import Organisation


def steps_for(folder: Path, *, memory: str) -> tuple[Step, ...]:
    """All steps over the extracts in that folder."""

    def extract(now: datetime) -> str:
        refresh_with_restatements(folder=folder, now=now, memory=memory)
        manifest = read_manifest(folder)
        return f"{manifest.total('opportunities')} opportunities" if manifest else ""

    def trends(now: datetime) -> str:
        manifest = read_manifest(folder)
        if manifest is None:
            return ""
        engine = engine_over(folder, manifest, memory=memory)
        kept = make_today(folder, engine=engine, now=now, organisation=Organisation.get())
        return f"of {kept.day}"

    def setbacks(now: datetime) -> str:
        week = watch_week(folder=folder, now=now, memory=memory)
        return f"week of {week.week_on}: {week.setbacks.count()} alarms from {week.series} series" if week else ""

    def odds(now: datetime) -> str:
        manifest = read_manifest(folder)
        if manifest is None or not manifest.total("opportunities"):
            return ""
        card = refresh_odds(folder, manifest, now=now, memory=memory).card
        return f"learned from {card['decided']} that had ended: {card['state']}"

    def features(now: datetime) -> str:
        manifest = read_manifest(folder)
        return require_features(folder, manifest, now=now, memory=memory) if manifest else ""

    return (
        Step("extract", extract),
        Step("trends", trends),
        Step("setbacks", setbacks),
        Step("odds", odds),
        Step("features", features),
    )
