"""Moving a card: by the form, by what the script sends, and back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import NOW, client_for, person
from tests.fingerprints import fingerprint
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.actions import OpportunityChanged, edit_opportunity, take_back_move
from trimtab.opportunities.models import FieldChange, Opportunity, Process, Stage
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import Team, User

HTMX = {"HX-Request": "true"}


@pytest.fixture
def robots(ana: User, process: Process) -> Opportunity:
    """Ana's opportunity in Qualify."""
    return deal("Robots", owner=ana, process=process, close_on=NOW.date())


@pytest.fixture
def gus(north: Team) -> User:
    """A seller in Ana's team who may read her records."""
    return person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)


def move(
    client: Client, one: Opportunity, to: str, *, htmx: bool = True, **typed: object
) -> Any:  # what a test client answers has no public type
    """What a drop of that card sends."""
    sent = {"stage": stage(one.process, to).pk, "seen_at": one.changed_at.isoformat(), "board": "closing=any"}
    headers = HTMX if htmx else {}
    return client.post(f"/opportunities/{one.pk}/moves/", sent | typed, headers=headers)


def test_a_move_is_a_change_like_any_other(robots: Opportunity, ana: User) -> None:
    answer = move(client_for(ana), robots, "Proof")

    robots.refresh_from_db()
    change = FieldChange.objects.filter(field="stage").latest("pk")
    assert (answer.status_code, robots.stage.name) == (200, "Proof")
    assert (change.old, change.new, change.by_id) == (
        str(stage(robots.process, "Qualify").pk),
        str(robots.stage_id),
        ana.pk,
    )
    assert Event.objects.latest("pk").verb == "opportunity.edited"


def test_the_answer_brings_the_card_and_the_figures_of_both_columns(
    robots: Opportunity, ana: User, process: Process
) -> None:
    deal("Other", owner=ana, process=process, amount=70)

    answer = move(client_for(ana), robots, "Proof")

    heads = {column.stage.name: column.tally for column in answer.context["heads"]}
    assert {name: (one.rows, one.total and int(one.total.amount)) for name, one in heads.items()} == {
        "Qualify": (1, 70),
        "Proof": (1, 1000),
    }
    text = answer.content.decode()
    assert f'data-stage="{stage(process, "Proof").pk}"' in text
    assert "Robots is in Proof now." in text


def test_without_htmx_one_comes_back_to_the_same_board(robots: Opportunity, ana: User) -> None:
    answer = move(client_for(ana), robots, "Proof", htmx=False, board="closing=any&q=rob&scope=me")

    assert (answer.status_code, answer["Location"].startswith("/opportunities/board/?closing=any&q=rob&scope=me")) == (
        302,
        True,
    )
    page = client_for(ana).get(answer["Location"])
    assert page.status_code == 200


def test_the_form_on_the_card_opens_without_a_script(robots: Opportunity, ana: User) -> None:
    text = client_for(ana).get(f"/opportunities/board/?closing=any&card={robots.pk}").content.decode()

    assert f'action="/opportunities/{robots.pk}/moves/"' in text
    assert "Loss reason, where it is lost" in text


def test_the_fragment_of_the_card_equals_its_part_of_the_page(robots: Opportunity, ana: User) -> None:
    client, address = client_for(ana), f"/opportunities/board/?closing=any&card={robots.pk}"

    part = client.get(address, headers=HTMX | {"HX-Target": f"card-{robots.pk}"}).content.decode()

    def without_token(text: str) -> str:
        return " ".join(word for word in text.split() if not word.startswith("value="))

    assert "<html" not in part
    assert without_token(part) in without_token(client.get(address).content.decode())


def test_two_people_move_the_same_card_and_the_second_sees_what_the_first_did(
    robots: Opportunity, ana: User, ben: User
) -> None:
    move(client_for(ben), robots, "Proposal")

    answer = move(client_for(ana), robots, "Proof")

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Robots was not moved: Ben changed it in the meantime. It is in Proposal now." in text
    assert f'data-stage="{stage(robots.process, "Proposal").pk}"' in text
    assert Opportunity.objects.get().stage.name == "Proposal"


def test_the_second_of_two_without_a_script_gets_the_board_as_it_is(robots: Opportunity, ana: User, ben: User) -> None:
    move(client_for(ben), robots, "Proposal")

    answer = move(client_for(ana), robots, "Proof", htmx=False)

    assert (answer.status_code, "It is in Proposal now." in answer.content.decode()) == (409, True)


def test_a_move_can_be_taken_back_as_a_new_change(robots: Opportunity, ana: User, process: Process) -> None:
    Stage.objects.filter(name="Proposal").update(forecast_category="commit")
    client = client_for(ana)
    notice = move(client, robots, "Proposal").context["notice"]
    assert Opportunity.objects.get().forecast_category == "commit"

    answer = client.post(notice.undo_url, headers=HTMX)

    robots.refresh_from_db()
    assert (answer.status_code, robots.stage.name, robots.forecast_category) == (200, "Qualify", "")
    assert "Robots is back in Qualify." in answer.content.decode()
    assert FieldChange.objects.filter(field="stage").count() == 3


def test_a_move_without_a_script_is_undone_from_the_message(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)
    page = client.get(move(client, robots, "Proof", htmx=False)["Location"])
    undo = next(iter(page.context["messages"])).extra_tags.removeprefix("undo ")

    answer = client.post(undo)

    assert (answer.status_code, Opportunity.objects.get().stage.name) == (302, "Qualify")


