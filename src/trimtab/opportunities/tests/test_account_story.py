"""The story of an account tells its own facts in words; notes of other rooms stand there, not here."""

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.core.audit import record_event
from trimtab.people.models import User


def test_what_another_room_noted_of_an_account_is_not_told_by_its_field_names(ana: User, acme: Account) -> None:
    after = {"is_at_risk": True, "replacements": [97]}
    record_event("backup_plan.saved", record="account", record_id=acme.pk, by=ana, now=NOW, after=after)

    told = client_for(ana).get(f"/accounts/{acme.pk}/").content.decode()

    assert "s_at_risk" not in told
    assert "eplacements" not in told
