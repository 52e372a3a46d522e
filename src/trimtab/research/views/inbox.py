"""The inbox: what the feeds brought, shelf by shelf."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.ids import id_in
from trimtab.core.paging import page_of
from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.research import queries
from trimtab.research.actions import mark_all_read
from trimtab.research.forms import WantedForm
from trimtab.research.models import Article, Mark
from trimtab.research.policy import subscriptions_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """One article of the list, with what the person made of it."""

    article: Article
    mark: Mark | None
    tags: list[str]
    is_read: bool


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The articles of one shelf, page by page."""
    user = signed_in(request)
    form = WantedForm(request.GET, user=user)
    wanted = form.wanted
    articles = queries.articles_for(user, wanted)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    shown = articles.select_related("feed").defer("body", "words")
    order = queries.LATEST_FIRST if wanted.words else queries.NEWEST_FIRST
    page = page_of(shown, order=order, after=after, before=before, size=PAGE_SIZE)
    context = {
        "form": form, "wanted": wanted, "lines": _lines(user, page.rows), "count": queries.counted(articles, order),
        "counted": queries.COUNTED, "tabs": _tabs(request, wanted.shelf), "newest": _newest(page.rows),
        "older_url": _address(request, after=page.after), "newer_url": _address(request, before=page.before),
        "follows": subscriptions_of(user).exists(),
    }  # fmt: skip
    return render(request, "research/inbox.html", context)


@require_POST
def readings(request: HttpRequest) -> HttpResponse:
    """All that the person had before the eyes, and what is older, is read."""
    up_to = id_in(request.POST.get("up_to", ""))
    if up_to is not None:
        mark_all_read(up_to=up_to, by=signed_in(request))
        messages.info(request, _("All articles are marked as read. What arrives from now on is new."))
    return redirect("research")


def _lines(user: User, articles: list[Article]) -> list[Line]:
    marks, tags = queries.marks_of(user, articles), queries.tags_of(user, articles)
    up_to = queries.read_up_to(user)
    return [
        Line(one, mark := marks.get(one.pk), tags.get(one.pk, []), is_read(one, mark, up_to=up_to)) for one in articles
    ]


def is_read(article: Article, mark: Mark | None, *, up_to: int) -> bool:
    """Whether the person read it: as the mark says, else by how far was read."""
    if mark is not None and mark.is_read is not None:
        return mark.is_read
    return article.pk <= up_to


def _newest(articles: list[Article]) -> int:
    return max((one.pk for one in articles), default=0)


def _tabs(request: HttpRequest, shelf: str) -> list[tuple[str, str, bool]]:
    shelves = [
        (queries.UNREAD, _("Unread")),
        (queries.ALL, _("All")),
        (queries.FAVOURITES, _("Favourites")),
        (queries.SAVED, _("Saved for later")),
    ]
    page = reverse("research")
    return [(label, f"{page}?shelf={key}", key == shelf) for key, label in shelves]


def _address(request: HttpRequest, **mark: str) -> str:
    """The same page from a cursor on; "" where there is none."""
    if not any(mark.values()):
        return ""
    asked = {name: value for name, value in request.GET.items() if name not in {"after", "before"}}
    return f"?{urlencode({**asked, **mark})}"
