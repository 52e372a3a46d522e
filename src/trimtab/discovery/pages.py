"""What the pages of a board show: the board, the rules, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.accounts.models import Division
from trimtab.discovery.actions.cards import seen_of
from trimtab.discovery.boards import Board
from trimtab.discovery.layers import ROWS
from trimtab.discovery.models import Card, Link
from trimtab.discovery.policy import can_edit_board
from trimtab.discovery.quality import SURE, Verdict, gaps_in, told_sections, verdict_on
from trimtab.discovery.queries import UNSORTED, BoardContent, ShownInsight, archived_cards, content_of
from trimtab.discovery.words import FACTS, RULES, RuleWords
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.web.boards import Card as BoardCard
from trimtab.web.boards import CardBoard, Column, Lane

KEY = "goals-board"
MOST_DIVISIONS = 30
PAGES = {"no_solution": "account-white-space", "no_key_player": "account-map", "owner_share": "account-map"}


@dataclass(frozen=True)
class Todo:
    """A rule that fails: what is wrong, what to do, the insights it is about with where an action is planned.

    `url`: another page of the account where it is mended; empty: here.
    """

    words: RuleWords
    about: Sequence[tuple[ShownInsight, str]]
    url: str = ""


@dataclass(frozen=True)
class Notice:
    """What the last change came to. `undo_url`: takes it back; `links`, `facts`: what it dropped."""

    text: str
    kind: str = ""
    undo_url: str = ""
    links: Sequence[Link] = ()
    facts: Sequence["str | Promise"] = ()
    template: str = "discovery/_notice.html"

    @property
    def said(self) -> str:
        """All of it in one line, where it stands among other messages."""
        dropped = [*(str(one.above) for one in self.links), *(str(one) for one in self.facts)]
        return f"{self.text} {_('Dropped: %(what)s.') % {'what': ', '.join(dropped)}}" if dropped else self.text

    @classmethod
    def of_facts(cls, names: Sequence[str]) -> "list[str | Promise]":
        """The words for facts that were dropped."""
        return [FACTS[name] for name in names]


class BoardPage:
    """One person's look at a board."""

    def __init__(self, board: Board, user: User, *, today: date) -> None:
        self.board, self.user, self.today = board, user, today

    @cached_property
    def content(self) -> BoardContent:
        return content_of(self.board, today=self.today)

    @cached_property
    def may_edit(self) -> bool:
        """Whether the person may change the board now."""
        return not self.board.is_archived and can_edit_board(self.user, self.board)

    @cached_property
    def verdict(self) -> Verdict:
        return verdict_on(self.content.pieces, self.content.key_players)

    @property
    def nobody_decides(self) -> bool:
        """Whether the map of people names nobody who has a say, so that no owner can count."""
        return bool(self.content.shown) and self.board.customer is not None and not self.content.key_players

    @property
    def unconfirmed(self) -> "list[str | Promise]":
        """The names of the rows of which nothing is confirmed."""
        return [ROWS[layer].name for layer in self.verdict.unconfirmed]

    @property
    def told(self) -> list[str]:
        """The sections that tell a whole confirmed story."""
        names = {section.pk: section.name for section in self.content.sections}
        found = told_sections(self.content.pieces, self.content.key_players)
        return [names.get(pk or 0, _("No section")) for pk in found]

    @cached_property
    def todos(self) -> list[Todo]:
        """What fails, each with what to do."""
        shown = {one.insight.pk: one for one in self.content.shown}
        found = gaps_in(self.content.pieces, self.content.key_players, is_urgent=self._is_urgent)
        return [
            Todo(
                RULES[gap.rule],
                [(shown[pk], self.action_url(shown[pk])) for pk in gap.pieces],
                self._where(gap.rule),
            )
            for gap in found
        ]

    @cached_property
    def drawn(self) -> CardBoard:
        """The board to draw."""
        return CardBoard(
            key=KEY,
            label=_("Goals, pressures, initiatives, obstacles and solutions"),
            lanes=[Lane(layer, row.name, row.asks, self._figure(layer)) for layer, row in ROWS.items()],
            columns=self.columns,
            cards=[self._card(one) for one in self.content.shown],
            template="discovery/_card.html",
            add_url=reverse("insight-new", args=[self.board.kind, self.board.record.pk]) if self.may_edit else "",
        )

    @property
    def columns(self) -> list[Column]:
        """The sections, after what belongs to none."""
        named = [
            Column(str(one.pk), one.name, reverse("section-edit", args=[one.pk]) if self.may_edit else "")
            for one in self.content.sections
        ]
        has_loose = any(one.column == UNSORTED for one in self.content.shown)
        unsorted = [Column(UNSORTED, _("No section") if named else _("The whole story"))]
        return [*unsorted, *named] if has_loose or not named else named

    @property
    def by_row(self) -> list[ShownInsight]:
        """The cards in the order of the rows and sections, for the table."""
        rows, columns = list(ROWS), [column.key for column in self.columns]
        return sorted(
            self.content.shown,
            key=lambda one: (rows.index(one.insight.layer), columns.index(one.column), one.card.position),
        )

    @cached_property
    def offered(self) -> list[Card]:
        """Insights of the customer that a deal's board does not show yet."""
        customer = self.board.customer
        if self.board.opportunity is None or customer is None or not self.may_edit:
            return []
        here = [one.insight.pk for one in self.content.shown]
        theirs = Card.objects.filter(**Board(customer, None, None).place, archived_at=None).exclude(insight__in=here)
        return list(theirs.select_related("insight").order_by("position", "pk"))

    @cached_property
    def divisions(self) -> list[Division]:
        """The divisions of the account that have boards of their own."""
        account = self.board.account
        found = (
            Division.objects.filter(account=account, archived_at=None) if account and not self.board.division else ()
        )
        return list(found[:MOST_DIVISIONS]) if found else []

    @cached_property
    def archived(self) -> int:
        """How many insights are archived."""
        return archived_cards(self.board).count()

    def action_url(self, shown: ShownInsight) -> str:
        """Where an action for an insight is planned."""
        asked: dict[str, Any] = {"origin": f"insight:{shown.insight.pk}", "subject": shown.insight.title}
        if self.board.opportunity is not None:
            asked["opportunity"] = self.board.opportunity.pk
        elif self.board.account is not None:
            asked["account"] = self.board.account.pk
        return f"{reverse('action-new')}?{urlencode(asked)}"

    def _where(self, rule: str) -> str:
        """The page of the account where the rule is mended; empty where that is this board."""
        account, page = self.board.customer, PAGES.get(rule)
        return reverse(page, args=[account.pk]) if page and account is not None else ""

    @property
    def _is_urgent(self) -> bool:
        """For a deal, past the middle of its open stages; for a customer, once anything is confirmed."""
        deal = self.board.opportunity
        if deal is None:
            return any(one.is_sure for one in self.content.pieces)
        return is_past_middle(deal)

    def _figure(self, layer: str) -> str:
        there = [one for one in self.content.pieces if one.layer == layer]
        sure = sum(one.state in SURE for one in there)
        if not there:
            return ""
        return ngettext("%(sure)d of %(count)d confirmed", "%(sure)d of %(count)d confirmed", len(there)) % {
            "sure": sure,
            "count": len(there),
        }

    def _card(self, shown: ShownInsight) -> BoardCard:
        moves = reverse("card-moves", args=[shown.card.pk]) if self.may_edit else ""
        insight = shown.insight
        return BoardCard(
            key=str(shown.card.pk),
            name=insight.title,
            lane=insight.layer,
            column=shown.column,
            seen=seen_of(shown.card),
            moves_url=moves,
            form_url=moves,
            shown=shown,
        )


def is_past_middle(deal: Opportunity) -> bool:
    """Whether an opportunity has half of the open stages of its process behind it; closed ones have."""
    if not deal.is_open:
        return True
    stages = list(deal.process.stages.filter(kind=Stage.Kind.OPEN, archived_at=None).order_by("position", "pk"))
    places = {stage.pk: place for place, stage in enumerate(stages, 1)}
    return places.get(deal.stage_id, 0) * 2 > len(stages)


def context_of(page: BoardPage, *, notice: Notice | None = None, view: str = "board") -> Mapping[str, object]:
    """What the templates of a board need."""
    return {
        "page": page,
        "board": page.drawn,
        "account": page.board.account,
        "opportunity": page.board.opportunity,
        "notice": notice,
        "view": view,
    }
