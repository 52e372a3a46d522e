"""What rules find is kept, brought up to date, ended, answered and seen."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from tests.cast import NOW
from trimtab.accounts.models import Account, Contact
from trimtab.objectives.actions import complete_action
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User
from trimtab.relationships.actions import add_member, begin_map, judge
from trimtab.rulebook import actions
from trimtab.rulebook.models import Finding, Look, Reply, Tally
from trimtab.rulebook.queries import always_on, is_stale, standing_findings
from trimtab.rulebook.shown import panel_for

pytestmark = pytest.mark.django_db
TODAY, LATER = NOW.date(), NOW + timedelta(hours=1)


@pytest.fixture
def turbines(acme: Account, ana: User, process: Process) -> Opportunity:
    """Ana's deal whose close date passed three days ago."""
    close_on = TODAY - timedelta(days=3)
    return deal("Turbines", owner=ana, process=process, account=acme, at="Proposal", close_on=close_on)


def standing(person: User, opportunity: Opportunity, day: date = TODAY) -> list[str]:
    """The rules that still speak to that person about dates."""
    return [one.rule for one in standing_findings(person, [opportunity.pk], today=day) if one.rule == "date_passed"]


def found(opportunity: Opportunity, rule: str = "date_passed") -> Finding | None:
    return Finding.objects.current().filter(opportunity=opportunity, rule=rule).first()


def finding(opportunity: Opportunity) -> Finding:
    actions.look_at([opportunity.pk], now=NOW)
    kept = found(opportunity)
    assert kept is not None
    return kept


def test_a_passed_date_is_found_with_its_facts(turbines: Opportunity, ana: User) -> None:
    finding(turbines)

    shown = panel_for(ana, turbines, today=TODAY).findings[0]

    assert (shown.title, shown.level) == ("The close date passed 3 days ago.", "urgent")
    assert [(piece.label, piece.words) for piece in shown.evidence] == [("days until the close date", "−3 days")]


def test_what_is_no_longer_so_is_settled(turbines: Opportunity, ana: User) -> None:
    kept = finding(turbines)
    edit_opportunity(turbines, changes={"close_on": TODAY + timedelta(days=90)}, by=ana, now=LATER)

    actions.look_at([turbines.pk], now=LATER)

    kept.refresh_from_db()
    assert (kept.ended, kept.ended_at, found(turbines)) == ("settled", LATER, None)


def test_a_closed_deal_has_no_findings(turbines: Opportunity, ana: User, process: Process) -> None:
    kept = finding(turbines)
    edit_opportunity(turbines, changes={"stage": stage(process, "Won")}, by=ana, now=LATER)

    actions.look_at([turbines.pk], now=LATER)

    kept.refresh_from_db()
    assert kept.ended == "closed"


def test_a_rule_that_rests_ends_what_it_found(turbines: Opportunity, finn: User) -> None:
    kept = finding(turbines)
    actions.archive_rule("date_passed", by=finn, now=NOW)

    actions.look_at([turbines.pk], now=LATER)

    kept.refresh_from_db()
    assert kept.ended == "rule"


def test_an_edit_makes_the_last_look_stale(turbines: Opportunity, ana: User) -> None:
    finding(turbines)
    before = is_stale(turbines, today=TODAY)

    edit_opportunity(turbines, changes={"amount": 7}, by=ana, now=LATER)

    assert (before, is_stale(turbines, today=TODAY)) == (False, True)


def test_influence_on_the_map_changes_what_is_found(turbines: Opportunity, ana: User, acme: Account) -> None:
    """Screen check 1: somebody of the inner circle is named, and the rules about the inner circle follow at once."""
    shown = begin_map(turbines, by=ana, now=NOW)
    names = ("Kim", "Lee", "Max")
    contacts = [Contact.objects.create(account=acme, name=name, created_at=NOW, changed_at=NOW) for name in names]
    members = [add_member(shown, contact=one, by=ana, now=NOW) for one in contacts]
    actions.look_at([turbines.pk], now=NOW)
    before = (found(turbines, "no_inner"), found(turbines, "inner_far"))

    judge(members[0], attribute="influence", value="inner", by=ana, now=LATER)
    actions.look_at([turbines.pk], now=LATER)

    assert before[0] is not None
    assert before[1] is None
    assert found(turbines, "no_inner") is None
    assert found(turbines, "inner_far") is not None


