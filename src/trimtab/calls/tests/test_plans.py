"""A call is planned: what a plan needs, who may write it, nothing lost between two."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account, Contact
from trimtab.calls import actions
from trimtab.calls.actions import CallChanged
from trimtab.calls.forms import moment_in
from trimtab.calls.models import Call
from trimtab.calls.tests.conftest import PLAN, TOMORROW, planned
from trimtab.core.models import Event
from trimtab.opportunities.actions import log_activity
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def test_a_purpose_a_step_of_theirs_and_a_question_make_a_plan(ana: User, turbines: Opportunity) -> None:
    call = planned(turbines, by=ana, **PLAN)

    assert call.is_planned


@pytest.mark.parametrize("missing", [{"purpose": ""}, {"best": ""}, {"situation": ""}, {"best": "Send the proposal"}])
def test_without_one_of_them_or_with_a_step_of_ours_there_is_none(
    ana: User, turbines: Opportunity, missing: dict[str, str]
) -> None:
    call = planned(turbines, by=ana, **(PLAN | missing))

    assert not call.is_planned


def test_what_is_written_after_the_call_is_no_plan_of_it(ana: User, turbines: Opportunity) -> None:
    call = planned(turbines, by=ana, at=NOW - timedelta(hours=1))

    call = actions.edit_call(call, changes=PLAN, by=ana, now=NOW)

    assert not call.is_planned


def test_a_plan_that_loses_its_question_is_none_any_more(ana: User, turbines: Opportunity) -> None:
    call = planned(turbines, by=ana, **PLAN)

    call = actions.edit_call(call, changes={"situation": ""}, by=ana, now=NOW)

    assert call.planned_at is None


def test_the_second_of_two_editors_writes_nothing_over_the_first(ana: User, ben: User, turbines: Opportunity) -> None:
    call = planned(turbines, by=ana)
    seen = call.changed_at
    actions.edit_call(call, changes={"purpose": "Of Ben"}, by=ben, now=NOW)

    with pytest.raises(CallChanged) as changed:
        actions.edit_call(call, changes={"purpose": "Of Ana"}, by=ana, now=NOW, seen_at=seen)

    assert changed.value.call.purpose == "Of Ben"
    assert Call.objects.get(pk=call.pk).purpose == "Of Ben"


def test_a_stranger_plans_nothing_with_the_deal(cleo: User, turbines: Opportunity) -> None:
    with pytest.raises(PermissionDenied):
        planned(turbines, by=cleo)

    assert not Call.objects.exists()


def test_nobody_of_another_customer_is_invited(ana: User, bolt: Account, turbines: Opportunity) -> None:
    other = Contact.objects.create(account=bolt, name="Lee", created_at=LONG_AGO, changed_at=LONG_AGO)

    with pytest.raises(ValidationError, match="another account"):
        planned(turbines, by=ana, contacts=[other])

    assert not Call.objects.exists()


def test_the_invitation_is_a_new_version_only_where_the_customer_sees_a_change(
    ana: User, turbines: Opportunity, kim: Contact
) -> None:
    call = planned(turbines, by=ana)

    inside = actions.edit_call(call, changes={"best": "Kim orders", "risks": "None"}, by=ana, now=NOW)
    moved = actions.edit_call(call, changes={"starts_at": TOMORROW + timedelta(hours=1)}, by=ana, now=NOW)
    more = actions.edit_call(call, changes={"contacts": [kim]}, by=ana, now=NOW)
    off = actions.call_off(call, by=ana, now=NOW)

    assert (inside.sequence, moved.sequence, more.sequence, off.sequence) == (0, 1, 2, 3)
    assert len({inside.uid, moved.uid, more.uid, off.uid}) == 1


def test_saving_what_is_there_already_leaves_no_trace(ana: User, turbines: Opportunity, kim: Contact) -> None:
    call = planned(turbines, by=ana, contacts=[kim])
    events = Event.objects.count()

    actions.edit_call(call, changes={"title": call.title, "contacts": [kim]}, by=ana, now=NOW)

    assert Event.objects.count() == events


def test_a_meeting_of_the_calendar_gets_one_plan(ana: User, turbines: Opportunity) -> None:
    fields = {"kind": "meeting", "subject": "Visit", "at": TOMORROW}
    meeting = log_activity(fields=fields, opportunity=turbines, by=ana, now=NOW)
    first = {"title": "Visit", "starts_at": TOMORROW}
    actions.plan_call(fields=first, opportunity=turbines, activity=meeting, by=ana, now=NOW)

    with pytest.raises(ValidationError, match="already"):
        actions.plan_call(fields=first, opportunity=turbines, activity=meeting, by=ana, now=NOW)


def test_an_hour_that_the_clocks_skip_does_not_exist() -> None:
    with pytest.raises(ValidationError, match="does not exist"):
        moment_in("Europe/Zurich", datetime(2027, 3, 28, 2, 30))  # noqa: DTZ001  # by the clocks there


def test_ten_in_zurich_is_nine_in_winter_and_eight_in_summer() -> None:
    winter, summer = (moment_in("Europe/Zurich", datetime(2027, month, 1, 10)) for month in (1, 7))  # noqa: DTZ001

    assert [one.astimezone(UTC).hour for one in (winter, summer)] == [9, 8]
