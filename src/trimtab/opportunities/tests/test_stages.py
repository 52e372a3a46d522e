"""Processes and stages: names change, history stays."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.actions import (
    create_process,
    create_stage,
    default_process,
    remap_stage,
    rename_stage,
    undo_remapping,
)
from trimtab.opportunities.models import FieldChange, Opportunity, Process, Stage, StageRemapping
from trimtab.opportunities.queries import active_stages, stages_read_as
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User


@pytest.mark.django_db
def test_without_a_process_a_common_one_is_made_once() -> None:
    process = default_process(by=None, now=NOW)

    assert default_process(by=None, now=NOW) == process
    kinds = list(process.stages.order_by("position").values_list("kind", flat=True))
    assert kinds == ["open", "open", "open", "open", "won", "lost"]


def test_a_renamed_stage_keeps_its_history(process: Process, ana: User, finn: User) -> None:
    opportunity = deal("Robots", owner=ana, process=process)
    before = list(FieldChange.objects.values())
    epoch = Organisation.get().epoch

    rename_stage(opportunity.stage, name="Discovery", by=finn, now=NOW)

    assert Opportunity.objects.get().stage.name == "Discovery"
    assert list(FieldChange.objects.values()) == before
    assert Organisation.get().epoch == epoch + 1


def test_a_name_is_taken_once_in_a_process(process: Process, finn: User) -> None:
    with pytest.raises(ValidationError):
        rename_stage(stage(process, "Proof"), name="Proposal", by=finn, now=NOW)
    with pytest.raises(ValidationError):
        create_stage(process, name="Proof", kind="open", by=finn, now=NOW)
    with pytest.raises(ValidationError):
        create_process(name=process.name, by=finn, now=NOW)


def test_a_new_stage_comes_last(finn: User) -> None:
    process = create_process(name="Renewal", by=finn, now=NOW)

    made = [create_stage(process, name=name, kind="open", by=finn, now=NOW) for name in ("Due", "Offer")]

    assert [one.position for one in made] == [1, 2]


def test_a_remapped_stage_is_read_as_the_other_and_not_offered(process: Process, ana: User, finn: User) -> None:
    proof, proposal = stage(process, "Proof"), stage(process, "Proposal")
    opportunity = deal("Robots", owner=ana, process=process, at="Proof")
    history = list(FieldChange.objects.values())

    remap_stage(proof, proposal, by=finn, now=NOW)

    assert stages_read_as([proposal.pk]) == {proof.pk, proposal.pk}
    assert proof not in active_stages()
    assert list(FieldChange.objects.values()) == history
    assert Opportunity.objects.get().stage_id == opportunity.stage_id


def test_a_remapping_is_undone_without_a_trace_in_history(process: Process, ana: User, finn: User) -> None:
    proof = stage(process, "Proof")
    deal("Robots", owner=ana, process=process, at="Proof")
    before = (list(Stage.objects.order_by("pk").values()), list(Opportunity.objects.values()))
    epoch = Organisation.get().epoch

    undo_remapping(remap_stage(proof, stage(process, "Proposal"), by=finn, now=NOW), by=finn, now=NOW)

    assert (list(Stage.objects.order_by("pk").values()), list(Opportunity.objects.values())) == before
    assert not StageRemapping.objects.exists()
    assert Organisation.get().epoch == epoch + 2
    assert Event.objects.filter(verb="stage.set_apart", record_id=proof.pk).count() == 1


def test_stages_are_remapped_once_and_within_their_kind(process: Process, finn: User) -> None:
    qualify, proof, proposal, won = (stage(process, name) for name in ("Qualify", "Proof", "Proposal", "Won"))
    remap_stage(proof, proposal, by=finn, now=NOW)

    for first, second in [(proof, qualify), (qualify, proof), (proposal, qualify), (qualify, qualify), (qualify, won)]:
        with pytest.raises(ValidationError):
            remap_stage(first, second, by=finn, now=NOW)


def test_sellers_change_no_stages(process: Process, ana: User) -> None:
    proof, proposal = stage(process, "Proof"), stage(process, "Proposal")

    for change in (
        lambda: rename_stage(proof, name="X", by=ana, now=NOW),
        lambda: remap_stage(proof, proposal, by=ana, now=NOW),
        lambda: create_stage(process, name="X", kind="open", by=ana, now=NOW),
        lambda: create_process(name="X", by=ana, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert not Event.objects.filter(record__in=["stage", "process"]).exists()
