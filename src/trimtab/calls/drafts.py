"""The names under which a browser keeps what somebody types until it is saved: see `static/calls/js/drafts.js`."""

from trimtab.accounts.models import Account
from trimtab.calls.models import Call
from trimtab.opportunities.models import Opportunity


def draft_key(call: Call, form: str = "plan") -> str:
    """Of a form of a call that is there."""
    return f"{form}-{call.pk}"


def new_draft_key(record: Opportunity | Account) -> str:
    """Of a call that is to be planned with a record."""
    kind = "opportunity" if isinstance(record, Opportunity) else "account"
    return f"new-{kind}-{record.pk}"
