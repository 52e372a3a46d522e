"""Why there is no honest number: kept as plain facts, put into words in the language of whoever reads."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.web import formats

Facts = Mapping[str, Any]  # Any: plain values, as JSON holds them


class ForecastRefused(ValueError):
    """There is no honest number; the message says what is missing, in words for whoever asked."""

    def __init__(self, code: str, **facts: object) -> None:
        self.kept: dict[str, object] = {"code": code, "facts": facts}
        super().__init__(refusal_words(self.kept))


def refusal_words(kept: Facts) -> str:
    """The sentence of a refusal. Days and instants are ISO texts."""
    facts = kept["facts"]
    said = {name: _written(name, value) for name, value in facts.items()}
    if kept["code"] == "few_wins":
        sentence = ngettext(
            "%(wins)s win is known on %(at)s; a forecast needs %(needs)s.",
            "%(wins)s wins are known on %(at)s; a forecast needs %(needs)s.",
            facts["wins"],
        )
        return sentence % said
    return _sentences()[kept["code"]] % said


def _sentences() -> dict[str, str]:
    return {
        "not_known_yet": _("The records reach to %(until)s; what was known on %(at)s is not there yet."),
        "ended": _(
            "%(period)s ended on %(end)s: there is nothing left to forecast on %(at)s. The review shows what came."
        ),
        "far_ahead": _("%(period)s begins more than a year after %(at)s; a forecast does not reach that far."),
        "nothing": _("No opportunity is on record on %(at)s. Import some first."),
        "too_short": _(
            "Records begin on %(first)s. A forecast of %(period)s needs an earlier period that had ended and was on "
            "record %(days)s days before its end; there is none yet. A shorter period, such as the month, needs less."
        ),
    }


def _written(name: str, value: object) -> object:
    if name in {"end", "first"}:
        return formats.day(date.fromisoformat(str(value)))
    return formats.moment(datetime.fromisoformat(str(value))) if name in {"at", "until"} else value
