"""The kinds of objective: those that are shipped, with what the organisation changed, and those it added."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.objectives.models import ObjectiveKind

BUSINESS, RELATIONSHIP = ObjectiveKind.Counts.BUSINESS, ObjectiveKind.Counts.RELATIONSHIP
# key → name and as what it counts; in the order of the lists. They stand here and not in a table, so that their names
# are translated and a new installation has them.
SHIPPED: Mapping[str, tuple[Promise, str]] = {
    "revenue": (_("Revenue"), BUSINESS),
    "business-development": (_("Business development"), BUSINESS),
    "relationship": (_("Relationship"), RELATIONSHIP),
    "account": (_("Account"), ""),
    "retention": (_("Retention"), ""),
    "delivery": (_("Delivery and quality"), ""),
    "marketing": (_("Marketing"), ""),
    "research": (_("Research"), ""),
    "partner": (_("Partner"), ""),
    "terms": (_("Commercial terms"), ""),
    "reference": (_("Reference"), ""),
}


@dataclass(frozen=True)
class Kind:
    """One kind. counts_as: business, relationship, or nothing."""

    key: str
    name: str
    counts_as: str
    position: int
    is_archived: bool = False
    is_shipped: bool = False


def all_kinds() -> list[Kind]:
    """Every kind in its order, archived ones included. One query."""
    kept = {one.key: one for one in ObjectiveKind.objects.all()}
    found = [_shipped(key, place, kept.get(key)) for place, key in enumerate(SHIPPED, 1)]
    found += [_kind(one) for key, one in kept.items() if key not in SHIPPED]
    return sorted(found, key=lambda one: (one.position, one.name))


def kinds_in_use() -> list[Kind]:
    """Those that a new objective may have."""
    return [one for one in all_kinds() if not one.is_archived]


def kind_names() -> Mapping[str, str]:
    """Key → name, of all kinds."""
    return {one.key: one.name for one in all_kinds()}


def keys_counting_as(counts_as: str) -> list[str]:
    """The keys of the kinds that count so; archived ones too, since objectives of them stay what they are."""
    return [one.key for one in all_kinds() if one.counts_as == counts_as]


def _shipped(key: str, place: int, changed: ObjectiveKind | None) -> Kind:
    name, counts_as = SHIPPED[key]
    if changed is None:
        return Kind(key, str(name), counts_as, place, is_shipped=True)
    return Kind(
        key,
        changed.name or str(name),
        changed.counts_as,
        changed.position,
        is_archived=changed.archived_at is not None,
        is_shipped=True,
    )


def _kind(one: ObjectiveKind) -> Kind:
    return Kind(one.key, one.name, one.counts_as, one.position, is_archived=one.archived_at is not None)
