"""What a night does for the playbook: note where plays apply, and work out what their use goes with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Q

from trimtab.core.models import Organisation
from trimtab.opportunities.models import FieldChange, Opportunity, Stage
from trimtab.playbook.actions.writing import kept_version
from trimtab.playbook.catalogue import ListedPlay, active_plays
from trimtab.playbook.measuring import Episode, Tally
from trimtab.playbook.models import Play, PlayOffer, PlayResult, PlayUse
from trimtab.playbook.queries import INTAKE, applying, placed

SOME = 2_000  # opportunities at a time
WINDOW, KEPT = timedelta(days=365), timedelta(days=800)
Moves = Mapping[int, Sequence[tuple[datetime, int]]]


def offer_plays(*, now: datetime) -> int:
    """Note each play that newly applies to an opportunity in its stage; how many are new. Some at a time: a night
    that is stopped goes on with the rest the next time.
    """
    today = now.astimezone(Organisation.get().zone).date()
    plays, made = active_plays(), 0
    PlayOffer.objects.filter(play__in=Play.objects.values("pk"), offered_at__lt=now - KEPT).delete()
    for some in _offered_chunks(now):
        contexts = placed(some, today)
        found = [(deal, one.play) for deal in some for one in applying(plays, contexts[deal.pk].context)]
        made += _note(found, there=_offers_of(some), now=now)
    return made


def _note(found: Sequence[tuple[Opportunity, ListedPlay]], *, there: set[tuple[int, int, int]], now: datetime) -> int:
    """Keep what was not there; a shipped play gets its row when it is offered first."""
    with transaction.atomic():
        named = {play.key: play for _deal, play in found}
        rows = {key: kept_version(play, now=now).play_id for key, play in named.items()}
        new = [
            PlayOffer(
                play_id=rows[play.key],
                opportunity=deal,
                stage_id=deal.stage_id,
                owner_id_then=deal.owner_id,
                offered_at=now,
            )
            for deal, play in found
            if (deal.pk, rows[play.key], deal.stage_id) not in there
        ]
        PlayOffer.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def measure_plays(*, now: datetime) -> int:
    """Work out what the use of each play goes with; how many plays have a result."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    places = {pk: (process, place, kind) for pk, process, place, kind in _stages()}
    for offers in _offer_chunks(now):
        moves, used = _moves_of(offers), _used(offers)
        for one in offers:
            begun = [at for at in used.get((one.opportunity_id, one.play_id), ()) if at >= one.offered_at]
            forward = [
                (at, _is_forward(places, one.stage_id, into))
                for at, into in moves.get(one.opportunity_id, ())
                if at > one.offered_at
            ]
            episode = Episode(one.owner_id_then, one.offered_at, min(begun, default=None), forward)
            tallies[one.play_id].add(episode, now=now)
    with transaction.atomic():
        for play_id, tally in tallies.items():
            PlayResult.objects.update_or_create(play_id=play_id, defaults={"as_of": now, "figures": tally.figures})
    return len(tallies)


def _offered_chunks(now: datetime) -> Iterator[list[Opportunity]]:
    """Open opportunities, and those won lately, by id, some at a time."""
    lately = Q(status=Stage.Kind.WON, closed_at__gte=now - INTAKE)
    found = Opportunity.objects.current().filter(Q(status=Stage.Kind.OPEN) | lately)
    found, last = found.select_related("account").order_by("pk"), 0
    while some := list(found.filter(pk__gt=last)[:SOME]):
        yield some
        last = some[-1].pk


def _offers_of(some: Sequence[Opportunity]) -> set[tuple[int, int, int]]:
    first, last = some[0].pk, some[-1].pk
    found = PlayOffer.objects.filter(opportunity__gte=first, opportunity__lte=last)
    return set(found.values_list("opportunity", "play", "stage"))


def _offer_chunks(now: datetime) -> Iterator[list[PlayOffer]]:
    """The offers of a year, whole opportunities at a time."""
    found = PlayOffer.objects.filter(offered_at__gte=now - WINDOW).order_by("opportunity", "pk")
    some: list[PlayOffer] = []
    for _pk, of_one in groupby(found.iterator(chunk_size=SOME), key=lambda one: one.opportunity_id):
        some += of_one
        if len(some) >= SOME:
            yield some
            some = []
    if some:
        yield some


def _moves_of(offers: Sequence[PlayOffer]) -> Moves:
    """Opportunity → (when, into which stage), in order."""
    begun = min(one.offered_at for one in offers)
    ids = {one.opportunity_id for one in offers}
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    changes = FieldChange.objects.filter(opportunity__in=ids, field="stage", valid_at__gt=begun)
    for pk, at, new in changes.order_by("valid_at", "pk").values_list("opportunity", "valid_at", "new"):
        if new and new.isdigit():
            found[pk].append((at, int(new)))
    return found


def _used(offers: Sequence[PlayOffer]) -> Mapping[tuple[int, int], list[datetime]]:
    """Opportunity and play → when it was begun, without what was not played."""
    found: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    uses = PlayUse.objects.filter(opportunity__in={one.opportunity_id for one in offers})
    uses = uses.exclude(outcome=PlayUse.Outcome.NOT_PLAYED)
    for pk, play, at in uses.values_list("opportunity", "version__play", "started_at"):
        found[pk, play].append(at)
    return found


def _stages() -> Iterator[tuple[int, int, int, str]]:
    yield from Stage.objects.values_list("pk", "process", "position", "kind")


def _is_forward(places: Mapping[int, tuple[int, int, str]], old: int, new: int) -> bool:
    """Won, or a later open stage of the same process."""
    if new not in places or old not in places:
        return False
    (from_process, from_place, _from), (process, place, kind) = places[old], places[new]
    return kind == Stage.Kind.WON or (kind == Stage.Kind.OPEN and process == from_process and place > from_place)