def test_what_somebody_changed_since_is_not_undone(robots: Opportunity, ana: User, ben: User) -> None:
    client = client_for(ana)
    notice = move(client, robots, "Proof").context["notice"]
    robots.refresh_from_db()
    move(client_for(ben), robots, "Proposal")

    answer = client.post(notice.undo_url, headers=HTMX)

    assert (answer.status_code, Opportunity.objects.get().stage.name) == (409, "Proposal")


def test_a_drop_on_lost_asks_for_the_reason_which_can_be_skipped(robots: Opportunity, ana: User) -> None:
    answer = move(client_for(ana), robots, "Lost")

    robots.refresh_from_db()
    assert "Why was it lost?" in answer.content.decode()
    assert (robots.status, robots.loss_reason) == ("lost", "")


def test_the_reason_is_kept_and_undone_together_with_the_move(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)
    since = robots.changed_at.isoformat()
    move(client, robots, "Lost")
    robots.refresh_from_db()
    kept = move(client, robots, "Lost", loss_reason="Price", since=since)
    robots.refresh_from_db()
    assert (robots.loss_reason, "Why was it lost?" in kept.content.decode()) == ("Price", False)

    client.post(kept.context["notice"].undo_url, headers=HTMX)

    robots.refresh_from_db()
    assert (robots.stage.name, robots.loss_reason, robots.closed_at) == ("Qualify", "", None)


def test_the_reason_can_be_given_with_the_move(robots: Opportunity, ana: User) -> None:
    move(client_for(ana), robots, "Lost", htmx=False, loss_reason="No budget")

    assert Opportunity.objects.get().loss_reason == "No budget"


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    "typed", [{"stage": "0"}, {"stage": "x"}, {"seen_at": ""}, {"seen_at": "soon"}, {"loss_reason": "Price"}]
)
def test_what_cannot_be_is_shown_again_and_nothing_is_written(
    robots: Opportunity, ana: User, organisation: Organisation, typed: dict[str, str], htmx: bool
) -> None:
    client = client_for(ana)
    before = fingerprint()

    answer = move(client, robots, "Proof", htmx=htmx, **typed)

    text = answer.content.decode()
    assert (answer.status_code, 'aria-invalid="true"' in text or "Load the page again." in text) == (422, True)
    assert typed.get("loss_reason", "") in text
    assert fingerprint() == before


def test_a_stage_of_another_process_is_none_to_move_to(robots: Opportunity, ana: User) -> None:
    renewal = Process.objects.create(name="Renewal")
    due = Stage.objects.create(process=renewal, name="Due", position=1, kind="open")

    assert move(client_for(ana), robots, "Proof", stage=due.pk).status_code == 422


def test_a_stranger_finds_nothing_to_move(robots: Opportunity, cleo: User, organisation: Organisation) -> None:
    client = client_for(cleo)
    before = fingerprint()

    answers = [
        move(client, robots, "Proof"),
        client.post(f"/opportunities/{robots.pk}/moves/undoing/?since=x&seen_at=x"),
        client.get(f"/opportunities/board/?card={robots.pk}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert fingerprint() == before


@pytest.mark.parametrize("htmx", [True, False])
def test_a_reader_is_refused_with_the_reason(
    robots: Opportunity, gus: User, organisation: Organisation, htmx: bool
) -> None:
    client = client_for(gus)
    before = fingerprint()

    answer = move(client, robots, "Proof", htmx=htmx, board="closing=any&scope=everyone")

    assert answer.status_code == 403
    assert "edits only own records and those of people led" in answer.content.decode()
    assert fingerprint() == before


def test_moves_are_posted(robots: Opportunity, ana: User) -> None:
    assert client_for(ana).get(f"/opportunities/{robots.pk}/moves/").status_code == 405
    assert client_for(ana).get(f"/opportunities/{robots.pk}/moves/undoing/").status_code == 405


@pytest.mark.parametrize("since", ["", "soon", "2026-01-01"])
def test_an_undo_without_its_moments_is_not_found(robots: Opportunity, ana: User, since: str) -> None:
    answer = client_for(ana).post(f"/opportunities/{robots.pk}/moves/undoing/?since={since}&seen_at={since}")

    assert answer.status_code == 404


def test_a_card_that_the_filters_do_not_show_any_more_leaves_the_board(robots: Opportunity, ana: User) -> None:
    answer = move(client_for(ana), robots, "Won", board="closing=any&period=FY2025")

    assert "Robots is in Won now." in answer.content.decode()
    assert f'<li id="card-{robots.pk}"' in answer.content.decode()
    assert answer.context["card"] is None


def test_a_form_is_not_opened_on_a_card_that_is_not_shown(robots: Opportunity, ana: User) -> None:
    address = f"/opportunities/board/?period=FY2001&card={robots.pk}"

    answer = client_for(ana).get(address, headers=HTMX | {"HX-Target": f"card-{robots.pk}"})

    assert answer.status_code == 404


def test_taking_back_needs_the_version_that_was_seen(robots: Opportunity, ana: User, ben: User) -> None:
    seen: datetime = robots.changed_at
    moved = edit_opportunity(robots, changes={"stage": stage(robots.process, "Proof")}, by=ana, now=NOW)
    edit_opportunity(moved, changes={"amount": None}, by=ben, now=NOW + timedelta(1))

    with pytest.raises(OpportunityChanged):
        take_back_move(robots, since=seen, seen_at=NOW, by=ana, now=NOW + timedelta(2))
