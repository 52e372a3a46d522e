"""The feeds that a person follows: looked at before they are kept, taken along as OPML."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.background import start_program
from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.research import actions
from trimtab.research.actions import TooManyFeeds
from trimtab.research.defusing import Dangerous
from trimtab.research.fetching import NotFetched, Policy, checked
from trimtab.research.forms import FeedForm, OpmlForm
from trimtab.research.models import Feed
from trimtab.research.opml import Outline, write_opml
from trimtab.research.policy import get_subscription_for, subscriptions_of
from trimtab.research.refreshing import Found, keep_found, look
from trimtab.research.words import trouble_in_words

WAITING = 10.0  # seconds that somebody may wait for the first look
MOST_NAMED = 5


@require_http_methods(["GET", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """What is followed, and a form that follows more."""
    user = signed_in(request)
    form = FeedForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid() and _follow(request, user, form):
        return redirect("research-feeds")
    return _page(request, user, form=form, status=422 if form.is_bound else 200)


@require_POST
def feed_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow it no longer."""
    user = signed_in(request)
    subscription = get_subscription_for(user, pk, edit=True)
    actions.leave_feed(subscription, by=user, now=timezone.now())
    messages.info(request, _("%(feed)s is no longer followed. What you kept of it stays.") % {"feed": subscription})
    return redirect("research-feeds")


@require_GET
def opml(request: HttpRequest) -> HttpResponse:
    """The feeds as a file for another reader."""
    found = [one.feed for one in subscriptions_of(signed_in(request)).select_related("feed").order_by("feed__title")]
    content = write_opml([(feed.url, feed.title, feed.link) for feed in found], title=_("Feeds"))
    response = HttpResponse(content, content_type="text/x-opml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="feeds.opml"'
    return response


@require_POST
def opml_import(request: HttpRequest) -> HttpResponse:
    """Follow all feeds of a file; they are looked at in the background."""
    user = signed_in(request)
    form = OpmlForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, user, opml_form=form, status=422)
    try:
        added, refused = _follow_all(user, form.cleaned_data["file"], about=form.cleaned_data["about"])
    except TooManyFeeds:
        form.add_error("file", _("More than 300 feeds would be followed. Leave some first. Nothing was added."))
        return _page(request, user, opml_form=form, status=422)
    _tell(request, added, refused)
    if settings.FEEDS_ARE_READ and added:
        start_program("trimtab.cli", "feeds", calmly=True)
    return redirect("research-feeds")


def _follow(request: HttpRequest, user: User, form: FeedForm) -> bool:
    """Look at the address, then follow what was found there; what is wrong stands at the field."""
    asked = form.cleaned_data
    url, now = asked["url"], timezone.now()
    known = Feed.objects.filter(url=url, trouble="").first()
    try:
        found = None if known else _first_look(url)
        where = found.fetched.moved_to or url if found else url
        feed, _new = actions.follow_feed(
            where, about=asked["about"], for_everybody=asked.get("for_everybody", False), by=user, now=now
        )
    except (NotFetched, Dangerous) as error:
        form.add_error("url", trouble_in_words(str(error)))
        return False
    except TooManyFeeds:
        form.add_error("url", _("300 feeds are followed already. Leave one first."))
        return False
    added = keep_found(feed, found, now=now) if found else 0
    text = ngettext("Followed. %(number)d article is here.", "Followed. %(number)d articles are here.", added)
    messages.info(request, text % {"number": added} if found else _("Followed."))
    return True


def _first_look(url: str) -> Found | None:
    """What stands at the address; nothing where this installation reads no feeds: it is followed all the same."""
    if not settings.FEEDS_ARE_READ:
        checked(url)
        return None
    return look(url, policy=Policy(allowed=settings.FEED_HOSTS, seconds=WAITING))


def _follow_all(user: User, outlines: list[Outline], *, about: str) -> tuple[int, list[str]]:
    """How many are followed that were not, and the addresses that were left out."""
    added, refused = 0, []
    for one in outlines:
        try:
            checked(one.url)
        except NotFetched:
            refused.append(one.url)
            continue
        title = one.title[:300]
        _feed, is_new = actions.follow_feed(
            one.url, about=about, for_everybody=False, by=user, now=timezone.now(), title=title
        )
        added += is_new
    return added, refused


def _tell(request: HttpRequest, added: int, refused: list[str]) -> None:
    text = ngettext("%(number)d feed was added.", "%(number)d feeds were added.", added) % {"number": added}
    messages.info(request, f"{text} {_('They are read in the background.')}" if added else text)
    if refused:
        named = ", ".join(url[:80] for url in refused[:MOST_NAMED])
        left_out = {"number": len(refused), "addresses": named}
        text = ngettext(
            "%(number)d address was left out, since it is none of the web: %(addresses)s",
            "%(number)d addresses were left out, since they are none of the web: %(addresses)s",
            len(refused),
        )
        messages.warning(request, text % left_out)


def _page(
    request: HttpRequest,
    user: User,
    *,
    form: forms.Form | None = None,
    opml_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    found = list(subscriptions_of(user).select_related("feed").order_by("feed__title", "pk"))
    rows = [(one, trouble_in_words(one.feed.trouble), one.user_id is not None or can_set_up(user)) for one in found]
    context = {
        "form": form or FeedForm(user=user), "opml_form": opml_form or OpmlForm(), "rows": rows,
        "are_read": settings.FEEDS_ARE_READ, "troubled": sum(bool(trouble) for _one, trouble, _may in rows),
    }  # fmt: skip
    return render(request, "research/feeds.html", context, status=status)
