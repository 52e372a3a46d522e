"""How complete the white space of an account is: what is known of the cells that are looked at first."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.accounts.completeness import Hint, Score
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Product
from trimtab.whitespace.grid import Where
from trimtab.whitespace.leaves import canonical_products, parts_of
from trimtab.whitespace.models import Block, Potential

FRESH = timedelta(days=90)
KNOWN_POINTS, FRESH_POINTS = 70.0, 30.0


def score_of(account: Account, products: Sequence[Product]) -> Score:
    """The score of these solutions at the account and its divisions; of all that are offered where none is given.

    70 points for the share of cells that are not blocked and hold a potential, something open or won, or that somebody
    looked at in vain; 30 for the share of open potentials that are younger than 90 days. Where nothing is white, no
    potential is missing.
    """
    same = canonical_products()
    wanted = {same.get(one.pk, one.pk) for one in products} or set(
        Product.objects.offered().values_list("pk", flat=True)
    )
    divisions = list(account.divisions.filter(archived_at__isnull=True).values_list("pk", flat=True))
    cells: set[Where] = {((account.pk, one), product) for one in [None, *divisions] for product in wanted}
    blocked, looked = _marked(account, same, divisions)
    possible = cells - blocked
    if not possible:
        return Score(0.0, (Hint(_("No solution can be sold here: lift a block, or choose solutions."), 100.0),))
    known = possible & (looked | _filled(account, same, divisions))
    return _score(account, len(known), len(possible))


def _score(account: Account, known: int, possible: int) -> Score:
    url = reverse("account-white-space", args=[account.pk])
    counts = Potential.objects.open().filter(account=account)
    row = counts.aggregate(all=Count("pk"), fresh=Count("pk", filter=Q(created_at__gte=Now() - FRESH)))
    fresh = row["fresh"] / row["all"] if row["all"] else float(known == possible)
    hints = []
    if missing := possible - known:
        text = ngettext(
            "Look at %(count)s more cell: write a potential down, or say that nothing is there.",
            "Look at %(count)s more cells: write a potential down, or say that nothing is there.",
            missing,
        )
        hints.append(Hint(text % {"count": missing}, KNOWN_POINTS * missing / possible, url))
    if fresh < 1:
        text = _("Qualify or dismiss potentials older than 90 days.") if row["all"] else _("Write one potential down.")
        hints.append(Hint(text, FRESH_POINTS * (1 - fresh), url))
    return Score(KNOWN_POINTS * known / possible + FRESH_POINTS * fresh, tuple(hints))


def _marked(account: Account, same: dict[int, int], divisions: Collection[int]) -> tuple[set[Where], set[Where]]:
    """The blocked cells, and those that were looked at in vain."""
    found: dict[str, set[Where]] = {kind: set() for kind in Block.Kind.values}
    blocks = Block.objects.filter(account=account, lifted_at__isnull=True)
    for division, product, kind in blocks.values_list("division", "product", "kind"):
        found[kind].add(_place(account, division, product, same, divisions))
    return found[Block.Kind.BLOCKED], found[Block.Kind.NOTHING]


def _filled(account: Account, same: dict[int, int], divisions: Collection[int]) -> set[Where]:
    """The cells with an open potential, or with something open or won."""
    potentials = Potential.objects.open().filter(account=account).values_list("division", "product")
    found = {_place(account, division, product, same, divisions) for division, product in potentials}
    opportunities: Iterable[int] = (
        Opportunity.objects.current().filter(account=account, status__in=("open", "won")).values_list("pk", flat=True)
    )
    for parts in parts_of(list(opportunities)).values():
        found |= {_place(account, part.division_id, part.product_id, same, divisions) for part in parts}
    return found


def _place(
    account: Account, division: int | None, product: int, same: dict[int, int], divisions: Collection[int]
) -> Where:
    return (account.pk, division if division in divisions else None), same.get(product, product)
