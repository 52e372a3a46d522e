"""The cards of the board as HTML. A board has a hundred and more: made here, they cost a tenth of a template each."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trimtab.opportunities.columns import Row
from trimtab.opportunities.models import Opportunity
from trimtab.people.policy import Access
from trimtab.web import formats
from trimtab.web.cells import unknown


@dataclass(frozen=True)
class Card:
    """One opportunity on the board. `slipped_from`: the earlier fiscal quarter in which it was to close."""

    row: Row
    stage_id: int
    access: Access
    slipped_from: str

    @property
    def opportunity(self) -> Opportunity:
        """What the card stands for."""
        return self.row.opportunity


class CardWords:
    """What every card repeats, translated and escaped once a page. `%s` stands for what differs, `%i` for the id."""

    def __init__(self) -> None:
        self.page = reverse("opportunity", args=[0]).replace("/0/", "/%i/")

    @cached_property
    def no_amount(self) -> SafeString:
        return _marked("unknown", "", _("amount unknown"))

    @cached_property
    def no_date(self) -> SafeString:
        return _marked("unknown", "", _("no close date"))

    @cached_property
    def overdue(self) -> SafeString:
        return _marked("bad mark", "▲", _("overdue"))

    @cached_property
    def slipped(self) -> str:
        return _marked("warn mark", "◆", _("slipped from %(quarter)s") % {"quarter": "%s"})

    @cached_property
    def in_stage(self) -> str:
        return _marked("mark", "", _("%(days)s in stage") % {"days": "%s"})

    @cached_property
    def read_only(self) -> SafeString:
        return _marked("mark", "", _("read only"))

    @cached_property
    def move(self) -> str:
        """The button that opens the form. `%i`: the id; `%s`: the name, filled in last."""
        label = conditional_escape(_("Move %(name)s") % {"name": "%s"})
        return (
            '<button class="plain" form="pick" name="card" value="%i" id="move-%i" aria-describedby="board-keys" '
            f'aria-label="{label}">{conditional_escape(_("Move"))}</button>'
        )


def drawn_card(card: Card, words: CardWords, *, viewer_id: int, is_opened: bool) -> SafeString:
    """The card without its end, so that the form of the opened one fits in."""
    one = card.opportunity
    parts = [_start(card), f'<a href="{words.page.replace("%i", str(one.pk))}">{conditional_escape(one.name)}</a>']
    if one.account:
        parts.append(f'<p class="account quiet">{conditional_escape(one.account.name)}</p>')
    parts.append(f'<p class="worth">{_worth(one, words)} {_day(one, words)}</p>')
    if marks := _marks(card, words):
        parts.append(f"<p>{marks}</p>")
    parts.append(f'<div class="foot"><span>{_standing(card, words, viewer_id=viewer_id)}</span>')
    if not card.access.can_edit:
        parts.append(words.read_only)
    elif not is_opened:
        parts.append(words.move.replace("%i", str(one.pk)).replace("%s", conditional_escape(one.name)))
    parts.append("</div>")
    return mark_safe("\n".join(parts))  # noqa: S308  # each part is safe


def _start(card: Card) -> str:
    one = card.opportunity
    may = f'data-seen="{one.changed_at.isoformat()}"'
    if not card.access.can_edit:
        may = f'data-fixed="{conditional_escape(card.access.reason)}"'
    order = one.close_on.isoformat() if one.close_on else ""
    return f'<li class="card" id="card-{one.pk}" data-stage="{card.stage_id}" data-order="{order}" {may}>'


def _worth(one: Opportunity, words: CardWords) -> str:
    if one.amount is None:
        return words.no_amount
    return f"<b>{conditional_escape(formats.money(one.amount, one.currency))}</b>"


def _day(one: Opportunity, words: CardWords) -> str:
    return f"<span>{conditional_escape(formats.day(one.close_on))}</span>" if one.close_on else words.no_date


def _marks(card: Card, words: CardWords) -> str:
    marks = [words.overdue] if card.row.is_overdue else []
    if card.slipped_from:
        marks.append(SafeString(words.slipped.replace("%s", card.slipped_from)))
    return " ".join(marks)


def _standing(card: Card, words: CardWords, *, viewer_id: int) -> str:
    """Whose it is, where it is another one's, and for how long it has stood here."""
    one, days = card.opportunity, card.row.days_in_stage
    parts = []
    if one.owner_id != viewer_id:
        parts.append(conditional_escape(str(one.owner)) if one.owner else unknown())
    if days is not None:
        parts.append(SafeString(words.in_stage.replace("%s", formats.days(days))))
    return " · ".join(parts)


def _marked(css: str, shape: str, text: str | Promise) -> SafeString:
    """A word with its shape, which is not read aloud."""
    drawn = format_html('<span aria-hidden="true">{}</span> ', shape) if shape else ""
    return format_html('<span class="{}">{}{}</span>', css, drawn, text)
