"""What lever cards say, and never say: whoever reads only the sentence must not take an association for a cause."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from trimtab.analytics.causes.drawing import Forest, forest_of
from trimtab.analytics.pilots.models import Pilot
from trimtab.insight.causes.cards import BY_KEY, QuestionCard
from trimtab.web import formats

KINDS_OF_FACTS = {
    "stage": later("stage and age"),
    "opinion": later("the seller's forecast category"),
    "size": later("amount and segment"),
    "origin": later("kind and source"),
    "seller": later("what the seller won before"),
    "activity": later("activity so far"),
}
ATTEMPTS = {
    "placebo lever": later("The lever dealt out at random does nothing"),
    "outcome before": later("Amounts changed before it are no different"),
    "deals elsewhere": later("The seller's other deals are no different"),
    "random fact": later("A made-up fact changes nothing"),
    "halves": later("Halves of the customers agree"),
    "other landmarks": later("Early and late deals agree"),
    "leave one team out": later("No single team makes it"),
}
REASONS = {
    "no clear difference": later("The interval holds zero."),
    "hidden cause": later("Something unseen, as important as the strongest fact we see, could explain it all."),
    "against expectation": later("It is the opposite of what was expected beforehand; something unseen is likelier."),
    "within sellers": later("Among deals of the same seller it points the other way."),
}
GRADES = {
    "A": later("shown by a pilot"),
    "B": later("a natural experiment"),
    "C": later("like compared with like; no attempt to refute it succeeded"),
    "D": later("goes along with it; that it is a cause is not shown"),
}
PROBLEMS = {
    "people": later("The people of this scope have changed. Work the cards out again."),
    "preparing": later("The figures were still being prepared. Work the cards out again in a minute."),
    "stopped": later("Working the cards out stopped; the log of the server says why. Work them out again."),
}
MISSING = {
    "content": later("No system that records who opened which material is connected."),
    "training": later("No system that records trainings is connected."),
}


@dataclass(frozen=True)
class ShownCard:
    """One card as the page shows it. Numbers stand as shares; texts as whole sentences."""

    card: QuestionCard
    written: dict[str, Any]
    sentence: str
    state: str
    grade: str
    worth: float
    forest: Forest | None
    pilot: Pilot | None = None

    @property
    def attempts(self) -> list[tuple[str, bool | None]]:
        """Attempts to refute it in words, and whether it survived."""
        return [(str(ATTEMPTS[name]), survived) for name, survived in self.written.get("attempts", ())]

    @property
    def money(self) -> float | None:
        """What it is worth at least; None where it is not shown to be a cause."""
        return self.worth if self.worth and self.grade != "D" else None

    @property
    def survived(self) -> str:
        """How many attempts it survived, in words."""
        made = [survived for _name, survived in self.written.get("attempts", ()) if survived is not None]
        return _("%(survived)d of %(made)d") % {"survived": sum(made), "made": len(made)}

    @property
    def reasons(self) -> list[str]:
        """Why the grade is no better."""
        return [_reason(text) for text in self.written.get("reasons", ())]

    @property
    def grade_in_words(self) -> str:
        """What the grade means."""
        return str(GRADES.get(self.grade, ""))


def shown_cards(answer: dict[str, Any], pilots: Mapping[str, Pilot] | None = None) -> list[ShownCard]:
    """The cards of a report, by grade and by what they are worth at the near end of the interval; then what is not
    told.

    Args:
        pilots: lever → the pilot that showed what it does; its card is graded A.
    """
    written = [one for one in answer["cards"] if one["key"] in BY_KEY]
    scale = max((_widest(one) for one in written if one["state"] == "judged"), default=0.1)
    cards = [_with_pilot(_shown(one, scale=scale), (pilots or {}).get(one["key"])) for one in written]
    order = {"judged": 0, "refused": 1, "missing": 2}
    return sorted(cards, key=lambda one: (one.grade != "A", order[one.state], one.grade or "Z", -one.worth))


def _with_pilot(card: ShownCard, pilot: Pilot | None) -> ShownCard:
    if pilot is None:
        return card
    return replace(card, grade="A", pilot=pilot, sentence=f"{_shown_by(pilot)} {card.sentence}")


def _shown_by(pilot: Pilot) -> str:
    found = pilot.result or {}
    return _("A pilot showed %(difference)s points, between %(low)s and %(high)s.") % {
        "difference": points(found["difference"]),
        "low": points(found["low"]),
        "high": points(found["high"]),
    }


def lead_of(cards: list[ShownCard]) -> str:
    """The answer in one sentence."""
    judged = [one for one in cards if one.state == "judged" or one.grade == "A"]
    holding = [one for one in judged if one.grade != "D"]
    if not judged:
        return _("There are too few closed deals to judge any lever.")
    if not holding:
        return ngettext(
            "The one lever that could be judged is not shown to cause wins. A pilot could show it.",
            "None of the %(count)d levers that could be judged is shown to cause wins. A pilot could show it.",
            len(judged),
        ) % {"count": len(judged)}
    names = ", ".join(_(one.card.name).lower() for one in holding)
    return _("%(holding)d of %(judged)d levers hold up after comparing like with like: %(names)s.") % {
        "holding": len(holding),
        "judged": len(judged),
        "names": names,
    }


def first_of(cards: list[ShownCard]) -> ShownCard | None:
    """What to try first: what is shown to work and is worth most at least; else what a pilot would tell most about."""
    judged = [one for one in cards if one.state == "judged"]
    shown = [one for one in judged if one.money]
    if shown:
        return max(shown, key=lambda one: one.worth)
    return max(judged, key=lambda one: _far_worth(one.card, one.written), default=None)


def first_in_words(first: ShownCard) -> str:
    """Why that one."""
    if first.money:
        text = _("Worth at least %(money)s, and comparing like with like did not make it go away.")
        return text % {"money": formats.compact(first.money)}
    return _("As a pilot: nothing shows yet that it causes wins, and of all levers it would bring most if it does.")


def _far_worth(card: QuestionCard, written: dict[str, Any]) -> float:
    """What it would bring if all that may be so were so."""
    far = -written["low"] if card.avoided else written["high"]
    return float(max(far, 0.0) * _reach(card, written))


def points(share: float, *, is_signed: bool = True) -> str:
    """A difference of shares in points: +4.2, −1, 0."""
    value = round(100 * share, 1)
    text = formats.number(Decimal(str(abs(value))))
    sign = "" if not value else "−" if value < 0 else "+" if is_signed else ""
    return f"{sign}{text}"


def _shown(written: dict[str, Any], *, scale: float) -> ShownCard:
    card = BY_KEY[written["key"]]
    is_judged = written["state"] == "judged"
    return ShownCard(
        card,
        written,
        _sentence(card, written),
        written["state"],
        written.get("grade", ""),
        worth_of(card, written) if is_judged else 0.0,
        forest_of(written, raw=raw_difference(written), scale=scale) if is_judged else None,
    )


def worth_of(card: QuestionCard, written: dict[str, Any]) -> float:
    """The near end of the adjusted interval times what could still be reached; never below zero."""
    near = -written["high"] if card.avoided else written["low"]
    return float(max(near, 0.0) * _reach(card, written))


def _reach(card: QuestionCard, written: dict[str, Any]) -> float:
    reach = float(written["reach"]["amount"])
    if card.avoided:  # only those that would have been touched can be spared
        reach *= written["overlap"]["treated"] / max(written["overlap"]["kept"], 1)
    return reach


def raw_difference(written: dict[str, Any]) -> float | None:
    """The usual comparison as a difference of shares."""
    raw = written["raw"]
    if not raw["with_lever"] or not raw["without"]:
        return None
    return float(raw["won_with"] / raw["with_lever"] - raw["won_without"] / raw["without"])


def _widest(written: dict[str, Any]) -> float:
    low, high = float(written["bound"]["low"]), float(written["bound"]["high"])
    return max(abs(raw_difference(written) or 0.0), abs(low), abs(high))


def _sentence(card: QuestionCard, written: dict[str, Any]) -> str:
    if written["state"] == "missing":
        return str(MISSING.get(card.needs, _("The data for this lever is not there.")))
    if written["state"] == "refused":
        overlap = written["overlap"]
        return _(
            "Not told: the comparison is worth an even experiment of %(worth)s deals; %(needs)s are needed. "
            "%(treated)s of %(rows)s rows have the lever."
        ) % {
            "worth": formats.whole(int(overlap["worth"])),
            "needs": formats.whole(int(written.get("needs", 200))),
            "treated": formats.whole(overlap["treated"]),
            "rows": formats.whole(overlap["rows"]),
        }
    return _judged(card, written)


def _judged(card: QuestionCard, written: dict[str, Any]) -> str:
    raw, bound = raw_difference(written), written["bound"]
    said = {
        "raw": formats.unknown() if raw is None else points(raw),
        "effect": points(written["effect"]),
        "strongest": KINDS_OF_FACTS.get(bound["strongest"], bound["strongest"]),
        "low": points(bound["low"]),
        "high": points(bound["high"]),
        "grade": written["grade"],
    }
    return (
        _(
            "Closed deals with it differ from those without by %(raw)s points of win rate; like compared with like by "
            "%(effect)s; if something unseen were as important as %(strongest)s, by between %(low)s and %(high)s. "
            "Evidence grade %(grade)s."
        )
        % said
    )


def _reason(text: str) -> str:
    if text.startswith("failed: "):
        name = text.removeprefix("failed: ")
        return _("An attempt to refute it succeeded: “%(attempt)s” is not so.") % {"attempt": ATTEMPTS.get(name, name)}
    return str(REASONS.get(text, text))
