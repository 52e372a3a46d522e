"""What a change of a calendar, rate, stage, team or definition does to the figures: before and after, kept.

Whoever makes such a change in a lower room writes its event and knows nothing of figures. When the extracts follow,
the events since the last ones are looked through, and the figures of both are kept side by side.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trimtab.analytics.definitions import Definitions, load_definitions
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.extracts.refresh import ExtractState, Progress
from trimtab.analytics.figures import COPIED_BELOW, engine_over
from trimtab.analytics.models import Restatement
from trimtab.analytics.review import build_review, review_moments
from trimtab.analytics.review.listing import figures_of
from trimtab.core.calendars import Period
from trimtab.core.models import Event, Organisation
from trimtab.people.frame import Scope
from trimtab.people.models import User

# Verb → what it is called; `rates.rebased` comes with the organisation's. Changes of facts (an amount, a close date)
# are no restatements: they are the business.
RESTATING = {
    "organisation.edited": _("Organisation"),
    "rate.set": _("Exchange rates"),
    "rate.removed": _("Exchange rates"),
    "stage.remapped": _("Stages"),
    "stage.set_apart": _("Stages"),
    "stage.edited": _("Stages"),
    "stages.ordered": _("Stages"),
    "team.moved": _("Teams"),
    "import.undone": _("Import undone"),
    "definition.changed": _("Definition"),
}
Kept = list[dict[str, object]]  # one entry a period: its days, as-of, currency and figures
ABSENT = ""
MOST_EVENTS = 500  # named in one restatement; the audit holds all


@dataclass(frozen=True)
class Basis:
    """What figures are computed from."""

    engine: DuckDBEngine
    manifest: Manifest
    organisation: Organisation
    definitions: Definitions
    as_of: datetime


def periods_at(organisation: Organisation, as_of: datetime) -> tuple[Period, Period]:
    """The fiscal quarter of that moment, and the one before."""
    calendar = organisation.calendar
    current = calendar.containing(as_of.astimezone(organisation.zone).date(), "quarter")
    return current, calendar.previous(current)


def snapshot(basis: Basis, periods: Iterable[Period]) -> Kept:
    """Every figure of the whole company's review of each period, as a restatement keeps it."""
    everyone = Scope("everyone", "", User.objects.all(), is_unrestricted=True)
    kept: Kept = []
    for period in periods:
        moments = review_moments(
            basis.manifest,
            period,
            organisation=basis.organisation,
            as_of=basis.as_of,
            definitions=basis.definitions,
        )
        review = build_review(
            user=None,
            scope=everyone,
            moments=moments,
            organisation=basis.organisation,
            engine=basis.engine,
            manifest=basis.manifest,
        )
        figures = [
            {"key": one.key, "section": one.section, "label": one.label, "value": _kept(one.value), "unit": one.unit}
            for one in figures_of(review)
        ]
        kept.append(
            {
                "period": {"key": period.key, "start": period.start.isoformat(), "end": period.end.isoformat()},
                "as_of": moments.as_of.isoformat(),
                "currency": basis.organisation.currency,
                "figures": figures,
            }
        )
    return kept


