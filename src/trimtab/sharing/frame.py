"""The frame of a page that a customer opens by a secret link: no sign-in, nothing internal, one answer to all misses.

    @require_safe
    @for_customers
    def shared_agenda(request: HttpRequest, token: str) -> HttpResponse:
        link = open_link(request, token, "agenda", now=timezone.now())
        return shared_page("calls/shared.html", {"agenda": agenda_of(link.record_id)}, link=link)

What a page shows is read by a list of the fields that it may show, never by hiding others.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from trimtab.core.models import Organisation
from trimtab.sharing.models import SecretLink, SharedPost
from trimtab.sharing.policy import is_flooding, is_guessing
from trimtab.sharing.queries import link_behind

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]
FORM_SALT = "trimtab.sharing.form"
FORM_HOLDS = 7 * 24 * 60 * 60  # seconds that a page may lie open before its form is sent
FORM_FIELD = "form_token"
COUNTED_EVERY = timedelta(minutes=10)  # a page that is loaded again meanwhile was opened once
# Programs that look at links in mails and chats say so; what says nothing of itself is none of a person either.
PROGRAMS = re.compile(
    r"bot|crawl|spider|scan|preview|prefetch|fetch|check|monitor|safelinks|curl|wget|python|java/|go-http", re.I
)


def for_customers(view: View[Arguments]) -> View[Arguments]:
    """Whoever has the link opens the page, with no cookie read: a colleague sees there what the customer sees.

    The page speaks the browser's language, in the organisation's time zone. It is kept nowhere and told to nobody.
    Raise Http404 wherever the link or its record is not there. Forms carry `form_token` instead of the cookie that
    Django's own protection wants: the authority of such a page is its address, which no other site knows.
    """

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        request.user = AnonymousUser()
        language = translation.get_language_from_request(request)
        with translation.override(language), timezone.override(Organisation.get().zone):
            return bare(_answer(view, request, *args, **kwargs))

    return guarded


def _answer(
    view: View[Arguments], request: HttpRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
) -> HttpResponse:
    if request.method == "POST" and is_flooding(address_of(request)):
        return too_many(_("Too much came in at once. Nothing was saved. Try again in a minute."))
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return no_such_link(request)


def open_link(request: HttpRequest, token: str, purpose: str, *, now: datetime) -> SecretLink:
    """The link behind the token, counted as opened where a person looks.

    Raises:
        Http404: it never was, has ended, or is for something else.
    """
    link = link_behind(token, purpose, now)
    if link is None:
        raise Http404
    if is_looked_at(request):
        note_opening(link, now=now)
    return link


def shared_page(template: str, context: Mapping[str, object], *, link: SecretLink, status: int = 200) -> HttpResponse:
    """The page, drawn from `context` alone: no request, no user, no navigation reaches the template."""
    organisation = Organisation.get()
    around = {"organisation": organisation.name, "link": link, "form_token": form_token(link)}
    return HttpResponse(render_to_string(template, around | dict(context)), status=status)


def form_token(link: SecretLink) -> str:
    """What a form of the page carries: signed, for this link, with a key of its own so that it counts once."""
    return signing.dumps([link.pk, secrets.token_urlsafe(12)], salt=FORM_SALT)


def key_sent(request: HttpRequest, link: SecretLink) -> str | None:
    """The key of the form that was sent; None where the form is not of this link's page or lay open too long."""
    try:
        pk, key = signing.loads(request.POST.get(FORM_FIELD, ""), salt=FORM_SALT, max_age=FORM_HOLDS)
    except signing.BadSignature:
        return None
    return str(key) if pk == link.pk else None


def note_opening(link: SecretLink, *, now: datetime) -> None:
    """Count that somebody looked; once in ten minutes at most. No event: nothing of ours changed."""
    not_lately = Q(last_opened_at=None) | Q(last_opened_at__lte=now - COUNTED_EVERY)
    SecretLink.objects.filter(not_lately, pk=link.pk).update(opened=F("opened") + 1, last_opened_at=now)


def claim_post(link: SecretLink, *, key: str, now: datetime) -> bool:
    """Whether this form comes in for the first time. Call it inside the transaction of the change that it asks for.

    Of many at once with one key, one is the first: the others wait for its transaction and then find the key taken.
    If that transaction is rolled back, the key is free again, and a second try is the first.
    """
    return SharedPost.objects.get_or_create(link=link, key=key, defaults={"at": now})[1]


def is_looked_at(request: HttpRequest) -> bool:
    """Whether a person opens the page, as far as that can be told."""
    agent = request.headers.get("User-Agent", "")
    ahead = "prefetch" in f"{request.headers.get('Purpose', '')} {request.headers.get('Sec-Purpose', '')}"
    return request.method == "GET" and not ahead and "Mozilla" in agent and not PROGRAMS.search(agent)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def no_such_link(request: HttpRequest) -> HttpResponse:
    """One answer to every link that does not work."""
    if is_guessing(address_of(request)):
        return too_many(_("Too many wrong links. Try again in a minute."))
    return HttpResponse(render_to_string("sharing/unknown.html"), status=404)


def too_many(text: str) -> HttpResponse:
    """Later."""
    answer = HttpResponse(text, status=429, content_type="text/plain; charset=utf-8")
    answer["Retry-After"] = "60"
    return answer


def bare(answer: HttpResponse) -> HttpResponse:
    """The address is a secret: nothing keeps it, nothing passes it on."""
    answer["Cache-Control"], answer["Referrer-Policy"], answer["X-Robots-Tag"] = "no-store", "no-referrer", "noindex"
    return answer
