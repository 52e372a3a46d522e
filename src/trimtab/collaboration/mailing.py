"""Notices by e-mail: several in one, at most one mail in half an hour to a person, and none without a mail server."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.collaboration.models import MailChoice, Notice
from trimtab.collaboration.queries import Told, choice_of, told
from trimtab.people.models import User

logger = logging.getLogger(__name__)
Often = MailChoice.Often
BETWEEN = {Often.SOON: timedelta(minutes=30), Often.DAILY: timedelta(hours=23)}
# A notice that is read in the site meanwhile needs no mail.
FRESH = timedelta(minutes=5)
MOST_NOTICES = 40  # in one mail; the site has the others
MOST_PEOPLE = 500  # in one go
Send = Callable[[EmailMessage], object]


@dataclass(frozen=True)
class Post:
    """How mail goes out. `address`: where people reach the site; empty: mails hold no links. `send` takes each mail."""

    is_set_up: bool
    sender: str
    address: str
    language: str
    send: Send = EmailMessage.send


def people_due(now: datetime) -> list[User]:
    """Those who have unread notices that no mail told, and whose last mail is long enough ago. One query."""
    waiting = Notice.objects.filter(read_at=None, mailed_at=None, at__lte=now - FRESH).values("user")
    people = User.objects.filter(pk__in=waiting, is_active=True).exclude(email=None).exclude(email="")
    never_mailed = Q(mail_choice=None) | Q(mail_choice__sent_at=None) & ~Q(mail_choice__often=Often.NEVER)
    long_ago = [
        Q(mail_choice__often=often, mail_choice__sent_at__lte=now - between) for often, between in BETWEEN.items()
    ]
    due = people.filter(never_mailed | long_ago[0] | long_ago[1]).select_related("team")
    return list(due.order_by("pk")[:MOST_PEOPLE])


def send_digests(post: Post, *, now: datetime) -> str:
    """Send what is due, one mail a person; what was done in a sentence, empty where there was nothing to do."""
    people = people_due(now)
    if not people:
        return ""
    if not post.is_set_up:
        return f"no mail server is set up; the notices of {len(people)} people stand in the site only"
    outcomes = [_send_digest(post, person, now=now) for person in people]
    failed = outcomes.count("failed")
    return f"{outcomes.count('sent')} digests sent" + (
        f", {failed} failed and wait for the next time" if failed else ""
    )


def _send_digest(post: Post, person: User, *, now: datetime) -> str:
    """Claim the notices of one person, and send them once that stands; a mail that fails gives them back."""
    claimed = _claim(person, now=now)
    shown = told(person, claimed)  # what the person may see now, not what was visible when it was written
    if not shown:
        return "nothing"
    try:
        post.send(_mail(post, person, shown))
    except (SMTPException, OSError) as error:
        logger.warning("digest failed", extra={"person": person.pk, "error": type(error).__name__})
        Notice.objects.filter(pk__in=[one.pk for one in claimed]).update(mailed_at=None)
        return "failed"
    return "sent"


def _claim(person: User, *, now: datetime) -> list[Notice]:
    """The person's notices, marked as mailed; of two programs at the same moment one gets them."""
    with transaction.atomic():
        kept, _is_new = MailChoice.objects.get_or_create(user=person, defaults={"often": choice_of(person).often})
        seen = MailChoice.objects.filter(pk=kept.pk, sent_at=kept.sent_at)
        if not seen.update(sent_at=now):
            return []
        waiting = Notice.objects.filter(user=person, read_at=None, mailed_at=None)
        found = list(waiting.select_related("comment__by").order_by("pk"))
        waiting.filter(pk__in=[one.pk for one in found]).update(mailed_at=now)
    return found


def _mail(post: Post, person: User, shown: list[Told]) -> EmailMessage:
    """The mail in the person's language. Names are put on one line: a header has no second one."""
    with translation.override(person.language or post.language):
        names = list(dict.fromkeys(" ".join(str(one.record).split()) for one in shown))
        count = ngettext("%(count)d notice", "%(count)d notices", len(shown)) % {"count": len(shown)}
        more = _(" and more") if len(names) > 2 else ""
        subject = f"{count}: {', '.join(names[:2])}{more}"[:150]
        context = {
            "person": person,
            "notices": shown[:MOST_NOTICES],
            "left": max(len(shown) - MOST_NOTICES, 0),
            "address": post.address.rstrip("/"),
        }
        body = render_to_string("collaboration/digest.txt", context)
    return EmailMessage(subject, body, post.sender, [str(person.email)])
