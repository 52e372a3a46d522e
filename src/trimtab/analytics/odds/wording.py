"""Reasons in words: what is recorded of an opportunity, beside what is usual among all that are open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import expm1

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.insight.odds.reasons import Reason
from trimtab.opportunities.models import Opportunity
from trimtab.web import formats

MUCH, SOME = 0.6, 0.25  # log-odds
WHOLE, AMOUNT, TIMES, SHARE = "whole", "amount", "times", "share"
# What each feature is called, and how its number is read.
FEATURES: Mapping[str, tuple[object, str]] = {
    "days_in_stage": (later("Days in this stage"), WHOLE),
    "stage_pace": (later("Time in this stage beside what is usual there"), TIMES),
    "cycle_pace": (later("Time since the opening beside what is usual"), TIMES),
    "days_open": (later("Days since it was opened"), WHOLE),
    "days_due": (later("Days until the close date"), WHOLE),
    "days_to_period_end": (later("Days until the quarter ends"), WHOLE),
    "planned_share": (later("Share of the planned time that has passed"), SHARE),
    "days_since_change": (later("Days since anything changed"), WHOLE),
    "pushes": (later("Times the close date was pushed back"), WHOLE),
    "pulls": (later("Times the close date was pulled forward"), WHOLE),
    "last_push_days": (later("Days of the last push"), WHOLE),
    "days_since_push": (later("Days since the last push"), WHOLE),
    "moves": (later("Moves between stages"), WHOLE),
    "steps_back": (later("Steps back to an earlier stage"), WHOLE),
    "reopenings": (later("Times it was opened again"), WHOLE),
    "stage_place": (later("How far along the process"), SHARE),
    "amount_log": (later("Amount"), AMOUNT),
    "amount_moved": (later("Amount beside the first one"), TIMES),
    "amount_moves": (later("Changes of the amount"), WHOLE),
    "category_rank": (later("How sure the seller says to be, from 0 (omitted) up"), WHOLE),
    "category_moves": (later("Moves of the seller's category, down counts against up"), WHOLE),
    "owner_changes": (later("Changes of the owner"), WHOLE),
    "employees_log": (later("Employees of the account"), AMOUNT),
    "seller_edge": (later("How often this seller won before"), TIMES),
    "seller_open": (later("Open opportunities of this seller"), WHOLE),
    "seller_days": (later("Days since this seller was hired"), WHOLE),
    "account_won": (later("Won before with this account"), WHOLE),
    "account_lost": (later("Lost before with this account"), WHOLE),
    "days_since_account_won": (later("Days since the last win with this account"), WHOLE),
    "days_since_buyer": (later("Days since the buyer was heard"), WHOLE),
    "buyer_quiet": (later("Silence beside the buyer's own pace"), TIMES),
    "buyer_3": (later("Signs of the buyer in the last days"), WHOLE),
    "buyer_14": (later("Signs of the buyer in the last weeks"), WHOLE),
    "buyer_45": (later("Signs of the buyer in the last months"), WHOLE),
    "ours_14": (later("What we did in the last weeks"), WHOLE),
    "ours_45": (later("What we did in the last months"), WHOLE),
    "contacts_60": (later("People of the buyer who spoke with us in 60 days"), WHOLE),
    "stage": (later("Stage"), ""),
    "segment": (later("Segment"), ""),
    "region": (later("Region"), ""),
    "industry": (later("Industry"), ""),
    "kind": (later("Kind"), ""),
    "lead_source": (later("Lead source"), ""),
    "category": (later("The seller's category"), ""),
}


@dataclass(frozen=True)
class Said:
    """One reason: what it is about, what is recorded, what is usual (empty for words), and how much it weighs."""

    about: str
    value: str
    usual: str
    weight: str


def said(reason: Reason, shown: Opportunity) -> Said:
    """A reason in words."""
    label, kind = FEATURES.get(reason.feature, (reason.feature.replace("_", " "), WHOLE))
    if isinstance(reason.value, str) or not kind:
        return Said(str(label), _word(reason, shown), "", _weight(reason.log_odds))
    read = _READ[kind]
    value = _("not recorded") if reason.value is None else read(reason.value)
    return Said(str(label), value, "" if reason.usual is None else read(reason.usual), _weight(reason.log_odds))


def _word(reason: Reason, shown: Opportunity) -> str:
    if reason.feature == "stage":
        return str(shown.stage.name)
    if reason.feature == "category":
        return str(shown.get_forecast_category_display() or _("not recorded"))
    return str(reason.value or _("not recorded"))


def _weight(log_odds: float) -> str:
    size = abs(log_odds)
    return _("much") if size >= MUCH else _("some") if size >= SOME else _("little")


def _share(value: float) -> str:
    return formats.percent(value)


def _times(value: float) -> str:
    return _("%(times)s times") % {"times": f"{expm1(value) + 1:.1f}"}


def _amount(value: float) -> str:
    return formats.compact(expm1(value))


def _whole(value: float) -> str:
    return formats.whole(round(value))


_READ: Mapping[str, Callable[[float], str]] = {WHOLE: _whole, AMOUNT: _amount, TIMES: _times, SHARE: _share}
