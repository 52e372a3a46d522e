"""The scoring and the ideal customer: versions, previews, who sets them, and what the records propose."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import Lead
from trimtab.people.models import User
from trimtab.targeting.actions import VersionChanged, adopt_profile, keep_proposals
from trimtab.targeting.factors import factors_of
from trimtab.targeting.fit import Bands, Criterion, Grade
from trimtab.targeting.models import AccountScore, Profile, ProfileProposal, Scoring
from trimtab.targeting.scoring_form import ScoringForm
from trimtab.targeting.tests.builders import PROPOSED, large

pytestmark = pytest.mark.django_db

INDUSTRY = Criterion("industry", 2, False, {"A": Grade(("Manufacturing",)), "C": Grade(("*",))})


@pytest.fixture
def site(organisation: Organisation, eva: User, acme: Account) -> Client:
    large(acme)
    return client_for(eva)


def as_typed(form: ScoringForm) -> dict[str, object]:
    """What a browser sends of a form that nobody touched."""
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


def typed_scoring(**changes: object) -> dict[str, object]:
    """The scoring in force as the form shows it, with changes."""
    return as_typed(ScoringForm(Scoring.objects.get())) | {"why": "Potential tells more."} | changes


def adopted(by: User, *criteria: Criterion, seen: int = 0) -> Profile:
    return adopt_profile(criteria, bands=Bands(), why="First.", seen=seen, by=by, now=NOW)


def test_first_version_takes_its_lines_from_the_own_figures(site: Client) -> None:
    lines = {one.key: one.high for one in factors_of(Scoring.objects.get().factors)}

    assert lines["revenue"] == 100_000


def test_preview_says_what_moves_and_changes_nothing(site: Client) -> None:
    page = site.post(reverse("scoring-new"), typed_scoring(cut_current=100, **{"return:weight": 0}))

    assert "Nothing is changed yet." in page.content.decode()
    assert Scoring.objects.count() == 1


def test_new_version_scores_everybody_again(site: Client, acme: Account) -> None:
    site.post(reverse("scoring-new"), typed_scoring(**{"revenue:high": 900_000, "revenue:medium": 800_000, "save": 1}))

    assert Scoring.objects.count() == 2
    score = AccountScore.objects.get(account=acme)
    assert (score.scoring, score.quadrant) == (2, "B")


def test_second_of_two_who_change_the_scoring_is_told(site: Client) -> None:
    typed = typed_scoring(save=1)
    site.post(reverse("scoring-new"), typed)

    response = site.post(reverse("scoring-new"), typed | {"why": "Mine."})

    assert response.status_code == 409
    assert "Mine." in response.content.decode()


def test_high_below_medium_is_refused(site: Client) -> None:
    response = site.post(reverse("scoring-new"), typed_scoring(**{"fit:high": 10}))

    assert response.status_code == 422
    assert "High begins at or above medium." in response.content.decode()


def test_own_question_is_asked_from_then_on(site: Client, acme: Account) -> None:
    own = {"own-1:label": "Do they pay in time?", "own-1:weight": 3, "own-1:high": "Always.", "save": 1}

    site.post(reverse("scoring-new"), typed_scoring(**own))

    page = site.get(reverse("account-score", args=[acme.pk])).content.decode()
    assert "Do they pay in time?" in page


def test_seller_reads_the_scoring_and_does_not_change_it(site: Client, ana: User) -> None:
    own = client_for(ana)

    assert own.get(reverse("scoring")).status_code == 200
    assert own.get(reverse("scoring-new")).status_code == 403


def test_profile_grades_every_account(site: Client, eva: User, acme: Account) -> None:
    adopted(eva, INDUSTRY)

    score = AccountScore.objects.get(account=acme)

    assert (score.fit, score.fit_band) == (100, "pursue")


def test_hours_outside_the_profile_are_said(site: Client, eva: User) -> None:
    adopted(eva, Criterion("industry", 1, True, {"A": Grade(("Retail",))}))

    page = site.get(reverse("ideal-customer")).content.decode()

    assert "<b>100%</b> of the hours of the last year (10)" in page


def test_profile_is_written_by_form(site: Client, acme: Account) -> None:
    fields = [f"{name}:{part}" for name in ("region", "country", "segment", "revenue") for part in "ABC"]
    typed: dict[str, object] = dict.fromkeys(fields, "") | {
        f"{name}:weight": 0 for name in ("region", "country", "segment", "revenue")
    }
    typed |= {"industry:A": "Retail, manufacturing", "industry:weight": 2, "employees:B": "50-249"}
    typed |= {"employees:weight": 1, "pursue_from": 70, "watch_from": 50, "take_from": 30, "why": "First.", "seen": 0}

    response = site.post(reverse("ideal-customer-new"), typed | {"save": 1})

    assert response.status_code == 302
    assert AccountScore.objects.get(account=acme).fit == 100


def test_range_that_is_none_is_answered_in_words(site: Client) -> None:
    typed = {"employees:A": "many", "employees:weight": 1, "why": "x", "seen": 0}

    response = site.post(reverse("ideal-customer-new"), typed)

    assert response.status_code == 422
    assert "Write a range as 50-249" in response.content.decode()


def test_lead_is_graded_by_the_account_of_its_company(site: Client, eva: User, ana: User, acme: Account) -> None:
    adopted(eva, INDUSTRY)
    Lead.objects.create(name="Lea Long", company="ACME", owner=ana, created_at=NOW, changed_at=NOW)

    page = site.get(reverse("ideal-customer")).content.decode()

    assert "Lea Long" in page
    assert "As the account says:" in page


def test_proposal_is_filled_in_and_marked_as_taken(site: Client, eva: User) -> None:
    adopted(eva, INDUSTRY)
    keep_proposals([PROPOSED], now=NOW)
    pk = ProfileProposal.objects.get().pk

    page = site.get(reverse("ideal-customer-new"), {"take": pk}).content.decode()

    assert 'value="Manufacturing, Retail"' in page


def test_refused_proposal_is_not_made_again(site: Client) -> None:
    keep_proposals([PROPOSED], now=NOW)
    pk = ProfileProposal.objects.get().pk

    site.post(reverse("proposal-refusal", args=[pk]), {"reason": "Too small."})
    keep_proposals([PROPOSED], now=NOW)

    assert ProfileProposal.objects.get().state == "refused"
    assert Event.objects.filter(verb="ideal_customer_proposal.refused").exists()


def test_refusal_needs_a_reason(site: Client) -> None:
    keep_proposals([PROPOSED], now=NOW)

    response = site.post(reverse("proposal-refusal", args=[ProfileProposal.objects.get().pk]), {"reason": ""})

    assert response.status_code == 422


def test_second_of_two_who_change_the_profile_is_told(site: Client, eva: User) -> None:
    adopted(eva, INDUSTRY)

    with pytest.raises(VersionChanged):
        adopted(eva, INDUSTRY, seen=0)
