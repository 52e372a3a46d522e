"""The addresses of `collaboration`, and calls of its actions."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.collaboration import actions
from trimtab.collaboration.files import path_of
from trimtab.collaboration.models import Comment, FeedFile, Notice

# Whoever sees Ana's customer talks about it; her own words only she changes.
WHO_SEES = dict(zip(ROLES, "www-www", strict=True))
HER_OWN = dict(zip(ROLES, "wrr-rrr", strict=True))
# Once she removed her file, nobody finds it.
GONE_AFTERWARDS = dict(zip(ROLES, "w------", strict=True))
ADDRESSES: dict[str, Address] = {
    "feed": Address(WHO_SEES, of="kind account"),
    "feed-names": Address(ANAS, of="kind account"),
    "feed-following": Address(WHO_SEES, method="post", of="kind account"),
    "feed-leaving": Address(WHO_SEES, method="post", of="kind account"),
    "comment-edit": Address(HER_OWN, needs_write=True, of="comment"),
    "comment-deletion": Address(HER_OWN, method="post", needs_write=True, of="comment"),
    "comment-restoration": Address(HER_OWN, method="post", needs_write=True, of="comment"),
    "feed-file": Address(ANAS, of="feed_file"),
    "feed-file-removal": Address(GONE_AFTERWARDS, method="post", needs_write=True, of="feed_file"),
    "notices": Address(EVERYBODY),
    "notices-reading": Address(EVERYBODY, method="post"),
    "notices-mail": Address(EVERYBODY, method="post"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A comment of Ana's at her customer, with a file."""
    said = {"kind": "account", "subject_id": seen.account.pk, "by": seen.people["ana"], "at": LONG_AGO}
    comment = Comment.objects.create(text="They want a visit.", **said)
    file = FeedFile.objects.create(
        name="visit.txt", media="text/plain", size=5, sha256="0" * 64, key=f"seen-{comment.pk}", **said
    )
    path_of(file.key, uploads=settings.UPLOADS).parent.mkdir(parents=True, exist_ok=True)
    path_of(file.key, uploads=settings.UPLOADS).write_bytes(b"visit")
    return {"comment": comment.pk, "feed_file": file.pk}


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana, ben = ({"by": world.people[name], "now": NOW} for name in ("ana", "ben"))
    at, deal = ("account", world.ids["account"]), ("opportunity", world.ids["opportunity"])
    said, file = Comment.objects.get(pk=world.ids["comment"]), FeedFile.objects.get(pk=world.ids["feed_file"])
    gone = actions.add_comment(*at, text="Wrong", **ana).comment
    actions.take_comment_back(gone, **ana)
    actions.set_following(*at, is_on=True, **ben)
    new: dict[str, Any] = {"kind": at[0], "subject_id": at[1], "reason": Notice.Reason.FOLLOWED, "at": NOW}
    Notice.objects.create(user=ana["by"], comment=said, **new)
    told: dict[str, Any] = {"text": "Kim: ✓", "people": [ana["by"]], "now": NOW}
    return {
        "add_comment": lambda: actions.add_comment(*at, text="They want two.", **ana),
        "edit_comment": lambda: actions.edit_comment(said, text="They want a call.", **ana),
        "take_comment_back": lambda: actions.take_comment_back(said, **ana),
        "restore_comment": lambda: actions.restore_comment(gone, **ana),
        "remove_file": lambda: actions.remove_file(file, uploads=settings.UPLOADS, **ana),
        "set_following": lambda: actions.set_following(*at, is_on=False, **ben),
        "read_notices": lambda: actions.read_notices(ana["by"], of=[at, deal], now=NOW),
        "choose_mail": lambda: actions.choose_mail(often="daily", **ana),
        "tell_from_outside": lambda: actions.tell_from_outside(*deal, **told),
    }
