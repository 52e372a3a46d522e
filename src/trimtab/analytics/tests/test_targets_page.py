"""Targets: who sees whose, what adopting and taking back do, what an event changes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from tests.cast import account, client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account
from trimtab.analytics.extracts import refresh_extracts
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.calendars import Period
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import Process
from trimtab.people.models import Team, User
from trimtab.rhythm.actions import Proposed, adopt_split, tell_event, withdraw_event, withdraw_plan
from trimtab.rhythm.models import Quota, TargetEvent, TargetPlan

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def sold(organisation: Organisation, ana: User, cleo: User, acme: Account, bolt: Account, process: Process) -> None:
    """Both won something in each of the last four quarters, Ana twice as much."""
    for quarter in range(1, 5):
        for owner, customer, amount in ((ana, acme, 2000), (cleo, bolt, 1000)):
            for number in range(3):
                at = NOW - timedelta(days=91 * quarter + 5 * number)
                made = opportunity(
                    f"{customer.name} {quarter} {number}",
                    owner=owner,
                    process=process,
                    account=customer,
                    opened=at - timedelta(days=40),
                    amount=amount,
                )
                move(made, "Won", at=at)
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())


def quarter_of(organisation: Organisation) -> Period:
    return organisation.calendar.containing(NOW.date(), "quarter")


def seal_in(page: str) -> str:
    return page.partition('name="seal" value="')[2].partition('"')[0]


def test_the_first_line_says_how_likely_the_total_is(sold: None, eva: User) -> None:
    page = client_for(eva).get("/pipeline/targets/?scope=everyone&total=30000").content.decode()

    assert "30,000 EUR in " in page
    assert "would be reached in less than 1 in 100 cases. What binds is " in page


def test_ana_who_brought_more_gets_the_larger_target(sold: None, eva: User, ana: User, cleo: User) -> None:
    answer = client_for(eva).get("/pipeline/targets/?scope=everyone&total=9000&potential_weight=0&over_assigned=0")

    lines = {line.person: line.proposed for line in answer.context["plan"].lines}
    assert lines[ana] == pytest.approx(6000, abs=100)
    assert sum(lines.values()) == pytest.approx(9000)


def test_a_seller_sees_the_own_line_only(sold: None, ana: User) -> None:
    page = client_for(ana).get("/pipeline/targets/?scope=everyone").content.decode()

    assert ">Ana<" in page
    assert "Cleo" not in page
    assert "Make this the target" not in page


def test_ben_sees_his_people_only(sold: None, ben: User) -> None:
    page = client_for(ben).get("/pipeline/targets/?scope=everyone").content.decode()

    assert ">Ana<" in page
    assert "Cleo" not in page


def test_a_company_without_wins_is_told_so(organisation: Organisation, eva: User, ana: User, acme: Account) -> None:
    refresh_extracts(folder=settings.EXTRACTS, now=NOW)

    page = client_for(eva).get("/pipeline/targets/?scope=everyone").content.decode()

    assert "Nothing was won in the periods before" in page


def test_nobody_carries_a_target_in_an_empty_scope(organisation: Organisation, eva: User) -> None:
    refresh_extracts(folder=settings.EXTRACTS, now=NOW)

    assert "Nobody in this scope carries a target." in client_for(eva).get("/pipeline/targets/").content.decode()


@pytest.mark.parametrize("wrong", ["total=-5", "total=x", "total=1&over_assigned=900", "total=1&potential_weight=101"])
def test_what_was_typed_wrongly_is_kept(wrong: str, sold: None, eva: User) -> None:
    answer = client_for(eva).get(f"/pipeline/targets/?scope=everyone&total=&{wrong}")

    assert answer.status_code == 422
    assert f'value="{wrong.rpartition("=")[2]}"' in answer.content.decode()


def adopted(client: Client, **typed: str) -> tuple[int, str]:
    page = client.get("/pipeline/targets/?scope=everyone&total=9000").content.decode()
    given = {"seal": seal_in(page), "total": "9000.00", **typed}
    answer = client.post("/pipeline/targets/adoptions/?scope=everyone", given)
    return answer.status_code, answer.content.decode()


def test_adopting_makes_targets_and_taking_back_restores_what_stood(
    sold: None, organisation: Organisation, eva: User, ana: User, cleo: User
) -> None:
    period = quarter_of(organisation)
    Quota.objects.create(
        user=ana, start_on=period.start, end_on=period.end, amount=77, currency="EUR", set_at=NOW, source="crm"
    )

    status, _text = adopted(client_for(eva))

    assert status == 302
    assert sum(Quota.objects.values_list("amount", flat=True)) == pytest.approx(9450, abs=50)
    plan = TargetPlan.objects.get()
    client_for(eva).post(f"/pipeline/targets/plans/{plan.pk}/withdrawals/?scope=everyone")
    quota = Quota.objects.get()
    assert (quota.user, quota.amount, quota.source) == (ana, Decimal(77), "crm")
    verbs = list(Event.objects.filter(record="target_plan").values_list("verb", flat=True).order_by("pk"))
    assert verbs == ["target_plan.adopted", "target_plan.withdrawn"]


def test_a_split_that_moved_since_it_was_seen_is_shown_again(sold: None, eva: User) -> None:
    status, text = adopted(client_for(eva), seal="of another split")

    assert status == 409
    assert "The records moved since you looked." in text
    assert not TargetPlan.objects.exists()


def test_a_seller_sets_no_target(sold: None, ana: User) -> None:
    client = client_for(ana)
    before = fingerprint()

    status, _text = adopted(client)

    assert status == 403
    assert fingerprint() == before


def test_ben_sets_no_target_of_cleos(organisation: Organisation, ben: User, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        adopt_split(
            quarter_of(organisation), [Proposed(cleo, Decimal(1), {})], total=Decimal(1), currency="EUR", parameters={},
            by=ben, now=NOW,
        )  # fmt: skip


def test_nobody_sets_the_own_target(organisation: Organisation, north: Team) -> None:
    lead = person("Lee", role=User.Role.MANAGER, team=north)

    with pytest.raises(PermissionDenied):
        adopt_split(
            quarter_of(organisation), [Proposed(lead, Decimal(1), {})], total=Decimal(1), currency="EUR", parameters={},
            by=lead, now=NOW,
        )  # fmt: skip


@pytest.fixture
def adopt(organisation: Organisation, ana: User, dov: User) -> Callable[[int], TargetPlan]:
    def made(amount: int, *, at: datetime = NOW) -> TargetPlan:
        lines = [Proposed(ana, Decimal(amount), {})]
        return adopt_split(
            quarter_of(organisation), lines, total=Decimal(amount), currency="EUR", parameters={}, by=dov, now=at
        )

    return made


def test_an_older_plan_waits_for_the_newer_one(adopt: Callable[[int], TargetPlan], ana: User, dov: User) -> None:
    first, second = adopt(100), adopt(200)

    with pytest.raises(ValidationError, match="later plan"):
        withdraw_plan(first, by=dov, now=NOW)

    withdraw_plan(second, by=dov, now=NOW)
    assert Quota.objects.get().amount == 100


def test_a_plan_is_taken_back_once(adopt: Callable[[int], TargetPlan], dov: User) -> None:
    plan = withdraw_plan(adopt(100), by=dov, now=NOW)

    with pytest.raises(ValidationError, match="already"):
        withdraw_plan(plan, by=dov, now=NOW)


def test_a_lost_season_lowers_the_chance_and_relieves_by_rule(
    sold: None, organisation: Organisation, eva: User, ana: User, north: Team
) -> None:
    period = quarter_of(organisation)
    client, address = client_for(eva), "/pipeline/targets/?scope=everyone&total=9000"
    before = {line.person: line for line in client.get(address).context["plan"].lines}
    typed = {"kind": "season", "from_on": period.start, "until_on": period.end, "effect": -40, "team": north.pk}

    answer = client.post("/pipeline/targets/events/?scope=everyone", typed)

    after = {line.person: line for line in client.get(address).context["plan"].lines}
    assert answer.status_code == 302
    assert after[ana].chance < before[ana].chance
    assert after[ana].relieved == pytest.approx(0.6 * after[ana].proposed)
    assert [line.relieved for person, line in after.items() if person != ana] == [None]


def test_an_event_that_is_wrong_keeps_what_was_typed(sold: None, eva: User, north: Team) -> None:
    typed = {"kind": "season", "from_on": "2026-02-01", "until_on": "2026-03-01", "effect": -400, "team": north.pk}

    answer = client_for(eva).post("/pipeline/targets/events/?scope=everyone", typed)

    assert answer.status_code == 422
    assert 'value="-400"' in answer.content.decode()
    assert not TargetEvent.objects.exists()


def test_ben_tells_of_his_team_only(ben: User, south: Team, north: Team) -> None:
    days = {"from_on": date(2026, 1, 1), "until_on": date(2026, 2, 1)}

    with pytest.raises(PermissionDenied):
        tell_event(kind="season", effect=-10, team=south, note="", by=ben, now=NOW, **days)
    with pytest.raises(PermissionDenied):
        tell_event(kind="season", effect=-10, team=None, note="", by=ben, now=NOW, **days)

    event = tell_event(kind="season", effect=-10, team=north, note="", by=ben, now=NOW, **days)
    withdraw_event(event, by=ben, now=NOW)
    with pytest.raises(ValidationError):
        withdraw_event(event, by=ben, now=NOW)


def test_the_page_asks_as_often_for_many_people_as_for_few(
    sold: None, eva: User, north: Team, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(12):
        account(f"Customer {number}", owner=person(f"Seller{number}", role=User.Role.SELLER, team=north))
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())
    client = client_for(eva)
    client.get("/pipeline/targets/?scope=everyone")

    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]  # a context manager
        client.get("/pipeline/targets/?scope=everyone")
