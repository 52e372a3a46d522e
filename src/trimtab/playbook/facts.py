"""What a play says, as kept, exported, imported and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise

from trimtab.playbook.matching import Conditions

Text = str | Promise
ANY_TIME = Conditions()


@dataclass(frozen=True)
class Link:
    """Something to bring: what it is called and where it is."""

    name: str
    url: str


@dataclass(frozen=True)
class PlayFacts:
    """The ideal interaction, from the buyer's side.

    doing, needs: the buyer's, at this step. theirs, ours: who meets. goes: how it goes. follows: what the buyer does
    next when it went well. follow_subject, follow_days: our action until then.
    contents: names of what stands in the content of sales processes; links: what stands nowhere else.
    """

    name: Text
    doing: Text = ""
    needs: Text = ""
    channel: str = "in_person"
    theirs: Text = ""
    ours: Text = ""
    bring: Text = ""
    goes: Text = ""
    follows: Text = ""
    follow_subject: Text = ""
    follow_days: int = 7
    when: Conditions = ANY_TIME
    links: Sequence[Link] = ()
    contents: tuple[str, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """As JSON holds it."""
        kept: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        kept = {name: str(value) if isinstance(value, Promise) else value for name, value in kept.items()}
        return kept | {
            "contents": list(self.contents),
            "when": _conditions(self.when),
            "links": [{"name": one.name, "url": one.url} for one in self.links],
        }


def facts_in(document: Mapping[str, Any]) -> PlayFacts:
    """The facts of a document; what it does not say stays at its default.

    Raises:
        ValueError: a value is of a kind that no play has.
    """
    kept = {one.name: document[one.name] for one in fields(PlayFacts) if one.name in document}
    when, links = kept.pop("when", {}), kept.pop("links", [])
    kept["contents"] = tuple(str(name) for name in kept.get("contents", ()))
    try:
        read = PlayFacts(
            when=_read_conditions(when), links=tuple(Link(str(one["name"]), str(one["url"])) for one in links), **kept
        )
        return replace(read, follow_days=int(read.follow_days))
    except (TypeError, KeyError, AttributeError, InvalidOperation) as error:
        raise ValueError(str(error)) from error


def _conditions(when: Conditions) -> dict[str, Any]:
    kept = {one.name: getattr(when, one.name) for one in fields(when)}
    return {
        name: str(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value
        for name, value in kept.items()
        if value not in ((), None)
    }


def _read_conditions(document: Mapping[str, Any]) -> Conditions:
    amounts = {name: Decimal(str(document[name])) for name in ("amount_from", "amount_to") if document.get(name)}
    lists = {
        one.name: tuple(str(value) for value in document[one.name])
        for one in fields(Conditions)
        if one.name in document and one.name not in ("amount_from", "amount_to")
    }
    return Conditions(**lists, **amounts)  # type: ignore[arg-type]  # names and kinds are those of the fields
