"""What each of the five rows asks, which facts belong to it, and to which rows it may be linked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.discovery.models import Layer


@dataclass(frozen=True)
class Row:
    """One row. `asks`: what it answers; `owner`: whom to look for; `done`: its third state; `above`: where links go."""

    name: "str | Promise"
    asks: "str | Promise"
    owner: "str | Promise"
    done: "str | Promise"
    facts: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


ROWS: Mapping[str, Row] = {
    Layer.GOAL: Row(
        _("Goals"),
        _("What do they want to reach? Not how: that is an initiative."),
        _("Who answers for reaching it?"),
        _("Achieved"),
    ),
    Layer.PRESSURE: Row(
        _("Pressures"),
        _("What makes it urgent, from inside or outside?"),
        _("Who feels it?"),
        _("Resolved"),
        facts=("pressure_type",),
        above=(Layer.GOAL,),
    ),
    Layer.INITIATIVE: Row(
        _("Initiatives"),
        _("What do they do to get there?"),
        _("Who answers for success or failure?"),
        _("Completed"),
        facts=("priority", "outcome"),
        above=(Layer.GOAL,),
    ),
    Layer.OBSTACLE: Row(
        _("Obstacles"),
        _("What stops the initiative?"),
        _("Who suffers from it?"),
        _("Overcome"),
        above=(Layer.INITIATIVE,),
    ),
    Layer.SOLUTION: Row(
        _("Solutions"),
        _("What do we bring?"),
        _("Who wants it?"),
        _("Implemented"),
        facts=("product",),
        above=(Layer.INITIATIVE, Layer.OBSTACLE),
    ),
}
OWN_FACTS = ("pressure_type", "priority", "outcome", "product")


def may_link(below: str, above: str) -> bool:
    """Whether an insight of the one row may be linked to one of the other."""
    return above in ROWS[below].above
