"""What a customer opens by a secret link: nothing internal, and a word of theirs that changes nothing by itself."""

import io
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from tests.cast import NOW, client_for
from tests.nerves.at_once import at_once
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.sharing.actions import make_link, revoke_link
from trimtab.sharing.models import SecretLink
from trimtab.value import actions
from trimtab.value.exports.pdf import texts_of
from trimtab.value.models import BusinessCase, CaseVersion, CustomerAnswer
from trimtab.value.shareable import case_now, case_then
from trimtab.value.tests.builders import TODAY, goal, kim, their_word

pytestmark = pytest.mark.django_db
# Whatever we keep and the customer must not see carries one of these.
CANARIES = ("CANARY-note", "CANARY-word", "CANARY-need", "CANARY-unique", "CANARY-goal", "CANARY-proof", "CANARY-deal")


def shared(case: BusinessCase, by: User) -> str:
    """The address by which the customer opens it."""
    end = timezone.now() + timedelta(30)
    token = make_link(record="business_case", record_id=case.pk, purpose="case", expires_at=end, by=by, now=NOW)
    return f"/shared/case/{token}/"


def sent(place: str, **typed: object) -> Any:
    """The form of the page, filled in and sent by somebody with the link."""
    customer = Client()
    shown = customer.get(place)
    return customer.post(f"{place}answers/", {"form_token": shown.context["form_token"], "name": "Kim Keller"} | typed)


@pytest.fixture
def told(f25: BusinessCase, ana: User) -> BusinessCase:
    """F25, with everything around it that is ours alone, and a version for the customer."""
    deal = f25.opportunity
    assert deal.account is not None
    Opportunity.objects.filter(pk=deal.pk).update(name="CANARY-deal", next_step="CANARY-deal")
    benefit = f25.lines.get(kind="benefit")
    wanted = goal(deal, "CANARY-goal", by=ana, confirmed=True)
    changes = {"note": "CANARY-note", "insight": wanted, "source": "Report 2025"}
    actions.edit_line(benefit, changes=changes | {"quantity_low": Decimal(50_000)}, by=ana, now=NOW)
    word = their_word(deal.account, note="CANARY-word", place="CANARY-word")
    actions.confirm(benefit, evidence=word, by=ana, now=NOW)
    need = {"consequence": "CANARY-need", "severity": 3, "cost": 1, "risk": 1}
    actions.word_need(deal, facts=need, by=ana, now=NOW)
    unique = dict.fromkeys(("what", "whom", "measured", "better_than"), "CANARY-unique")
    actions.word_unique_value(deal, facts=unique, by=ana, now=NOW)
    tied = {"insight": wanted, "title": "CANARY-proof", "proof": "CANARY-proof", "strength": 3}
    actions.add_contribution(deal, facts=tied, by=ana, now=NOW)
    actions.keep_version(f25, by=ana, now=NOW)
    return f25


def test_a_customer_sees_the_case_and_nothing_internal(told: BusinessCase, ana: User) -> None:
    place = shared(told, ana)

    answer = Client().get(place)
    page = answer.content.decode()

    assert answer["Cache-Control"] == "no-store"
    assert "49,211 EUR" in page
    assert "Report 2025" in page
    assert [one for one in (*CANARIES, "Ana", "ana@example.com", "Kim Keller") if one in page] == []


def test_no_file_holds_anything_internal(told: BusinessCase, ana: User) -> None:
    place = shared(told, ana)
    version = told.versions.get()
    book = load_workbook(io.BytesIO(Client().get(f"{place}xlsx/").content))
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    paper = Client().get(f"{place}pdf/")

    written = cells + json.dumps(texts_of(case_then(version))) + json.dumps(version.content)
    assert "Report 2025" in written
    assert [one for one in (*CANARIES, "Ana", "Kim") if one in written] == []
    assert paper.content.startswith(b"%PDF")


def test_before_a_version_is_made_the_page_says_so(f25: BusinessCase, ana: User) -> None:
    place = shared(f25, ana)

    assert "It is not ready yet." in Client().get(place).content.decode()
    assert Client().get(f"{place}pdf/").status_code == 404
    assert Client().post(f"{place}answers/", {}).status_code == 404


def test_a_revoked_link_opens_nothing(told: BusinessCase, ana: User) -> None:
    place = shared(told, ana)
    revoke_link(SecretLink.objects.get(), by=ana, now=NOW)

    assert [Client().get(f"{place}{part}").status_code for part in ("", "pdf/", "xlsx/")] == [404] * 3


