"""What rules may look at of a deal's strategy."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Source, Value, Values
from trimtab.strategy.models import Strategy
from trimtab.strategy.queries import strategies_of
from trimtab.strategy.scores import advise
from trimtab.strategy.terrain import terrains_of

PLACE = "opportunity-strategy"
NAMES = dict(Strategy.choices)
SIGNALS = (
    Signal("strategy_chosen", _("Strategy chosen"), kind="choice", choices=NAMES, place=PLACE),
    Signal("strategy_advised", _("Strategy that the facts speak for"), kind="choice", choices=NAMES, place=PLACE),
    Signal("strategy_against_facts", _("Another strategy is chosen than the facts speak for"), place=PLACE),
    Signal("strategy_advantage", _("Our lead over the best other, −1 to 1"), kind="number", place=PLACE),
    Signal("strategy_access", _("Access to somebody who can change the criteria"), place=PLACE),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """What is known of the strategy in each. Eight queries for any number."""
    chosen = strategies_of(one.pk for one in opportunities)
    found: dict[int, Values] = {}
    for pk, known in terrains_of(opportunities).items():
        stands, advised = chosen.get(pk), advise(known.terrain).strategy
        values: dict[str, Value] = {
            "strategy_chosen": stands.type if stands else None,
            "strategy_advised": advised,
            "strategy_against_facts": stands.type != advised if stands and advised else None,
            "strategy_advantage": known.terrain.advantage,
            "strategy_access": known.terrain.access,
        }
        found[pk] = values
    return found


SOURCE = Source("strategy", SIGNALS, signals_of)
