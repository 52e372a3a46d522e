"""Two people edit one record: the second sees what the first saved, and nothing is lost.

The negative controls show what would be lost without the version that a form remembers.
"""

import threading
from dataclasses import dataclass
from typing import cast

import pytest
from django.db import transaction
from django.forms import BaseForm
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.cast import client_for
from tests.nerves.at_once import PATIENCE, at_once
from tests.test_access_matrix import World
from trimtab.accounts.models import Account, Contact
from trimtab.core.locking import locked
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import FieldChange, Opportunity
from trimtab.opportunities.tests.builders import stage
from trimtab.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Typed = dict[str, str]
REMEMBERED = ("seen", "seen_at", "version")


@dataclass(frozen=True)
class Edited:
    """A record that two people edit: its form's address, and the field that each changes."""

    name: str
    of: str
    first: tuple[str, str]
    second: tuple[str, str]

    def address(self, world: World) -> str:
        return reverse(self.name, args=[world.ids[self.of]])

    def found(self, world: World) -> list[str]:
        """What the two fields hold now."""
        models = {"opportunity": Opportunity, "account": Account, "contact": Contact, "person": User}
        record = models[self.of]._default_manager.get(pk=world.ids[self.of])
        return [str(getattr(record, field)) for field, _text in (self.first, self.second)]


RECORDS = {
    "opportunity": Edited("opportunity-edit", "opportunity", ("next_step", "Call Kim"), ("loss_reason", "Price")),
    "account": Edited("account-edit", "account", ("region", "West"), ("segment", "ENT")),
    "contact": Edited("contact-edit", "contact", ("title", "Buyer"), ("phone", "123")),
    "person": Edited("person-edit", "person", ("title", "Senior"), ("hired_on", "2026-01-31")),
}


def typed_of(form: BaseForm) -> Typed:
    """What the browser sends of a form as it is shown."""
    sent = {bound.name: bound.value() for bound in form}
    return {
        name: "on" if value is True else str(value)
        for name, value in sent.items()
        if value is not None and value is not False
    }


def opened(client: Client, page: str) -> Typed:
    return typed_of(client.get(page).context["form"])


def form_in(answer: HttpResponseBase) -> BaseForm:
    return cast(BaseForm, answer.context["form"])  # type: ignore[attr-defined]  # the test client puts it there


@pytest.mark.parametrize("edited", RECORDS.values(), ids=RECORDS)
def test_two_who_save_at_once_lose_nothing(edited: Edited, world: World) -> None:
    clients, page = (client_for(world.people["finn"]), client_for(world.people["dov"])), edited.address(world)
    typed = [opened(clients[0], page) | dict([edited.first]), opened(clients[1], page) | dict([edited.second])]

    answers = at_once([lambda: clients[0].post(page, typed[0]), lambda: clients[1].post(page, typed[1])])

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(number for number, answer in enumerate(answers) if answer.status_code == 409)
    assert "Taken over from the other person" in answers[late].content.decode()
    assert clients[late].post(page, typed_of(form_in(answers[late]))).status_code == 302
    assert edited.found(world) == [edited.first[1], edited.second[1]]


@pytest.mark.parametrize("edited", RECORDS.values(), ids=RECORDS)
def test_without_the_remembered_version_the_first_change_would_be_lost(edited: Edited, world: World) -> None:
    client, page = client_for(world.people["dov"]), edited.address(world)
    forms = [{name: text for name, text in opened(client, page).items() if name not in REMEMBERED} for _ in range(2)]

    for typed, change in zip(forms, (edited.first, edited.second), strict=True):
        assert client.post(page, typed | dict([change])).status_code == 302

    assert edited.found(world)[0] != edited.first[1]


@pytest.mark.parametrize("edited", RECORDS.values(), ids=RECORDS)
def test_who_changes_the_same_field_sees_both_values(edited: Edited, world: World) -> None:
    client, page = client_for(world.people["dov"]), edited.address(world)
    field, theirs = edited.first
    before = opened(client, page)
    mine = "What I typed"
    client.post(page, before | {field: theirs})

    answer = client.post(page, before | {field: mine})

    assert answer.status_code == 409
    assert f"<td>{theirs}</td><td>{mine}</td>" in answer.content.decode()
    assert edited.found(world)[0] == theirs


