"""What answers come to: by hand, and what holds of any answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.assessments.scorecard import NO, UNKNOWN, YES, Option, Question, Section, Step
from trimtab.assessments.scores import Colour, Given, derived, section_score, worth

PLAIN = Section(
    "s",
    "S",
    [*(Question(f"q{number}", "Q") for number in range(4)), Question("key", "K", weight=2, is_key=True)],
)
KEYS = [one.key for one in PLAIN.questions]


def answers(*values: str, proven: bool = True) -> dict[str, Given]:
    return {key: Given(value, proven) for key, value in zip(KEYS, values, strict=False) if value}


def test_section_of_three_in_six_points_is_weak() -> None:
    """F5 of the method."""
    score = section_score(PLAIN, answers(YES, YES, UNKNOWN, NO, YES))

    assert (score.points, score.maximum, score.share, score.colour) == (3, 6, 0.5, Colour.WEAK)


def test_a_key_criterion_with_no_makes_the_section_bad_whatever_the_sum() -> None:
    """F6 of the method."""
    score = section_score(PLAIN, answers(YES, YES, YES, YES, NO))

    assert (score.colour, score.broken) == (Colour.BAD, ("key",))


def test_limits_belong_to_the_better_side() -> None:
    ten = Section("s", "S", [Question(f"q{number}", "Q") for number in range(10)])

    def colour(yes: int, unknown: int) -> str:
        values = [YES] * yes + [UNKNOWN] * unknown
        return section_score(ten, {f"q{n}": Given(value, True) for n, value in enumerate(values)}).colour

    assert [colour(6, 4), colour(5, 5), colour(2, 8), colour(1, 9)] == ["good", "weak", "weak", "bad"]


def test_opinions_alone_end_at_weak_unless_the_template_lets_them() -> None:
    opinions = answers(YES, YES, YES, YES, YES, proven=False)

    capped, let = section_score(PLAIN, opinions), section_score(PLAIN, opinions, needs_evidence=False)

    assert (capped.colour, capped.is_capped, capped.proven) == (Colour.WEAK, True, 0)
    assert (let.colour, let.is_capped) == (Colour.GOOD, False)


def test_yes_no_unknown_and_not_asked_are_four_things() -> None:
    found = [section_score(PLAIN, answers(value)) for value in (YES, NO, UNKNOWN, "")]

    assert [(one.points, one.unknown, one.asked) for one in found] == [(1, 0, 1), (-1, 0, 1), (0, 1, 1), (0, 0, 0)]
    assert [one.colour for one in found] == [Colour.WEAK, Colour.WEAK, Colour.WEAK, Colour.NONE]
    assert found[3].share is None


def test_a_mandatory_question_without_an_answer_keeps_a_section_from_good() -> None:
    asked = [Question("a", "A", weight=5), Question("b", "B", is_mandatory=True)]

    score = section_score(Section("s", "S", asked), {"a": Given(YES, True), "b": Given(UNKNOWN)})

    assert (score.colour, score.missing) == (Colour.WEAK, ("b",))


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        (Question("q", "Q", kind="scale", low=0, high=10), "10", 1),
        (Question("q", "Q", kind="scale", low=0, high=10), "5", 0),
        (Question("q", "Q", kind="number", low=10, high=20), "9", -1),
        (Question("q", "Q", kind="number", low=20, high=10), "5", 1),
        (Question("q", "Q", kind="number", low=10, high=20), "many", None),
        (Question("q", "Q", kind="choice", options=[Option("a", "A", 0.5)]), "a", 0.5),
        (Question("q", "Q", kind="text"), "a story", None),
        (Question("q", "Q", kind="date"), "2026-11-20", None),
        (Question("q", "Q", weight=0), YES, None),
    ],
)
def test_each_kind_of_answer_is_worth_what_its_question_says(
    question: Question, value: str, expected: float | None
) -> None:
    assert worth(question, value) == expected


def test_the_smaller_questions_lead_to_the_answer() -> None:
    steps = [Step("a", "A"), Step("b", "B"), Step("c", "C", is_deciding=False)]

    found = [derived(steps, dict(zip("abc", values, strict=False))) for values in ("yy", "yyn", "yn", "yu", "", "yyy")]

    assert derived(steps, {"a": YES, "b": YES}) == YES
    assert derived(steps, {"a": YES, "b": YES, "c": NO}) == UNKNOWN
    assert derived(steps, {"a": YES, "b": NO}) == NO
    assert derived(steps, {"a": YES}) == UNKNOWN
    assert found == [UNKNOWN] * 6  # other words than yes and no are no answers


some_answers = st.dictionaries(
    st.sampled_from(KEYS), st.builds(Given, st.sampled_from([YES, NO, UNKNOWN]), st.booleans())
)


@given(some_answers)
def test_a_share_lies_between_minus_one_and_one(found: dict[str, Given]) -> None:
    share = section_score(PLAIN, found).share

    assert share is None or -1 <= share <= 1


@given(some_answers, st.sampled_from(KEYS))
def test_evidence_never_makes_a_section_worse(found: dict[str, Given], key: str) -> None:
    order = [Colour.NONE, Colour.BAD, Colour.WEAK, Colour.GOOD]
    more = found | ({key: Given(found[key].value, True)} if key in found else {})

    assert order.index(section_score(PLAIN, more).colour) >= order.index(section_score(PLAIN, found).colour)


@given(some_answers, st.sampled_from(KEYS), st.sampled_from([YES, NO, UNKNOWN]))
def test_a_bad_section_is_bad_whatever_the_rest_turns_out_to_be(found: dict[str, Given], key: str, value: str) -> None:
    more = {key: Given(value, True)} | found

    if section_score(PLAIN, found).colour == Colour.BAD:
        assert section_score(PLAIN, more).colour == Colour.BAD


@given(some_answers)
def test_good_takes_evidence_for_three_fifths_of_all_that_could_be(found: dict[str, Given]) -> None:
    score = section_score(PLAIN, found)

    assert score.colour != Colour.GOOD or score.proven >= 0.6 * score.maximum
