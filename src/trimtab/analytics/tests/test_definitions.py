"""The organisation's rules as versions, and the registry of metrics."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.actions import change_definition, set_metric_owner
from trimtab.analytics.definitions import AS_SHIPPED, PASSED, RULES, load_definitions
from trimtab.analytics.metrics import ALL_METRICS
from trimtab.analytics.models import DefinitionVersion, MetricOwner, Restatement
from trimtab.analytics.tests.world import change, opportunity
from trimtab.core.models import Event
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
SLIPPING = "/settings/definitions/slipping/"


@pytest.fixture
def pushed(ana: User, acme: Account, process: Process) -> Opportunity:
    """Due in two months, its date moved later once."""
    now = timezone.now()
    due = (now + timedelta(days=30)).date()
    made = opportunity(
        "Turbines", owner=ana, process=process, opened=now - timedelta(days=5), account=acme, close_on=due
    )
    change(made, at=now - timedelta(days=1), close_on=due + timedelta(days=30))
    return made


def slipped(user: User) -> int:
    """How many the review lists as overdue or pushed."""
    number: int = client_for(user).get("/pipeline/", {"scope": "everyone"}).context["review"].slipped.number
    return number


def test_shipped_numbers_are_those_of_the_metrics() -> None:
    passed = {(metric, name): AS_SHIPPED.values[name] for metric, names in PASSED.items() for name in names}

    defaults = {(metric, one.name): one.default for metric in PASSED for one in ALL_METRICS[metric].parameters}
    assert passed == {key: defaults[key] for key in passed}


def test_a_change_is_shown_before_it_is_saved(pushed: Opportunity, finn: User) -> None:
    page = client_for(finn).post(SLIPPING, {"least_pushes": "1", "why": "Every move counts."})

    figures = {one.label for period in page.context["preview"].differences for one in period.changed}
    assert page.status_code == 200
    assert "Opportunities" in figures
    assert not DefinitionVersion.objects.exists()


def test_a_saved_change_is_a_version_that_all_figures_follow(pushed: Opportunity, finn: User) -> None:
    before = slipped(finn)

    client_for(finn).post(SLIPPING, {"least_pushes": "1", "why": "Every move counts.", "save": "1"})

    row = DefinitionVersion.objects.get()
    assert (before, slipped(finn)) == (0, 1)
    assert (row.rule, row.version, row.by_name, row.why) == ("slipping", 2, "Finn", "Every move counts.")
    assert Event.objects.get(verb="definition.changed").before == {"rule": "slipping", "least_pushes": 2}
    assert Restatement.objects.get().after is not None


def test_a_figure_says_the_version_it_was_computed_with(pushed: Opportunity, finn: User) -> None:
    client_for(finn).post(SLIPPING, {"least_pushes": "1", "why": "Every move counts.", "save": "1"})

    review = client_for(finn).get("/pipeline/").context["review"]

    told = {one.metric: (one.version, one.definition) for one in review.answered}
    assert told["slipped_opportunities"] == (1, 2)
    assert told["velocity"] == (1, None)


def test_the_rows_behind_a_figure_follow_too(pushed: Opportunity, finn: User) -> None:
    client_for(finn).post(SLIPPING, {"least_pushes": "1", "why": "Every move counts.", "save": "1"})

    page = client_for(finn).get("/pipeline/rows/slipped/", {"scope": "everyone"})

    assert page.context["lines"].total == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"least_pushes": "2", "why": "Nothing."}, "These are the numbers in force."),
        ({"least_pushes": "0", "why": "None."}, "greater than or equal to 1"),
        ({"least_pushes": "1"}, "This field is required."),
    ],
)
def test_what_makes_no_version_is_refused(finn: User, sent: dict[str, str], told: str) -> None:
    page = client_for(finn).post(SLIPPING, sent)

    assert page.status_code == 422
    assert told in page.content.decode()


def test_only_those_who_set_up_change_a_definition(ana: User) -> None:
    with pytest.raises(PermissionDenied):
        change_definition(
            RULES["slipping"], parameters={"least_pushes": 1}, why="", preview=None, by=ana, now=timezone.now()
        )


def test_each_number_in_force_is_the_last_version(finn: User) -> None:
    now = timezone.now()
    for number in (3, 4):
        change_definition(
            RULES["slipping"], parameters={"least_pushes": number}, why="", preview=None, by=finn, now=now
        )

    found = load_definitions()

    assert (found.values["least_pushes"], found.versions) == (4, {"slipping": 3})
    assert found.window_days == 365


def test_a_metric_has_an_owner(ana: User, finn: User) -> None:
    answer = client_for(finn).post("/pipeline/definitions/coverage/owner/", {"owner": "ana@example.com"})

    page = client_for(ana).get("/pipeline/definitions/coverage/").content.decode()
    assert answer.status_code == 302
    assert MetricOwner.objects.get().owner == ana
    assert ">Ana</a>" in page


def test_an_owner_who_is_nobody_is_refused(finn: User) -> None:
    page = client_for(finn).post("/pipeline/definitions/coverage/owner/", {"owner": "nobody@example.com"})

    assert page.status_code == 422
    assert not MetricOwner.objects.exists()


def test_an_unknown_metric_has_no_owner(finn: User) -> None:
    with pytest.raises(ValueError, match="Got 'luck'"):
        set_metric_owner("luck", owner=finn, by=finn, now=timezone.now())


def test_without_an_owner_operations_answer(finn: User) -> None:
    set_metric_owner("coverage", owner=finn, by=finn, now=timezone.now())

    set_metric_owner("coverage", owner=None, by=finn, now=timezone.now())

    assert not MetricOwner.objects.exists()
    assert Event.objects.filter(verb="metric.owner_set").count() == 2
