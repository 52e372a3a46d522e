"""Secret links: nobody guesses, keeps or passes one on; all that fail are one; a look uses nothing up."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from trimtab.core.models import Event, Organisation
from trimtab.people.models import User
from trimtab.sharing.actions import LONGEST, MOST, make_link, revoke_link
from trimtab.sharing.frame import for_customers, is_looked_at, note_opening, open_link, shared_page
from trimtab.sharing.models import SecretLink
from trimtab.sharing.policy import GUESSES_A_MINUTE, POSTS_A_MINUTE
from trimtab.sharing.queries import link_behind, links_of

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"
SCANNERS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1)",
    "Slackbot-LinkExpanding 1.0",
    "Mozilla/5.0 (Windows NT 10.0) BingPreview/1.0b",
    "python-requests/2.32",
    "curl/8.5.0",
    "",
]


def link(by: User, *, purpose: str = "agenda", days: int = 30) -> str:
    return make_link(record="call", record_id=7, purpose=purpose, expires_at=NOW + timedelta(days), by=by, now=NOW)


@for_customers
def page(request: HttpRequest, token: str) -> HttpResponse:
    found = open_link(request, token, "agenda", now=NOW)
    return shared_page("sharing/base.html", {}, link=found)


def asked(token: str, *, method: str = "get", agent: str = BROWSER) -> HttpResponse:
    return page(getattr(RequestFactory(), method)(f"/shared/agenda/{token}/", HTTP_USER_AGENT=agent), token)


def test_a_token_has_256_bits_and_only_its_digest_is_kept(ana: User) -> None:
    token = link(ana)

    kept = str(SecretLink.objects.values()) + str(Event.objects.values())
    assert len(token) == 43
    assert token not in kept


def test_a_link_opens_its_record_for_its_purpose_until_it_ends(ana: User) -> None:
    token = link(ana)

    found = link_behind(token, "agenda", NOW)
    assert found is not None
    assert (found.record, found.record_id, found.made_by) == ("call", 7, ana)
    assert link_behind(token, "business-case", NOW) is None
    assert link_behind(token, "agenda", NOW + timedelta(30)) is None


@pytest.mark.parametrize("days", [-1, 0, LONGEST.days + 1])
def test_a_link_ends_after_now_and_within_a_year(days: int, ana: User) -> None:
    with pytest.raises(ValidationError, match="within a year"):
        link(ana, days=days)


def test_a_record_has_so_many_working_links_at_most(ana: User) -> None:
    for _number in range(MOST):
        link(ana)

    with pytest.raises(ValidationError, match="work already"):
        link(ana)


def failing(ana: User) -> dict[str, str]:
    """A token of each kind that does not work."""
    revoked = link(ana)
    revoke_link(links_of("call", 7)[0], by=ana, now=NOW)
    expired = link(ana)
    SecretLink.objects.filter(revoked_at=None).update(expires_at=NOW)
    other = link(ana, purpose="business-case")
    return {"unknown": "never-made", "long": "x" * 3_000, "revoked": revoked, "expired": expired, "other": other}


def test_all_that_do_not_work_answer_alike_after_the_same_queries(ana: User, organisation: Organisation) -> None:
    answers, queries = set(), set()
    for token in failing(ana).values():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            answer = asked(token)
        answers.add((answer.status_code, answer.content, str(sorted(answer.items()))))
        queries.add(len(caught))

    assert len(answers) == 1
    assert len(queries) == 1
    assert next(iter(answers))[0] == 404


def test_the_answer_is_kept_nowhere_and_told_to_nobody(ana: User) -> None:
    wanted = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

    for answer in (asked(link(ana)), asked("never-made")):
        assert {name: answer[name] for name in wanted} == wanted
        assert not answer.cookies


def test_the_page_asks_nothing_of_anybody_else(ana: User) -> None:
    text = asked(link(ana)).content.decode()

    assert "http" not in text
    assert "<script" not in text


def test_guessing_is_slowed_down_and_a_link_that_works_keeps_working(ana: User) -> None:
    token = link(ana)

    codes = [asked(f"guess-{number}").status_code for number in range(GUESSES_A_MINUTE + 1)]

    assert codes == [404] * GUESSES_A_MINUTE + [429]
    assert asked(token).status_code == 200


def test_a_flood_of_forms_from_one_address_is_stopped(ana: User) -> None:
    token = link(ana)

    codes = [asked(token, method="post").status_code for _number in range(POSTS_A_MINUTE + 1)]

    assert codes == [200] * POSTS_A_MINUTE + [429]


def test_link_scanners_use_nothing_up_and_do_not_count(ana: User) -> None:
    token = link(ana)

    for number in range(20):
        asked(token, agent=SCANNERS[number % len(SCANNERS)])
        asked(token, method="head")

    assert SecretLink.objects.get().opened == 0
    assert asked(token).status_code == 200
    assert SecretLink.objects.get().opened == 1


def test_a_page_loaded_again_at_once_was_opened_once(ana: User) -> None:
    link(ana)
    made = SecretLink.objects.get()

    for minutes in (0, 1, 9, 10, 19, 20):
        note_opening(made, now=NOW + timedelta(minutes=minutes))

    made.refresh_from_db()
    assert (made.opened, made.last_opened_at) == (3, NOW + timedelta(minutes=20))


def test_what_a_browser_loads_ahead_is_not_a_look() -> None:
    request = RequestFactory().get("/", HTTP_USER_AGENT=BROWSER, HTTP_SEC_PURPOSE="prefetch")

    assert not is_looked_at(request)


def test_whoever_is_signed_in_sees_what_the_customer_sees(ana: User) -> None:
    token, seen = link(ana), []

    @for_customers
    def look(request: HttpRequest, token: str) -> HttpResponse:
        seen.append(request.user.is_authenticated)
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = ana
    look(request, token)

    assert seen == [False]


def test_a_purpose_that_nobody_has_is_not_there(ana: User, client: Client) -> None:
    client.force_login(ana)

    assert client.get("/secret-links/nothing/1/").status_code == 404
    assert client.post("/secret-links/nothing/1/new/").status_code == 404
