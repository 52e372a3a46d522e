"""What can be talked about: each room names its records here once, when the site starts.

    subjects.register("plan", get_for=get_plan_for, label=gettext_lazy("Plan"), url="plan", visible=visible_plans)

This room stands below those that have something to talk about, so they come to it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise

from trimtab.people.models import User

Record = Any  # of any model


@dataclass(frozen=True)
class Kind:
    """One kind of subject.

    get_for: (user, id) → the record; raises Http404 for strangers. label: what such a record is called. url: the name
    of its address. visible: user → the records that the user may see, so that many are asked for at once. merged:
    id → ids of the records that were merged into it; their feeds are shown along.
    """

    name: str
    get_for: Callable[[User, int], Record]
    label: "str | Promise"
    url: str
    visible: Callable[[User], Any] | None = None
    merged: Callable[[int], Iterable[int]] | None = None

    def address(self, pk: int) -> str:
        """Where the record's page is."""
        return reverse(self.url, args=[pk])

    def ids(self, pk: int) -> list[int]:
        """The record's id, and those of what was merged into it."""
        return [pk, *(self.merged(pk) if self.merged else ())]


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    *,
    get_for: Callable[[User, int], Record],
    label: "str | Promise",
    url: str,
    visible: Callable[[User], Any] | None = None,
    merged: Callable[[int], Iterable[int]] | None = None,
) -> None:
    """Make the records of one kind subjects. Call it in `AppConfig.ready`; see `Kind`.

    Args:
        kind: the record's name in the audit, such as "account".
    """
    _kinds[kind] = Kind(kind, get_for, label, url, visible, merged)


def kind_named(name: str) -> Kind:
    """The kind.

    Raises:
        Http404: nothing of that name can be talked about.
    """
    if name not in _kinds:
        raise Http404
    return _kinds[name]


def can_see(user: User, name: str, pk: int) -> bool:
    """Whether that person may see the subject."""
    if not user.is_active or name not in _kinds:
        return False
    try:
        _kinds[name].get_for(user, pk)
    except Http404:
        return False
    return True


def seen_of(user: User, wanted: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Record]:
    """Those of these subjects that the user may see, as records. A query a kind where the room named `visible`."""
    by_kind: dict[str, set[int]] = {}
    for name, pk in wanted:
        if name in _kinds:
            by_kind.setdefault(name, set()).add(pk)
    return {
        (name, record.pk): record for name, ids in by_kind.items() for record in _seen_of_kind(user, _kinds[name], ids)
    }


def _seen_of_kind(user: User, kind: Kind, ids: Collection[int]) -> list[Record]:
    if kind.visible is not None:
        return list(kind.visible(user).filter(pk__in=ids))
    return [kind.get_for(user, pk) for pk in ids if can_see(user, kind.name, pk)]
