"""The map as a picture: cards and lines with their places, for the site's SVG and for the map in the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from trimtab.relationships import layout
from trimtab.relationships.models import Line
from trimtab.relationships.portrait import Face, Portrait

CARD = (176, 104)  # width, height
MARGIN = 40
LEGEND = 64
LONGEST = 24  # characters that fit in a line of a card
EDITS = ("map-member-judging", "map-line-removals")
SHAPES = {"good": "●", "warn": "◆", "bad": "▲", "quiet": "○"}


@dataclass(frozen=True)
class Card:
    """One person as drawn. `rows`: what is judged, as (shape, words, whether it has faded)."""

    key: int
    x: int
    y: int
    name: str
    title: str
    notes: str
    influence: str
    is_key: bool
    rows: Sequence[tuple[str, str, bool]]

    @property
    def left(self) -> int:
        return self.x - CARD[0] // 2

    @property
    def top(self) -> int:
        return self.y - CARD[1] // 2


@dataclass(frozen=True)
class Stroke:
    """One line as drawn, from edge to edge of two cards."""

    kind: str
    strength: str
    x1: int
    y1: int
    x2: int
    y2: int
    points: str = ""  # of a reporting line, which goes around the people between

    @property
    def middle(self) -> tuple[int, int]:
        return (self.x1 + self.x2) // 2, (self.y1 + self.y2) // 2


@dataclass(frozen=True)
class Drawing:
    """A whole picture; `view`: left, top, width and height of what there is to see."""

    cards: Sequence[Card]
    strokes: Sequence[Stroke]
    view: tuple[int, int, int, int]


def places_on(portrait: Portrait) -> dict[int, layout.Place]:
    """Where each person stands: where somebody put them, else where the layout does."""
    managers = {line.start_id: line.end_id for line in portrait.lines if line.kind == Line.Kind.REPORTS}
    laid = layout.places_of([face.key for face in portrait.faces], managers)
    for face in portrait.faces:
        if face.member.x is not None and face.member.y is not None:
            laid[face.key] = (face.member.x, face.member.y)
    return laid


def drawing_of(portrait: Portrait, *, is_shareable: bool) -> Drawing:
    """The picture of a map.

    Args:
        is_shareable: for a customer: names, posts and reporting lines, nothing that we judged or wrote.
    """
    places = places_on(portrait)
    faces = [face for face in portrait.faces if not is_shareable or face.member.contact_id is not None]
    cards = [card_of(face, places[face.key], is_shareable=is_shareable) for face in faces]
    drawn = {card.key for card in cards}
    kinds = {Line.Kind.REPORTS} if is_shareable else set(Line.Kind)
    strokes = [
        _stroke(line, places) for line in portrait.lines if line.kind in kinds and {line.start_id, line.end_id} <= drawn
    ]
    return Drawing(cards, strokes, _view(cards))


def card_of(face: Face, place: layout.Place, *, is_shareable: bool = False) -> Card:
    """One person at a place."""
    member = face.member
    rows = (
        [] if is_shareable else [(SHAPES[one.light], one.words, one.is_stale) for one in face.marks[1:3] if one.value]
    )
    return Card(
        key=member.pk,
        x=place[0],
        y=place[1],
        name=_cut(str(member)),
        title=_cut(member.title),
        notes="" if is_shareable else "; ".join(member.notes),
        influence="" if is_shareable else member.influence,
        is_key=member.is_key_player and not is_shareable,
        rows=rows,
    )


def graph_of(portrait: Portrait) -> Mapping[str, object]:
    """The map for the browser: people with places and words, and lines."""
    places = places_on(portrait)
    # Made once: to work 1,000 addresses out took 8 ms.
    shown, judging, removals = (reverse(name, args=[0]) for name in ("map-member", *EDITS))
    kinds = {str(kind): str(label) for kind, label in Line.Kind.choices}
    return {
        "people": [
            {**_person(face, places[face.key]), "url": _of(shown, face.key), "judge": _of(judging, face.key)}
            for face in portrait.faces
        ],
        "lines": [
            {
                "id": f"line-{line.pk}",
                "pk": line.pk,
                "source": str(line.start_id),
                "target": str(line.end_id),
                "kind": line.kind,
                "strength": line.strength,
                "words": kinds[line.kind],
                "remove": _of(removals, line.pk),
            }
            for line in portrait.lines
        ],
    }


def _person(face: Face, place: layout.Place) -> Mapping[str, object]:
    member, card = face.member, card_of(face, place)
    judged = [(mark.label, mark.words or _("not judged"), mark) for mark in face.marks]
    said = [str(member), member.title, *member.notes]
    rows = [f"{shape} {words}" for shape, words, _stale in card.rows]
    said += [f"{label}: {words}{_faded(mark.is_stale)}" for label, words, mark in judged]
    return {
        "id": str(member.pk),
        "label": "\n".join(
            one for one in (f"{'★ ' if card.is_key else ''}{card.name}", card.title, *rows, card.notes) if one
        ),
        "said": ". ".join(one for one in said if one),
        "influence": member.influence,
        "light": face.marks[1].light,
        "stale": any(mark.is_stale for mark in face.marks),
        "sure": face.marks[1].is_confirmed,
        "x": place[0],
        "y": place[1],
    }


def _of(address: str, key: int) -> str:
    """An address that was made for 0, for that key."""
    return address.replace("/0/", f"/{key}/", 1)


def _faded(is_stale: bool) -> str:
    return f" ({_('faded')})" if is_stale else ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _stroke(line: Line, places: Mapping[int, layout.Place]) -> Stroke:
    start, end = places[line.start_id], places[line.end_id]
    if line.kind == Line.Kind.REPORTS and end[1] < start[1]:
        return Stroke(line.kind, line.strength, *start, *end, points=_around(start, end))
    x1, y1 = _edge(start, end)
    x2, y2 = _edge(end, start)
    return Stroke(line.kind, line.strength, x1, y1, x2, y2)


def _around(start: layout.Place, end: layout.Place) -> str:
    """From the top of who reports to the bottom of the manager, in the room beside the people between."""
    gap = (layout.HEIGHT - CARD[1]) // 2
    top, bottom = start[1] - CARD[1] // 2, end[1] + CARD[1] // 2
    beside = start[0] - layout.WIDTH // 2 if start[1] - end[1] > layout.HEIGHT else start[0]
    corners = [
        (start[0], top),
        (start[0], top - gap),
        (beside, top - gap),
        (beside, bottom + gap),
        (end[0], bottom + gap),
        (end[0], bottom),
    ]
    return " ".join(f"{across},{down}" for across, down in corners)


def _edge(inside: layout.Place, towards: layout.Place) -> layout.Place:
    """Where the way from the middle of one card towards another leaves the card."""
    across, down = towards[0] - inside[0], towards[1] - inside[1]
    if not across and not down:
        return inside
    reach = min(
        (CARD[0] / 2) / abs(across) if across else float("inf"), (CARD[1] / 2) / abs(down) if down else float("inf")
    )
    return round(inside[0] + across * min(reach, 1)), round(inside[1] + down * min(reach, 1))


def _view(cards: Sequence[Card]) -> tuple[int, int, int, int]:
    left = min((card.left for card in cards), default=0) - MARGIN
    top = min((card.top for card in cards), default=0) - MARGIN
    right = max((card.left + CARD[0] for card in cards), default=CARD[0]) + MARGIN
    bottom = max((card.top + CARD[1] for card in cards), default=CARD[1]) + MARGIN + LEGEND
    return left, top, max(right - left, 640), bottom - top
