"""The rules of a board, on pieces made by hand."""

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from trimtab.discovery.quality import Gap, Piece, gaps_in, owner_share, points_of, told_sections, verdict_on

KIM, LEE = 1, 2
LAYERS = ["goal", "pressure", "initiative", "obstacle", "solution"]


def pieces(*layers: str, owned: int = 0, state: str = "unconfirmed") -> list[Piece]:
    """One of each, the first `owned` of them owned by Kim, who has a say."""
    owners = [frozenset({KIM})] * owned + [frozenset[int]()] * len(layers)
    return [
        Piece(number, layer, state, owners=owner)
        for number, (layer, owner) in enumerate(zip(layers, owners, strict=False), 1)
    ]


FIVE = ("goal", "goal", "goal", "initiative", "initiative")


def test_f18_two_of_five_owned_by_key_players_are_enough() -> None:
    share = owner_share(pieces(*FIVE, owned=2), {KIM})

    assert (share.owned, share.of, share.share, share.is_enough) == (2, 5, 0.4, True)


def test_f19_one_of_five_is_not() -> None:
    share = owner_share(pieces(*FIVE, owned=1), {KIM})

    assert (share.share, share.is_enough) == (0.2, False)


def test_a_board_without_goals_and_initiatives_is_not_owned() -> None:
    assert not owner_share(pieces("pressure"), {KIM}).is_enough


def test_the_board_holds_with_four_rows_confirmed_and_a_third_owned() -> None:
    sure = pieces("goal", "pressure", "initiative", "obstacle", owned=1, state="confirmed")

    assert verdict_on(sure, {KIM}).is_ok
    assert not verdict_on(sure, {LEE}).is_ok
    assert verdict_on(sure[:3], {KIM}).unconfirmed == ("obstacle",)


def test_a_solution_alone_confirms_nothing_of_theirs() -> None:
    assert verdict_on(pieces("solution", state="done"), {KIM}).unconfirmed == tuple(LAYERS[:4])


def test_a_section_tells_a_whole_story() -> None:
    whole = [
        Piece(number, layer, "confirmed", section=7, owners=frozenset({LEE if layer == "obstacle" else KIM}))
        for number, layer in enumerate(LAYERS)
    ]

    assert told_sections([*whole, Piece(9, "goal")], {KIM}) == [7]
    assert told_sections(whole[:4], {KIM}) == []


@pytest.mark.parametrize(
    ("piece", "rule"),
    [
        (Piece(1, "goal"), "no_key_player"),
        (Piece(1, "solution"), "loose_solution"),
        (Piece(1, "initiative", priority="high"), "no_solution"),
        (Piece(1, "obstacle"), "no_action"),
        (Piece(1, "pressure", "confirmed", confirmed_days=181), "stale"),
    ],
)
def test_what_is_missing_is_said_of_the_insight(piece: Piece, rule: str) -> None:
    assert Gap(rule, (1,)) in gaps_in([piece], {KIM}, is_urgent=False)


@pytest.mark.parametrize(
    ("piece", "rule"),
    [
        (Piece(1, "goal", owners=frozenset({KIM})), "no_key_player"),
        (Piece(1, "solution", above=frozenset({"obstacle"})), "loose_solution"),
        (Piece(1, "initiative", priority="high", below=frozenset({"solution"})), "no_solution"),
        (Piece(1, "initiative", priority="low"), "no_solution"),
        (Piece(1, "obstacle", "done"), "no_action"),
        (Piece(1, "obstacle", has_action=True), "no_action"),
        (Piece(1, "pressure", "confirmed", confirmed_days=180), "stale"),
    ],
)
def test_nothing_is_said_where_it_is_mended(piece: Piece, rule: str) -> None:
    assert rule not in {gap.rule for gap in gaps_in([piece], {KIM}, is_urgent=False)}


def test_why_now_is_asked_once_it_is_urgent() -> None:
    goal = pieces("goal", owned=1)

    asked = [{gap.rule for gap in gaps_in(goal, {KIM}, is_urgent=urgent)} for urgent in (False, True)]

    assert ["why_now" in rules for rules in asked] == [False, True]


@pytest.mark.parametrize(("tellers", "is_single"), [([KIM, KIM, KIM], True), ([KIM, KIM, LEE], False), ([KIM], False)])
def test_one_source_for_everything_is_a_risk(tellers: list[int], is_single: bool) -> None:
    told = [Piece(number, "pressure", told_by=frozenset({teller})) for number, teller in enumerate(tellers)]

    assert (Gap("one_source") in gaps_in(told, {KIM}, is_urgent=False)) == is_single


def test_completeness_by_hand() -> None:
    # Goal and initiative there: 30. One of two confirmed: 10. One of two owned: 50 %, more than a third: 20.
    known = [Piece(1, "goal", "confirmed", owners=frozenset({KIM})), Piece(2, "initiative")]

    assert sum(points_of(known, {KIM}).values()) == 60


@effort(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Piece,
            st.integers(1, 99),
            st.sampled_from(LAYERS),
            st.sampled_from(["unconfirmed", "confirmed", "done"]),
            owners=st.frozensets(st.integers(1, 3)),
        ),
        max_size=12,
    )
)
def test_points_stay_between_nothing_and_a_hundred_and_confirming_never_costs(some: list[Piece]) -> None:
    before = sum(points_of(some, {KIM}).values())
    after = sum(points_of([Piece(one.pk, one.layer, "confirmed", owners=one.owners) for one in some], {KIM}).values())

    assert 0 <= before <= after <= 100
