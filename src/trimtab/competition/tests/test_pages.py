"""The pages of a deal's competition and of the catalogue, as people use them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.competition import actions
from trimtab.competition.models import Competitor, Contender, DecisionCriterion
from trimtab.competition.proposals import proposals
from trimtab.competition.queries import field_of
from trimtab.competition.tests.conftest import Deal
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def page_of(opportunity: Opportunity) -> str:
    return reverse("opportunity-competition", args=[opportunity.pk])


def test_nothing_written_invites_to_the_first_criterion(ana: User, turbines: Opportunity) -> None:
    page = client_for(ana).get(page_of(turbines))

    assert b"No competitor is known, and what the customer decides by is not written down yet." in page.content
    assert b"Do nothing" in page.content
    assert not Contender.objects.exists()


def test_another_competitor_is_another_column(ana: User, contest: Deal) -> None:
    """Screen check 6: a column appears with the competitor, blank until it is judged."""
    price = actions.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)
    client = client_for(ana)

    client.post(reverse("contender-new", args=[contest.opportunity.pk]), {"name": "Nova Pumps", "kind": "vendor"})

    nova = Contender.objects.get(competitor__name="Nova Pumps")
    page = client.get(page_of(contest.opportunity)).content.decode()
    assert f"{reverse('criterion-fit', args=[price.pk])}?party={nova.pk}" in page
    assert '<th scope="col">Nova Pumps' in page


def test_a_name_of_the_catalogue_is_not_added_twice(ana: User, turbines: Opportunity, rivalo: Competitor) -> None:
    client_for(ana).post(reverse("contender-new", args=[turbines.pk]), {"name": " rivalo ", "is_incumbent": "on"})

    assert Contender.objects.get(opportunity=turbines, competitor=rivalo).is_incumbent
    assert Competitor.objects.exclude(kind="nothing").count() == 1


def test_the_first_line_says_who_is_ahead_and_what_is_not_known(ana: User, contest: Deal) -> None:
    price = actions.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)
    actions.judge_fit(price, None, value=1, by=ana, now=NOW)
    actions.judge_fit(price, contest.rivalo, value=2, by=ana, now=NOW)

    page = client_for(ana).get(page_of(contest.opportunity)).content.decode()

    assert "Rivalo meets what they decide by better than we do: 67% against our 33%. 1 fit is not judged." in page


def test_judging_doing_nothing_gives_it_its_row(ana: User, turbines: Opportunity) -> None:
    price = actions.add_criterion(turbines, facts={"name": "Price"}, by=ana, now=NOW)
    Contender.objects.all().delete()

    client_for(ana).post(reverse("criterion-fit", args=[price.pk]), {"party": "nothing", "value": "3", "seen": ""})

    nothing = Contender.objects.get(opportunity=turbines)
    assert field_of(turbines).fits_of(str(nothing.pk)) == {price.pk: 3}


def test_evidence_without_words_is_asked_for(ana: User, contest: Deal) -> None:
    price = actions.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)
    typed = {"party": "us", "value": "2", "kind": "said", "seen": ""}

    page = client_for(ana).post(reverse("criterion-fit", args=[price.pk]), typed)

    assert page.status_code == 422
    assert b"Write what was said or seen" in page.content
    assert not field_of(contest.opportunity).fits_of("us")


def test_second_editor_sees_what_the_first_chose_and_loses_nothing(ana: User, contest: Deal) -> None:
    price = actions.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)
    client, url = client_for(ana), reverse("criterion", args=[price.pk])
    form = client.get(url).context["form"]
    seen = {name: form.initial[name] for name in ("seen", "seen_at")}
    actions.edit_criterion(price, changes={"people": [contest.kim]}, by=ana, now=NOW + timedelta(hours=1))

    page = client.post(url, {"name": "Price for five years", "kind": "formal", **seen})

    assert page.status_code == 409
    assert b"Taken over from the other person" in page.content
    assert page.context["form"]["people"].value() == [contest.kim.pk]
    assert DecisionCriterion.objects.get(pk=price.pk).name == "Price"


def test_reader_sees_the_table_and_no_form(eva: User, ana: User, contest: Deal) -> None:
    eva.sees, eva.role = User.Sees.EVERYONE, User.Role.SELLER
    eva.save()
    actions.add_criterion(contest.opportunity, facts={"name": "Price"}, by=ana, now=NOW)

    page = client_for(eva).get(page_of(contest.opportunity)).content.decode()

    assert "Price" in page
    assert "criteria/new" not in page


def test_names_in_the_data_are_proposed_and_never_added_by_themselves(
    ana: User, finn: User, acme: Account, process: Process, rivalo: Competitor
) -> None:
    for reason in ("Lost to Rivallo GmbH", "Lost to Rivallo GmbH", "Competitor: Nova", "Price", "lost to rivalo"):
        deal("Old", owner=ana, process=process, account=acme, at="Lost", loss_reason=reason)

    found = [(one.name, one.count, one.alike) for one in proposals()]
    assert found == [("Rivallo GmbH", 2, rivalo), ("Nova", 1, None)]
    assert Competitor.objects.count() == 1

    client_for(finn).post(reverse("competitor-names"), {"name": "Rivallo GmbH", "into": rivalo.pk})

    assert Competitor.objects.get(name="Rivallo GmbH").same_as == rivalo
    assert [one.name for one in proposals()] == ["Nova"]


def test_catalogue_counts_only_deals_that_one_sees(ana: User, cleo: User, contest: Deal) -> None:
    url = reverse("competitor", args=[contest.rivalo.competitor_id])

    assert b"is in 1 open deal that you see" in client_for(ana).get(url).content
    page = client_for(cleo).get(url).content
    assert b"is in no open deal that you see" in page
    assert b"Acme turbines" not in page


def test_a_taken_name_is_refused_in_words(ana: User, rivalo: Competitor) -> None:
    page = client_for(ana).post(reverse("competitor-new"), {"name": "RIVALO", "kind": "vendor"})

    assert page.status_code == 422
    assert page.context["form"].errors == {"__all__": ["The catalogue has that name already."]}
