"""The versions of a play, each with what its uses came to."""

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.playbook.models import Play, PlayUse, PlayVersion

Outcome = PlayUse.Outcome


@dataclass(frozen=True)
class VersionLine:
    """One version and its uses."""

    version: PlayVersion
    used: int
    advanced: int
    refused: int
    waiting: int


def versions_of(play: Play, uses: Mapping[int, Mapping[str, int]]) -> list[VersionLine]:
    """Newest first. One query. uses: see `queries.uses_by_version`."""
    found = PlayVersion.objects.filter(play=play).select_related("made_by", "play").order_by("-number")
    return [_line(version, uses.get(version.pk, {})) for version in found[:100]]


def _line(version: PlayVersion, ends: Mapping[str, int]) -> VersionLine:
    played = sum(count for outcome, count in ends.items() if outcome != Outcome.NOT_PLAYED)
    return VersionLine(version, played, ends.get(Outcome.ADVANCE, 0), ends.get(Outcome.REFUSAL, 0), ends.get("", 0))
