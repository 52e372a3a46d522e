"""Every address against every role: the status, the rows in the answer, and no trace of what was refused.

`tests/addresses` names each address once; an address that is missing from it fails the first test.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from operator import itemgetter
from typing import cast

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.addresses import ADDRESSES, ROLES, ROOMS, Seen
from tests.cast import LONG_AGO, client_for, person
from tests.fingerprints import asked
from tests.support import handfuls, taken_back
from trimtab.accounts.models import Account, Contact
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.forecast.making import keep_forecast
from trimtab.analytics.forecast.readers import asked_now
from trimtab.analytics.models import AgreementJudge, AgreementSample, Restatement, SampledLead, Setback, WatchedWeek
from trimtab.analytics.pilots.actions import start_pilot
from trimtab.analytics.tests.pilots import draft as draft_pilot
from trimtab.batches.models import Distinction
from trimtab.coach.models import Answer
from trimtab.connectors.models import ImportRun, Source
from trimtab.core.models import Batch, CustomField, ExchangeRate, Organisation, PeriodClosing
from trimtab.opportunities.actions import log_activity
from trimtab.opportunities.models import Lead, Opportunity, Process, StageRemapping
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import Team, Territory, User
from trimtab.people.saved_views.actions import save_view
from trimtab.rhythm.models import ForecastSubmission, TargetEvent, TargetLine, TargetPlan

pytestmark = pytest.mark.django_db

WORDS = {
    "figure": "won",
    "metric": "win_rate",
    "currency": "USD",
    "rule": "slipping",
    "kind": "account",
    "part": "open",
    "trend": "vanishing",
    "plan_type": "expansion",
    "purpose": "mutual-plan",
    "token": "never-made",
}


@dataclass(frozen=True)
class World:
    """The cast with a record of Ana's and one of Cleo's."""

    people: dict[str, User]
    ids: dict[str, int]

    def address(self, name: str) -> str:
        """The address, with the id of Ana's record where one stands in it; figures are made where it shows some."""
        of = ADDRESSES[name].of
        if name.startswith(("pipeline", "forecast", "pilot", "service", "trend")):
            refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())
        if name in {"forecast", "forecast-json", "forecast-rows"}:
            keep_forecast_now()
        if of == "finding":
            return reverse(name, args=["slipped", self.ids["opportunity"]])
        if of in WORDS and not ADDRESSES[name].field:
            return reverse(name, args=[WORDS[of]])
        if name == "agreement-label":
            return reverse(name, args=[self.ids[of], self.ids["sampled_lead"]])
        if of == "distinction":
            return reverse(name, args=["account", self.ids[of]])
        if name == "opportunity-move-undoing":  # a move that was never made: whoever may change it is shown so
            moment = timezone.now().isoformat().replace("+", "%2B")
            return f"{reverse(name, args=[self.ids[of]])}?since={moment}&seen_at={moment}"
        field = ADDRESSES[name].field
        return reverse(
            name, args=[*(self.ids.get(one) or WORDS[one] for one in of.split()), *([field] if field else [])]
        )


