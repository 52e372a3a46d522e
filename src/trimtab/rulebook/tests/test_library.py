"""Every shipped rule speaks in its one case and is silent in the other; and says something that can be read."""

from datetime import date

import pytest

from trimtab.opportunities.signals import Signal, Value, all_signals
from trimtab.rulebook.conditions import as_json, questions_in, read_condition
from trimtab.rulebook.evaluating import Table, verdicts
from trimtab.rulebook.facts import filled
from trimtab.rulebook.library import ALL, SHIPPED, THEMES
from trimtab.rulebook.library.writing import Example, Shipped
from trimtab.rulebook.rules import FIELD, read_rule
from trimtab.rulebook.scopes import Subject

TODAY = date(2026, 11, 20)
KINDS = dict.fromkeys(("at_least", "at_most", "more", "less", "equal"), "number")
KINDS |= dict.fromkeys(("before", "after", "past", "within"), "date") | dict.fromkeys(("yes", "no"), "yes_no")
NAMED = [pytest.param(one, id=one.key) for one in ALL]


def table_of(shipped: Shipped, example: Example) -> Table:
    """One opportunity of which that is known. Rooms that are not built yet are taken by how they are asked."""
    known = {one.key: one for one in all_signals()}
    signals = {
        key: known.get(key) or Signal(key, key, KINDS.get(question.operator, "choice"))
        for question in questions_in(shipped.rule.when)
        for key in (question.signal, question.other)
        if key
    }
    columns: dict[str, list[Value]] = {key: [example.values.get(key)] for key in signals}
    return Table(TODAY, [Subject(1, example.phase, example.kind, example.amount)], columns, signals)


@pytest.mark.parametrize("shipped", NAMED)
def test_a_shipped_rule_speaks_in_its_case(shipped: Shipped) -> None:
    found = verdicts(shipped.rule.when, shipped.rule.scope, table_of(shipped, shipped.fires))

    assert found == [True]


@pytest.mark.parametrize("shipped", NAMED)
def test_a_shipped_rule_is_silent_in_the_other_case(shipped: Shipped) -> None:
    found = verdicts(shipped.rule.when, shipped.rule.scope, table_of(shipped, shipped.silent))

    assert found == [False]


@pytest.mark.parametrize("shipped", NAMED)
def test_a_shipped_rule_says_nothing_of_what_is_not_known(shipped: Shipped) -> None:
    asks_for_ignorance = any(one.operator == "unknown" for one in questions_in(shipped.rule.when))
    nothing = Example(shipped.fires.phase, {})

    found = verdicts(shipped.rule.when, shipped.rule.scope, table_of(shipped, nothing))

    assert asks_for_ignorance or found == [None]


@pytest.mark.parametrize("shipped", NAMED)
def test_a_shipped_rule_survives_export_and_import(shipped: Shipped) -> None:
    read = read_rule(shipped.rule.as_json())

    assert read.as_json() == shipped.rule.as_json()
    assert read_condition(as_json(shipped.rule.when)) == shipped.rule.when


@pytest.mark.parametrize("shipped", NAMED)
def test_a_shipped_rule_names_only_what_it_asks_or_what_a_room_knows(shipped: Shipped) -> None:
    known = {one.key for one in all_signals()} | set(shipped.rule.signals)
    texts = (shipped.rule.title, shipped.rule.why, shipped.rule.action)

    named = {key for text in texts for key in FIELD.findall(str(text))}

    assert named <= known
    assert shipped.rule.theme in THEMES


def test_the_agreed_rules_are_there() -> None:
    codes = {one.code for one in SHIPPED.values()}

    agreed = {f"C{number:02d}" for number in range(1, 46)} | {f"IM{number}" for number in range(1, 9)}
    agreed |= {f"SP{number}" for number in (1, 3, 4, 6, 7, 8)}  # 2 and 5 are C30 and C29

    assert agreed <= codes


@pytest.mark.parametrize(
    ("days", "until", "since"),
    [
        (0, "today", "today"),
        (1, "in 1 day", "1 day ago"),
        (5, "in 5 days", "5 days ago"),
        (None, "not known", "not known"),
    ],
)
def test_days_say_when_and_never_in_no_days(days: int | None, until: str, since: str) -> None:
    signals = {"closes": Signal("closes", "closes", "days")}

    text = filled("{closes:when} · {closes:ago} · {closes}", {"closes": days}, signals, currency="EUR")

    assert text.split(" · ")[:2] == [until, since]


@pytest.mark.parametrize("shipped", NAMED)
def test_no_shipped_sentence_counts_days_after_in_or_before_ago(shipped: Shipped) -> None:
    """ "It closes in 0 days" is said otherwise: `{…:when}`."""
    signals = {one.key: one for one in all_signals() if one.kind == "days"}
    for text in (shipped.rule.title, shipped.rule.why, shipped.rule.action):
        for key in signals:
            assert f"in {{{key}}}" not in str(text)
            assert f"{{{key}}} ago" not in str(text)
