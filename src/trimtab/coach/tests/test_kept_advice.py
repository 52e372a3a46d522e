"""Advice that models keep: put into words, weighed by the chance to change something, answered in one click."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.cast import NOW, client_for
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account
from trimtab.coach.choosing import judged, next_actions, of_leads
from trimtab.coach.findings import Finding, Moment
from trimtab.coach.forms import next_working_day
from trimtab.coach.models import Answer, Kind
from trimtab.coach.queries import Advice, Counsel
from trimtab.coach.rules import findings_of
from trimtab.coach.tests.builders import TODAY, candidate, days_ago, moment
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import Activity, Lead, Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

QUIET = {"weeks": 5, "chance": 0.8, "recovers": 0.4}


def advice(kind: Kind, facts: Mapping[str, object], *, of_id: int = 1, gain: float = 0.5, about: str = "") -> Advice:
    return Advice(kind, of_id, about, gain, None, facts)


def advised(*some: Advice, leads: Sequence[Advice] = ()) -> Moment:
    by_opportunity = {one.of_id: tuple(other for other in some if other.of_id == one.of_id) for one in some}
    plain = moment()
    counsel = Counsel(as_of=NOW - timedelta(hours=6), by_opportunity=by_opportunity, leads=tuple(leads))
    return Moment(plain.now, plain.today, plain.zone, plain.period, plain.paces, viewer_id=1, counsel=counsel)


def kinds(found: Sequence[Finding]) -> set[Kind]:
    return {one.kind for one in found}


def test_a_buyer_that_goes_quiet_is_named_with_its_data() -> None:
    one = candidate(last_activity_at=days_ago(30))

    (found,) = findings_of(one, advised(advice(Kind.VANISHING, QUIET)))

    assert found.kind == Kind.VANISHING  # and not silent as well: it says the same
    assert found.why == (
        "Nothing from the buyer for 5 full weeks. 80% that nothing comes in the next six weeks; of such ones 40% came "
        "back."
    )


def test_advice_waits_for_the_next_night_once_something_was_recorded() -> None:
    spoke_since = candidate(last_activity_at=NOW)

    assert not list(findings_of(spoke_since, advised(advice(Kind.VANISHING, QUIET))))


def test_a_date_that_was_moved_since_is_not_said_to_slip() -> None:
    one = candidate(close_on=TODAY + timedelta(days=20))
    facts = {"chance": 0.7, "period": "FY2026-Q4", "pushes": 2}
    about = advice(Kind.SLIPPING, facts, about=f"closing {one.close_on}")
    earlier = advice(Kind.SLIPPING, facts, about="closing 2026-11-25")

    assert kinds(list(findings_of(one, advised(about)))) == {Kind.SLIPPING}
    assert not list(findings_of(one, advised(earlier)))


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        (
            Kind.THIN,
            {"completeness": 0.4, "missing": "touches,amount"},
            "Missing: contact with the buyer in four weeks",
        ),
        (Kind.ONE_HEAD, {"share": 1.0, "touches": 9}, "One person holds 100% of the contact with this customer"),
        (Kind.SLIPPING, {"chance": 0.7, "period": "FY2026-Q4", "pushes": 2}, "It was moved later 2 times."),
    ],
)
def test_each_says_why(kind: Kind, facts: dict[str, object], said: str) -> None:
    one = candidate()
    about = f"closing {one.close_on}" if kind == Kind.SLIPPING else "x"

    (found,) = findings_of(one, advised(advice(kind, facts, about=about)))

    assert said in found.why


def test_worth_counts_with_the_chance_to_change_something() -> None:
    ones = [candidate(1, worth=1000), candidate(2, worth=1500)]
    at = advised(advice(Kind.VANISHING, QUIET, gain=0.6), advice(Kind.VANISHING, QUIET, of_id=2, gain=0.1))

    actions = next_actions(ones, judged(ones, at), [], at)

    assert [one.opportunity_id for one in actions] == [1, 2]


def test_a_lead_without_a_touch_stands_among_the_actions_until_it_is_answered() -> None:
    lead = Advice(Kind.UNTOUCHED, 7, "no touch", 0.5, None, {"days": 4, "source": "Web"}, worth=2000.0)
    at = advised(leads=[lead])
    ones = [candidate(1)]

    (found,) = next_actions(ones, judged(ones, at), [], at, others=of_leads([lead], ()))

    assert found.opportunity_id is None
    assert found.worth == 2000
    assert found.first.why == "It waits for 4 days. Source: Web."
    assert not list(of_leads([lead], {found.first.key}))


def test_the_next_working_day_is_no_weekend() -> None:
    friday = NOW  # the cast's day

    assert next_working_day(friday).strftime("%A %H:%M") == "Monday 10:00"


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Acme turbines", owner=ana, process=process, account=acme)


@pytest.fixture
def lead(ana: User) -> Lead:
    now = timezone.now()
    return Lead.objects.create(name="Lara Lead", owner=ana, created_at=now - timedelta(days=4), changed_at=now)


@pytest.mark.django_db
def test_one_click_plans_another_try_and_nobody_has_answered_it(ana: User, turbines: Opportunity) -> None:
    client_for(ana).post(f"/today/vanishing/{turbines.pk}/completion/", {"about": "quiet since 2026-10-01"})

    planned = Activity.objects.get()
    assert (planned.kind, planned.direction, planned.at > timezone.now()) == ("call", "out", True)
    assert Answer.objects.get().key == ("vanishing", turbines.pk, "quiet since 2026-10-01")


@pytest.mark.django_db
def test_an_introduction_is_put_on_the_list_of_the_person(ana: User, turbines: Opportunity) -> None:
    client_for(ana).post(f"/today/one_head/{turbines.pk}/completion/", {"about": "held by 1"})

    assert Activity.objects.get().kind == "task"


@pytest.mark.django_db
def test_a_lead_is_touched_once_and_it_is_recorded(ana: User, lead: Lead) -> None:
    for _click in range(2):
        client_for(ana).post(f"/today/untouched/{lead.pk}/completion/", {"about": "no touch"})

    lead.refresh_from_db()
    assert lead.first_touch_at is not None
    assert Event.objects.filter(verb="lead.touched").count() == 1


@pytest.mark.django_db
def test_cleo_does_not_find_anas_lead(organisation: Organisation, cleo: User, lead: Lead) -> None:
    client = client_for(cleo)
    before = fingerprint()

    assert client.post(f"/today/untouched/{lead.pk}/completion/").status_code == 404
    assert fingerprint() == before


@pytest.mark.django_db
def test_a_lead_can_be_put_off_and_come_back(ana: User, lead: Lead) -> None:
    client = client_for(ana)
    until = (timezone.now() + timedelta(days=3)).date().isoformat()

    client.post(f"/today/untouched/{lead.pk}/postponement/", {"about": "no touch", "until_on": until})
    page = client.get("/today/").content.decode()

    assert "Lara Lead" in page


def lead_advised(folder: Path, opportunity_ids: Sequence[int], people: Sequence[int] | None) -> Counsel:
    leads = [
        Advice(Kind.UNTOUCHED, pk, "no touch", 0.5, None, {"days": 4, "source": "Web"}, worth=2000.0)
        for pk in Lead.objects.values_list("pk", flat=True)
    ]
    return Counsel(as_of=timezone.now(), leads=tuple(leads))


@pytest.mark.django_db
def test_today_shows_a_lead_only_to_who_may_see_it(lead: Lead, ana: User, cleo: User, settings: Settings) -> None:
    settings.ADVICE = "trimtab.coach.tests.test_kept_advice.lead_advised"

    assert "Lara Lead" in client_for(ana).get("/today/?scope=me").content.decode()
    assert "Lara Lead" not in client_for(cleo).get("/today/?scope=me").content.decode()