@pytest.fixture(autouse=True)
def forecasts_by_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page starts a process that outlives its test."""
    monkeypatch.setattr(settings, "FORECASTS_WHEN_ASKED", False)


@pytest.fixture
def world(
    organisation: Organisation,
    ana: User,
    ben: User,
    cleo: User,
    dov: User,
    eva: User,
    finn: User,
    north: Team,
    acme: Account,
    bolt: Account,
    process: Process,
    own_figures: None,
) -> World:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    opportunity = deal("Acme turbines", owner=ana, process=process, account=acme)
    deal("Bolt fleet", owner=cleo, process=process, account=bolt)
    contact = Contact.objects.create(account=acme, name="Kim Keller", created_at=LONG_AGO, changed_at=LONG_AGO)
    activity = log_activity(
        fields={"kind": "task", "subject": "Call back", "at": timezone.now()},
        opportunity=opportunity,
        by=ana,
        now=timezone.now(),
    )
    source = Source.objects.create(name="crm")
    run = ImportRun.objects.create(source=source, state=ImportRun.State.UNDONE, created_at=acme.created_at, by=finn)
    batch = Batch.objects.create(
        verb=Batch.Verb.EDIT, record="account", state=Batch.State.UNDONE, by_id=ana.pk, created_at=acme.created_at
    )
    told = Distinction.objects.create(record="account", first_id=1, second_id=2, by_id=ana.pk, at=LONG_AGO)
    people = dict(zip(ROLES, (ana, gus, ben, cleo, eva, finn, dov), strict=True))
    view = save_view(list_name="opportunities", name="Big", query="", is_shared=True, by=dov, now=acme.created_at)
    ids = {"person": ana.pk, "opportunity": opportunity.pk, "account": acme.pk, "contact": contact.pk, "run": run.pk}
    ids |= {"view": view.pk, "batch": batch.pk, "distinction": told.pk, "activity": activity.pk}
    refused = {"kind": "stalled", "about": "", "answer": "refused", "at": acme.created_at}
    ids["answer"] = Answer.objects.create(person=ana, opportunity=opportunity, **refused).pk
    seen = Seen(people, acme, contact, opportunity)
    ids |= {name: pk for room in ROOMS for name, pk in room.ids(seen).items()}
    return World(people, ids | set_up_ids(process, north) | target_ids(ana, north) | figure_ids(ana, gus, finn))


def figure_ids(ana: User, gus: User, finn: User) -> dict[str, int]:
    """What Ana said of a period, a pilot that she is in, an alarm about her."""
    more = [person(f"Seller{number}", role=User.Role.SELLER, team=ana.team) for number in range(2)]
    begun = draft_pilot([ana, gus, *more], by=finn, now=timezone.now())
    pilot = start_pilot(begun, by=finn, now=timezone.now())
    sample = AgreementSample.objects.create(at=LONG_AGO, by=finn)
    AgreementJudge.objects.create(sample=sample, person=ana, side="ae")
    lead = Lead.objects.create(name="Lou Lang", owner=ana, created_at=LONG_AGO, changed_at=LONG_AGO)
    sampled = SampledLead.objects.create(sample=sample, lead=lead)
    made = {"submission": submission_of(ana), "pilot": pilot, "setback": alarm_about(ana)}
    made |= {"agreement_sample": sample, "sampled_lead": sampled}
    return {name: one.pk for name, one in made.items()}


def submission_of(ana: User) -> ForecastSubmission:
    """What Ana said of a quarter long ago."""
    days = {"start_on": date(2020, 1, 1), "end_on": date(2020, 3, 31)}
    return ForecastSubmission.objects.create(
        person=ana, period="FY2020-Q1", **days, commit=1, best_case=2, currency="EUR", submitted_at=LONG_AGO
    )


def keep_forecast_now() -> None:
    """What the pages of the forecast read; with so little history it only says what is missing."""
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None
    now = timezone.now()
    period = Organisation.get().calendar.containing(now.date(), "quarter").key
    keep_forecast(settings.EXTRACTS, manifest, asked_now(period, now=now), memory="256MB", clock=timezone.now)


def target_ids(ana: User, north: Team) -> dict[str, int]:
    """A plan that holds Ana's target, and an event of her team."""
    days = {"start_on": date(2020, 1, 1), "end_on": date(2020, 3, 31)}
    plan = TargetPlan.objects.create(**days, period="FY2020-Q1", total=100, currency="EUR", adopted_at=LONG_AGO)
    TargetLine.objects.create(plan=plan, user=ana, amount=100)
    event = TargetEvent.objects.create(
        kind="season", from_on=date(2020, 1, 1), until_on=date(2020, 2, 1), effect=-20, team=north, told_at=LONG_AGO
    )
    return {"target_plan": plan.pk, "target_event": event.pk}


def alarm_about(person: User) -> Setback:
    """An alarm of a week far ahead, so that no page begins to look at one."""
    week = WatchedWeek.objects.create(
        week_on=date(2099, 1, 5), at=LONG_AGO, as_of=LONG_AGO, budget=1.0, definition=1, leaders=1, series=1, too_few=0
    )
    days = dict.fromkeys(("began_on", "began_low", "began_high"), date(2026, 6, 1))
    shares = {"chance": 0.01, "allowed": 0.1, "observed": 0.1, "normal": 0.3}
    named = {"level": "person", "subject": f"person:{person.pk}", "subject_name": person.name, "measure": "win_rate"}
    kinds = {"is_rise": False, "is_worse": True, "is_strong": False}
    return Setback.objects.create(week=week, person=person, opened_at=LONG_AGO, **days, **shares, **named, **kinds)


def set_up_ids(process: Process, north: Team) -> dict[str, int]:
    """Something of each kind that the settings show."""
    merged = process.stages.create(name="Pitch", position=9, archived_at=LONG_AGO)
    StageRemapping.objects.create(stage=merged, into=process.stages.get(name="Proposal"), at=LONG_AGO)
    closing = PeriodClosing.objects.create(start_on=date(2020, 1, 1), end_on=date(2020, 3, 31), closed_at=LONG_AGO)
    return {
        "team": north.pk,
        "process": process.pk,
        "stage": process.stages.get(name="Proof").pk,
        "merged": merged.pk,
        "rate": ExchangeRate.objects.create(currency="USD", from_on=date(2024, 1, 1), rate=2).pk,
        "closing": closing.pk,
        "restatement": Restatement.objects.create(at=LONG_AGO, what="rate.set", last_event_id=1, before=[]).pk,
        "own_field": CustomField.objects.create(record="account", key="tier", label="Tier").pk,
        "territory": Territory.objects.create(name="North").pk,
    }


