"""Changing a process: a draft, its publishing, and moving open opportunities with a preview. Nothing is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import LONG_AGO, NOW, client_for
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.processes.actions import (
    NoDraft,
    add_milestone,
    begin_sales_process,
    copy_milestones,
    draft_version,
    edit_milestone,
    edit_sales_process,
    follow_version,
    publish_version,
    remove_milestone,
)
from trimtab.processes.models import Milestone, MilestoneAnswer, ProcessVersion
from trimtab.processes.previews import changes_for
from trimtab.processes.tests.builders import answer, answer_step, found_of, milestone_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stricter(robots: Opportunity, ana: User, finn: User, version: ProcessVersion) -> ProcessVersion:
    """Robots is in the second step; then a mandatory milestone comes to the first, and an answered one goes."""
    answer_step(robots, version, 0, by=ana)
    answer(robots, "meet-talk", by=ana)
    draft = draft_version(version.process, by=finn, now=NOW)
    first = draft.steps.get(key="qualify")
    add_milestone(first, fields={"text": "Credit is checked", "is_mandatory": True}, by=finn, now=NOW)
    remove_milestone(first.milestones.get(key="qualify-event"), by=finn, now=NOW)
    return publish_version(draft, note="Credit first", by=finn, now=NOW)


def test_open_deals_stay_on_their_version_until_they_are_moved(
    robots: Opportunity, stricter: ProcessVersion, version: ProcessVersion, ana: User, acme: Account, process: Process
) -> None:
    untouched = deal("Old one", owner=ana, process=process, account=acme, now=LONG_AGO)
    fresh = deal("New one", owner=ana, process=process, account=acme, now=NOW + timedelta(hours=1))

    assert found_of(robots).version == found_of(untouched).version == version
    assert found_of(fresh).version == stricter
    assert found_of(robots).superseded == "version"


def test_the_preview_shows_the_change_of_the_step(robots: Opportunity, stricter: ProcessVersion) -> None:
    change = changes_for([robots], stricter, NOW.date())[0]

    assert (change.steps, change.not_asked) == (("First meeting", "Qualify"), 1)
    assert found_of(robots).index == 1


def test_moving_keeps_every_answer_and_counts_them_again_on_the_way_back(
    robots: Opportunity, stricter: ProcessVersion, version: ProcessVersion, ana: User
) -> None:
    before = sorted(MilestoneAnswer.objects.values_list("milestone_key", "value"))

    follow_version(robots, stricter, by=ana, now=NOW)
    moved = found_of(robots)
    page = client_for(ana).get(f"/opportunities/{robots.pk}/process/").content.decode()
    follow_version(robots, version, by=ana, now=NOW)

    assert (moved.version, moved.index, found_of(robots).index) == (stricter, 0, 1)
    assert sorted(MilestoneAnswer.objects.values_list("milestone_key", "value")) == before
    assert "Answers that this version does not ask" in page


def test_operations_moves_many_with_a_preview(robots: Opportunity, stricter: ProcessVersion, finn: User) -> None:
    client, place = client_for(finn), f"/settings/sales-processes/{stricter.process_id}/remapping/"

    page = client.get(place).content.decode()
    client.post(place, {"opportunities": [robots.pk, 999_999]})

    assert "1 open opportunity with answers keeps to an earlier version" in page
    assert found_of(robots).version == stricter
    assert "follows the version in use" in client.get(place).content.decode()


def test_a_seller_moves_the_own_deal_to_another_process(robots: Opportunity, finn: User, ana: User) -> None:
    renewal = publish_version(begin_sales_process(starter="renewal", by=finn, now=NOW).versions.get(), by=finn, now=NOW)
    client, place = client_for(ana), f"/opportunities/{robots.pk}/process/choice/"

    page = client.get(place).content.decode()
    wrong = client.post(place, {"version": "x"})
    client.post(place, {"version": renewal.pk})

    assert "it would follow “Seven steps”" in page
    assert wrong.status_code == 422
    assert (found_of(robots).version, found_of(robots).superseded) == (renewal, "")


def test_what_was_published_is_never_edited(version: ProcessVersion, finn: User) -> None:
    milestone = milestone_of(version, "qualify-fit")

    with pytest.raises(NoDraft):
        edit_milestone(milestone, changes={"text": "Otherwise"}, by=finn, now=NOW)


def test_there_is_one_draft_at_a_time(version: ProcessVersion, finn: User) -> None:
    assert draft_version(version.process, by=finn, now=NOW) == draft_version(version.process, by=finn, now=NOW)


def test_a_draft_without_milestones_is_not_published(finn: User) -> None:
    draft = begin_sales_process(name="Empty", by=finn, now=NOW).versions.get()

    with pytest.raises(ValidationError, match="at least one step"):
        publish_version(draft, by=finn, now=NOW)


def test_a_seller_writes_no_process(version: ProcessVersion, ana: User) -> None:
    with pytest.raises(PermissionDenied):
        draft_version(version.process, by=ana, now=NOW)


def test_shipped_words_become_the_organisations_when_they_are_changed(version: ProcessVersion, finn: User) -> None:
    draft = draft_version(version.process, by=finn, now=NOW)
    milestone = milestone_of(draft, "qualify-fit")

    edit_milestone(milestone, changes={"proof": "A look at the list"}, by=finn, now=NOW)

    milestone.refresh_from_db()
    assert (milestone.is_shipped, milestone.proof_text) == (False, "A look at the list")
    assert milestone.label == "The customer is one whom we serve well"
    assert milestone_of(version, "qualify-fit").is_shipped


def test_milestones_are_taken_over_with_their_keys_and_once(version: ProcessVersion, finn: User) -> None:
    draft = begin_sales_process(name="Tenders", by=finn, now=NOW).versions.get()
    step = draft.steps.create(key="tender", name="Tender", position=1, changed_at=NOW)
    wanted = Milestone.objects.filter(step__version=version, key__startswith="offer-")

    first = copy_milestones(wanted, into=step, by=finn, now=NOW)

    assert [one.key for one in first] == [one.key for one in wanted]
    assert copy_milestones(wanted, into=step, by=finn, now=NOW) == []


def test_one_process_is_for_all_others(version: ProcessVersion, finn: User) -> None:
    other = begin_sales_process(starter="complex", by=finn, now=NOW)

    with pytest.raises(ValidationError, match="Make another one that"):
        edit_sales_process(version.process, changes={"is_default": False}, by=finn, now=NOW)
    edit_sales_process(other, changes={"is_default": True}, by=finn, now=NOW)

    version.process.refresh_from_db()
    assert not version.process.is_default
