"""Every action is whole or absent: whichever of its writes fails, the tables are as they were before it.

Each action is run with its first write failing, then with its second, until it comes to its end. A room names the calls
of its own actions in `acts(world)` of its file in `tests/addresses`; one that is missing there fails the test here.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pytest
from django.conf import settings

from tests.addresses import ROOMS
from tests.nerves.first_rooms import FIRST_ROOMS
from tests.nerves.side_rooms import SIDE_MODULES, SIDE_ROOMS
from tests.nerves.stopped import fault_in, fault_in_groups, taken_back
from tests.nerves.untried import UNTRIED_ROOMS
from tests.test_access_matrix import World

pytestmark = pytest.mark.django_db
ACTS: Mapping[str, Callable[[World], Mapping[str, Callable[[], object]]]] = FIRST_ROOMS | {
    room.__name__.rpartition(".")[2]: room.acts for room in ROOMS if hasattr(room, "acts")
}
# Writes before there is anything that could be half.
FIRST_START = {"opportunities.default_process"}
UNTRIED = {f"{room}.{name}" for room, names in UNTRIED_ROOMS.items() for name in names}
# One write is the whole of it: what somebody read and what is worked out is nobody's decision, so no event tells of it.
UNHEARD = {"analytics.keep_restatement", "collaboration.read_notices", "planning.keep_snapshot"}
# Whole by groups of records, so that others get to write in between: stopped and run again, all of it is there.
BY_GROUPS = {
    "planning.keep_night",
    "rulebook.look_at_all",
    "targeting.adopt_profile",
    "targeting.adopt_scoring",
    "targeting.keep_figures",
    "targeting.score_again",
}


def actions_there_are() -> set[str]:
    """The functions that change something: those of all `actions` modules that take `now`, as `room.name`."""
    rooms = [app for app in settings.INSTALLED_APPS if app.startswith("trimtab.") and find_spec(f"{app}.actions")]
    modules = [*(import_module(f"{app}.actions") for app in rooms), *SIDE_MODULES]
    return {f"{module.__name__.split('.')[1]}.{name}" for module in modules for name in writing_in(module)}


def writing_in(module: ModuleType) -> Iterator[str]:
    """What is public in it, of its own app, and takes `now`."""
    app = ".".join(module.__name__.split(".")[:2])
    for name, one in vars(module).items():
        is_own = inspect.isfunction(one) and one.__module__.startswith(app) and not name.startswith("_")
        if is_own and "now" in inspect.signature(one).parameters:
            yield name


def acts_of(room: str, world: World) -> dict[str, Callable[[], object]]:
    """The calls that a room names, made for a copy of the world: what they hold in memory is theirs."""
    copy = deepcopy(world)
    return {name: act for part in (ACTS, SIDE_ROOMS) if room in part for name, act in part[room](copy).items()}


def test_every_room_names_calls_of_its_actions() -> None:
    rooms = {name.partition(".")[0] for name in actions_there_are()}

    assert rooms == set(ACTS) | set(UNTRIED_ROOMS)


@pytest.mark.parametrize("room", sorted(ACTS))
def test_actions_are_whole_or_absent(room: str, world: World) -> None:
    with taken_back():
        names = {f"{room}.{name}" for name in acts_of(room, world)}
    wanted = {name for name in actions_there_are() if name.startswith(f"{room}.")}

    faults = {name: fault for name in sorted(names) if (fault := fault_of(name, world))}

    assert faults == {}
    assert names == wanted - FIRST_START - UNTRIED


def fault_of(name: str, world: World) -> str:
    """What is wrong with that action, which leaves nothing behind."""
    room, _dot, verb = name.partition(".")
    with taken_back():
        act = acts_of(room, world)[verb]
        return fault_in_groups(act) if name in BY_GROUPS else fault_in(act, least=1 if name in UNHEARD else 2)
