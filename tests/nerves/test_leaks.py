"""What belongs to Ana reaches Cleo by no way: not on a page, not by sorting, filtering, searching, nor by a cache."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.addresses import ADDRESSES
from tests.cast import NOW, client_for
from tests.fingerprints import fingerprint
from tests.test_access_matrix import World, text_of
from trimtab.accounts.models import Account, Contact
from trimtab.connectors.imports.actions import prepare_import
from trimtab.connectors.imports.tests.exports import opportunity, write_exports
from trimtab.connectors.imports.working import work_on
from trimtab.connectors.models import ImportRun
from trimtab.core.ids import LONGEST
from trimtab.core.shared_answers import forget_shared_answers
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
# One word for each person and field; none of them is a word of ours.
CANARIES = {
    "opportunity": ("name", "kind", "lead_source", "loss_reason", "next_step"),
    "account": ("name", "industry", "region", "segment", "domain", "country"),
    "contact": ("name", "email", "phone", "title", "seniority", "function"),
}
MODELS: dict[str, Any] = {"opportunity": Opportunity, "account": Account, "contact": Contact}
READ = sorted(name for name, one in ADDRESSES.items() if one.method == "get" and one.allowed["cleo"] != "-")


def canary(record: str, field: str) -> str:
    return f"zq{record[:3]}{field.replace('_', '')}qz"


@pytest.fixture
def canaries(world: World) -> list[str]:
    """Ana's records carry a word of their own in each field of text."""
    for record, fields in CANARIES.items():
        values = {field: canary(record, field) for field in fields}
        MODELS[record].objects.filter(pk=world.ids[record]).update(**values)
    opportunity = Opportunity.objects.get(pk=world.ids["opportunity"])
    Activity.objects.create(
        opportunity=opportunity, account=opportunity.account, user=world.people["ana"], kind="call", at=NOW,
        recorded_at=NOW,
        subject=canary("activity", "subject"),
    )  # fmt: skip
    words = [canary(record, field) for record, fields in CANARIES.items() for field in fields]
    return [*words, canary("activity", "subject")]


def found_in(answer: HttpResponseBase, words: list[str]) -> list[str]:
    text = text_of(answer)
    return [word for word in words if word in text]


def test_the_owner_finds_the_words_so_that_the_next_tests_can_fail(world: World, canaries: list[str]) -> None:
    client = client_for(world.people["eva"])

    pages = [client.get(world.address(name)) for name in ("opportunity", "account", "contact-edit")]

    assert {word for page in pages for word in found_in(page, canaries)} >= set(canaries) - {"zqacccountryqz"}


QUERIES: tuple[dict[str, str], ...] = (
    {},
    {"scope": "everyone", "closing": "any", "status": "all"},
    {"scope": "everyone", "closing": "any", "sort": "-amount", "by": "owner"},
    {"scope": "everyone", "after": "~0", "closing": "any", "by": "region"},
)


def test_no_page_shows_a_word_of_hers_also_after_others_filled_the_caches(world: World, canaries: list[str]) -> None:
    eva, cleo = client_for(world.people["eva"]), client_for(world.people["cleo"])
    hits = {}

    for name in READ:
        for query in QUERIES:
            eva.get(world.address(name), query)
            if words := found_in(cleo.get(world.address(name), query), canaries):
                hits[name] = words

    assert hits == {}


def test_no_error_page_names_what_it_hides(world: World, canaries: list[str]) -> None:
    client = client_for(world.people["cleo"])

    for name, address in ADDRESSES.items():
        if address.allowed["cleo"] == "-" and not name.startswith("pipeline"):
            assert found_in(getattr(client, address.method)(world.address(name)), canaries) == [], name


ORACLES = (
    ("opportunities", "q"), ("opportunities", "region"), ("opportunities", "segment"), ("opportunities", "industry"),
    ("opportunities", "kind"), ("opportunities", "source"), ("accounts", "q"), ("accounts", "region"),
    ("accounts", "industry"), ("search", "q"), ("account-names", "account"), ("opportunities-export", "q"),
    ("people", "q"), ("pipeline", "region"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "parameter"), ORACLES)
def test_a_filter_does_not_tell_whether_a_hidden_value_exists(
    name: str, parameter: str, world: World, canaries: list[str]
) -> None:
    client, everything = client_for(world.people["cleo"]), {"scope": "everyone", "closing": "any", "status": "all"}
    words = {
        "q": canary("account", "name"),
        "account": canary("account", "name"),
        "kind": canary("opportunity", "kind"),
    }
    hidden = words.get(parameter) or canary("opportunity" if parameter == "source" else "account", parameter)

    texts = [
        text_of(client.get(world.address(name), {**everything, parameter: word})).replace(word, "")
        for word in (hidden, "x" * len(hidden))
    ]

    assert _comparable(texts[0]) == _comparable(texts[1])