def _kept(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def refresh_with_restatements(
    *,
    folder: Path,
    now: datetime,
    memory: str,
    rebuild: bool = False,
    progress: Progress | None = None,
    wait: bool = True,
    may_rebuild: bool = True,
) -> ExtractState:
    """Refresh the extracts, and keep what restating changes since the last ones did to the figures.

    The arguments are those of `refresh_extracts`.
    """
    before = read_manifest(folder)
    state = refresh_extracts(
        folder=folder,
        now=now,
        rebuild=rebuild,
        progress=progress,
        memory=memory,
        wait=wait,
        may_rebuild=may_rebuild,
    )
    after = read_manifest(folder)
    if before is not None and after is not None and before.name != after.name:
        _keep(folder, before, after, now=now, memory=memory)
    return state


def _keep(folder: Path, before: Manifest, after: Manifest, *, now: datetime, memory: str) -> None:
    since, until = (int(manifest.marks.get("event_id", 0)) for manifest in (before, after))
    events = list(Event.objects.filter(pk__gt=since, pk__lte=until, verb__in=RESTATING).order_by("pk")[:MOST_EVENTS])
    events = [event for event in events if _moves_figures(event)]
    kept = list(Restatement.objects.filter(last_event_id__gt=since, last_event_id__lte=until))
    told = {number for row in kept for number in row.events}
    new = [event for event in events if event.pk not in told]
    waiting = [row for row in kept if row.after is None]
    if not new and not waiting:
        return
    organisation, definitions = Organisation.get(), load_definitions()
    known_at = before.as_of
    followed = Basis(engine_over(folder, after, memory=memory), after, organisation, definitions, known_at)
    figures = snapshot(followed, periods_at(organisation, known_at)[:1])
    if new:
        with_old = _engine_before(folder, before, memory=memory)
        earlier = Basis(with_old, before, _organisation_before(organisation, new), definitions, known_at)
        keep_restatement(
            new, before=snapshot(earlier, periods_at(earlier.organisation, known_at)[:1]), after=figures, now=now
        )
        with_old.close()
    for row in waiting:
        Restatement.objects.filter(pk=row.pk, after__isnull=True).update(after=figures, followed_at=now)


def _moves_figures(event: Event) -> bool:
    """A name moves none: neither the organisation's nor a stage's."""
    if event.verb == "organisation.edited":
        return bool(set(event.after) - {"name"})
    return event.verb != "stage.edited" or "is_qualified" in event.after


def _engine_before(folder: Path, manifest: Manifest, *, memory: str) -> DuckDBEngine:
    """Over the older extracts, which stay for some minutes; not the process's own engine, which has moved on."""
    return DuckDBEngine(folder / manifest.name, memory_limit=memory, copied_below=COPIED_BELOW)


def _organisation_before(organisation: Organisation, events: Iterable[Event]) -> Organisation:
    """The organisation as it was before these events."""
    earlier = Organisation.get()
    for event in sorted(events, key=lambda event: -event.pk):
        if event.verb == "organisation.edited":
            for name, value in event.before.items():
                setattr(earlier, name, value)
    return earlier


def keep_restatement(events: Sequence[Event], *, before: Kept, after: Kept | None, now: datetime) -> Restatement:
    """Keep the figures before and after these events; `after` is None where they have not followed yet.

    The same events are kept once, however many processes come to keep them.
    """
    last = events[-1]
    with transaction.atomic():
        row, _is_new = Restatement.objects.get_or_create(
            last_event_id=last.pk,
            defaults={
                "at": last.at,
                "by_id": last.by_id,
                "by_name": last.by_name,
                "what": last.verb,
                "events": [event.pk for event in events],
                "before": before,
                "after": after,
                "followed_at": None if after is None else now,
            },
        )
    return row


@dataclass(frozen=True)
class Changed:
    """A figure before and after; None where it is unknown, ABSENT where it was not there."""

    section: str
    label: str
    unit: str
    before: object
    after: object


@dataclass(frozen=True)
class Difference:
    """What changed in a period, and how many figures stayed."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    currency_before: str
    currency_after: str
    changed: tuple[Changed, ...]
    unchanged: int


def differences(before: Kept, after: Kept) -> list[Difference]:
    """Period by period, in the order they were kept."""
    return [_difference(old, new) for old, new in zip(before, after, strict=True)]


def _difference(old: Mapping[str, object], new: Mapping[str, object]) -> Difference:
    then, now = _by_key(old), _by_key(new)
    changed, unchanged = [], 0
    for key in dict.fromkeys([*now, *then]):
        one = now.get(key) or then[key]
        was, is_now = (side[key]["value"] if key in side else ABSENT for side in (then, now))
        if was == is_now:
            unchanged += 1
        else:
            changed.append(Changed(str(one["section"]), str(one["label"]), str(one["unit"]), was, is_now))
    return Difference(
        before=old["period"],  # type: ignore[arg-type]  # as `snapshot` wrote it
        after=new["period"],  # type: ignore[arg-type]
        currency_before=str(old["currency"]),
        currency_after=str(new["currency"]),
        changed=tuple(changed),
        unchanged=unchanged,
    )


def _by_key(period: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    figures: Sequence[Mapping[str, object]] = period["figures"]  # type: ignore[assignment]  # as `snapshot` wrote it
    return {str(one["key"]): one for one in figures}
