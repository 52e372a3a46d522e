"""One article: read inside, kept, tagged, shared, attached to an account."""

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.research import actions, queries
from trimtab.research.forms import AttachmentForm, TagsForm
from trimtab.research.models import Article
from trimtab.research.policy import found_articles, get_article_for
from trimtab.research.views.inbox import is_read

LONGEST_MAIL = 1_800  # characters: longer addresses are cut by some mail programs


@require_GET
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The article, cleaned. The page itself says after two seconds that it was read; asking for it writes nothing."""
    user = signed_in(request)
    return _shown(request, user, get_article_for(user, pk))


@require_POST
def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """Read or unread, favourite or not, saved for later or not; then back to where the person was."""
    user, now = signed_in(request), timezone.now()
    found = get_article_for(user, pk)
    made: dict[str, dict[str, object]] = {
        "read": {"is_read": True},
        "unread": {"is_read": False},
        "favourite": {"favourite_at": now},
        "no-favourite": {"favourite_at": None},
        "later": {"saved_at": now},
        "not-later": {"saved_at": None},
    }
    changes = made.get(request.POST.get("mark", ""))
    if changes is not None:
        actions.mark_article(found, changes=changes, by=user)
    if request.headers.get("HX-Request"):
        return _shown(request, user, found, part="#marks")
    # Taken from the shelf, an article of a feed that is no longer followed is gone.
    is_gone = not changes or "is_read" in changes or not found_articles(user).filter(pk=pk).exists()
    return redirect("research") if is_gone else redirect("research-article", pk=pk)


@require_POST
def tags(request: HttpRequest, pk: int) -> HttpResponse:
    """The tags that the person gives it."""
    user = signed_in(request)
    found = get_article_for(user, pk)
    form = TagsForm(request.POST)
    if not form.is_valid():
        return _shown(request, user, found, tags_form=form, status=422)
    actions.tag_article(found, names=form.cleaned_data["tags"], by=user)
    messages.info(request, _("The tags were kept."))
    return redirect("research-article", pk=pk)


@require_POST
def attachments(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach it to an account as research."""
    user, now = signed_in(request), timezone.now()
    found = get_article_for(user, pk)
    form = AttachmentForm(request.POST, user=user)
    if not form.is_valid():
        return _shown(request, user, found, attachment_form=form, status=422)
    fields = {name: value for name, value in form.cleaned_data.items() if name != "account"}
    fields |= {"title": found.title, "link": found.link, "source": str(found.feed)[:200]}
    zone = frame_of(request, now=now).organisation.zone
    fields["found_on"] = found.published_at.astimezone(zone).date()
    account = form.cleaned_data["account"]
    actions.note_research(account, fields=fields, by=user, now=now, article=found)
    messages.info(request, _("Attached to %(account)s.") % {"account": account})
    return redirect("account-research", pk=account.pk)


def _shown(
    request: HttpRequest,
    user: User,
    found: Article,
    *,
    part: str = "",
    status: int = 200,
    tags_form: forms.Form | None = None,
    attachment_form: forms.Form | None = None,
) -> HttpResponse:
    mark = queries.marks_of(user, [found]).get(found.pk)
    names = queries.tags_of(user, [found]).get(found.pk, [])
    context = {
        "article": found, "mark": mark, "is_read": is_read(found, mark, up_to=queries.read_up_to(user)), "tags": names,
        "tags_form": tags_form or TagsForm(initial={"tags": ", ".join(names)}), "mail": mail_address(found),
        "attachment_form": attachment_form or AttachmentForm(user=user), "inbox": reverse("research"),
    }  # fmt: skip
    return render(request, f"research/article.html{part}", context, status=status)


def mail_address(found: Article) -> str:
    """An address that opens the person's own mail program with the article in it: the site sends nothing."""
    text = "\n\n".join(filter(None, (found.title, found.link, found.beginning)))
    return f"mailto:?subject={quote(found.title[:150], safe='')}&body={quote(text[:600], safe='')}"[:LONGEST_MAIL]
