"""The roles that somebody we know should have at every customer, and how well they are covered.

    coverage = sum of weight × strength of the best known person in the role / sum of weights

Example by hand: economic buyer (3) with 0.8, technical buyer (2) with 0.5, procurement (1) with nobody:
(2.4 + 1.0 + 0) / 6 = 57%.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.retention.models import RequiredRole


@dataclass(frozen=True)
class Covered:
    """One required role: who has it, and how strong the best relationship among them is; None: nobody known."""

    role: RequiredRole
    contacts: tuple[int, ...]
    strength: float | None

    @property
    def others(self) -> int:
        """How many have it beside the best known one."""
        return max(len(self.contacts) - 1, 0)


def default_roles() -> list[RequiredRole]:
    """What holds until the organisation has roles of its own. Not saved."""
    rows = (
        (_("Economic buyer"), _("economic buyer\ndecision maker\nbudget holder\ndecider\napprover"), 3),
        (_("Champion"), _("champion\ninfluencer\nmentor"), 3),
        (_("Technical buyer"), _("technical buyer\nevaluator\ntechnical evaluator"), 2),
        (_("User"), _("business user\nuser lead\nend user"), 2),
        (_("Executive sponsor"), _("executive sponsor\nsponsor"), 2),
        (_("Procurement and legal"), _("procurement\nlegal\npurchasing"), 1),
    )
    return [
        RequiredRole(name=name, words=words, weight=weight, position=position)
        for position, (name, words, weight) in enumerate(rows)
    ]


def required_roles() -> list[RequiredRole]:
    """The organisation's own roles in order; until it has any, the default ones."""
    return list(RequiredRole.objects.filter(archived_at__isnull=True)) or default_roles()


def words_of(role: RequiredRole) -> set[str]:
    """What the role is called, in small letters."""
    return {word.strip().lower() for word in (role.name, *role.words.splitlines()) if word.strip()}


def covered(
    roles: Sequence[RequiredRole], held: Iterable[tuple[int, str]], strengths: Mapping[int, float]
) -> list[Covered]:
    """Each required role with who has it.

    Args:
        held: (contact, role as it is written). strengths: contact → strength of our best relationship.
    """
    by_word: dict[str, set[int]] = {}
    for contact, word in held:
        by_word.setdefault(word.strip().lower(), set()).add(contact)
    found = []
    for role in roles:
        contacts = set().union(*(by_word.get(word, set()) for word in words_of(role)))
        ordered = tuple(sorted(contacts, key=lambda one: (-strengths.get(one, 0.0), one)))
        best = strengths.get(ordered[0], 0.0) if ordered else None
        found.append(Covered(role, ordered, best))
    return found


def coverage_of(
    found: Sequence[Covered], *, without: frozenset[int] = frozenset(), strengths: Mapping[int, float]
) -> float:
    """The share of the required roles that is covered, weighted; as it would be without some people."""
    whole = sum(one.role.weight for one in found)
    if not whole:
        return 0.0
    held = 0.0
    for one in found:
        left = [strengths.get(contact, 0.0) for contact in one.contacts if contact not in without]
        held += one.role.weight * max(left, default=0.0)
    return held / whole
