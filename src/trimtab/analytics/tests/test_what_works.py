"""The page of lever cards: who sees what, and what it never says."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import client_for, person
from trimtab.analytics.causes.actions import Installation, TooFewSellers, ask_for_cards, key_of, work_on
from trimtab.analytics.causes.contact_times import leads
from trimtab.analytics.causes.models import LeverReport
from trimtab.analytics.causes.wording import first_in_words, first_of, lead_of, points, shown_cards, worth_of
from trimtab.analytics.pilots.actions import end_pilot, start_pilot
from trimtab.analytics.tests.pilots import draft
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Event, Organisation
from trimtab.insight.causes.cards import BY_KEY, CARDS
from trimtab.opportunities.models import Process
from trimtab.people.frame import Frame, frame_for
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
Queries = Callable[..., AbstractContextManager[CaptureQueriesContext]]
PAGE = "/pipeline/what-works/"


def judged(key: str, grade: str, *, effect: float, half: float = 0.02) -> dict[str, object]:
    """A card as it is kept."""
    return {
        "key": key,
        "state": "judged",
        "grade": grade,
        "effect": effect,
        "error": half / 1.645,
        "low": effect - half,
        "high": effect + half,
        "rate_with": 0.3,
        "rate_without": 0.3 - effect,
        "within": [effect, 0.01],
        "method": "AIPW",
        "version": 1,
        "raw": {"with_lever": 100, "won_with": 50, "without": 400, "won_without": 60},
        "reach": {"deals": 20, "amount": 100_000.0},
        "bound": {
            "low": effect - 0.05, "high": effect + 0.05, "strongest": "stage", "robustness": 0.1, "e_value": 1.5,
            "e_value_edge": 1.2,
        },
        "overlap": {"rows": 900, "kept": 700, "treated": 150, "worth": 400.0},
        "attempts": [["placebo lever", True], ["outcome before", None], ["halves", grade == "C"]],
        "reasons": [] if grade == "C" else ["hidden cause", "failed: halves"],
    }  # fmt: skip


def answer() -> dict[str, object]:
    refused = {**judged("early_meeting", "D", effect=0), "state": "refused", "needs": 200}
    cards = [
        {"key": "content_shared", "state": "missing"},
        refused,
        judged("leader_contact", "D", effect=0.2),
        judged("several_contacts", "C", effect=0.06),
    ]
    return {"as_of": "2026-11-20T10:00:00+00:00", "one_of": 1, "deals": 500, "cards": cards}


@pytest.fixture
def sellers(organisation: Organisation, north: Team, south: Team, ana: User, cleo: User) -> list[User]:
    """Five in the north, so that its cards speak of nobody; one in the south."""
    return [ana, cleo, *(person(f"Seller{number}", role=User.Role.SELLER, team=north) for number in range(4))]


def frame_of(user: User, scope: str = "everyone") -> Frame:
    return frame_for(user, {"scope": scope}, now=timezone.now())


def keep(user: User, kept: dict[str, object] | None, **fields: object) -> LeverReport:
    now = timezone.now()
    usual = {"state": "done", "asked_at": now, "heartbeat_at": now, "finished_at": now, "answer": kept}
    return LeverReport.objects.create(**{"key": key_of(frame_of(user).scope), "scope": "everyone"} | usual | fields)


def text(user: User, query: str = "?scope=everyone", status: int = 200) -> str:
    found = client_for(user).get(PAGE + query)
    assert found.status_code == status
    return found.content.decode()


def test_nothing_is_said_about_fewer_than_five_sellers(ana: User, sellers: list[User]) -> None:
    keep(ana, answer())

    page = text(ana)

    assert "at least 5 sellers together" in page
    assert "Three contacts engaged" not in page


def test_cards_are_ranked_by_grade_and_by_what_they_are_worth_at_least(eva: User, sellers: list[User]) -> None:
    keep(eva, answer())

    page = text(eva)

    order = [page.index(name) for name in ("several_contacts", "leader_contact", "early_meeting", "content_shared")]
    assert order == sorted(order)
    assert "1 of 2 levers hold up" in page


def test_an_association_is_never_told_as_a_cause(eva: User, sellers: list[User]) -> None:
    keep(eva, {**answer(), "cards": [judged("leader_contact", "D", effect=0.2)]})

    page = text(eva)

    assert "goes along with it; that it is a cause is not shown" in page
    assert "not shown to cause wins" in page
    for word in ("drives", "increases", "leads to"):
        assert word not in page


def test_three_numbers_stand_side_by_side() -> None:
    (card,) = shown_cards({"cards": [judged("several_contacts", "C", effect=0.06)]})

    assert "by +35 points of win rate; like compared with like by +6; if something unseen" in card.sentence
    assert "as important as stage and age, by between +1 and +11. Evidence grade C." in card.sentence


@pytest.mark.parametrize(("share", "text"), [(0.0421, "+4.2"), (-0.01, "−1"), (0.0, "0"), (0.00004, "0")])
def test_points_carry_their_sign(share: float, text: str) -> None:
    assert points(share) == text


def test_a_lever_is_worth_nothing_while_its_interval_holds_zero() -> None:
    unsure = judged("several_contacts", "D", effect=0.01)
    feared = judged("late_discount", "C", effect=-0.10)

    assert worth_of(BY_KEY["several_contacts"], unsure) == 0
    assert worth_of(BY_KEY["late_discount"], feared) == pytest.approx(0.08 * 100_000 * 150 / 700)


def test_a_pilot_that_showed_it_makes_grade_a(ben: User, north: Team, sellers: list[User]) -> None:
    now = timezone.now()
    begun = start_pilot(
        draft([seller for seller in sellers if seller.team == north][:4], by=ben, now=now), by=ben, now=now
    )
    shown = {"difference": 0.05, "low": 0.01, "high": 0.09}
    end_pilot(begun, why="Shown", conclusion="helps", result=shown, by=ben, now=now)
    keep(ben, answer(), key=key_of(frame_of(ben, "team").scope))

    page = text(ben, "?scope=team")

    assert "Grade A: shown by a pilot" in page
    assert "A pilot showed +5 points, between +1 and +9." in page
    assert f"/pilots/{begun.pk}/" in page


def test_an_association_is_worth_no_money() -> None:
    shown = shown_cards({"cards": [judged("leader_contact", "D", effect=0.2), judged("next_step", "C", effect=0.2)]})

    assert [card.money is None for card in shown] == [False, True]


def test_what_is_shown_and_worth_most_is_tried_first() -> None:
    cards = [
        judged("leader_contact", "D", effect=0.4),
        judged("next_step", "C", effect=0.1),
        judged("several_contacts", "C", effect=0.2),
    ]

    first = first_of(shown_cards({"cards": cards}))

    assert first is not None
    assert first.card.key == "several_contacts"
    assert first_in_words(first).replace("\N{NO-BREAK SPACE}", " ").startswith("Worth at least 18.0 k")


def test_where_nothing_is_shown_the_largest_hope_is_tried_first_as_a_pilot() -> None:
    cards = [judged("leader_contact", "D", effect=0.1), judged("next_step", "D", effect=0.2)]

    first = first_of(shown_cards({"cards": cards}))

    assert first is not None
    assert first.card.key == "next_step"
    assert first_in_words(first).startswith("As a pilot")
    assert first_of(shown_cards({"cards": [{"key": "content_shared", "state": "missing"}]})) is None


def test_nothing_judged_is_said_in_words() -> None:
    assert "too few closed deals" in lead_of(shown_cards({"cards": [{"key": "content_shared", "state": "missing"}]}))


def test_asking_begins_once_and_leaves_its_trace(eva: User, sellers: list[User]) -> None:
    now = timezone.now()

    first = ask_for_cards(frame_of(eva), now=now)
    second = ask_for_cards(frame_of(eva), now=now + timedelta(seconds=30))

    assert first.pk == second.pk
    assert Event.objects.filter(verb="levers.asked").count() == 1


def test_one_that_fell_silent_can_be_asked_for_again(eva: User, sellers: list[User]) -> None:
    now = timezone.now()
    ask_for_cards(frame_of(eva), now=now - timedelta(hours=1))

    ask_for_cards(frame_of(eva), now=now)

    assert Event.objects.filter(verb="levers.asked").count() == 2


def test_a_scope_of_few_sellers_cannot_be_asked_for(ana: User, sellers: list[User]) -> None:
    with pytest.raises(TooFewSellers):
        ask_for_cards(frame_of(ana), now=timezone.now())

    assert client_for(ana).post(PAGE + "cards/?scope=everyone").status_code == 422


def test_cards_are_worked_out_from_the_extracts(
    eva: User, ana: User, sellers: list[User], process: Process, settings: object
) -> None:
    now = timezone.now()
    for number in range(6):
        made = opportunity(f"Deal {number}", owner=ana, process=process, opened=now - timedelta(days=300 + number))
        move(made, "Won" if number % 2 else "Lost", at=now - timedelta(days=200))
    report = ask_for_cards(frame_of(eva), now=now)

    work_on(report, at=Installation(settings.EXTRACTS, "256MB"), clock=timezone.now)  # type: ignore[attr-defined]

    report.refresh_from_db()
    assert (report.state, report.problem) == ("done", "")
    assert report.answer is not None
    assert [card["key"] for card in report.answer["cards"]] == [card.key for card in CARDS]
    assert {card["state"] for card in report.answer["cards"]} == {"refused", "missing"}
    assert "There are too few closed deals to judge any lever." in text(eva)


def test_progress_is_told_while_it_goes_on(eva: User, sellers: list[User]) -> None:
    keep(eva, None, state="running", done=2, total=9)

    assert "2 of 9 levers judged." in text(eva)
    assert client_for(eva).get(PAGE + "progress/?scope=everyone").status_code == 200


def test_when_it_is_done_the_page_comes_anew(eva: User, sellers: list[User]) -> None:
    keep(eva, answer())

    found = client_for(eva).get(PAGE + "progress/?scope=everyone")

    assert (found.status_code, found.headers["HX-Refresh"]) == (204, "true")


def test_what_stopped_it_is_said(eva: User, sellers: list[User]) -> None:
    keep(eva, None, state="failed", problem="stopped")

    assert "the log of the server says why" in text(eva)


def test_the_page_asks_as_much_for_many_cards_as_for_one(
    eva: User, sellers: list[User], django_assert_num_queries: Queries
) -> None:
    report = keep(eva, {**answer(), "cards": [judged("leader_contact", "D", effect=0.2)]})
    text(eva)
    with CaptureQueriesContext(connection) as asked:
        text(eva)
    report.answer = answer()
    report.save()

    with django_assert_num_queries(len(asked)):
        text(eva)


@pytest.mark.parametrize(
    ("method", "address"), [("post", PAGE), ("get", PAGE + "cards/"), ("post", PAGE + "progress/")]
)
def test_wrong_methods_are_refused(eva: User, method: str, address: str) -> None:
    assert getattr(client_for(eva), method)(address).status_code == 405


def test_only_who_begins_pilots_is_offered_one(eva: User, sellers: list[User], north: Team) -> None:
    reader = person("Reader", role=User.Role.SELLER, team=north, sees=User.Sees.EVERYONE)
    keep(eva, answer())

    assert "/pilots/new/?lever=several_contacts" in text(eva)
    assert "/pilots/new/" not in text(reader)


@pytest.mark.parametrize(
    ("title", "decides"),
    [("Chief Financial Officer", True), ("VP Sales", True), ("Head of IT", True), ("CFO", True), ("Engineer", False),
     ("Coordinator", False), ("", False)],
)  # fmt: skip
def test_who_decides_is_told_by_the_title(title: str, decides: bool) -> None:
    assert leads(title, "") is decides
