"""Stages change with a preview of the figures, and the preview tells what comes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.models import Restatement
from trimtab.analytics.restating import Kept
from trimtab.analytics.tests.world import change, move, opportunity
from trimtab.core.models import Event
from trimtab.opportunities.models import Process, Stage, StageRemapping
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def deals(ana: User, acme: Account, process: Process) -> None:
    """Eight that went through Qualify and Proof, half of them on to Proposal, some closed."""
    now = timezone.now()
    for number in range(8):
        opened = now - timedelta(days=70 - number)
        made = opportunity(
            f"Deal {number}", owner=ana, process=process, opened=opened, amount=100 * number + 100, account=acme,
            stage="Qualify",
        )  # fmt: skip
        move(made, "Proof", at=opened + timedelta(days=10))
        change(made, at=opened + timedelta(days=15), amount=100 * number + 150)
        if number % 2:
            move(made, "Proposal", at=opened + timedelta(days=20))
            move(made, "Proof", at=opened + timedelta(days=25))
        if number % 3 == 0:
            move(made, "Won" if number else "Lost", at=opened + timedelta(days=30))


def stage(process: Process, name: str) -> Stage:
    return process.stages.get(name=name)


def values(kept: Kept) -> dict[str, object]:
    """Every figure by its key, but those of the moment in which extracts are read."""
    figures = kept[0]["figures"]
    assert isinstance(figures, list)
    return {one["key"]: one["value"] for one in figures}


def test_the_preview_of_a_merge_is_what_comes(deals: None, process: Process, finn: User) -> None:
    client, proof, proposal = client_for(finn), stage(process, "Proof"), stage(process, "Proposal")
    client.get("/pipeline/")
    address = f"/settings/stages/{proposal.pk}/remapping/"
    foreseen = client.post(address, {"into": proof.pk}).context["preview"]

    client.post(address, {"into": proof.pk, "save": "1"})
    client.get("/pipeline/")

    row = Restatement.objects.get()
    again = client.get("/pipeline/").context["review"]
    entered = {one.stage: one.entered for one in again.stages}
    assert StageRemapping.objects.get().stage == proposal
    assert row.after == foreseen.after
    assert values(foreseen.after)[f"stages.{proof.pk}.entered"] == entered["Proof"] == 8
    assert f"stages.{proposal.pk}.entered" not in values(foreseen.after)


def test_a_merge_says_how_much_is_read_anew(deals: None, process: Process, finn: User) -> None:
    proof, proposal = stage(process, "Proof"), stage(process, "Proposal")

    page = client_for(finn).post(f"/settings/stages/{proposal.pk}/remapping/", {"into": proof.pk})

    assert (page.context["use"]["n"], page.context["use"]["entries"]) == (0, 4)
    assert not StageRemapping.objects.exists()


def test_a_merge_is_undone(deals: None, process: Process, finn: User) -> None:
    client, proof, proposal = client_for(finn), stage(process, "Proof"), stage(process, "Proposal")
    client.post(f"/settings/stages/{proposal.pk}/remapping/", {"into": proof.pk, "save": "1"})

    client.post(f"/settings/stages/{proposal.pk}/setting-apart/")

    assert not StageRemapping.objects.exists()
    assert stage(process, "Proposal").archived_at is None


def test_the_preview_of_qualification_is_what_comes(deals: None, process: Process, finn: User) -> None:
    client, proof = client_for(finn), stage(process, "Proof")
    client.get("/pipeline/")
    sent = {"name": "Proof", "forecast_category": ""}
    foreseen = values(client.post(f"/settings/stages/{proof.pk}/", sent).context["preview"].after)

    client.post(f"/settings/stages/{proof.pk}/", {**sent, "save": "1"})

    review = client.get("/pipeline/").context["review"]
    now = {lever.key: lever.now for lever in review.levers.levers}
    assert not stage(process, "Proof").is_qualified
    assert foreseen["levers.open_mean"] == pytest.approx(now["open_mean"], rel=0.01)
    assert Event.objects.get(verb="stage.edited").after == {"is_qualified": False}


def test_a_name_alone_moves_no_figure(deals: None, process: Process, finn: User) -> None:
    proof = stage(process, "Proof")
    sent = {"name": "Trial", "is_qualified": "on", "forecast_category": "", "save": "1"}

    client = client_for(finn)
    client.get("/pipeline/")

    client.post(f"/settings/stages/{proof.pk}/", sent)
    client.get("/pipeline/")

    assert stage(process, "Trial").pk == proof.pk
    assert not Restatement.objects.exists()


def test_a_stage_moves_up(process: Process, finn: User) -> None:
    proposal = stage(process, "Proposal")

    client_for(finn).post(f"/settings/processes/{process.pk}/order/", {"stage": proposal.pk, "direction": "up"})

    names = list(process.stages.order_by("position").values_list("name", flat=True))
    assert names == ["Qualify", "Proposal", "Proof", "Won", "Lost"]


def test_a_closing_stage_stays_behind_the_open_ones(process: Process, finn: User) -> None:
    won = stage(process, "Won")

    client_for(finn).post(f"/settings/processes/{process.pk}/order/", {"stage": won.pk, "direction": "up"})

    assert not Event.objects.filter(verb="stages.ordered").exists()


def test_a_stage_with_open_opportunities_is_not_archived(deals: None, process: Process, finn: User) -> None:
    proof = stage(process, "Proof")

    page = client_for(finn).post(f"/settings/stages/{proof.pk}/archiving/", follow=True).content.decode()

    assert "open opportunities are in this stage." in page
    assert stage(process, "Proof").archived_at is None


def test_an_empty_stage_is_archived_and_used_again(deals: None, process: Process, finn: User) -> None:
    client, proposal = client_for(finn), stage(process, "Proposal")

    client.post(f"/settings/stages/{proposal.pk}/archiving/")
    is_archived = stage(process, "Proposal").archived_at is not None
    client.post(f"/settings/stages/{proposal.pk}/archiving/")

    assert (is_archived, stage(process, "Proposal").archived_at) == (True, None)


def test_a_process_with_open_opportunities_stays(deals: None, process: Process, finn: User) -> None:
    page = client_for(finn).post(f"/settings/processes/{process.pk}/archiving/", follow=True).content.decode()

    assert "Open opportunities follow this process." in page
    process.refresh_from_db()
    assert process.archived_at is None


def test_a_new_process_gets_its_stages(finn: User, process: Process) -> None:
    client = client_for(finn)

    answer = client.post("/settings/processes/", {"name": "Renewal"})
    client.post(answer.headers["Location"], {"name": "Due", "kind": "open", "is_qualified": "on"})

    assert [one.name for one in Process.objects.get(name="Renewal").stages.all()] == ["Due"]


def test_a_second_process_of_one_name_is_refused(finn: User, process: Process) -> None:
    page = client_for(finn).post("/settings/processes/", {"name": "New business"})

    assert page.status_code == 422
    assert 'value="New business"' in page.content.decode()
