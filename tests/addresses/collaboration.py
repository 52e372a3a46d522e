"""The addresses of `collaboration`."""

from django.conf import settings

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO
from trimtab.collaboration.files import path_of
from trimtab.collaboration.models import Comment, FeedFile

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
