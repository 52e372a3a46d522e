"""All plays: those that ship, with what the organisation changed, and its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.playbook.facts import PlayFacts
from trimtab.playbook.models import Play, PlayVersion
from trimtab.playbook.shipped import SHIPPED

Status = PlayVersion.Status


@dataclass(frozen=True)
class ListedPlay:
    """One play as it is: row: None while nobody has touched a shipped one; active: None where none is in use."""

    key: str
    row: Play | None
    said: PlayFacts
    number: int
    version: PlayVersion | None = None
    draft: PlayVersion | None = None
    is_active: bool = True

    @property
    def is_shipped(self) -> bool:
        """It came with the product, changed or not."""
        return self.key in SHIPPED

    @property
    def is_archived(self) -> bool:
        return self.row is not None and self.row.archived_at is not None


def all_plays() -> list[ListedPlay]:
    """Every play, archived ones and drafts included, by the step they belong to as shipped. Two queries."""
    rows = {one.key: one for one in Play.objects.all()}
    kept: dict[int, dict[str, PlayVersion]] = {}
    current = PlayVersion.objects.exclude(status=Status.ARCHIVED).select_related("play", "made_by")
    for version in current.order_by("number"):
        kept.setdefault(version.play_id, {})[version.status] = version
    keys = [*SHIPPED, *sorted(key for key in rows if key not in SHIPPED)]
    return [_listed(key, rows.get(key), kept) for key in keys]


def active_plays() -> list[ListedPlay]:
    """Those that are offered."""
    return [one for one in all_plays() if one.is_active and not one.is_archived]


def play_named(key: str) -> ListedPlay | None:
    """The play with that key. Two queries."""
    row = Play.objects.filter(key=key).first()
    if row is None and key not in SHIPPED:
        return None
    found = PlayVersion.objects.filter(play=row).exclude(status=Status.ARCHIVED) if row else PlayVersion.objects.none()
    kept = {one.status: one for one in found.select_related("play", "made_by")} if row else {}
    return _listed(key, row, {row.pk: kept} if row else {})


def _listed(key: str, row: Play | None, kept: Mapping[int, Mapping[str, PlayVersion]]) -> ListedPlay:
    if row is None:
        return ListedPlay(key, None, SHIPPED[key], 1)
    versions = kept.get(row.pk, {})
    active, draft = versions.get(Status.ACTIVE), versions.get(Status.DRAFT)
    shown = active or draft
    assert shown is not None, "a play has a version in use or a draft"
    return ListedPlay(key, row, shown.said, shown.number, active, draft, is_active=active is not None)
