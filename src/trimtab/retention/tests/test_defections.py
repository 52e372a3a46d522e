"""The defection watch: alarms are kept once, answered once, and what is lost is counted."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW, client_for, euros
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.people.frame import frame_for
from trimtab.people.models import User
from trimtab.retention.actions import Effect, Found, answer_defection, keep_effects, keep_week
from trimtab.retention.models import Defection, EventEffect, WatchedWeek
from trimtab.retention.tests.test_threats import threat
from trimtab.retention.watching import compared, watch_for, why

MONDAY = date(2026, 11, 9)
FIGURES = {"quiet": {"judged": 40, "too_few": 10, "unusual": 3, "by_chance": 2.0, "weeks": 13}}


def found(account: Account, *, sign: str = "quiet", at_stake: int | None = 5000, **more: Any) -> Found:
    facts: dict[str, Any] = {
        "account_id": account.pk, "sign": sign, "since_on": MONDAY - timedelta(weeks=13), "until_on": MONDAY,
        "observed": 2.0, "expected": 11.2, "low": 5.0, "high": 19.0, "chance": 0.0004, "group": "MM",
        "group_size": 40, "group_change": -0.1, "at_stake": at_stake, "currency": "EUR",
    }  # fmt: skip
    return Found(**facts | more)


def keep(*alarms: Found, week: date = MONDAY, loud: set[tuple[int, str]] | None = None) -> WatchedWeek:
    still = {(one.account_id, one.sign) for one in alarms} if loud is None else loud
    return keep_week(week, found=alarms, loud=still, figures=FIGURES, share=0.2, as_of=NOW, now=NOW)


def answer(one: Defection, what: str, *, by: User, lost: int | None = None) -> Defection:
    amount = None if lost is None else Decimal(lost)
    return answer_defection(one, answer=what, learnt="They moved house.", lost_amount=amount, by=by, now=NOW)


def test_what_is_open_raises_no_second_alarm(acme: Account) -> None:
    keep(found(acme))
    keep(found(acme), week=MONDAY + timedelta(7))

    assert Defection.objects.count() == 1
    assert Event.objects.filter(verb="defection.raised").count() == 1


def test_an_answered_one_is_quiet_until_it_was_well_again(acme: Account, ana: User) -> None:
    keep(found(acme))
    answer(Defection.objects.get(), "explained", by=ana)

    keep(found(acme), week=MONDAY + timedelta(7))
    assert Defection.objects.count() == 1
    keep(week=MONDAY + timedelta(14), loud=set())
    assert Defection.objects.get().over_on == MONDAY + timedelta(14)
    keep(found(acme), week=MONDAY + timedelta(21))

    assert Defection.objects.count() == 2


def test_the_page_says_what_was_seen_and_what_the_group_did(acme: Account, ana: User) -> None:
    keep(found(acme))

    text = " ".join(
        client_for(ana).get("/accounts/defections/").content.decode().replace("\N{NO-BREAK SPACE}", " ").split()
    )

    for expected in ("1 customer stands out as leaving, first Acme; 5,000 EUR", "2 contacts where 11.2 were to be",
                     "The 40 others of MM fell by 10%; that is taken out."):  # fmt: skip
        assert expected in text, expected
    assert "2 contacts where" in client_for(ana).get(f"/accounts/{acme.pk}/backup/panel/").content.decode()


@pytest.mark.parametrize("sign", ["quiet", "fewer", "stopped", "volume"])
def test_each_sign_has_its_sentences(acme: Account, sign: str) -> None:
    keep(found(acme, sign=sign), found(acme, sign="quiet" if sign != "quiet" else "fewer", group="", group_change=0.2))

    for one in Defection.objects.all():
        assert why(one).endswith(".")
        assert compared(one).endswith(".")


def test_lost_for_good_counts_what_was_at_stake(acme: Account, ana: User) -> None:
    keep(found(acme), found(acme, sign="stopped"))
    for one in Defection.objects.all():
        answer(one, "lost", by=ana)

    watch = watch_for(frame_for(ana, {}, now=NOW), before=None)

    assert (watch.lost_for_good.amount, watch.real, watch.all_answered) == (
        euros(5000),
        2,
        2,
    )  # one customer, lost once
    assert watch.open == []


def test_a_false_alarm_loses_nothing(acme: Account, ana: User) -> None:
    keep(found(acme))

    assert answer(Defection.objects.get(), "false", by=ana, lost=900).lost_amount is None
    with pytest.raises(ValidationError):
        answer(Defection.objects.get(), "lost", by=ana)


def test_an_alarm_is_answered_on_its_page(acme: Account, ana: User) -> None:
    keep(found(acme))
    one = Defection.objects.get()

    wrong = client_for(ana).post(f"/accounts/defections/{one.pk}/answer/", {"answer": "partly"})
    right = client_for(ana).post(
        f"/accounts/defections/{one.pk}/answer/", {"answer": "partly", "lost_amount": "700", "learnt": "A rival."}
    )

    one.refresh_from_db()
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert (one.lost_amount, one.closed_by) == (euros(700), ana)


def test_a_stranger_neither_sees_nor_answers(acme: Account, cleo: User) -> None:
    keep(found(acme))
    one = Defection.objects.get()

    assert client_for(cleo).get(f"/accounts/defections/{one.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        answer(one, "lost", by=cleo)


def test_a_scope_shows_its_own_customers(acme: Account, bolt: Account, ben: User, eva: User) -> None:
    keep(found(acme), found(bolt, at_stake=None))

    seen = {user.name: len(watch_for(frame_for(user, {}, now=NOW), before=None).open) for user in (ben, eva)}

    assert seen == {"Ben": 1, "Eva": 2}


def test_what_an_event_did_is_told_anew_each_night(acme: Account, eva: User) -> None:
    one = threat(by=eva, kind="event", region="North", happened_on=MONDAY)
    told: dict[str, Any] = {"exposed": 30, "compared": 90, "change": -0.33, "low": -0.5, "high": -0.1, "missing": 30.0}
    keep_effects(
        [Effect(one.pk, "contact", 4, **told), Effect(one.pk, "orders", 4, exposed=30, compared=90)], as_of=NOW
    )
    keep_effects([Effect(one.pk, "contact", 5, **told)], as_of=NOW)

    text = client_for(eva).get(f"/accounts/threats/{one.pk}/").content.decode()

    assert EventEffect.objects.get(measure="contact").weeks == 5
    assert "-33%" in text
    assert "cannot tell yet" in text