def test_what_the_customer_saw_stays_readable(told: BusinessCase, ana: User) -> None:
    first = told.versions.get()
    actions.edit_line(told.lines.get(kind="benefit"), changes={"quantity": Decimal(90_000)}, by=ana, now=NOW)
    second = actions.keep_version(told, by=ana, now=NOW)
    again = actions.keep_version(told, by=ana, now=NOW)
    page = client_for(ana).get(f"/business-cases/versions/{first.pk}/").content.decode()

    assert second.number == 2
    assert again == second
    assert "49,211 EUR" in page


def test_a_correction_stands_beside_ours_and_changes_nothing(told: BusinessCase, ana: User) -> None:
    line = told.lines.get(kind="benefit")
    place = shared(told, ana)

    answer = sent(place, line=line.pk, kind="correct", quantity="45000", text="We count fewer hours.")
    ours = client_for(ana).get(f"/opportunities/{told.opportunity_id}/business-case/").content.decode()
    line.refresh_from_db()

    assert answer.status_code == 302
    assert line.quantity == 60_000
    assert "45,000" in ours
    assert "We count fewer hours." in ours
    assert "We count fewer hours." in Client().get(place).content.decode()


def test_a_correction_that_is_taken_over_is_evidence_written_by_the_customer(told: BusinessCase, ana: User) -> None:
    line, who = told.lines.get(kind="benefit"), kim(told.opportunity.account)  # type: ignore[arg-type]
    sent(shared(told, ana), line=line.pk, kind="correct", quantity="45000")
    given = CustomerAnswer.objects.get()

    client_for(ana).post(f"/business-cases/answers/{given.pk}/decisions/", {"told_by": who.pk})
    line.refresh_from_db()
    proof = Evidence.objects.filter(record="case_line", record_id=line.pk, kind="written").get()

    assert line.quantity == line.quantity_low == Decimal(45_000)
    assert (proof.value, proof.told_by) == (str(line.wording), who)
    assert case_now(told, today=TODAY).confirmed == 1


def test_a_confirmation_of_an_earlier_wording_does_not_count_for_the_new_one(told: BusinessCase, ana: User) -> None:
    line, who = told.lines.get(kind="benefit"), kim(told.opportunity.account)  # type: ignore[arg-type]
    sent(shared(told, ana), line=line.pk, kind="confirm")
    actions.edit_line(line, changes={"quantity": Decimal(99_000)}, by=ana, now=NOW)
    actions.accept_answer(CustomerAnswer.objects.get(), told_by=who, by=ana, now=NOW)

    assert case_now(told, today=TODAY).confirmed == 0


def test_nothing_is_taken_over_without_a_name_and_a_declined_one_stays(told: BusinessCase, ana: User) -> None:
    line = told.lines.get(kind="benefit")
    sent(shared(told, ana), line=line.pk, kind="correct", quantity="1")
    given, place = CustomerAnswer.objects.get(), f"/business-cases/answers/{CustomerAnswer.objects.get().pk}/decisions/"

    client_for(ana).post(place, {"told_by": ""})
    given.refresh_from_db()
    unnamed = given.state
    client_for(ana).post(place, {"decline": ""})
    given.refresh_from_db()
    line.refresh_from_db()

    assert (unnamed, given.state) == ("open", "declined")
    assert line.quantity == 60_000


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "confirm", "line": ""},
        {"kind": "correct", "quantity": ""},
        {"kind": "correct", "quantity": "-5"},
        {"kind": "correct", "quantity": "9" * 40},
        {"kind": "comment", "text": "x" * 2_001},
        {"kind": "comment", "text": ""},
        {"kind": "confirm", "line": "999999999"},
        {"kind": "confirm", "name": ""},
        {"kind": "confirm", "form_token": "guessed"},
    ],
)
def test_bad_input_is_answered_in_words_and_kept_in_the_form(
    typed: dict[str, str], told: BusinessCase, ana: User
) -> None:
    line = told.lines.get(kind="benefit")

    answer = sent(shared(told, ana), **({"line": str(line.pk)} | typed))

    assert answer.status_code == 422
    assert "form-errors" in answer.content.decode()
    assert not CustomerAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_fifty_posts_at_once_one_form_counts_once_and_others_each(told: BusinessCase, ana: User) -> None:
    make_link(record="business_case", record_id=told.pk, purpose="case", expires_at=NOW + timedelta(9), by=ana, now=NOW)
    link, version = SecretLink.objects.get(), CaseVersion.objects.get()
    facts = {"kind": "comment", "text": "Yes", "name": "Kim"}

    def post(key: str) -> Any:
        return lambda: actions.note_answer(version, facts=facts, link=link, key=key, now=NOW)

    # Half of them are one form sent again and again, half are forms of their own; ten at a time.
    keys = ["same" if number % 2 else f"own{number}" for number in range(50)]
    for start in range(0, 50, 10):
        at_once([post(key) for key in keys[start : start + 10]])

    assert CustomerAnswer.objects.count() == 25 + 1
