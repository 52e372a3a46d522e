"""When a play applies, how well, and what is not guessed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trimtab.competition.models import FearKind
from trimtab.playbook.facts import PlayFacts, facts_in
from trimtab.playbook.matching import Conditions, Context, match
from trimtab.playbook.shipped import SHIPPED
from trimtab.playbook.steps import OPEN_STEPS, Step, place_among

WORDS = st.lists(st.sampled_from(["proof", "close", "SMB", "renewal", "high"]), max_size=2).map(tuple)
AMOUNTS = st.none() | st.integers(0, 100).map(Decimal)
CONDITIONS = st.builds(
    Conditions, steps=WORDS, stages=WORDS, segments=WORDS, kinds=WORDS, changes=WORDS, fears=WORDS,
    amount_from=AMOUNTS, amount_to=AMOUNTS,
)  # fmt: skip


def test_a_play_without_conditions_applies_everywhere() -> None:
    found = match(Conditions(), Context())

    assert found is not None
    assert found.weight == 0


def test_one_condition_that_fails_excludes_the_play() -> None:
    when = Conditions(steps=("proof",), segments=("SMB",))

    assert match(when, Context(step="proof", segment="MM")) is None
    assert match(when, Context(step="proof", segment="smb")) is not None


def test_what_is_not_known_excludes_nothing_and_is_named() -> None:
    found = match(Conditions(steps=("proof",), changes=("high",)), Context(step="proof"))

    assert found is not None
    assert found.met == (("step", "proof"),)
    assert found.unknown == ("change",)


def test_a_play_of_which_nothing_is_known_to_hold_is_not_offered() -> None:
    assert match(Conditions(changes=("high",)), Context(step="proof")) is None


def test_a_play_for_a_fear_waits_until_somebody_states_it() -> None:
    when = Conditions(fears=("lock_in",))

    assert match(when, Context(step="close")) is None
    assert match(when, Context(step="close", fears=frozenset({"lock_in"}))) is not None


def test_a_stated_fear_weighs_more_than_all_that_is_general() -> None:
    fear = match(Conditions(fears=("cost",)), Context(fears=frozenset({"cost"})))
    general = match(
        Conditions(steps=("close",), kinds=("new",), segments=("MM",)),
        Context(step="close", kind="New", segment="MM"),
    )

    assert fear is not None
    assert general is not None
    assert fear.weight > general.weight


def test_an_amount_is_from_included_to_not() -> None:
    when = Conditions(amount_from=Decimal(10), amount_to=Decimal(20))

    assert match(when, Context(amount=Decimal(10))) is not None
    assert match(when, Context(amount=Decimal(20))) is None


def test_a_kind_is_found_by_a_word_in_it() -> None:
    assert match(Conditions(kinds=("renewal",)), Context(kind="Existing customer – Renewal")) is not None


@given(CONDITIONS, st.sampled_from(["step", "stage", "segment", "kind", "change"]))
def test_saying_what_was_not_known_never_weakens_a_play_that_still_applies(when: Conditions, said: str) -> None:
    known = Context(step="proof", stage="proof", segment="SMB", kind="renewal", change="high")
    more, less = match(when, known), match(when, replace(known, **dict[str, Any]({said: ""})))

    assert more is None or less is None or more.weight >= less.weight
    assert less is None or more is not None or said in less.unknown


@given(CONDITIONS)
def test_a_play_is_kept_and_read_back_the_same(when: Conditions) -> None:
    said = PlayFacts("A play", doing="They wait", when=when)

    assert facts_in(said.document) == said


def test_the_shipped_plays_cover_every_step_every_fear_and_renewals() -> None:
    steps = {step for one in SHIPPED.values() for step in one.when.steps}
    fears = {fear for one in SHIPPED.values() for fear in one.when.fears}

    assert len(SHIPPED) >= 15
    assert steps == set(Step.values)
    assert fears == set(FearKind.values)
    assert sum("renewal" in one.when.kinds for one in SHIPPED.values()) == 2
    assert all(one.doing and one.needs and one.follows and one.follow_subject for one in SHIPPED.values())


@given(st.integers(1, 20))
def test_stages_without_a_telling_name_are_spread_over_the_steps_in_order(count: int) -> None:
    places = [place_among(index, count) for index in range(count)]

    assert places == sorted(places)
    assert places[0] == 0
    assert count == 1 or places[-1] == len(OPEN_STEPS) - 1
