"""A plan as file: slides that page, cells that stay texts, and a customer's version in which nothing internal is."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt

from tests.cast import NOW, client_for
from trimtab.accounts.divisions import add_division
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Event, Organisation
from trimtab.objectives.actions import add_action, add_objective
from trimtab.opportunities.models import Process, Product
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.planning.actions import add_row, add_swot, answer_question, hold_review, set_columns, set_member
from trimtab.planning.exports.document import PlanDocument, Section, pages_of
from trimtab.planning.exports.pdf import pdf_of, texts_of
from trimtab.planning.exports.shareable import SHAREABLE, customer_document
from trimtab.planning.exports.sheets import workbook_of
from trimtab.planning.exports.slides import slides_of
from trimtab.planning.models import Plan
from trimtab.planning.tests.builders import plan_of
from trimtab.planning.tests.canaries import plant

TODAY = date(2026, 11, 20)
# Texts of any length, also longer than a cell; made of pieces, since drawing letters of Unicode takes seconds.
TEXTS = some.builds(str.__mul__, some.sampled_from(["a", "b c ", "d\n", "é"]), some.integers(0, 1_500))


def document(*rows: list[object], head: tuple[str, ...] = ("Unit", "Won")) -> PlanDocument:
    return PlanDocument("Acme", "Won 5.", "As of today.", [Section("Units", head, rows, "All of them.")])  # type: ignore[arg-type]


def texts_on(slides: bytes) -> Iterator[str]:
    """Every text on the slides, each with its own shape: none is a picture."""
    for slide in Presentation(io.BytesIO(slides)).slides:
        for shape in slide.shapes:
            assert shape.shape_type != 13, "a picture"
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            else:
                yield shape.text_frame.text


def test_two_hundred_units_take_as_many_slides_as_they_need() -> None:
    rows = [[f"Unit {number}", Decimal(number)] for number in range(200)]

    slides = slides_of(document(*rows))

    titles = [slide.shapes.title.text for slide in Presentation(io.BytesIO(slides)).slides]
    assert titles[1] == f"Units 1/{len(titles) - 1}"
    found = list(texts_on(slides))
    assert [text for text in found if text.startswith("Unit ")] == [f"Unit {number}" for number in range(200)]


def test_letters_keep_their_size_when_somebody_changes_a_slide_and_empty_cells_stay_low() -> None:
    slides = Presentation(io.BytesIO(slides_of(document(["Acme & Bolt <1>", None], ["two\nlines", "\x0b"]))))

    frames = [shape.text_frame for slide in slides.slides for shape in slide.shapes if not shape.has_table]
    [grid] = [shape.table for slide in slides.slides for shape in slide.shapes if shape.has_table]
    cells = [cell.text_frame for row in grid.rows for cell in row.cells]
    assert cells[2].text == "Acme & Bolt <1>"
    assert {run.font.size for frame in cells for part in frame.paragraphs for run in part.runs} == {Pt(11)}
    assert all(run.font.size for frame in frames for part in frame.paragraphs for run in part.runs)
    empty = [part for frame in cells for part in frame.paragraphs if not part.runs]
    assert [part._p.find(qn("a:endParaRPr")).get("sz") for part in empty] == ["1100", "1100"]
    for slide in slides.slides:
        assert slide.shapes.title.text
        assert len({shape.shape_id for shape in slide.shapes}) == len(slide.shapes)


@given(some.lists(some.lists(TEXTS, min_size=2, max_size=2), max_size=30))
def test_paging_loses_nothing_and_never_shrinks(rows: list[list[str]]) -> None:
    section = Section("Units", ("Unit", "Note"), rows)

    pages = pages_of(section, lines=17, letters=165)

    for column in range(2):
        given = "".join(row[column] for row in rows)
        assert "".join(row[column] for page in pages for row in page.rows) == given
    assert all(page.rows for page in pages)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


def test_a_text_is_no_formula_and_a_number_stays_a_number() -> None:
    book = load_workbook(io.BytesIO(workbook_of(document(["=1+1", Decimal("2.50")], ["+x\x0b", None]))))

    cells = [[(cell.value, cell.data_type) for cell in row] for row in book["Units"].iter_rows(min_row=2)]
    assert cells == [[("=1+1", "s"), (2.5, "n")], [("+x", "s"), (None, "n")]]


def test_no_name_is_read_as_markup_on_paper() -> None:
    made = pdf_of(document(['#read("/etc/passwd") *b* $x$ <a> @b', Decimal(5)]))

    assert made.startswith(b"%PDF")


@pytest.fixture
def plan(ana: User, ben: User, acme: Account, process: Process, organisation: Organisation) -> Plan:
    """A plan of Ana's with something in every part; one objective and one action may be shown."""
    kim = Contact.objects.create(account=acme, name="Kim", created_at=NOW, changed_at=NOW)
    add_division(acme, name="Service", by=ana, now=NOW)
    made = plan_of(acme, by=ana, now=NOW, name="Displace the rival", goal="All of it", strategy="Quietly")
    product = Product.objects.create(name="Care", family="Service")
    set_columns(made, products=[product], targets=[product], by=ana, now=NOW)
    add_row(made, fields={"name": "The slow ones"}, by=ana, now=NOW)
    add_swot(made, side="threat", text="A cheaper supplier", by=ana, now=NOW)
    known = {"text": "Growth", "source": "Their report", "known_on": TODAY, "confidence": "sure"}
    answer_question(made, question="priorities", fields=known, by=ana, now=NOW)
    hold_review(made, text="Watch them", by=ana, now=NOW)
    set_member(made, user=ben, access="edit", by=ana, now=NOW)
    turbines = deal("Turbines", owner=ana, process=process, account=acme, next_step="Push")
    for is_shareable in (True, False):
        shared = {"is_shareable": is_shareable}
        fields = {"name": "Live by June", "kind": "revenue", "metric": "Three sites", "strategy": "Push", "why": "Ours"}
        aim = add_objective(acme, fields=fields | shared | {"contact": kim}, opportunities=[turbines], by=ana, now=NOW)
        step = {"subject": "Send the list", "note": "He is against us", "objective": aim}
        add_action(fields=step | shared, by=ana, now=NOW)
    return made


