"""What can be shared by a secret link: each room names its records here once, when the site starts.

    subjects.register(Kind("mutual-plan", record="mutual_plan", get_for=get_plan_for, label=gettext_lazy("Mutual plan"),
                           page="mutual-plan-page", shared="shared-mutual-plan"))

This room stands below those that have something to share, so they come to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise

Record = Any  # of any model


@dataclass(frozen=True)
class Kind:
    """One purpose for which a record is shared.

    purpose: stands in the public address. record: its name in the audit. get_for: (user, id, edit=) → the record;
    raises Http404 for strangers, PermissionDenied for readers who would change it: whoever may change it shares it.
    label: what is shared. page: (record) → where our people see it. shared: name of the public address, which takes the
    token. holds: a sentence on what the customer sees.
    """

    purpose: str
    record: str
    get_for: Callable[..., Record]
    label: str | Promise
    page: Callable[[Record], str]
    shared: str
    holds: str | Promise = ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let records be shared for one purpose. Call it in `AppConfig.ready`."""
    _kinds[kind.purpose] = kind


def kind_for(purpose: str) -> Kind:
    """The kind.

    Raises:
        Http404: nothing is shared for that.
    """
    if purpose not in _kinds:
        raise Http404
    return _kinds[purpose]
