"""Keeping what a page worked out of very many accounts, for as long as nothing that it rests on changed."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Subquery
from django.utils.translation import get_language

from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.people.frame import Frame
from trimtab.targeting.models import Profile, Rating, Scoring, Study

KEPT_SECONDS = 3600
Found = TypeVar("Found")


def kept(name: str, frame: Frame, *, asked: str, make: Callable[[], Found]) -> Found:
    """What `make` finds, from the cache where the same was asked and nothing changed since. One query asks that.

    Args:
        asked: what the address asks for beside the frame.
    """
    newest = [
        Subquery(model._default_manager.order_by("-pk").values("pk")[:1]) for model in (Scoring, Profile, Study, Rating)
    ]
    changed = Subquery(Account.objects.order_by("-changed_at").values("changed_at")[:1])
    marks = Organisation.objects.values_list(changed, *newest).get(pk=frame.organisation.pk)
    people = (frame.user.pk, frame.scope.key, frame.scope.ids, frame.organisation.currency, get_language())
    digest = hashlib.sha256(repr((name, asked, people, marks)).encode()).hexdigest()
    key = f"targeting-{digest}"
    found: Found | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found
