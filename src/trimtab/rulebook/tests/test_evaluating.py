"""Three answers: yes, no, and not known."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.opportunities.signals import Signal, Value
from trimtab.rulebook.conditions import Group, Node, NotARule, Question, as_json, read_condition, read_node
from trimtab.rulebook.evaluating import Table, Truth, answers, verdicts
from trimtab.rulebook.scopes import Phasing, Scope, Subject, read_scope

TODAY, ONE = date(2026, 11, 20), Subject(1)
SIGNALS = {
    one.key: one
    for one in (
        Signal("a", "A"), Signal("b", "B"), Signal("n", "N", "number"), Signal("m", "M", "number"),
        Signal("d", "D", "date"), Signal("c", "C", "choice", {"good": "Good", "bad": "Bad"}), Signal("s", "S", "share"),
        Signal("money", "Money", "money"), Signal("later", "Later"),
    )
}  # fmt: skip


def table(values: dict[str, Value], subject: Subject = ONE) -> Table:
    """One opportunity. `later` has no source: nobody was ever asked."""
    columns = {key: [values.get(key)] for key in SIGNALS if key != "later"}
    return Table(TODAY, [subject], columns, SIGNALS)


def answer(node: Node, **values: Value) -> Truth:
    return answers(node, table(values))[0]


A, B = Question("a", "yes"), Question("b", "yes")


@pytest.mark.parametrize(
    ("kind", "a", "b", "expected"),
    [
        ("all", True, True, True),
        ("all", True, None, None),
        ("all", None, False, False),
        ("any", False, None, None),
        ("any", True, None, True),
        ("any", False, False, False),
        ("none", False, False, True),
        ("none", False, None, None),
        ("none", True, None, False),
    ],
)
def test_a_group_leaves_open_what_its_parts_leave_open(kind: str, a: Value, b: Value, expected: Truth) -> None:
    assert answer(Group(kind, (A, B)), a=a, b=b) is expected


@pytest.mark.parametrize(
    ("question", "values", "expected"),
    [
        (Question("n", "at_least", 2), {"n": 2}, True),
        (Question("n", "more", 2), {"n": 2}, False),
        (Question("n", "less", 2), {"n": None}, None),
        (Question("n", "at_most", None, "m"), {"n": 1, "m": 3}, True),
        (Question("n", "at_most", None, "m"), {"n": 1}, None),
        (Question("money", "at_least", 100), {"money": Decimal("100.00")}, True),
        (Question("c", "is", "bad"), {"c": "bad"}, True),
        (Question("c", "is_not", "bad"), {"c": None}, None),
        (Question("c", "among", ("good", "bad")), {"c": "good"}, True),
        (Question("d", "within", 7), {"d": TODAY + timedelta(days=7)}, True),
        (Question("d", "within", 7), {"d": TODAY - timedelta(days=1)}, False),
        (Question("d", "past", 0), {"d": TODAY - timedelta(days=1)}, True),
        (Question("d", "before", "2026-12-01"), {"d": TODAY}, True),
        (Question("n", "known"), {"n": None}, False),
        (Question("n", "unknown"), {"n": None}, True),
        (Question("later", "unknown"), {}, None),
        (Question("later", "yes"), {}, None),
    ],
)
def test_a_question_has_three_answers(question: Question, values: dict[str, Value], expected: Truth) -> None:
    assert answer(question, **values) is expected


def test_out_of_scope_is_no_and_an_unknown_phase_is_not_known() -> None:
    late = Scope(phases=("late",))

    found = [
        verdicts(Group("all", (A,)), late, table({"a": True}, Subject(1, phase)))[0] for phase in ("late", "early", "")
    ]

    assert found == [True, False, None]


def test_size_and_kind_bound_a_rule() -> None:
    scope = read_scope({"kinds": ["renewal"], "least": 1000})

    assert scope.covers(Subject(1, kind="Renewal", amount=1000.0)) is True
    assert scope.covers(Subject(1, kind="New", amount=5000.0)) is False
    assert scope.covers(Subject(1, kind="renewal")) is None


def test_the_phase_follows_two_settings() -> None:
    phasing = Phasing(mid=0.4, late=0.8)

    assert [phasing.phase_at(one) for one in (0.39, 0.4, 0.8, None)] == ["early", "mid", "late", ""]


TRUTHS = st.sampled_from([True, False, None])
QUESTIONS = st.sampled_from([A, B, Question("n", "at_least", 2), Question("c", "is", "good"), Question("later", "no")])
TREES = st.recursive(
    QUESTIONS, lambda inner: st.builds(Group, st.sampled_from(["all", "any", "none"]), st.tuples(inner, inner)),
    max_leaves=6,
)  # fmt: skip


@given(tree=TREES, a=TRUTHS, b=TRUTHS, n=st.sampled_from([None, 1, 2]), more=st.booleans())
def test_learning_more_never_turns_a_yes_into_a_no(tree: Node, a: Truth, b: Truth, n: int | None, more: bool) -> None:
    before = answer(tree, a=a, b=b, n=n)

    after = answer(tree, a=more if a is None else a, b=more if b is None else b, n=2 if n is None else n)

    assert before is None or after is before


@given(tree=TREES)
def test_a_tree_survives_json(tree: Node) -> None:
    read = read_node(as_json(tree))

    assert read == tree


@given(tree=TREES, rows=st.lists(st.tuples(TRUTHS, TRUTHS), min_size=1, max_size=5))
def test_many_are_answered_as_each_by_itself(tree: Node, rows: list[tuple[Truth, Truth]]) -> None:
    columns: dict[str, list[Value]] = {"a": [a for a, _b in rows], "b": [b for _a, b in rows], "n": [2] * len(rows)}
    columns |= {"c": [None] * len(rows)}
    many = Table(TODAY, [Subject(place) for place in range(len(rows))], columns, SIGNALS)

    assert answers(tree, many) == [answer(tree, a=a, b=b, n=2) for a, b in rows]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"all": []}, "at least one condition"),
        ({"signal": "x", "is": "yes"}, "Nothing is known under"),
        ({"signal": "a", "is": "at_least", "value": 1}, "cannot be asked by"),
        ({"signal": "n", "is": "at_least"}, "needs a value"),
        ({"signal": "n", "is": "at_least", "value": "2"}, "needs a value"),
        ({"signal": "n", "is": "at_least", "other": "s"}, "cannot be compared"),
        ({"signal": "c", "is": "is", "value": "blue"}, "is never"),
        ({"all": [{"any": []}, {"signal": "a", "is": "yes"}]}, "says nothing"),
        ({"all": [{"any": [{"any": [{"any": [{"any": [{"signal": "a", "is": "yes"}]}]}]}]}]}, "deep"),
        ({"all": [{"signal": "a", "is": "yes"}] * 41}, "at most 40"),
        ([], "a group or a question"),
    ],
)
def test_what_is_no_condition_is_refused_in_words(facts: object, said: str) -> None:
    with pytest.raises(NotARule, match=said):
        read_condition(facts, known=SIGNALS)
