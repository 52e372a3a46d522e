"""Answering: what is kept, who may, what stood when."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account
from trimtab.assessments.actions import (
    AnsweredMeanwhile,
    NoSuchAnswer,
    Reply,
    activate_draft,
    change_version,
    give_answer,
    save_draft,
    withdraw_answer_evidence,
)
from trimtab.assessments.models import Answer, Assessment
from trimtab.assessments.queries import standings_of
from trimtab.assessments.shipped import CRITERIA, FOUR_QUESTIONS
from trimtab.assessments.signals import SIGNALS, signals_of
from trimtab.assessments.template_json import as_json
from trimtab.assessments.templates import card_of
from trimtab.competition.models import Contender
from trimtab.core.models import Event
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SAID = {"kind": "said", "note": "In March.", "happened_on": TODAY}


def test_every_answer_is_kept_with_who_and_when(ana: User, ben: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "yes"), by=ana, now=LONG_AGO)
    give_answer(pumps, Reply("fit", "no", note="Another voltage."), by=ben, now=NOW)

    past = [(one.value, one.by, one.superseded_at) for one in Answer.objects.order_by("pk")]
    assert past == [("yes", ana, NOW), ("no", ben, None)]
    assert Event.objects.filter(verb="assessment.answered").count() == 2


def test_the_same_answer_again_writes_nothing(ana: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "yes", note="Seen."), by=ana, now=LONG_AGO)
    give_answer(pumps, Reply("fit", "yes"), by=ana, now=NOW)

    assert Answer.objects.count() == 1


def test_a_click_on_an_old_page_is_refused(ana: User, ben: User, pumps: Opportunity) -> None:
    seen = give_answer(pumps, Reply("fit", "yes"), by=ana, now=LONG_AGO)
    assert seen is not None
    give_answer(pumps, Reply("fit", "no"), by=ben, now=NOW)

    with pytest.raises(AnsweredMeanwhile):
        give_answer(pumps, Reply("fit", "unknown", seen=seen.pk), by=ana, now=NOW)


def test_cleo_cannot_answer_for_ana(cleo: User, pumps: Opportunity) -> None:
    with pytest.raises(PermissionDenied):
        give_answer(pumps, Reply("fit", "yes"), by=cleo, now=NOW)

    assert not Assessment.objects.exists()


def test_competitors_are_judged_by_what_is_asked_of_them(ana: User, pumps: Opportunity, rival: Contender) -> None:
    give_answer(pumps, Reply("alignment", "yes", contender=rival), by=ana, now=NOW)

    with pytest.raises(NoSuchAnswer):
        give_answer(pumps, Reply("project", "yes", contender=rival), by=ana, now=NOW)

    standing = standings_of([pumps.pk])[pumps.pk]
    assert standing.rival_answers == {rival.competitor_id: {"alignment": "yes"}}
    assert standing.share("win", rival.competitor_id) == pytest.approx(2 / 7)
    assert signals_of([pumps], TODAY)[pumps.pk]["assessments_rival_aligned"] is True


def test_evidence_fades_and_the_section_with_it(ana: User, pumps: Opportunity) -> None:
    for key in ("project", "profile", "finances", "funds", "compelling_event"):
        give_answer(pumps, Reply(key, "yes", evidence=SAID), by=ana, now=NOW)

    fresh, late = (standings_of([pumps.pk], today=TODAY + timedelta(days))[pumps.pk] for days in (0, 200))

    assert (fresh.colour("opportunity"), late.colour("opportunity")) == ("good", "weak")
    assert late.sections["opportunity"].is_capped


def test_withdrawn_evidence_counts_no_longer_and_counted_then(ana: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "yes", evidence=SAID), by=ana, now=LONG_AGO)
    withdraw_answer_evidence(pumps, Evidence.objects.get(), by=ana, now=NOW)

    now, then = (standings_of([pumps.pk], at=at)[pumps.pk] for at in (None, LONG_AGO + timedelta(days=1)))

    assert (now.proven, then.proven) == (frozenset(), frozenset({"fit"}))


def test_what_stood_on_a_day_is_worked_out_from_the_past(ana: User, pumps: Opportunity) -> None:
    for days, value in ((30, "unknown"), (20, "yes"), (10, "")):
        give_answer(pumps, Reply("funds", value), by=ana, now=NOW - timedelta(days=days))

    def stood(days: int) -> str | None:
        found = standings_of([pumps.pk], at=NOW - timedelta(days=days))
        return found[pumps.pk].answers.get("funds")

    assert [stood(days) for days in (31, 30, 25, 15, 5)] == [None, "unknown", "unknown", "yes", None]


def test_begun_assessments_stay_on_their_version_until_changed_over(ana: User, finn: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "yes"), by=ana, now=LONG_AGO)
    content = as_json(card_of(FOUR_QUESTIONS, 0))
    content["sections"][1]["questions"] = [one for one in content["sections"][1]["questions"] if one["key"] != "fit"]
    save_draft(FOUR_QUESTIONS, content=content, by=finn, now=LONG_AGO)
    made = activate_draft(FOUR_QUESTIONS, by=finn, now=LONG_AGO)

    before = standings_of([pumps.pk])[pumps.pk]
    change_version(Assessment.objects.get(), to=made.number, by=ana, now=NOW)
    after, then = (standings_of([pumps.pk], at=at)[pumps.pk] for at in (None, NOW - timedelta(days=1)))

    assert (before.version, before.answers) == (0, {"fit": "yes"})
    assert (after.version, after.answers) == (1, {})
    assert then.answers == {"fit": "yes"}
    assert Answer.objects.count() == 1


def test_the_same_engine_judges_accounts(ana: User, acme: Account) -> None:
    give_answer(acme, Reply("profile", "yes"), by=ana, now=NOW)

    assert standings_of([acme.pk], record="account")[acme.pk].answers == {"profile": "yes"}


def test_signals_say_not_asked_apart_from_no(ana: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "no"), by=ana, now=NOW)
    give_answer(pumps, Reply("unique_value", "no"), by=ana, now=NOW)

    values = signals_of([pumps], TODAY)[pumps.pk]

    assert set(values) == {one.key for one in SIGNALS}
    assert {f"assessments_{key}" for key in CRITERIA} <= set(values)
    assert (values["assessments_fit"], values["assessments_culture"]) == ("no", None)
    assert (values["assessments_compete"], values["assessments_win"]) == ("bad", None)
    assert values["assessments_price_only"] is True


def test_standings_take_the_same_queries_for_any_number(
    ana: User, pumps: Opportunity, django_assert_max_num_queries: object
) -> None:
    give_answer(pumps, Reply("fit", "no"), by=ana, now=NOW)

    with django_assert_max_num_queries(4):  # type: ignore[operator]  # a fixture of pytest-django
        standings_of([pumps.pk, *range(10_000, 10_900)], today=TODAY)
