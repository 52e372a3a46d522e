"""The company: a tree of teams, the people in it, and when sellers come and go."""

from dataclasses import dataclass, field

import numpy as np

from trimtab.insight.simulate.arrays import Flags, Floats, Integers
from trimtab.insight.simulate.names import Spelled, to_ascii
from trimtab.insight.simulate.parameters import Parameters, Region
from trimtab.insight.simulate.words import FIRST_NAMES, LAST_NAMES
from trimtab.insight.simulate.world import Teams, Users

STAYS = 1_000_000
MAIL_DOMAIN = "sample.trimtab.example"
CAST = ("Ana", "Ben", "Cleo", "Dov", "Eva", "Finn")


@dataclass(frozen=True)
class Staff:
    """Teams and users with what drives sellers. Weeks count from the start; `leaves` is STAYS for who stays.

    Who `games` the figures logs calls that nobody answers, and calls an opportunity qualified when it is nearly won.
    """

    teams: Teams
    users: Users
    is_seller: Flags
    starts: Integers
    leaves: Integers
    skill: Floats
    optimism: Floats
    territory: Floats
    games: Flags


@dataclass
class _Roster:
    """People as they are appointed, one list per column."""

    rng: np.random.Generator
    first: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    email: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    role: list[str] = field(default_factory=list)
    team: list[int] = field(default_factory=list)
    manager: list[int] = field(default_factory=list)
    region: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)

    def appoint(
        self, name: str, *, role: str, title: str, place: tuple[int, int], manager: int, weeks: tuple[int, int]
    ) -> int:
        """Add a person to a team; `place` is (team, region), `weeks` is (starts, leaves). Return the row."""
        given, family = self.rng.integers(len(FIRST_NAMES)), self.rng.integers(len(LAST_NAMES))
        self.first.append(name or FIRST_NAMES[given])
        self.last.append(LAST_NAMES[family])
        self.role.append(role)
        self.title.append(title)
        self.team.append(place[0])
        self.region.append(place[1])
        self.manager.append(manager)
        self.starts.append(weeks[0])
        self.leaves.append(weeks[1])
        return len(self.first) - 1

    def emails(self) -> tuple[str, ...]:
        """Return unique addresses; the named cast has first names alone, as in ana@."""
        given: set[str] = set()
        for row, (first, last) in enumerate(zip(self.first, self.last, strict=True)):
            local = to_ascii(first) if first in CAST else f"{to_ascii(first)}.{to_ascii(last)}"
            self.email.append(f"{local}{row if local in given else ''}@{MAIL_DOMAIN}")
            given.add(local)
        return tuple(self.email)


def hire(parameters: Parameters, *, weeks: int, start: np.datetime64, rng: np.random.Generator) -> Staff:
    """Draw the company's people over `weeks` weeks from the Monday `start`."""
    teams, seats = _draw_teams(parameters)
    roster = _Roster(rng)
    managers = _appoint_heads(roster, teams)
    _fill_seats(roster, parameters, teams=teams, seats=seats, managers=managers, weeks=weeks)
    return _to_staff(roster, parameters, teams=teams, start=start)


def _draw_teams(parameters: Parameters) -> tuple[Teams, list[int]]:
    names, parents, regions, seats = ["Sales"], [-1], [-1], [0]
    left = parameters.sellers
    for number, region in enumerate(parameters.regions):
        is_last = number == len(parameters.regions) - 1
        here = left if is_last else round(parameters.sellers * region.share)
        left -= here
        row = len(names)
        names.append(region.name)
        parents.append(0)
        regions.append(number)
        seats.append(0)
        count = max(1, round(here / parameters.team_size))
        names += _team_names(region, count)
        parents += [row] * count
        regions += [number] * count
        seats += [here // count + (place < here % count) for place in range(count)]
    return Teams(tuple(names), np.array(parents), np.array(regions)), seats


def _team_names(region: Region, count: int) -> list[str]:
    extra = [f"{region.name} {number}" for number in range(len(region.team_names) + 1, count + 1)]
    return [*region.team_names, *extra][:count]


def _appoint_heads(roster: _Roster, teams: Teams) -> list[int]:
    stays = (-104, STAYS)
    eva = roster.appoint("Eva", role="leader", title="Chief Revenue Officer", place=(0, -1), manager=-1, weeks=stays)
    for name, role, title in (
        ("Dov", "administrator", "System Administrator"),
        ("Finn", "operations", "Sales Operations Manager"),
    ):
        roster.appoint(name, role=role, title=title, place=(0, -1), manager=eva, weeks=stays)
    heads = [eva]
    for team in range(1, len(teams.name)):
        is_region = teams.parent[team] == 0
        heads.append(
            roster.appoint(
                "Ben" if team == 2 else "",
                role="leader" if is_region else "manager",
                title="Regional Director" if is_region else "Sales Manager",
                place=(team, int(teams.region[team])),
                manager=heads[teams.parent[team]],
                weeks=stays,
            )
        )
    return heads


def _fill_seats(
    roster: _Roster, parameters: Parameters, *, teams: Teams, seats: list[int], managers: list[int], weeks: int
) -> None:
    cast = {(2, 0): "Ana", (_first_team_elsewhere(teams), 0): "Cleo"}
    for team, count in enumerate(seats):
        for seat in range(count):
            name = cast.get((team, seat), "")
            place = (team, int(teams.region[team]))
            for stay in _stays(roster.rng, parameters, weeks=weeks, is_cast=bool(name)):
                roster.appoint(
                    name, role="seller", title="Account Executive", place=place, manager=managers[team], weeks=stay
                )


def _first_team_elsewhere(teams: Teams) -> int:
    return int(np.flatnonzero((teams.region == 1) & (teams.parent > 0))[0])


def _stays(rng: np.random.Generator, parameters: Parameters, *, weeks: int, is_cast: bool) -> list[tuple[int, int]]:
    """Return (starts, leaves) of the people who hold one seat one after the other."""
    starts = -int(rng.integers(20, 150))
    if is_cast:
        return [(starts, STAYS)]
    stays = []
    while starts < weeks:
        leaves = max(starts, 0) + 8 + int(rng.exponential(52 / max(parameters.seller_leaves_per_year, 1e-9)))
        stays.append((starts, leaves if leaves < weeks else STAYS))
        starts = leaves + int(rng.integers(2, 12))
    return stays


def _to_staff(roster: _Roster, parameters: Parameters, *, teams: Teams, start: np.datetime64) -> Staff:
    rng, count = roster.rng, len(roster.first)
    starts, leaves = np.array(roster.starts), np.array(roster.leaves)
    hired_at = start.astype("datetime64[s]") + (starts * 7 * 86_400 + 8 * 3_600).astype("timedelta64[s]")
    left_at = start.astype("datetime64[s]") + (leaves * 7 * 86_400 + 7 * 3_600).astype("timedelta64[s]")
    left_at[leaves == STAYS] = np.datetime64("NaT")
    users = Users(
        tuple(roster.first),
        tuple(roster.last),
        Spelled(count, roster.emails),
        tuple(roster.title),
        tuple(roster.role),
        np.array(roster.team),
        np.array(roster.manager),
        np.array(roster.region),
        hired_at,
        left_at,
    )
    return Staff(
        teams,
        users,
        np.array([role == "seller" for role in roster.role]),
        starts,
        leaves,
        rng.normal(0, parameters.skill_spread, count),
        rng.normal(parameters.optimism_mean, parameters.optimism_spread, count).clip(0.3, 2.5),
        np.exp(rng.normal(0, parameters.territory_spread, count)),
        rng.random(count) < parameters.gaming,
    )
