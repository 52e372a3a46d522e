"""The four trends: what the page says, whose records it names, and agreeing blind on what a lead is."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import client_for, person
from trimtab.accounts.models import Account
from trimtab.analytics.extracts import refresh_extracts
from trimtab.analytics.models import AgreementJudge, AgreementSample, LeadLabel
from trimtab.analytics.tests.world import opportunity
from trimtab.analytics.trends.agreement import latest_outcome, start_sample
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import Lead, Process
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def deals(organisation: Organisation, ana: User, cleo: User, acme: Account, bolt: Account, process: Process) -> None:
    for owner, customer in ((ana, acme), (cleo, bolt)):
        opportunity(
            f"{customer.name} turbines",
            owner=owner,
            process=process,
            account=customer,
            opened=NOW - timedelta(days=60),
            close_on=(NOW - timedelta(days=5)).date(),
        )
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())


def test_each_trend_has_its_answer(deals: None, eva: User) -> None:
    page = client_for(eva).get("/pipeline/trends/?scope=everyone").content.decode()

    for name in ("Vanishing", "Telephone", "Tomorrow", "Information"):
        assert f">{name}<" in page


@pytest.mark.parametrize("trend", ["vanishing", "telephone", "tomorrow", "information"])
def test_each_has_a_page_of_its_own(trend: str, deals: None, eva: User) -> None:
    assert client_for(eva).get(f"/pipeline/trends/{trend}/?scope=everyone").status_code == 200


def test_no_other_trend_exists(deals: None, eva: User) -> None:
    assert client_for(eva).get("/pipeline/trends/weather/").status_code == 404


@pytest.mark.parametrize("trend", ["", "vanishing/", "tomorrow/", "information/"])
def test_cleo_reads_nothing_of_anas(trend: str, deals: None, cleo: User) -> None:
    page = client_for(cleo).get(f"/pipeline/trends/{trend}?scope=everyone").content.decode()

    assert "Acme turbines" not in page


def test_a_company_without_history_is_told_so(organisation: Organisation, eva: User) -> None:
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())

    assert client_for(eva).get("/pipeline/trends/?scope=everyone").status_code == 200


@pytest.fixture
def judges(north: Team, ana: User) -> dict[str, User]:
    return {
        "marketing": person("Mia", role=User.Role.SELLER, team=north),
        "sdr": person("Sam", role=User.Role.SELLER, team=north),
        "ae": ana,
    }


@pytest.fixture
def leads(organisation: Organisation, ana: User) -> None:
    for number in range(12):
        Lead.objects.create(name=f"Lead {number}", owner=ana, created_at=NOW - timedelta(days=number), changed_at=NOW)


@pytest.fixture
def sample(leads: None, judges: dict[str, User], finn: User) -> AgreementSample:
    return start_sample(judges=judges, by=finn, now=NOW)


def said(judge: User, sample: AgreementSample, label: str) -> None:
    client = client_for(judge)
    for one in sample.leads.all():
        typed = {f"{one.pk}-label": label, f"{one.pk}-reason": "fit"}
        answer = client.post(f"/pipeline/trends/agreement/{sample.pk}/labels/{one.pk}/", typed)
        assert answer.status_code == 302


def test_three_people_label_blind_and_their_agreement_is_told(sample: AgreementSample, judges: dict[str, User]) -> None:
    said(judges["marketing"], sample, "ready")
    page = client_for(judges["sdr"]).get(f"/pipeline/trends/agreement/{sample.pk}/").content.decode()
    assert "checked" not in page

    said(judges["sdr"], sample, "early")
    said(judges["ae"], sample, "early")

    outcome = latest_outcome()
    assert outcome is not None
    assert outcome.complete == 12
    assert outcome.found.alpha is not None
    assert outcome.found.alpha < 0


def test_who_was_not_asked_does_not_find_the_sample(sample: AgreementSample, cleo: User) -> None:
    assert client_for(cleo).get(f"/pipeline/trends/agreement/{sample.pk}/").status_code == 404


def test_a_label_that_does_not_exist_is_refused_and_nothing_kept(
    sample: AgreementSample, judges: dict[str, User]
) -> None:
    one = sample.leads.first()
    assert one is not None

    answer = client_for(judges["ae"]).post(
        f"/pipeline/trends/agreement/{sample.pk}/labels/{one.pk}/", {f"{one.pk}-label": "perhaps"}
    )

    assert answer.status_code == 422
    assert not LeadLabel.objects.exists()


def test_operations_start_a_sample_and_it_is_recorded(leads: None, judges: dict[str, User], finn: User) -> None:
    typed = {side: judge.email for side, judge in judges.items()}

    answer = client_for(finn).post("/pipeline/trends/agreement/", typed)

    assert answer.status_code == 302
    assert AgreementJudge.objects.count() == 3
    assert Event.objects.filter(verb="agreement.started").count() == 1


def test_a_seller_starts_none(leads: None, judges: dict[str, User], ana: User) -> None:
    typed = {side: judge.email for side, judge in judges.items()}

    assert client_for(ana).post("/pipeline/trends/agreement/", typed).status_code == 404
    assert not AgreementSample.objects.exists()


@pytest.mark.parametrize("wrong", ["nobody@example.com", "ana@example.com"])
def test_each_side_needs_a_person_of_its_own(wrong: str, leads: None, judges: dict[str, User], finn: User) -> None:
    typed = {side: judge.email for side, judge in judges.items()} | {"marketing": wrong}

    answer = client_for(finn).post("/pipeline/trends/agreement/", typed)

    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.content.decode()
