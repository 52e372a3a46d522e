"""Reading boards: what stands on them, how sure it is, what is missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet

from trimtab.accounts.completeness import Hint, Score
from trimtab.accounts.models import Account, Contact
from trimtab.collaboration.models import FeedFile
from trimtab.discovery.boards import Board
from trimtab.discovery.layers import ROWS
from trimtab.discovery.models import Card, Insight, Link, Section, State, ThirdState
from trimtab.discovery.players import key_player_ids, key_players_on
from trimtab.discovery.quality import STALE_DAYS, SURE, Piece, points_of, verdict_on
from trimtab.discovery.words import hint_for
from trimtab.evidence.fading import Standing, standing
from trimtab.evidence.models import Evidence
from trimtab.evidence.queries import evidence_of
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity

UNSORTED = ""  # the key of the column of cards without a section


@dataclass(frozen=True)
class ShownInsight:
    """A card with all that is shown of its insight."""

    card: Card
    standing: Standing
    confirmed_days: int | None
    state_label: str
    owners: Sequence[tuple[Contact, bool]]  # with whether this is a key player
    above: Sequence[Link]
    below: Sequence[Link]
    files: int
    cards: int  # on which the insight shows

    @property
    def insight(self) -> Insight:
        return self.card.insight

    @property
    def column(self) -> str:
        """The key of its column; a card of an archived section stands with those without one."""
        section = self.card.section
        return str(section.pk) if section is not None and section.archived_at is None else UNSORTED

    @property
    def mark(self) -> str:
        """How its state is marked: sure, sure but long ago, or not sure."""
        if self.insight.state == State.UNCONFIRMED:
            return "warn"
        return "quiet" if self.is_stale else "good"

    @property
    def is_stale(self) -> bool:
        """Whether the customer confirmed it too long ago."""
        is_confirmed = self.insight.state == State.CONFIRMED
        return is_confirmed and self.confirmed_days is not None and self.confirmed_days > STALE_DAYS


@dataclass(frozen=True)
class BoardContent:
    """What stands on a board, as (insight, card) with everything that belongs to them."""

    board: Board
    sections: Sequence[Section]
    shown: Sequence[ShownInsight]
    key_players: frozenset[int]
    with_actions: frozenset[int] = frozenset()

    @property
    def pieces(self) -> list[Piece]:
        """The insights as the rules see them, each once."""
        return list({one.insight.pk: _piece(one, one.insight.pk in self.with_actions) for one in self.shown}.values())


def content_of(board: Board, *, today: date) -> BoardContent:
    """Everything on a board. A fixed number of queries, whatever stands there."""
    cards = list(current_cards(board).order_by("position", "pk"))
    sections = list(Section.objects.filter(**board.place, archived_at=None).order_by("position", "pk"))
    players = key_players_on(board)
    return BoardContent(board, sections, shown_of(cards, players, today=today), players, ids_with_actions(cards))


def current_cards(board: Board) -> QuerySet[Card]:
    """The cards on a board, with what is shown of them."""
    return with_insights(Card.objects.filter(**board.place, archived_at=None))


def with_insights(cards: QuerySet[Card]) -> QuerySet[Card]:
    """Cards with their insights, owners and those who told."""
    people = Contact.objects.only("name", "title", "account", "left_on").order_by("name", "pk")
    return cards.select_related("insight__product", "section").prefetch_related(
        Prefetch("insight__owners", people), Prefetch("insight__told_by", people)
    )


def shown_of(cards: Sequence[Card], key_players: frozenset[int], *, today: date) -> list[ShownInsight]:
    """Cards with links, evidence, files. Six queries for any number."""
    ids = {card.insight_id for card in cards}
    evidence, files, labels = evidence_of("insight", ids), _files_of(ids), third_states()
    above, below = _links_of(ids)
    on_cards = dict(
        Card.objects.filter(insight__in=ids, archived_at=None)
        .order_by()
        .values_list("insight")
        .annotate(cards=Count("pk"))
    )
    return [
        ShownInsight(
            card,
            *_judged(card.insight, evidence.get((card.insight_id, "state"), []), labels, today=today),
            _owners(card.insight, key_players),
            above[card.insight_id],
            below[card.insight_id],
            files.get(card.insight_id, 0),
            on_cards.get(card.insight_id, 1),
        )
        for card in cards
    ]


@dataclass(frozen=True)
class Goal:
    """One insight of a story, as rooms above read it: its row, whether the customer confirmed it, who owns it."""

    layer: str
    title: str
    is_sure: bool
    owners: frozenset[int]


def goals_of(opportunity: Opportunity) -> list[Goal]:
    """What stands on the opportunity's board; where it has none, on its account's own. Two queries."""
    boards = Q(opportunity=opportunity) | Q(account=opportunity.account_id, account__isnull=False, division=None)
    cards = Card.objects.filter(boards, archived_at=None).select_related("insight").prefetch_related("insight__owners")
    rows = list(cards.order_by("pk"))
    shown = [one for one in rows if one.opportunity_id == opportunity.pk] or rows
    return [
        Goal(one.insight.layer, one.insight.title, one.insight.state in SURE, _owner_ids(one.insight)) for one in shown
    ]


def story_holds(goals: Sequence[Goal], key_players: Collection[int]) -> bool | None:
    """Whether the story is confirmed and owned by people who have a say; None: there is none yet."""
    if not goals:
        return None
    states = {True: State.CONFIRMED, False: State.UNCONFIRMED}
    pieces = [Piece(number, one.layer, states[one.is_sure], owners=one.owners) for number, one in enumerate(goals)]
    return verdict_on(pieces, key_players).is_ok


def third_states() -> Mapping[str, str]:
    """What the third state of each row is called; a row that has none is missing."""
    kept = {one.layer: one for one in ThirdState.objects.all()}
    return {
        layer: (kept[layer].label if layer in kept else "") or str(row.done)
        for layer, row in ROWS.items()
        if layer not in kept or kept[layer].is_offered
    }


def ids_with_actions(cards: Iterable[Card]) -> frozenset[int]:
    """The ids of the insights for which an action is open."""
    ids = {card.insight_id for card in cards}
    found = Action.objects.open().filter(origin_record="insight", origin_id__in=ids)
    return frozenset(pk for pk in found.values_list("origin_id", flat=True) if pk is not None)


def archived_cards(board: Board) -> QuerySet[Card]:
    """What was taken off a board; of an account also what stands on boards of divisions that are out of use."""
    here = Q(**board.place, archived_at__isnull=False)
    if board.kind == "account" and board.account is not None:
        gone = Q(division__archived_at__isnull=False) | ~Q(division__account=F("account"))
        here |= Q(account=board.account, division__isnull=False) & gone
    return with_insights(Card.objects.filter(here)).select_related("division", "insight__product", "section")


def completeness_of(account: Account) -> Score:
    """How much is known of what the customer wants; see `completeness_at`."""
    return completeness_at([account], {account.pk: key_player_ids(account)})[account.pk]


def completeness_at(accounts: Collection[Account], key_players: Mapping[int, frozenset[int]]) -> Mapping[int, Score]:
    """How much is known of what each customer wants. Two queries for any number of accounts.

    15 points for each of goals, pressures, initiatives and obstacles, 20 for the share that is confirmed, 20 for owners
    who have a say, up to a third of goals and initiatives. An account's own board and those of its divisions in use
    count.

    Args:
        key_players: the ids of those who have a say, by account.
    """
    shown = Card.objects.filter(account__in=[one.pk for one in accounts], archived_at=None)
    cards = shown.exclude(division__archived_at__isnull=False).order_by("pk")
    rows = list(cards.values_list("account", "insight", "insight__layer", "insight__state"))
    owners: dict[int, set[int]] = defaultdict(set)
    owned = Insight.owners.through._default_manager.filter(insight__in={row[1] for row in rows})
    for insight, contact in owned.values_list("insight", "contact"):
        owners[insight].add(contact)
    pieces: dict[int, dict[int, Piece]] = defaultdict(dict)
    for account, insight, layer, state in rows:
        assert account is not None, "it was found by it"
        pieces[account][insight] = Piece(insight, layer, state, owners=frozenset(owners[insight]))
    return {
        one.pk: _score(one, list(pieces[one.pk].values()), key_players.get(one.pk, frozenset())) for one in accounts
    }


def _score(account: Account, pieces: Sequence[Piece], key_players: frozenset[int]) -> Score:
    parts = points_of(pieces, key_players)
    url = Board(account, None, None).url
    full = dict.fromkeys(parts, 15.0) | {"confirmed": 20.0, "owners": 20.0}
    hints = [
        Hint(str(hint_for(name)), full[name] - points, url) for name, points in parts.items() if points < full[name]
    ]
    return Score(sum(parts.values()), tuple(sorted(hints, key=lambda hint: -hint.gain)))


def _judged(
    insight: Insight, pieces: list[Evidence], labels: Mapping[str, str], *, today: date
) -> tuple[Standing, int | None, str]:
    """What stands behind it, how many days ago the customer confirmed it, and what its state is called."""
    stands = standing(pieces, value=State.CONFIRMED, today=today, half_life=STALE_DAYS)
    days = stands.latest.age(today) if stands.latest else None
    done = labels.get(insight.layer) or str(ROWS[insight.layer].done)
    return stands, days, done if insight.state == State.DONE else str(State(insight.state).label)


def _owner_ids(insight: Insight) -> frozenset[int]:
    return frozenset(owner.pk for owner in insight.owners.all())


def _owners(insight: Insight, key_players: frozenset[int]) -> list[tuple[Contact, bool]]:
    """The owners, those who have a say first."""
    owners = [(one, one.pk in key_players) for one in insight.owners.all()]
    return sorted(owners, key=lambda pair: not pair[1])


def _links_of(ids: set[int]) -> tuple[Mapping[int, list[Link]], Mapping[int, list[Link]]]:
    """The links up from each of these insights, and down from each."""
    up: dict[int, list[Link]] = defaultdict(list)
    down: dict[int, list[Link]] = defaultdict(list)
    found = Link.objects.filter(Q(below__in=ids) | Q(above__in=ids), removed_at=None)
    for link in found.select_related("below", "above").order_by("pk"):
        up[link.below_id].append(link)
        down[link.above_id].append(link)
    return up, down


def _files_of(ids: set[int]) -> Mapping[int, int]:
    found = FeedFile.objects.filter(kind="insight", subject_id__in=ids, removed_at=None).order_by()
    return dict(found.values_list("subject_id").annotate(files=Count("pk")))


def _piece(shown: ShownInsight, has_action: bool) -> Piece:
    insight, section = shown.insight, shown.card.section
    return Piece(
        insight.pk,
        insight.layer,
        insight.state,
        section=section.pk if section else None,
        priority=insight.priority,
        owners=frozenset(owner.pk for owner, _is_key in shown.owners),
        told_by=frozenset(one.pk for one in insight.told_by.all()),
        below=frozenset(link.below.layer for link in shown.below),
        above=frozenset(link.above.layer for link in shown.above),
        confirmed_days=shown.confirmed_days,
        has_action=has_action,
    )
