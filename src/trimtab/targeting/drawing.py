"""The quadrants as a drawing: dots for all, circles for those that matter most."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from trimtab.targeting.models import AccountScore, Scoring
from trimtab.targeting.quadrant import Row
from trimtab.targeting.words import QUADRANTS, Words
from trimtab.web import formats

HEIGHT, TOP, FOOT = 420, 8, 22
NAMED = 14  # circles with a name and a bar: more would cover each other
LINKED = 300  # up to so many, every account is a circle that leads to its page


@dataclass(frozen=True)
class Circle:
    """An account that is drawn by itself: centre in percent and pixels, radius, its bars, and what it says."""

    x: float
    y: float
    radius: float
    left: float
    right: float
    top: float
    bottom: float
    css: str
    url: str
    name: str
    text: str
    label_x: float
    anchor: str


@dataclass(frozen=True)
class Scatter:
    """The drawing: paths of dots by quadrant and certainty, circles of those that matter most, lines at the cuts."""

    height: int
    bottom: float
    cut_x: float
    cut_y: float
    paths: tuple[tuple[str, str], ...]
    circles: tuple[Circle, ...]
    corners: tuple[tuple[str, Words, int, float, float, str], ...]


@dataclass(frozen=True)
class _Scale:
    """From points to places: both axes end a little beyond the highest account, at ten points or a cut at least."""

    most_x: float
    most_y: float

    @classmethod
    def over(cls, rows: Sequence[Row], scoring: Scoring) -> "_Scale":
        """The scale on which all of these are seen, and the cuts in the middle part."""
        most_x = max([row.current_high for row in rows], default=0.0)
        most_y = max([row.future_high for row in rows], default=0.0)
        return cls(
            min(max(most_x, 1.5 * scoring.cut_current, 10.0), 100.0),
            min(max(most_y, 1.5 * scoring.cut_future, 10.0), 100.0),
        )

    def x(self, points: float) -> float:
        """In percent; a dot at the edge is drawn whole."""
        return 1.5 + 97 * points / self.most_x

    def y(self, points: float) -> float:
        """In pixels from above."""
        return HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * (2 + 90 * points / self.most_y) / 100


def draw(rows: Sequence[Row], *, scoring: Scoring, counts: Mapping[str, int]) -> Scatter:
    """The scatter of these accounts; one query, for the names of those that are drawn by themselves."""
    chosen = rows if len(rows) <= LINKED else ()
    named = sorted(rows, key=lambda row: -row.headroom - row.revenue)[:NAMED]
    drawn = {row.account_id for row in named} | {row.account_id for row in chosen}
    names = dict(AccountScore.objects.filter(account__in=drawn).values_list("account_id", "account__name"))
    most = max((row.headroom + row.revenue for row in named), default=1.0) or 1.0
    labelled, scale = _apart(named), _Scale.over(rows, scoring)
    return Scatter(
        HEIGHT,
        HEIGHT - FOOT,
        scale.x(scoring.cut_current),
        scale.y(scoring.cut_future),
        paths=_paths((row for row in rows if row.account_id not in drawn), scale),
        circles=tuple(
            _circle(row, names.get(row.account_id, ""), most, scale, is_named=row.account_id in labelled)
            for row in sorted((row for row in rows if row.account_id in drawn), key=lambda row: -row.revenue)
        ),
        corners=_corners(scoring, counts),
    )


def _paths(rows: Iterable[Row], scale: _Scale) -> tuple[tuple[str, str], ...]:
    """Dots as strokes without length; several accounts at one point are one dot."""
    places: dict[str, dict[str, None]] = {}
    for row in rows:
        css = f"dots is-{row.quadrant}{' is-open' if row.is_open else ''}"
        places.setdefault(css, {})[f"M{scale.x(row.current):.1f} {scale.y(row.future):.0f}h0"] = None
    return tuple((css, "".join(points)) for css, points in sorted(places.items(), reverse=True))


def _circle(row: Row, name: str, most: float, scale: _Scale, *, is_named: bool) -> Circle:
    x, y = round(scale.x(row.current), 2), round(scale.y(row.future), 1)
    worth = row.revenue + row.headroom
    state = _("undecided") if row.is_open else str(QUADRANTS[row.quadrant].name)
    text = _("%(name)s: %(state)s; %(revenue)s last year, %(headroom)s more could be realised.") % {
        "name": name,
        "state": state,
        "revenue": formats.compact(row.revenue),
        "headroom": formats.compact(row.headroom),
    }
    return Circle(
        x,
        y,
        round(4 + 14 * math.sqrt(worth / most), 1) if is_named else 4.0,
        round(scale.x(row.current_low), 2),
        round(scale.x(row.current_high), 2),
        round(scale.y(row.future_high), 1),
        round(scale.y(row.future_low), 1),
        f"is-{row.quadrant}{' is-open' if row.is_open else ''}{' is-named' if is_named else ''}",
        reverse("account-score", args=[row.account_id]),
        name if is_named else "",
        text,
        x,
        "end" if x > 60 else "start",
    )


def _apart(rows: Sequence[Row]) -> set[int]:
    """Of those to be named, the ones whose names do not cover each other, the largest first."""
    kept: list[Row] = []
    for row in rows:
        if all(abs(row.future - one.future) > 6 or abs(row.current - one.current) > 45 for one in kept):
            kept.append(row)
    return {row.account_id for row in kept}


def _corners(scoring: Scoring, counts: Mapping[str, int]) -> tuple[tuple[str, Words, int, float, float, str], ...]:
    places = {"A": (99.5, TOP + 12.0, "end"), "B": (0.5, TOP + 12.0, "start"),
              "C": (99.5, HEIGHT - FOOT - 6.0, "end"), "D": (0.5, HEIGHT - FOOT - 6.0, "start")}  # fmt: skip
    return tuple((letter, QUADRANTS[letter], counts[letter], *places[letter]) for letter in QUADRANTS)