def names_of(client: Client, query: dict[str, str]) -> list[str]:
    """The opportunities that the table shows, in its order."""
    return [row.opportunity.name for row in client.get("/opportunities/", query).context["rows"]]


@pytest.mark.parametrize("parameter", ["account", "owner", "team", "ids"])
def test_an_id_does_not_tell_whether_a_hidden_record_exists(parameter: str, world: World) -> None:
    client, ana = client_for(world.people["cleo"]), world.people["ana"]
    ids = {"account": world.ids["account"], "owner": ana.pk, "team": ana.team_id, "ids": world.ids["opportunity"]}

    asked = [{**QUERIES[1], parameter: str(number)} for number in (ids[parameter], 10**LONGEST - 1)]

    assert all("Acme turbines" not in names_of(client, query) for query in asked)


def test_a_cursor_of_somebody_else_leads_to_no_row_of_theirs(world: World, canaries: list[str]) -> None:
    client, opportunity = client_for(world.people["cleo"]), world.ids["opportunity"]

    for cursor in (f"~{opportunity}", f"a~{opportunity - 1}", f"{canary('opportunity', 'name')}~{opportunity - 1}"):
        for sort in ("name", "amount", "close_on", "-changed_at"):
            answer = client.get("/opportunities/", {**QUERIES[1], "after": cursor, "sort": sort})
            assert found_in(answer, [word for word in canaries if word not in cursor]) == []


@pytest.mark.parametrize("sort", ["owner__password", "-owner__password", "account__revenue", "owner__email", "custom"])
def test_sorting_by_what_is_no_column_sorts_as_always(sort: str, world: World) -> None:
    client = client_for(world.people["eva"])

    assert names_of(client, {**QUERIES[1], "sort": sort}) == names_of(client, QUERIES[1])


ELSEWHERE = (
    "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "http:evil.example", "https:///evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example",
    "\t//evil.example", "/%09/evil.example@evil.example//", "https://127.0.0.1@evil.example",
)  # fmt: skip


@pytest.mark.parametrize("place", ELSEWHERE)
def test_nobody_is_sent_to_another_site(place: str, world: World) -> None:
    answer = client_for(world.people["ana"]).post("/people/preferences/", {"theme": "dark", "next": place})
    signing_in = {"login": "ana@example.com", "password": "a long password", "next": place}
    signed_in = Client().post("/sign-in/login/", signing_in)

    for one in (answer, signed_in):
        assert one.status_code == 302
        assert "evil" not in re.sub(r"^/%09/.*", "/", one.headers["Location"])
        assert not one.headers["Location"].startswith(("javascript", "data"))


@pytest.mark.parametrize("name", ["data", "import-new", "teams", "organisation", "person-new"])
def test_a_right_that_was_taken_away_is_gone_with_the_next_request(name: str, world: World) -> None:
    client = client_for(world.people["finn"])
    assert client.get(reverse(name)).status_code == 200

    User.objects.filter(pk=world.people["finn"].pk).update(role=User.Role.SELLER)

    before = fingerprint()
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name), {"name": "Mine"}).status_code in {404, 405}
    assert fingerprint() == before


def test_who_leads_no_more_sees_the_teams_figures_no_more(world: World, canaries: list[str]) -> None:
    client = client_for(world.people["ben"])
    assert found_in(client.get("/opportunities/", QUERIES[1]), canaries) != []
    client.get(world.address("pipeline"), QUERIES[1])
    forget_shared_answers()

    User.objects.filter(pk=world.people["ben"].pk).update(role=User.Role.SELLER)

    for name in ("opportunities", "opportunities-export", "pipeline", "pipeline-json", "accounts"):
        assert found_in(client.get(world.address(name), QUERIES[1]), canaries) == [], name


def test_an_import_whose_owner_lost_the_right_writes_nothing(world: World, tmp_path: Path, settings: Any) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    folder = write_exports(tmp_path / "in", [opportunity("006A")])
    made = {"source": "files", "uploads": settings.UPLOADS, "by": world.people["finn"], "now": NOW}
    run = prepare_import(folder, yes=True, **made)
    work_on(run.pk, "check")
    User.objects.filter(pk=world.people["finn"].pk).update(role=User.Role.SELLER)
    before = fingerprint(without={"connectors.ImportRun"})

    work_on(run.pk, "apply")

    assert fingerprint(without={"connectors.ImportRun"}) == before
    assert "operations" in ImportRun.objects.get(pk=run.pk).problem.lower()


def _comparable(text: str) -> str:
    """Without what differs from one answer to the next."""
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", text)
