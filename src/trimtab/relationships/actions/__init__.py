"""Changes to maps of people. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.relationships.actions.judging import (
    JudgedMeanwhile,
    edit_texts,
    judge,
    judge_attitude,
    set_relation,
    take_back,
)
from trimtab.relationships.actions.lines import LineRefused, draw_line, redraw_line, remove_line
from trimtab.relationships.actions.maps import (
    MapIsFull,
    add_member,
    arrange,
    begin_map,
    bring_over,
    name_member,
    put_back,
    take_off,
)

__all__ = [
    "JudgedMeanwhile",
    "LineRefused",
    "MapIsFull",
    "add_member",
    "arrange",
    "begin_map",
    "bring_over",
    "draw_line",
    "edit_texts",
    "judge",
    "judge_attitude",
    "name_member",
    "put_back",
    "redraw_line",
    "remove_line",
    "set_relation",
    "take_back",
    "take_off",
]
