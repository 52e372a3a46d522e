"""Why deals end: reasons that we ship, until the organisation changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.outcomes.models import ReasonChange

Text = str | Promise
SHIPPED: Mapping[str, Sequence[tuple[str, Text]]] = {
    "lost": (
        ("no_decision", _("No decision")),
        ("competitor", _("Chose a competitor")),
        ("price", _("Price")),
        ("function", _("Something was missing")),
        ("relationship", _("Relationship and politics")),
        ("timing", _("Timing")),
        ("champion", _("Lost the one who wanted us")),
        ("risk", _("Risk, or our size")),
        ("in_house", _("They make it themselves")),
        ("withdrawn", _("We withdrew")),
    ),
    "won": (
        ("won_value", _("Value in their figures")),
        ("won_fit", _("We met what they asked for")),
        ("won_relationship", _("Relationship and trust")),
        ("won_price", _("Price and terms")),
        ("won_proof", _("Proof: pilot or references")),
        ("won_speed", _("Speed and readiness")),
        ("won_team", _("The people of ours")),
        ("won_incumbent", _("They had us already")),
    ),
}


@dataclass(frozen=True)
class Reason:
    """One reason as it is called now."""

    key: str
    name: str
    end: str
    is_shipped: bool
    is_archived: bool = False


def all_reasons() -> list[Reason]:
    """Shipped ones and those of the organisation, archived ones too. One query."""
    changed = {one.key: one for one in ReasonChange.objects.order_by("pk")}
    found = []
    for end, rows in SHIPPED.items():
        for key, name in rows:
            change = changed.pop(key, None)
            is_archived = change is not None and change.archived_at is not None
            found.append(Reason(key, (change.name if change else "") or str(name), end, True, is_archived))
    own = [Reason(one.key, one.name, one.end, False, one.archived_at is not None) for one in changed.values()]
    return found + own


def reasons_for(end: str, *, kept: Sequence[str] = ()) -> list[Reason]:
    """The reasons that can be chosen for an end, and those of `kept` that cannot any more."""
    return [one for one in all_reasons() if (one.end == end and not one.is_archived) or one.key in kept]


def names() -> Mapping[str, str]:
    """The name of each reason, archived ones too."""
    return {one.key: one.name for one in all_reasons()}