def test_one_click_plans_the_action(turbines: Opportunity, ana: User, acme: Account) -> None:
    fields = {"subject": "Set the date", "intent": "learn", "due_on": TODAY}

    planned = actions.take_up(finding(turbines), fields=fields, by=ana, now=NOW)

    assert (planned.opportunity, planned.account, planned.origin_record) == (turbines, acme, "finding")
    assert standing(ana, turbines) == []
    complete_action(planned, by=ana, now=LATER)


def test_a_reader_plans_nothing(turbines: Opportunity, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.take_up(finding(turbines), fields={"subject": "Set the date"}, by=cleo, now=NOW)

    assert not Reply.objects.exists()


def test_what_is_put_off_is_back_on_its_day_and_for_others_at_once(turbines: Opportunity, ana: User, ben: User) -> None:
    until = TODAY + timedelta(days=7)
    actions.put_off(finding(turbines), until_on=until, reason="", by=ana, now=NOW, today=TODAY)

    seen = [len(standing(who, turbines, day)) for who, day in ((ana, TODAY), (ana, until), (ben, TODAY))]

    assert seen == [0, 1, 1]


def test_a_refusal_needs_a_reason_and_holds_while_the_facts_hold(turbines: Opportunity, ana: User) -> None:
    kept = finding(turbines)
    with pytest.raises(ValidationError, match="Say why"):
        actions.refuse(kept, reason=" ", by=ana, now=NOW)
    actions.refuse(kept, reason="It is not so.", by=ana, now=NOW)

    actions.look_at([turbines.pk], now=NOW + timedelta(days=1))
    next_day = standing(ana, turbines, TODAY + timedelta(days=1))
    Finding.objects.update(about="other facts")

    assert next_day == []
    assert len(standing(ana, turbines)) == 1


def test_an_answer_is_taken_back(turbines: Opportunity, ana: User) -> None:
    reply = actions.refuse(finding(turbines), reason="It is not so.", by=ana, now=NOW)

    actions.withdraw(reply, by=ana, now=LATER)

    assert len(standing(ana, turbines)) == 1


def test_a_stranger_answers_nothing(turbines: Opportunity, cleo: User) -> None:
    with pytest.raises(Http404):
        actions.refuse(finding(turbines), reason="No", by=cleo, now=NOW)


def test_putting_off_needs_a_day_ahead(turbines: Opportunity, ana: User) -> None:
    with pytest.raises(ValidationError, match="still to come"):
        actions.put_off(finding(turbines), until_on=date(2026, 1, 1), reason="", by=ana, now=NOW, today=TODAY)


def test_a_rule_of_more_than_six_in_ten_is_always_on(turbines: Opportunity, ana: User) -> None:
    actions.look_at_all(now=NOW)
    Tally.objects.filter(rule="date_passed").update(found=7, looked_at=10)

    assert always_on() == {"date_passed": 0.7}
    assert standing(ana, turbines) == []
    shown = {one.finding.rule: one.level for one in panel_for(ana, turbines, today=TODAY).findings}
    assert shown["date_passed"] == "info"


def test_the_night_counts_and_ends_what_was_left(turbines: Opportunity, ana: User, process: Process) -> None:
    kept = finding(turbines)
    Opportunity.objects.filter(pk=turbines.pk).update(archived_at=NOW)

    looked = actions.look_at_all(now=LATER)

    kept.refresh_from_db()
    assert (looked.opportunities, kept.ended) == (0, "closed")
    assert not Finding.objects.current().exists()


def test_two_looks_keep_one_finding(turbines: Opportunity) -> None:
    first = finding(turbines)

    actions.look_at([turbines.pk], now=LATER)

    assert list(Finding.objects.filter(rule="date_passed").values_list("pk", "began_at")) == [(first.pk, NOW)]
    assert Look.objects.get().at == LATER
