"""The registry of metrics: who owns each, where it is shown, which rows stand behind it, how it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.analytics.definitions import Definitions, Rule, rules_of
from trimtab.analytics.metrics import ALL_METRICS
from trimtab.analytics.models import DefinitionVersion, MetricOwner
from trimtab.insight.metrics import METRICS
from trimtab.insight.results import Metric
from trimtab.insight.trends.figures import FIGURES
from trimtab.people.models import User


@dataclass(frozen=True)
class Shown:
    """A place where the metric's figures stand, and the lists behind them: (what is listed, as in `Figure.rows`)."""

    label: str | Promise
    rows: tuple[tuple[str | Promise, str], ...] = ()


WON = (_("won"), "won?")
DUE = (_("open and due"), "due?")
CLOSED_YEAR = (_("closed in the window of the rates"), "closed-year?")
DUE_AT_START = (_("due when the period began"), "due-at-start?")
ACT = Shown(_("Act on these"), ((_("to act on"), "act?"),))
NAMED = (*METRICS, *FIGURES)  # those that have a page of the documentation
# Metric → its places on the review, in the order of the page. A test holds that every figure shown is among them.
SHOWN: Mapping[str, tuple[Shown, ...]] = {
    "outlook": (Shown(_("Where the period stands"), (WON, DUE)),),
    "slipped_opportunities": (ACT, Shown(_("Overdue or pushed"), ((_("overdue or pushed"), "slipped?"),))),
    "silent_opportunities": (ACT, Shown(_("Quieter than their pace"), ((_("too quiet"), "silent?"),))),
    "waterfall": (Shown(_("What changed"), ((_("open and due at the end"), "change?bar=closing"),)),),
    "velocity": (
        Shown(
            _("Four levers"),
            ((_("open and qualified"), "worked?"), (_("closed and qualified"), "closed?qualified=1")),
        ),
    ),
    "velocity_accounts": (Shown(_("Four levers")), Shown(_("What if"))),
    "stage_conversion": (Shown(_("Stages")),),
    "coverage": (Shown(_("Is there enough?"), ((_("targets"), "target?"), DUE, CLOSED_YEAR)),),
    "slipped_value": (Shown(_("Do dates hold?"), (DUE_AT_START,)),),
    "push_counts": (Shown(_("Do dates hold?"), (DUE_AT_START,)),),
    "quality_beside_volume": (Shown(_("Quality beside volume"), (CLOSED_YEAR,)),),
    "weekly_snapshots": (Shown(_("Open pipeline, 52 weeks"), ((_("open"), "open?"),)),),
    "bookings_by_period": (Shown(_("Won in the last periods"), (WON,)),),
    "vanishing": (Shown(_("Four trends")),),
    "vanishing_deals": (Shown(_("Four trends")),),
    "lead_ledger": (Shown(_("Four trends")),),
    "tomorrow": (Shown(_("Four trends")),),
    "slipping_deals": (Shown(_("Four trends")),),
    "thin_records": (Shown(_("Four trends")),),
    "thin_deals": (Shown(_("Four trends")),),
    "seller_outcomes": (Shown(_("Quality of service")),),
    "service_index": (Shown(_("Quality of service")),),
    "channel_yield": (Shown(_("Quality of service")),),
    "history_known": (Shown(_("What these figures rest on")),),
}


@dataclass(frozen=True)
class Entry:
    """A metric with what the organisation says about it. owner None: operations."""

    metric: Metric
    owner: User | None
    definition: int | None
    rules: tuple[Rule, ...]
    shown: tuple[Shown, ...]
    versions: tuple[DefinitionVersion, ...] = ()

    @property
    def changed_at(self) -> datetime | None:
        """When a rule that it follows last changed."""
        return max((version.from_at for version in self.versions), default=None)


def entry_of(name: str, definitions: Definitions) -> Entry:
    """One metric, with all versions of the rules that it follows, newest first. Two queries."""
    rules = rules_of(name)
    owner = MetricOwner.objects.filter(metric=name).select_related("owner").first()
    versions = DefinitionVersion.objects.filter(rule__in=[rule.key for rule in rules]).order_by("-from_at", "-pk")
    return Entry(
        metric=ALL_METRICS[name],
        owner=owner.owner if owner else None,
        definition=definitions.version_for(name),
        rules=tuple(rules),
        shown=SHOWN.get(name, ()),
        versions=tuple(versions),
    )


def entries(names: Sequence[str], definitions: Definitions) -> list[Entry]:
    """These metrics, without the history of their rules. One query."""
    owners = {row.metric: row.owner for row in MetricOwner.objects.select_related("owner")}
    return [
        Entry(
            metric=ALL_METRICS[name],
            owner=owners.get(name),
            definition=definitions.version_for(name),
            rules=tuple(rules_of(name)),
            shown=SHOWN.get(name, ()),
        )
        for name in names
    ]
