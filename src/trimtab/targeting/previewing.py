"""What another definition would change, before it is made: how many accounts, from where to where, and which ones."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.people.models import User
from trimtab.targeting.fit import BANDS, Bands, Criterion, fit_of
from trimtab.targeting.models import AccountScore
from trimtab.targeting.models.accounts import DECIDED_FROM
from trimtab.targeting.scoring import (
    FIT_COLUMNS,
    Definition,
    factors_in_use,
    said_of,
    score,
    values_for_fit,
)
from trimtab.targeting.words import QUADRANTS

NAMED = 12


@dataclass(frozen=True)
class Moved:
    """An account that would go into another quadrant."""

    account: Account
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What would change. flows: the quadrant now, then how many of it would be in each; moved: a few by name."""

    accounts: int
    moving: int
    undecided_before: int
    undecided_after: int
    flows: tuple[tuple[str, tuple[int, ...]], ...]
    moved: tuple[Moved, ...]


def preview(definition: Definition, *, user: User) -> Preview:
    """Score all accounts by another definition, without keeping it. Names only those that the person sees."""
    rows = list(AccountScore.objects.order_by("pk"))
    found = score(rows, said_of(), definition, in_use=factors_in_use()).quadrants
    after = [str(letter) for letter in found.letter]
    pairs = Counter(zip((row.quadrant for row in rows), after, strict=True))
    changed = [row for row, letter in zip(rows, after, strict=True) if row.quadrant != letter]
    return Preview(
        accounts=len(rows),
        moving=len(changed),
        undecided_before=sum(row.is_undecided for row in rows),
        undecided_after=int((found.certainty < DECIDED_FROM).sum()),
        flows=tuple((before, tuple(pairs[before, letter] for letter in QUADRANTS)) for before in QUADRANTS),
        moved=_named(changed, dict(zip((row.account_id for row in rows), after, strict=True)), user),
    )


def _named(changed: Sequence[AccountScore], after: dict[int, str], user: User) -> tuple[Moved, ...]:
    """Those that bring and could bring most."""
    worth = sorted(changed, key=lambda row: -float(row.revenue) - row.headroom)
    before = {row.account_id: row.quadrant for row in worth[: NAMED * 8]}
    seen = visible_accounts(user).in_bulk(list(before))
    return tuple(Moved(seen[pk], letter, after[pk]) for pk, letter in before.items() if pk in seen)[:NAMED]


@dataclass(frozen=True)
class BandPreview:
    """What another profile would change: of each band how many accounts now and then, and how many would move."""

    accounts: int
    moving: int
    bands: tuple[tuple[str, int, int], ...]


def preview_profile(criteria: Sequence[Criterion], bands: Bands) -> BandPreview:
    """Grade all accounts by another profile, without keeping it. Two queries."""
    before = dict(AccountScore.objects.values_list("account_id", "fit_band"))
    accounts = Account.objects.filter(pk__in=AccountScore.objects.values("account")).only(*FIT_COLUMNS)
    after = {one.pk: fit_of(criteria, values_for_fit(one), bands=bands).band for one in accounts.iterator(2_000)}
    now, then = Counter(before.values()), Counter(after.values())
    return BandPreview(
        len(before),
        sum(band != before.get(pk, "") for pk, band in after.items()),
        tuple((str(label), now[key], then[key]) for key, label in BANDS.items()),
    )
