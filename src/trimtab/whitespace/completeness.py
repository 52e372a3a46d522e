"""How complete the white space of an account is: what is known of the cells that are looked at first."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Case, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.accounts.completeness import Hint, Score
from trimtab.accounts.models import Account, Division
from trimtab.opportunities.models import Opportunity, Product, Stage
from trimtab.whitespace.grid import Where
from trimtab.whitespace.leaves import canonical_products, parts_of
from trimtab.whitespace.models import Block, Potential

FRESH = timedelta(days=90)
KNOWN_POINTS, FRESH_POINTS = 70.0, 30.0


@dataclass
class _Known:
    """What is known of one account: the cells that somebody ruled out, looked at or filled, and its potentials."""

    divisions: set[int] = field(default_factory=set)
    blocked: set[Where] = field(default_factory=set)
    known: set[Where] = field(default_factory=set)
    potentials: int = 0
    fresh: int = 0

    def place(self, account: int, division: int | None, product: int) -> Where:
        """The cell: what stands at a division that is out of use stands at its account."""
        return (account, division if division in self.divisions else None), product


def scores_at(accounts: Collection[Account], products: Sequence[Product]) -> Mapping[int, Score]:
    """The score of these solutions at each account and its divisions; of all that are offered where none is given.

    70 points for the share of cells that are not blocked and hold a potential, something open or won, or that somebody
    looked at in vain; 30 for the share of open potentials that are younger than 90 days. Where nothing is white, no
    potential is missing. Eight queries for any number of accounts.
    """
    same = canonical_products()
    wanted = {same.get(one.pk, one.pk) for one in products} or set(
        Product.objects.offered().values_list("pk", flat=True)
    )
    known = _known_at([one.pk for one in accounts], same)
    return {one.pk: _score_of(one, known[one.pk], wanted) for one in accounts}


def _score_of(account: Account, known: _Known, wanted: Collection[int]) -> Score:
    places = [None, *known.divisions]
    possible = {known.place(account.pk, one, product) for one in places for product in wanted} - known.blocked
    if not possible:
        return Score(0.0, (Hint(_("No solution can be sold here: lift a block, or choose solutions."), 100.0),))
    return _score(account, known, len(possible & known.known), len(possible))


def _score(account: Account, found: _Known, known: int, possible: int) -> Score:
    url = reverse("account-white-space", args=[account.pk])
    fresh = found.fresh / found.potentials if found.potentials else float(known == possible)
    hints = []
    if missing := possible - known:
        text = ngettext(
            "Look at %(count)s more cell: write a potential down, or say that nothing is there.",
            "Look at %(count)s more cells: write a potential down, or say that nothing is there.",
            missing,
        )
        hints.append(Hint(text % {"count": missing}, KNOWN_POINTS * missing / possible, url))
    if fresh < 1:
        text = (
            _("Qualify or dismiss potentials older than 90 days.")
            if found.potentials
            else _("Write one potential down.")
        )
        hints.append(Hint(text, FRESH_POINTS * (1 - fresh), url))
    return Score(KNOWN_POINTS * known / possible + FRESH_POINTS * fresh, tuple(hints))


def _known_at(account_ids: Sequence[int], same: Mapping[int, int]) -> Mapping[int, _Known]:
    """Account → what is known of it."""
    found: dict[int, _Known] = defaultdict(_Known)
    divisions = Division.objects.filter(account__in=account_ids, archived_at__isnull=True)
    for account, division in divisions.order_by().values_list("account", "pk"):
        found[account].divisions.add(division)
    blocks = Block.objects.filter(account__in=account_ids, lifted_at__isnull=True)
    for account, division, product, kind in blocks.values_list("account", "division", "product", "kind"):
        there = found[account]
        cells = there.blocked if kind == Block.Kind.BLOCKED else there.known
        cells.add(there.place(account, division, same.get(product, product)))
    is_fresh = Case(When(created_at__gte=Now() - FRESH, then=1), default=0)
    potentials = Potential.objects.open().filter(account__in=account_ids)
    for account, division, product, fresh in potentials.values_list("account", "division", "product", is_fresh):
        there = found[account]
        there.known.add(there.place(account, division, same.get(product, product)))
        there.potentials += 1
        there.fresh += fresh
    _fill(found, account_ids, same)
    return found


def _fill(found: Mapping[int, _Known], account_ids: Sequence[int], same: Mapping[int, int]) -> None:
    """Add the cells with something open or won."""
    # Not by status: SQLite would read all that are open or won, whoever's they are, by the index of that.
    chosen = Opportunity.objects.current().filter(account__in=account_ids).exclude(status=Stage.Kind.LOST)
    accounts = dict(chosen.values_list("pk", "account"))
    for opportunity, parts in parts_of(list(accounts)).items():
        account = accounts[opportunity]
        assert account is not None, "it was found by it"
        there = found[account]
        there.known.update(
            there.place(account, part.division_id, same.get(part.product_id, part.product_id)) for part in parts
        )
