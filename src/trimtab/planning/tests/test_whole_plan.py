"""A whole plan goes from one installation into another, and its scores with it; a bad file is answered in words."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import NOW, client_for, person
from trimtab.accounts.divisions import add_division
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Organisation
from trimtab.objectives.actions import add_action, add_objective
from trimtab.objectives.models import Objective
from trimtab.opportunities.models import Opportunity, Process, Product, Stage
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.planning.actions import add_row, add_swot, answer_question, set_columns
from trimtab.planning.completeness import completeness_of
from trimtab.planning.exports.restoring import WrongFile, import_plan
from trimtab.planning.exports.whole import whole_plan
from trimtab.planning.figures import figures_of
from trimtab.planning.models import Plan, TemplateVersion
from trimtab.planning.scorecard import scorecard_of
from trimtab.planning.tests.builders import plan_of, reach_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def plan(ana: User, acme: Account, process: Process, organisation: Organisation) -> Plan:
    """A plan with something in every area."""
    kim = Contact.objects.create(account=acme, name="Kim", created_at=NOW, changed_at=NOW)
    Contact.objects.create(account=acme, name="Lou", reports_to=kim, created_at=NOW, changed_at=NOW)
    division = add_division(acme, name="Service", by=ana, now=NOW)
    kim.divisions.add(division)
    made = plan_of(acme, by=ana, now=NOW, goal="All of it", revenue_target=Decimal(5000))
    product = Product.objects.create(name="Care", family="Service")
    set_columns(made, products=[product], targets=[product], by=ana, now=NOW)
    add_row(made, fields={"name": "All sites"}, by=ana, now=NOW)
    add_swot(made, side="threat", text="A cheaper supplier", by=ana, now=NOW)
    known = {"text": "Growth", "source": "Their report", "known_on": TODAY, "confidence": "sure"}
    answer_question(made, question="priorities", fields=known, by=ana, now=NOW)
    deals = [
        deal(f"Turbines {at}", owner=ana, process=process, account=acme, at=at, now=NOW) for at in ("Proof", "Won")
    ]
    for kind in ("revenue", "relationship"):
        fields = {"name": f"A {kind}", "kind": kind, "metric": "Signed", "due_on": TODAY, "contact": kim}
        aim = add_objective(acme, fields=fields, opportunities=deals, by=ana, now=NOW)
        add_action(fields={"subject": "Call Kim", "objective": aim, "contact": kim}, by=ana, now=NOW)
    return made


def scores_of(plan: Plan) -> dict[str, Any]:
    """All that is computed of a plan."""
    figures = figures_of(reach_of(plan))
    card = scorecard_of(figures, today=TODAY)
    found = completeness_of(reach_of(plan))
    assert card is not None
    return {
        "areas": {area: score.points for area, score in found.areas.items()},
        "mean": found.mean and found.mean.points,
        "rows": [(line.row.name, line.depth, line.own, line.total) for line in figures.lines],
        "card": (card.elapsed, card.attained, card.missing, card.covered, card.important, card.penetrated),
    }


def empty() -> User:
    """An installation that knows nobody but its administrator."""
    for model in (Plan, Account, Opportunity, Product, Stage, Process, TemplateVersion):
        model._default_manager.all().delete()
    User.objects.all().delete()
    return person("Dora", role=User.Role.ADMINISTRATOR)


def test_in_an_empty_installation_the_scores_are_the_same(plan: Plan, ana: User) -> None:
    """Screen check 20."""
    before, whole = scores_of(plan), whole_plan(reach_of(plan), user=ana, now=NOW)
    assert before["areas"]["objectives"] == 100
    dora = empty()

    imported = import_plan(whole.encode(), by=dora, now=NOW)

    assert scores_of(imported) == before
    assert Contact.objects.get(name="Lou").reports_to == Contact.objects.get(name="Kim")
    assert Objective.objects.get(kind="revenue").opportunities.count() == 2


def test_what_was_read_in_is_written_out_alike(plan: Plan, ana: User) -> None:
    def shape(text: str) -> dict[str, list[Any]]:
        return {name: [len(row["fields"]) for row in rows] for name, rows in json.loads(text)["rows"].items()}

    whole = whole_plan(reach_of(plan), user=ana, now=NOW)
    dora = empty()
    imported = import_plan(whole.encode(), by=dora, now=NOW)

    again = shape(whole_plan(reach_of(imported), user=dora, now=NOW))

    before = shape(whole)
    for people in (before, again):
        del people["people.User"]  # the plan is its importer's now
    assert again == before


def test_nobody_takes_along_what_is_out_of_sight(plan: Plan, ana: User, cleo: User, process: Process) -> None:
    acme = plan.row_accounts.get().account
    acme.members.create(user=cleo)
    theirs = deal("Of Cleo", owner=cleo, process=process, account=acme)
    add_action(fields={"subject": "Secret of Cleo", "opportunity": theirs}, by=cleo, now=NOW)

    whole = whole_plan(reach_of(plan), user=ana, now=NOW)

    assert "Of Cleo" not in whole
    assert "Secret of Cleo" not in whole


def test_people_who_come_along_cannot_sign_in(plan: Plan, ana: User) -> None:
    whole = whole_plan(reach_of(plan), user=ana, now=NOW)
    dora = empty()

    import_plan(whole.encode(), by=dora, now=NOW)

    brought = User.objects.get(email="ana@example.com")
    assert (brought.is_active, brought.has_usable_password(), brought.role) == (False, False, "seller")


def test_only_those_who_set_up_read_plans_in(plan: Plan, ana: User) -> None:
    with pytest.raises(PermissionDenied):
        import_plan(whole_plan(reach_of(plan), user=ana, now=NOW).encode(), by=ana, now=NOW)


def test_an_account_that_is_here_already_is_not_doubled(plan: Plan, ana: User, dov: User) -> None:
    with pytest.raises(WrongFile, match="There is an account Acme here already"):
        import_plan(whole_plan(reach_of(plan), user=ana, now=NOW).encode(), by=dov, now=NOW)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "no JSON file"),
        (b"\xff\xfe", "no JSON file"),
        (b"[" * 100_000, "no JSON file"),
        (b"[]", "holds no plan"),
        (b'{"format": "trimtab-plan", "version": 99}', "version 99; this site reads version 1"),
        (b'{"format": "trimtab-plan", "version": 1, "rows": 3}', "has no rows"),
        (b'{"format": "trimtab-plan", "version": 1, "rows": {"x.Y": []}}', "holds x.Y"),
        (b'{"format": "trimtab-plan", "version": 1, "rows": {}}', "exactly one plan"),
        (b" " * 20_000_001, "more than 20 MB"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(sent: bytes, words: str, dov: User) -> None:
    with pytest.raises(WrongFile, match=words):
        import_plan(sent, by=dov, now=NOW)


@pytest.mark.django_db
def test_a_name_that_looks_like_the_end_of_a_row_stays_a_name(plan: Plan, ana: User) -> None:
    Plan.objects.filter(pk=plan.pk).update(name='}, {"id": 7, "fields": {')
    plan.refresh_from_db()

    whole = whole_plan(reach_of(plan), user=ana, now=NOW)

    rows = json.loads(whole)["rows"]
    assert rows["planning.Plan"][0]["fields"]["name"] == plan.name
    beside_the_first = sum(len(there) - 1 for there in rows.values())  # which stands after the name of its table
    assert whole.count('\n{"id": ') == beside_the_first


def _first(whole: Any, name: str) -> Any:
    return whole["rows"][name][0]["fields"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda whole: _first(whole, "planning.Plan").update(currency="XXX"), "no exchange rate for XXX"),
        (lambda whole: _first(whole, "planning.Plan").update(currency="drop table"), "planning.Plan"),
        (lambda whole: _first(whole, "accounts.Account").update(password="x"), "has no field password"),
        (lambda whole: _first(whole, "objectives.Objective").update(account=987654), "not in the file"),
        (lambda whole: _first(whole, "objectives.Objective").update(status="nonsense"), "status"),
        (lambda whole: _first(whole, "objectives.Objective").update(opportunities=[987654]), "not in the file"),
        (lambda whole: _first(whole, "opportunities.Opportunity").update(amount="NaN"), "amount"),
        (lambda whole: _first(whole, "accounts.Account").update(name="x" * 5_000_000), "name"),
        (lambda whole: _first(whole, "accounts.Contact").update(reports_to=whole["rows"]["accounts.Contact"][1]["id"]),
         "stands above itself"),
        (lambda whole: whole["rows"]["planning.PlanRow"].append(whole["rows"]["planning.PlanRow"][0]), "Two rows"),
        (lambda whole: whole["rows"]["planning.PlanRow"].append(3), "has no id"),
        (lambda whole: whole["rows"]["objectives.Objective"][0].update(fields={"name": "Bare"}), "contradict"),
    ],
)  # fmt: skip
def test_a_file_with_something_wrong_in_it_leaves_no_trace(
    spoil: Callable[[Any], object], words: str, plan: Plan, ana: User
) -> None:
    whole = json.loads(whole_plan(reach_of(plan), user=ana, now=NOW))
    spoil(whole)
    dora = empty()

    with pytest.raises(WrongFile, match=words):
        import_plan(json.dumps(whole).encode(), by=dora, now=NOW)

    assert not Account.objects.exists()
    assert User.objects.count() == 1


def test_a_plan_is_read_in_on_its_page_and_a_bad_file_keeps_the_page(plan: Plan, ana: User) -> None:
    whole = client_for(ana).get(f"/accounts/plans/{plan.pk}/files/whole.json").content
    dora = client_for(empty())

    bad = dora.post("/settings/plan-import/", {"file": SimpleUploadedFile("plan.json", b"{}")})
    good = dora.post("/settings/plan-import/", {"file": SimpleUploadedFile("plan.json", whole)})

    assert (bad.status_code, "This file holds no plan." in bad.content.decode()) == (422, True)
    assert good["Location"] == f"/accounts/plans/{Plan.objects.get().pk}/"
