"""What changed in the pipeline of the period between two instants."""

from decimal import Decimal

from django.utils.translation import gettext as _

from trimtab.analytics.figures import Asker
from trimtab.analytics.review.model import Bar, Changes
from trimtab.analytics.review.moments import Moments
from trimtab.analytics.review.words import BAR_LABELS, count, decimal
from trimtab.insight.metrics.waterfall import WATERFALL
from trimtab.web import formats

# Shown even when nothing happened: their absence is news. The rarer ones only when they hold something.
ALWAYS = {"opening", "new", "increased", "decreased", "pulled_in", "pushed_out", "won", "lost", "closing"}
NAMED_CHANGES = 2


def changes(asker: Asker, moments: Moments) -> Changes:
    """The waterfall, and in a sentence what moved it most."""
    result = asker.ask(WATERFALL, start=moments.since, end=moments.until, **moments.due())
    since, until = (instant.astimezone(moments.zone).date() for instant in (moments.since, moments.until))
    labels = {"opening": formats.day(since), "closing": formats.day(until)}
    bars = tuple(
        Bar(
            key=str(row["bar"]),
            label=labels.get(str(row["bar"]), str(BAR_LABELS[str(row["bar"])])),
            amount=decimal(row["amount"]),
            opportunities=count(row["opportunities"]),
            rows=f"change?bar={row['bar']}&since={since}&until={until}",
        )
        for row in result.rows
        if row["bar"] in ALWAYS or row["opportunities"]
    )
    return Changes(since=since, until=until, sentence=_sentence(bars), bars=bars)


def _sentence(bars: tuple[Bar, ...]) -> str:
    steps = [bar for bar in bars if not bar.is_sum]
    known = [(bar.label, bar.amount) for bar in steps if bar.amount]
    if not known and any(bar.amount is None for bar in steps):
        return _("What is open and due changed, by amounts that are not known.")
    if not known:
        return _("Nothing changed in what is open and due.")
    total = sum((amount for _label, amount in known), Decimal(0))
    most = sorted(known, key=lambda one: -abs(one[1]))[:NAMED_CHANGES]
    named = ", ".join(f"{label} {formats.signed(amount)}" for label, amount in most)
    return _("Open and due changed by %(total)s, mostly: %(named)s.") % {
        "total": formats.signed(total) if total else "0",
        "named": named,
    }
