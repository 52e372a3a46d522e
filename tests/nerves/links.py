"""Secret links of an installation, tried out: `python -m tests.nerves.links make|guess|count` does the inner part.

A million tokens that were never made are looked up as the pages look one up; and fifty customers send a form at one
moment, each from an address of its own.
"""

import json
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.journeys.sites import Site
from tests.nerves.stock import run_in

PEOPLE = 50
LINKS = 1_000  # that there are, for a guess to hit
PATIENCE = 120
FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
MODULE = "tests.nerves.links"


@dataclass(frozen=True)
class Guesses:
    """What so many guesses came to. known: of the tokens that were made, how many the same look-up found."""

    tried: int
    hits: int
    known: int
    seconds: float


@dataclass(frozen=True)
class Shared:
    """A plan and a case that a customer opens. step: the one that the customer may tick; line: one of the case."""

    plan_token: str
    case_token: str
    plan: int
    case: int
    step: int
    line: int


@dataclass(frozen=True)
class Kept:
    """What is kept after all posts. ticks: of one step. events: what the audit tells."""

    replies: int
    ticks: int
    answers: int
    posts: int
    plan_events: int
    case_events: int


def guess(home: Path, *, guesses: int, **variables: str) -> Guesses:
    """Look up tokens that were never made, in as many processes as there are cores."""
    parts = os.cpu_count() or 1
    run_in(home, MODULE, "links", str(LINKS), **variables)
    begin = time.monotonic()
    with ThreadPoolExecutor(parts) as threads:
        found = list(
            threads.map(lambda _part: run_in(home, MODULE, "guess", str(guesses // parts), **variables), range(parts))
        )
    seconds = time.monotonic() - begin
    tried, hits, known = (sum(one[name] for one in found) for name in ("tried", "hits", "known"))
    return Guesses(tried, hits, known, seconds)


def share(home: Path, **variables: str) -> Shared:
    """Share a plan and a case of the first opportunity."""
    return Shared(**run_in(home, MODULE, "share", **variables))


def kept(home: Path, **variables: str) -> Kept:
    """Count what came in."""
    return Kept(**run_in(home, MODULE, "count", **variables))


def write_at_once(site: Site, shared: Shared) -> dict[str, Counter[int]]:
    """Fifty write of the plan's step, of the case's line, tick the step, and send one form of each page fifty times.

    Returns how often each status was answered, by what was sent.
    """
    plan, case = f"/shared/mutual-plan/{shared.plan_token}/", f"/shared/case/{shared.case_token}/"
    line = {"kind": "comment", "line": str(shared.line)}
    at_once: dict[str, tuple[str, str, dict[str, str]]] = {
        "steps": (plan, plan, {f"text_{shared.step}": "Fine"}),
        "lines": (case, f"{case}answers/", line | {"text": "Fine"}),
        "ticks": (plan, plan, {f"done_{shared.step}": "on"}),
    }
    found = {what: _fifty(site, *sent, is_one_form=False) for what, sent in at_once.items()}
    for what, to in (("one reply", plan), ("one answer", f"{case}answers/")):
        said = line if to != plan else {}
        found[what] = _fifty(site, plan if to == plan else case, to, said | {"text": "Once"}, is_one_form=True)
    return found


def _fifty(site: Site, page: str, to: str, typed: dict[str, str], *, is_one_form: bool) -> Counter[int]:
    """Everybody sends it at one moment: the form of a page of one's own, or all that of one page."""
    pages = [_form_token(site, page, customer) for customer in range(1 if is_one_form else PEOPLE)]
    forms = [typed | {"name": f"Kim {one}", "form_token": pages[one % len(pages)]} for one in range(PEOPLE)]
    return Counter(_at_once([_call(site, to, form, customer) for customer, form in enumerate(forms)]))


def knock(site: Site, *, times: int) -> Counter[int]:
    """Guess over HTTP from one address, one after the other."""
    return Counter(_ask(site, "GET", f"/shared/case/{number:043d}/", None, 0)[0] for number in range(times))


def _call(site: Site, path: str, typed: dict[str, str], customer: int) -> Callable[[], int]:
    return lambda: _ask(site, "POST", path, urlencode(typed), customer)[0]


def _form_token(site: Site, path: str, customer: int) -> str:
    status, body = _ask(site, "GET", path, None, customer)
    found = FORM_TOKEN.search(body)
    assert found is not None, f"no form on the page, which was answered with {status}"
    return found[1]


def _ask(site: Site, method: str, path: str, body: str | None, customer: int) -> tuple[int, str]:
    """One request from that customer's address: all of 127.0.0.0/8 is this machine."""
    parts = urlsplit(site.url)
    source = (f"127.0.1.{customer + 1}", 0)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=PATIENCE, source_address=source)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _at_once(calls: Sequence[Callable[[], int]]) -> list[int]:
    barrier = threading.Barrier(len(calls))

    def start_together(call: Callable[[], int]) -> int:
        barrier.wait(PATIENCE)
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(start_together, calls))


def _make_links(count: int) -> dict[str, int]:
    from django.utils import timezone

    from trimtab.people.models import User
    from trimtab.sharing.actions import new_token
    from trimtab.sharing.models import SecretLink
    from trimtab.sharing.queries import digest_of

    finn, now = User.objects.get(name="Finn"), timezone.now()
    ends = {"made_by": finn, "made_at": now, "expires_at": now + timedelta(days=30)}
    about = {"record": "business_case", "record_id": 1, "purpose": "case"}
    SecretLink.objects.bulk_create(SecretLink(digest=digest_of(new_token()), **about, **ends) for _ in range(count))
    return {"made": count}


def _guess(count: int) -> dict[str, int]:
    """Look up new tokens, which nobody has; before and after, one that was made is found in the same way."""
    from django.utils import timezone

    from trimtab.people.models import User
    from trimtab.sharing.actions import make_link, new_token
    from trimtab.sharing.queries import link_behind

    finn, now = User.objects.get(name="Finn"), timezone.now()
    about = {"record": "business_case", "record_id": os.getpid(), "purpose": "case"}
    token = make_link(**about, expires_at=now + timedelta(days=30), by=finn, now=now)  # type: ignore[arg-type]
    known = int(link_behind(token, "case", now) is not None)
    hits = sum(link_behind(new_token(), "case", now) is not None for _ in range(count))
    return {"tried": count, "hits": hits, "known": known + int(link_behind(token, "case", now) is not None)}


def _share() -> dict[str, object]:
    from decimal import Decimal

    from django.utils import timezone

    from trimtab.mutual import actions as mutual
    from trimtab.opportunities.models import Opportunity
    from trimtab.people.models import User
    from trimtab.sharing.actions import make_link
    from trimtab.value import actions as value

    now = timezone.now()
    by = {"by": User.objects.get(name="Finn"), "now": now}
    deal = Opportunity.objects.order_by("pk")[0]
    plan = mutual.begin_plan(deal, fields={"outcome": "Less downtime"}, template="purchase", **by)  # type: ignore[arg-type]
    kim = mutual.add_plan_person(plan, side="theirs", name="Kim", **by)  # type: ignore[arg-type]
    step = plan.steps.order_by("position")[0]
    mutual.edit_step(step, changes={"theirs": kim}, today=now.date(), **by)  # type: ignore[arg-type]
    terms = {"title": "Less downtime", "currency": "EUR", "years": 3, "rate": Decimal(10)}
    case = value.begin_case(deal, facts=terms, **by)  # type: ignore[arg-type]
    line = value.add_line(case, kind="benefit", facts={"label": "Hours", "quantity": Decimal(9)}, **by)  # type: ignore[arg-type]
    value.keep_version(case, **by)  # type: ignore[arg-type]
    until = {"expires_at": now + timedelta(days=30), **by}
    to_plan = make_link(record="mutual_plan", record_id=plan.pk, purpose="mutual-plan", **until)  # type: ignore[arg-type]
    to_case = make_link(record="business_case", record_id=case.pk, purpose="case", **until)  # type: ignore[arg-type]
    tokens = {"plan_token": to_plan, "case_token": to_case}
    return tokens | {"plan": plan.pk, "case": case.pk, "step": step.pk, "line": line.pk}


def _count() -> dict[str, int]:
    from trimtab.core.models import Event
    from trimtab.mutual.models import Reply
    from trimtab.sharing.models import SharedPost
    from trimtab.value.models import CustomerAnswer

    return {
        "replies": Reply.objects.exclude(kind=Reply.Kind.TICK).count(),
        "ticks": Reply.objects.filter(kind=Reply.Kind.TICK).count(),
        "answers": CustomerAnswer.objects.count(),
        "posts": SharedPost.objects.count(),
        "plan_events": Event.objects.filter(verb="mutual_plan.answered").count(),
        "case_events": Event.objects.filter(verb="business_case.answered").count(),
    }


def main() -> None:
    """Do one part inside the installation and say what came of it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")
    django.setup()
    what, *numbers = sys.argv[1:]
    parts: dict[str, Callable[..., object]] = {
        "links": _make_links, "guess": _guess, "share": _share, "count": _count,
    }  # fmt: skip
    print(json.dumps(parts[what](*map(int, numbers))))  # noqa: T201  # the caller reads it


if __name__ == "__main__":
    main()
