"""The page of the documentation that lists every shipped rule and every signal."""

from collections.abc import Iterator

from trimtab.objectives.models import Action
from trimtab.opportunities.signals import sources
from trimtab.rulebook.builder import ROOMS
from trimtab.rulebook.library import ALL, THEMES
from trimtab.rulebook.library.writing import Shipped
from trimtab.rulebook.rules import Level
from trimtab.rulebook.tables import known_signals
from trimtab.rulebook.words import Sentence, scope_in_words, sentence_of

CURRENCY = "EUR"  # no shipped rule names an amount


def rules_reference() -> str:
    """The page, in the language of whoever runs it."""
    head = (
        f"Trimtab comes with {len(ALL)} rules about open opportunities. Each can be changed, copied and put to rest. "
        "A rule is silent about what is not known. See [how to write one](../how-to/write-a-rule.md)."
    )
    lines = ["# Rules", "", head, ""]
    for theme, label in THEMES.items():
        some = [one for one in ALL if one.rule.theme == theme]
        if some:
            lines += [f"## {label}", "", *(line for one in some for line in _rule(one))]
    return "\n".join([*lines, *_signals()])


def _rule(shipped: Shipped) -> Iterator[str]:
    rule = shipped.rule
    scope = scope_in_words(rule.scope, currency=CURRENCY)
    yield f"### {rule.key}"
    yield ""
    yield f"**{rule.heading}** {rule.why}"
    yield ""
    yield f"{Level(rule.level).label}{f'; {scope}' if scope else ''}."
    yield ""
    yield from _sentences(sentence_of(rule.when, known_signals(), currency=CURRENCY), depth=0)
    yield ""
    intent = f" ({Action.Intent(rule.intent).label.lower()})" if rule.intent else ""
    whom = f", with {rule.whom_label}" if rule.whom else ""
    yield f"Then: {rule.action}{intent}{whom}, within {rule.days} days."
    yield ""


def _sentences(sentence: Sentence, *, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {sentence.text}"
    for one in sentence.parts:
        yield from _sentences(one, depth=depth + 1)


def _signals() -> Iterator[str]:
    yield "## Signals"
    yield ""
    yield "| signal | meaning | kind |"
    yield "| --- | --- | --- |"
    for source in sources():
        for one in source.signals:
            room, kind = ROOMS.get(source.room, source.room), one.kind.replace("_", " or ")
            yield f"| `{one.key}` | {room}: {one.label} | {kind} |"
    yield ""