def everything_of(plan: Plan) -> list[object]:
    """Every record that hangs on the plan."""
    [placed] = plan.row_accounts.all()
    account = placed.account
    related = [
        *plan.rows.all(), *plan.answers.all(), *plan.swot.all(), *plan.reviews.all(), *plan.periods.all(),
        *account.divisions.all(), *account.contacts.all(), *account.opportunities.all(), *account.objectives.all(),
        *account.actions.all(), *Product.objects.all(), *User.objects.all(),
    ]  # fmt: skip
    return [plan, account, *related]


@pytest.mark.django_db
def test_the_customer_sees_shareable_fields_and_nothing_else(plan: Plan, ana: User) -> None:
    """What goes to a customer is assembled from shareable fields: a word in every other field stays home."""
    planted = plant(everything_of(plan))  # type: ignore[arg-type]
    shared_objective = plan.row_accounts.get().account.objectives.get(is_shareable=True)
    shared_action = plan.row_accounts.get().account.actions.get(is_shareable=True)
    allowed = {
        "canaryplanvaluepropositionz": f"canaryplanvalueproposition{plan.pk}z",
        "account": f"canaryaccountname{plan.row_accounts.get().account_id}z",
        "objective": f"canaryobjectivename{shared_objective.pk}z",
        "metric": f"canaryobjectivemetric{shared_objective.pk}z",
        "action": f"canaryactionsubject{shared_action.pk}z",
        "product": f"canaryproductname{Product.objects.get().pk}z",
        "family": f"canaryproductfamily{Product.objects.get().pk}z",
        "division": f"canarydivisionname{plan.rows.exclude(division=None).get().division_id}z",
        "owner": f"canaryusername{ana.pk}z",
    }

    made = customer_document(plan, user=ana, today=TODAY)

    book = load_workbook(io.BytesIO(workbook_of(made)))
    channels = [
        str(texts_of(made)),  # all that the PDF is made of
        "\n".join(texts_on(slides_of(made))),
        "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row),
    ]
    for text in channels:
        assert {word for word in planted if word in text} == set(allowed.values())


@pytest.mark.django_db
def test_no_amount_of_ours_is_in_the_customers_version(plan: Plan, ana: User) -> None:
    plan.periods.update(revenue_target=Decimal("987654"))

    made = customer_document(plan, user=ana, today=TODAY)

    assert "987" not in str(texts_of(made))


def test_only_named_fields_can_be_shared() -> None:
    """Whoever adds a field here has thought about it: judgements, reasons and notes are none of the customer's."""
    internal = {"note", "strategy", "why", "goal", "their_gain", "priority", "intent", "status", "closed_because"}

    assert not internal & {field for fields in SHAREABLE.values() for field in fields}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pdf", "pptx", "xlsx"])
@pytest.mark.parametrize("version", ["plan", "customer"])
def test_a_plan_is_taken_along_and_the_audit_says_so(plan: Plan, ana: User, kind: str, version: str) -> None:
    answered = client_for(ana).get(f"/accounts/plans/{plan.pk}/files/{version}.{kind}")

    assert answered.status_code == 200
    assert answered["Content-Disposition"].endswith(f'.{kind}"')
    event = Event.objects.get(verb="plan.exported")
    assert event.after == {"format": kind, "version": {"plan": "internal"}.get(version, version)}


@pytest.mark.django_db
def test_a_kind_of_file_that_there_is_not_is_not_found(plan: Plan, ana: User) -> None:
    assert client_for(ana).get(f"/accounts/plans/{plan.pk}/files/plan.exe").status_code == 404