def addresses_of_the_site() -> Iterator[str]:
    """The names of all addresses but those of the sign-in library."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            place = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, place)
            else:
                yield place, pattern.name or place

    return (name for place, name in walk(get_resolver().url_patterns) if not place.startswith("sign-in/"))


def text_of(answer: HttpResponseBase) -> str:
    """What the browser gets, also of a download that is sent in pieces."""
    return b"".join(cast(Iterable[bytes], answer)).decode()


def test_every_address_stands_in_the_matrix() -> None:
    assert set(addresses_of_the_site()) == set(ADDRESSES)


@pytest.mark.parametrize("names", handfuls(ADDRESSES), ids=itemgetter(0))
def test_each_role_at_each_address(names: tuple[str, ...], world: World, subtests: pytest.Subtests) -> None:
    for name in names:
        with subtests.test(name), taken_back():
            where = world.address(name)
            sends_whoever_is_not_signed_in_to_the_sign_in_page(name, where)
            names_no_record_of_anas_to_cleo(name, where, world)

            assert wrong_answers(name, where, world) == {}


def wrong_answers(name: str, where: str, world: World) -> dict[str, tuple[int, bool]]:
    """The roles that are answered otherwise than they may be, with the status and whether it left a trace."""
    address, wrong = ADDRESSES[name], {}
    for role in ROLES:
        ask = partial(getattr(client_for(world.people[role]), address.method), where)
        may = address.allowed[role]
        refused = 404 if may == "-" else 403 if address.needs_write and may == "r" else None

        may_write = not refused and address.method != "get"
        answer, leaves_a_trace = (ask(), False) if may_write else asked(ask, without=address.leaves)

        if leaves_a_trace or answer.status_code not in ({refused} if refused else {200, 204, 302, 409, 422}):
            wrong[role] = (answer.status_code, leaves_a_trace)
    return wrong


def sends_whoever_is_not_signed_in_to_the_sign_in_page(name: str, where: str) -> None:
    if ADDRESSES[name].is_public:
        return
    answer, leaves_a_trace = asked(partial(getattr(Client(), ADDRESSES[name].method), where))

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/sign-in/login/")
    assert not leaves_a_trace


READ_BY_CLEO = {
    name for name, address in ADDRESSES.items() if address.method == "get" and address.allowed["cleo"] != "-"
}


def names_no_record_of_anas_to_cleo(name: str, where: str, world: World) -> None:
    if name not in READ_BY_CLEO:
        return
    client = client_for(world.people["cleo"])

    answers = [
        client.get(where, query) for query in ({"scope": "everyone"}, {"q": "Acme"}, {"q": "a", "sort": "-amount"})
    ]

    for answer in answers:
        text = text_of(answer)
        assert "Acme turbines" not in text
        assert "Kim Keller" not in text
        assert ">Acme<" not in text


@pytest.mark.parametrize(
    ("role", "names"), [("ana", {"Acme turbines"}), ("cleo", {"Bolt fleet"}), ("eva", {"Acme turbines", "Bolt fleet"})]
)
@pytest.mark.parametrize("address", ["opportunities", "opportunities-export"])
def test_lists_and_exports_hold_exactly_the_visible_rows(
    role: str, names: set[str], address: str, world: World
) -> None:
    answer = client_for(world.people[role]).get(reverse(address), {"scope": "everyone", "closing": "any"})

    body = text_of(answer)
    assert {name for name in ("Acme turbines", "Bolt fleet") if name in body} == names


def test_asking_for_a_scope_that_is_not_visible_finds_nothing(world: World) -> None:
    ana, cleo = world.people["ana"], world.people["cleo"]

    answers = [
        client_for(cleo).get(f"/opportunities/?scope={scope}")
        for scope in (f"person:{ana.pk}", f"team:{ana.team_id}", "person:0", "x")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_a_hidden_record_cannot_be_asked_for_by_its_id_in_a_filter(world: World) -> None:
    answer = client_for(world.people["cleo"]).get(
        f"/opportunities/?scope=everyone&closing=any&ids={world.ids['opportunity']}"
    )

    assert "Acme turbines" not in answer.content.decode()


def test_whoever_was_locked_out_is_signed_out(world: World) -> None:
    client = client_for(world.people["ana"])
    User.objects.filter(pk=world.people["ana"].pk).update(is_active=False)

    assert client.get("/opportunities/").status_code == 302


def test_owned_records_move_with_their_owner(world: World, process: Process) -> None:
    Opportunity.objects.filter(name="Acme turbines").update(owner=world.people["cleo"])

    moved = replace(world)

    assert client_for(moved.people["cleo"]).get(moved.address("opportunity")).status_code == 200
    assert client_for(moved.people["ana"]).get(moved.address("opportunity")).status_code == 404
