"""A forecast in sentences: the answer first, then what it rests on."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from trimtab.analytics.forecast.document import Document
from trimtab.web import formats

METHODS = {
    "model": later("the model"),
    "commit": later("what is won and committed"),
    "weighted": later("the pipeline weighted by stage"),
    "last_four": later("the mean of the last four periods"),
    "seasonal": later("the period a year before"),
}


def amount(text: str | None, measure: str = "money") -> str:
    """An amount of a document as it is read: compact money, or a number of wins."""
    if text is None:
        return formats.unknown()
    value = Decimal(text)
    return formats.compact(value) if measure == "money" else formats.number(round(value, 1))


def answer(document: Document, node: Mapping[str, Any]) -> str:
    """The first line: where the period will end, how sure, and how likely the target is."""
    measure = document["measure"]
    said = {
        "period": document["period"]["key"],
        "likely": amount(node["p50"], measure),
        "low": amount(node["p10"], measure),
        "high": amount(node["p90"], measure),
    }
    first = (
        _("%(period)s: likely %(likely)s, between %(low)s and %(high)s (8 of 10 times).")
        if measure == "money"
        else _("%(period)s: likely %(likely)s wins, between %(low)s and %(high)s (8 of 10 times).")
    ) % said
    return f"{first} {target_words(node, measure)}"


def target_words(node: Mapping[str, Any], measure: str = "money") -> str:
    """The target and the chance of reaching it."""
    if node["target"] is None:
        return _("No target is set.")
    if measure != "money":
        return _("The target is in money, and no win has an amount.")
    return _("Target %(target)s: %(chance)s in 100.") % {
        "target": amount(node["target"]),
        "chance": formats.in_hundred(node["chance"]),
    }


def method_words(document: Document) -> str:
    """Which method speaks, how well it did, and why the model stepped back if it did."""
    method = document["method"]
    if not method["n"]:
        return _("No earlier period could be compared: nothing is known yet of how well this does.")
    said = {
        "n": str(method["n"]),
        "model": formats.percent(method["errors"].get("model")),
        "best": str(METHODS[method["name"]]),
        "error": formats.percent(method["errors"].get(method["name"])),
        "weight": formats.percent(method["model_weight"]),
    }
    if method["reason"] == "worse":
        return (
            _(
                "At this point of the last %(n)s periods the model was off by %(model)s, %(best)s by %(error)s. So the "
                "model steps back: this is %(best)s, with the range of its own misses."
            )
            % said
        )
    if method["reason"] == "mixed":
        return (
            _(
                "At this point of the last %(n)s periods the model was off by %(model)s, %(best)s by %(error)s. So "
                "both are mixed, the model by %(weight)s."
            )
            % said
        )
    first = ngettext(
        "At this point of the last %(n)s period the model was off by %(model)s on average.",
        "At this point of the last %(n)s periods the model was off by %(model)s on average.",
        method["n"],
    )
    if method["reason"] == "few":
        return first % said + " " + _("That is too few periods to compare it with plain methods.")
    return first % said + " " + _("No plain method did better.")


def notes(document: Document) -> list[str]:
    """What a reader must know of the records behind it."""
    said = []
    if document["measure"] == "wins":
        said.append(_("No win has an amount: this is a forecast of the number of wins."))
    elif document["unknown_amounts"]:
        said.append(
            ngettext(
                "%(count)s open opportunity has no known value and counts as a usual win.",
                "%(count)s open opportunities have no known value and count as usual wins.",
                document["unknown_amounts"],
            )
            % {"count": document["unknown_amounts"]}
        )
        if document["without_rate"]:
            said.append(
                ngettext(
                    "Of them %(count)s lacks an exchange rate.",
                    "Of them %(count)s lack an exchange rate.",
                    document["without_rate"],
                )
                % {"count": document["without_rate"]}
            )
    if document["chances"]["method"] == "roll-rates":
        said.append(
            _("Chances come from stage and due date alone: %(wins)s wins are too few for more.")
            % {"wins": document["chances"]["wins"]}
        )
    unusual = document["unusual_week"]
    if unusual:
        said.append(
            _(
                "%(count)s opportunities were opened in the week of %(day)s, far more than usual. If they came from an "
                "import or a clean-up, chances and new business are not to be trusted until it has passed."
            )
            % {"count": formats.whole(unusual["count"]), "day": formats.day(date.fromisoformat(unusual["from"]))}
        )
    return said