def test_the_second_editor_of_the_organisation_sees_what_the_first_saved(world: World) -> None:
    client, page = client_for(world.people["dov"]), reverse("organisation")
    before = opened(client, page)
    client.post(page, before | {"name": "Ours", "save": "1"})

    preview = client.post(page, before | {"name": "Mine"})
    saved = client.post(page, before | {"week_start": "6", "save": "1"})

    assert (preview.status_code, saved.status_code) == (409, 409)
    assert "<td>Ours</td><td>Mine</td>" in preview.content.decode()
    assert "Taken over from the other person" in saved.content.decode()
    assert client.post(page, typed_of(form_in(saved)) | {"save": "1"}).status_code == 302
    assert (Organisation.get().name, Organisation.get().week_start) == ("Ours", 6)


def test_without_the_remembered_version_the_organisation_would_be_overwritten(world: World) -> None:
    client, page = client_for(world.people["dov"]), reverse("organisation")
    before = {name: text for name, text in opened(client, page).items() if name not in REMEMBERED}

    for change in ({"name": "Ours"}, {"week_start": "6"}):
        assert client.post(page, before | change | {"save": "1"}).status_code == 302

    assert Organisation.get().name != "Ours"


def test_a_stage_move_during_an_edit_keeps_both_in_history(world: World) -> None:
    finn, ana, pk = client_for(world.people["finn"]), client_for(world.people["ana"]), world.ids["opportunity"]
    proof = stage(Opportunity.objects.get(pk=pk).process, "Proof")
    page = reverse("opportunity-edit", args=[pk])
    typed = opened(finn, page) | {"next_step": "Call Kim"}
    moves = reverse("opportunity-stage-changes", args=[pk])

    edit, move = at_once([lambda: finn.post(page, typed), lambda: ana.post(moves, {"stage": proof.pk})])
    if edit.status_code == 409:
        finn.post(page, typed_of(form_in(edit)))

    found = Opportunity.objects.get(pk=pk)
    assert (move.status_code, found.stage, found.next_step) == (302, proof, "Call Kim")
    new = FieldChange.objects.filter(opportunity=pk, origin=FieldChange.Origin.EDIT).values_list("field", flat=True)
    assert {"stage", "next_step"} <= set(new)


def test_who_archives_and_who_edits_at_once_are_both_recorded(world: World) -> None:
    finn, ana, pk = client_for(world.people["finn"]), client_for(world.people["ana"]), world.ids["opportunity"]
    page, archiving = reverse("opportunity-edit", args=[pk]), reverse("opportunity-archiving", args=[pk])
    typed = opened(finn, page) | {"next_step": "Call Kim"}

    edit, archive = at_once([lambda: finn.post(page, typed), lambda: ana.post(archiving)])

    found = Opportunity.objects.get(pk=pk)
    assert (archive.status_code, found.archived_at is not None) == (302, True)
    assert (found.next_step == "Call Kim") == (edit.status_code == 302)
    verbs = set(Event.objects.filter(record="opportunity", record_id=pk).values_list("verb", flat=True))
    assert {"opportunity.archived"} <= verbs


def test_two_administrators_cannot_take_the_role_from_each_other(world: World) -> None:
    dov, finn = world.people["dov"], world.people["finn"]
    User.objects.filter(pk=finn.pk).update(role=User.Role.ADMINISTRATOR)
    clients = client_for(dov), client_for(finn)
    pages = reverse("person-edit", args=[finn.pk]), reverse("person-edit", args=[dov.pk])
    typed = [opened(client, page) | {"role": "seller"} for client, page in zip(clients, pages, strict=True)]

    at_once([lambda: clients[0].post(pages[0], typed[0]), lambda: clients[1].post(pages[1], typed[1])])

    assert User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exists()


def test_a_record_that_was_joined_to_another_meanwhile_is_still_found(world: World) -> None:
    """Without the two steps of `core.locking` PostgreSQL finds no row here: it waited, and the join had changed."""
    cleo, pk = world.people["cleo"], world.ids["opportunity"]
    has_moved, may_commit = threading.Event(), threading.Event()

    def give_away() -> Opportunity | None:
        with transaction.atomic():
            Opportunity.objects.filter(pk=pk).update(owner=cleo, stage=stage(process, "Proof"))
            has_moved.set()
            may_commit.wait(PATIENCE)
        return None

    def read_for_change() -> Opportunity | None:
        has_moved.wait(PATIENCE)
        threading.Timer(0.2, may_commit.set).start()  # when the reader waits for the lock; earlier is no fault
        with transaction.atomic():
            return locked(Opportunity.objects.select_related("owner__team", "stage"), pk)

    process = Opportunity.objects.get(pk=pk).process
    found = at_once([give_away, read_for_change])[1]

    assert found is not None
    assert (found.owner, found.stage.name) == (cleo, "Proof")
