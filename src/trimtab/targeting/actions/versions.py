"""A new version of what holds for everybody: how accounts are scored, and who the ideal customer is."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.models import Organisation
from trimtab.people.models import User
from trimtab.targeting.models import Profile, Scoring
from trimtab.targeting.policy import require_define


class VersionChanged(ValidationError):
    """Somebody else made a newer version meanwhile."""


@contextmanager
def next_version(model: type[Profile] | type[Scoring], *, seen: int, by: User) -> Iterator[int]:
    """The number of the next version, in one transaction with what is written of it; editors come one by one.

    Args:
        seen: the version that the person changed; 0 where there was none.

    Raises:
        PermissionDenied: `by` does not set definitions.
        VersionChanged: a newer version was made meanwhile.
    """
    require_define(by)
    with transaction.atomic():
        Organisation.objects.select_for_update().first()
        present = model._default_manager.order_by("-version").values_list("version", flat=True).first()
        if (present or 0) != seen:
            raise VersionChanged(_("A newer version was made meanwhile. Look at it, then make your change again."))
        yield seen + 1
