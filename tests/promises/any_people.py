"""Any roster by people: changes to any world that list who is in some of its teams, and who joins and leaves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.promises.any_case import ANY_CASE
from tests.promises.any_response import Changes, often
from tests.promises.any_world import CHANGES, length
from tests.worlds import VILLAGE

DAYS = 8
FTE = st.sampled_from([0.5, 0.6, 0.333, 0.85, 0.1])
LEARNING = st.fixed_dictionaries(
    {"learning": st.sampled_from([0.2, 0.5, 1.0, 0.7])}, optional={"learning_until": st.integers(-1, DAYS)}
)
SERVICE = st.sampled_from(
    [
        *({"begins": 2}, {"begins": 5}, {"begins": 0}, {"begins": -9}),
        *({"ends": 1}, {"ends": 4}, {"ends": 0}, {"ends": DAYS - 1}, {"ends": -2}),
        *({"begins": 1, "ends": 1}, {"begins": 3, "ends": 6}, {"begins": DAYS + 3}),
    ]
)


def _one_of_some(strategy: st.SearchStrategy[Any], share: int = 3) -> st.SearchStrategy[Any]:
    """Nothing in most cases."""
    return st.integers(1, share).flatmap(lambda n: strategy if n == 1 else st.just({}))


TERMS = st.builds(
    lambda fte, learning, service, restricted: {**fte, **learning, **service, **restricted},
    _one_of_some(FTE.map(lambda fte: {"fte": fte})),
    _one_of_some(LEARNING),
    _one_of_some(SERVICE, 2),
    _one_of_some(st.just({"restricted": True})),
)
SKILLS = st.sampled_from([[], ["pip1"], ["pip1", "pip2"], ["rasso"], ["pip1", "pip2", "rasso"]])
PERSON = st.builds(
    lambda terms, placed, skills: {**terms, **placed, "skills": skills},
    TERMS,
    st.fixed_dictionaries({}, optional={"group": st.integers(1, 5), "shift": st.sampled_from(["office", "2-2-2-4"])}),
    SKILLS,
)
PLACES = {
    "response": [("north", "constable"), ("south", "constable"), ("north", "sergeant")],
    "cid": [("force", "constable"), ("force", "sergeant")],
    "handlers": [("force", "handler")],
    "neighbourhood": [("north", "constable"), ("force", "constable")],
    "crime_bureau": [("force", "staff"), ("force", "supervisor")],
}
JOINERS = st.lists(
    st.builds(
        lambda where, count, terms, skills: (where, count, {**terms, "skills": skills}),
        st.sampled_from(
            [("cid", "south", "constable"), *((team, *place) for team, places in PLACES.items() for place in places)]
        ),
        st.integers(1, 3),
        TERMS,
        SKILLS,
    ),
    max_size=4,
)
OFTEN_LEAVE = st.sampled_from([1 - 1e-15, 1 - 1e-9, 0.9])
LEAVERS = st.builds(
    lambda share, ranks, more: {"share": dict.fromkeys(ranks, share), **more},
    OFTEN_LEAVE,
    st.sampled_from([["constable"], ["constable", "sergeant", "handler"], ["staff", "supervisor", "constable"]]),
    st.fixed_dictionaries(
        {},
        optional={
            "vacant": length("0 s", "12 h", "1 day", "3 days"),
            "without": st.sampled_from([["pip1"], ["pip2", "rasso"]]),
        },
    ),
)
MORE: dict[str, st.SearchStrategy[Any]] = {
    "workforce.abstraction": st.sampled_from([0.0, {"leave": 0.3, "court": 0.2}]),
    "workforce.sickness": st.sampled_from([{"share": 0.3, "spell": "2 days"}, {"share": 0, "spell": "1 day"}]),
    "workforce.teams.response.minimum": st.sampled_from([{"all": 2}, {"E": 4, "all": 1}, {"O": 3, "N": 2}]),
    "workforce.teams.cid.minimum": st.sampled_from([{"all": 4}, {"O": 2}]),
    "investigative_model.transfer.after_sickness": length("6 h", "1 day"),
    "workforce.leavers": LEAVERS,
    "workforce.lapses": st.just({"pip1": 0.999, "pip2": 0.9999}),
    "workforce.teams.response.seasons": st.sampled_from(
        [
            [{"from": "01-08", "to": "03-31", "shift": "office"}],
            [{"from": "10-27", "to": "01-07", "shift": "office"}],
        ]
    ),
}
COURSES = st.sampled_from(
    [
        *({"team": "response", "places": {"north": 2, "south": 1}, "skill": "pip1", "days": days} for days in (1, 3)),
        *({"team": "cid", "places": {"force": 3}, "skill": "rasso", "days": days} for days in (2, 4)),
    ]
)
ATTEND_ONLY = ("neighbourhood",)


def _dated(start: date, terms: dict[str, Any]) -> dict[str, Any]:
    """Turn days of the run into dates."""
    days = ("begins", "ends", "learning_until")
    return {k: (start + timedelta(days=v)).isoformat() if k in days else v for k, v in terms.items()}


def _posts(changes: dict[str, Any], team: str) -> dict[str, dict[str, int]]:
    """Take a team's posts out of a world's changes, leaving none."""
    handlers = changes.pop("workforce.teams.handlers.posts.force.handler") if team == "handlers" else 0
    whole = changes.get(f"workforce.teams.{team}")
    if whole is not None:
        changes[f"workforce.teams.{team}"] = whole | {"posts": {}}
        return dict(whole["posts"])
    posts = changes.get(f"workforce.teams.{team}.posts", VILLAGE["workforce"]["teams"][team]["posts"])
    changes[f"workforce.teams.{team}.posts"] = {}
    return {area: ranks | ({"handler": handlers} if handlers else {}) for area, ranks in posts.items()}


def _listed(
    world: dict[str, Any],
    more: dict[str, Any],
    listed: list[str],
    people: list[dict[str, Any]],
    joiners: list[Any],
    course: Any,
    turned: bool,
) -> dict[str, Any]:
    """List the people of some teams, their terms dealt out in turn."""
    changes = {**world, **more}
    # A review that fits into no turn holds up those behind it, and nobody looks round when it is wanted no more.
    review = {key: value for key, value in changes["investigative_model.review"].items() if key != "takes_if"}
    changes["investigative_model.review"] = review
    start = date.fromisoformat(changes["start"])
    groups = {"office": 1, "2-2-2-4": int(changes["workforce.shifts.2-2-2-4"].get("teams", 1))}
    rows: list[dict[str, Any]] = []
    for team in listed:
        usual = "2-2-2-4" if team in ("response", "handlers") else "office"
        for area, ranks in _posts(changes, team).items():
            for rank in [rank for rank, count in ranks.items() for _ in range(count)]:
                drawn = people[len(rows) % len(people)]
                row = {"id": f"p{len(rows)}", "team": team, "area": area, "rank": rank} | _dated(start, drawn)
                if "group" in row:
                    row["group"] = (row["group"] - 1) % groups[row.get("shift", usual)] + 1
                if team in ATTEND_ONLY:
                    row.pop("restricted", None)
                rows.append(row)
    changes["workforce.people"] = rows[::-1] if turned else rows
    changes["workforce.joiners"] = [
        {"name": f"intake{n}", "team": team, "rank": rank, "places": {area: count}}
        | _dated(start, {k: v for k, v in terms.items() if k != "restricted" or team not in ATTEND_ONLY})
        for n, ((team, area, rank), count, terms) in enumerate(joiners)
    ]
    if course is not None:
        begins, about = course
        changes["workforce.courses"] = [about | {"begins": (start + timedelta(days=begins)).isoformat()}]
    return changes


def _any(worlds: Changes) -> Changes:
    """List people in some teams of any of some worlds."""
    return st.builds(
        _listed,
        worlds,
        often(MORE),
        st.lists(st.sampled_from(sorted(PLACES)), min_size=1, max_size=4, unique=True),
        st.lists(PERSON, min_size=5, max_size=12),
        JOINERS,
        st.one_of(st.none(), st.none(), st.tuples(st.integers(-3, 5), COURSES)),
        st.booleans(),
    )


ANY_PEOPLE = _any(CHANGES)
"""Changes for `village`: any world of `any_world`, some of its teams listed by people."""
ANY_PEOPLE_CASE = _any(ANY_CASE)
"""The same of any world of `any_case`."""
