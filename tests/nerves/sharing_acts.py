"""One call of each action on secret links and mutual plans, for the fail points."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tests.cast import NOW
from trimtab.opportunities.models import Opportunity
from trimtab.sharing import actions as sharing
from trimtab.sharing.models import SecretLink


def acts_of_sharing(opportunity: Opportunity, by: Mapping[str, Any]) -> dict[str, Callable[[], object]]:
    """Of secret links; a person's calendar link is made and revoked in the same way."""
    shared: dict[str, Any] = {
        "record": "opportunity",
        "record_id": opportunity.pk,
        "purpose": "x",
        "expires_at": NOW + timedelta(1),
    }
    sharing.make_link(**shared, **by)
    link = SecretLink.objects.get(purpose="x")
    return {
        "make_link": lambda: sharing.make_link(**shared, **by),
        "revoke_link": lambda: sharing.revoke_link(link, **by),
    }
