"""Stories of allocation: who receives a crime under each rule, which crime comes first, meetings and linked crimes.

Offences: assault needs pip1 (harm 180), rape pip2 and rasso (1400), burglary pip2 (440), theft nothing (20). Reasons:
16 only one, 32 only one skilled, 64 fewest crimes, 128 longest since the last, 256 listed first, 512 holds the linked
one, 1024 least rare skills, 2048 attended and keeps it, 4096 lowest sum, 8192 at a meeting; + 1 lacks a skill.
"""

from __future__ import annotations

from typing import Any

from demandsim.eventlog.moments import Moment
from tests.stories.hand import DAY, World

NINE = 9 * 3600
BEGINNING = "RECORDED SCREENED ROUTED"
WORK = f"{BEGINNING} STARTED PAUSED FINISHED WAITED CLOSED"


def by(kind: str, **further: Any) -> dict[str, Any]:
    """Change the rule of allocation."""
    return {"investigative_model.allocate": {"kind": kind, **further}}


def test_the_longest_idle_receives_whoever_has_fewest() -> None:
    world = World(by("longest_idle"), caps={"cid": 2})
    world.detective("deb", (0, DAY))
    world.detective("eli", (0, DAY), skills=["pip1"])
    world.detective("fay", (0, DAY), skills=["pip1"])
    for at, work in ((0, 9000), (10, 5), (20, 9000), (30, 9000), (40, 9000), (50, 9000)):
        world.crime(at, "assault", work=[work])
    world.expect(
        """
        0     ALLOCATED 0  eli  256 -      # nobody has received anything yet; deb lacks the skill
        10    ALLOCATED 1  fay  128 -
        20    ALLOCATED 2  eli  128 -      # fay has none and eli one, but fay received the last
        30    ALLOCATED 3  fay  32  -      # eli is full
        40    ALLOCATED 4  fay  32  -
        50    ALLOCATED 5  deb  17  -      # a skill is preferred, not required
        """,
        about="crime",
        without=WORK,
    )


def test_the_first_on_the_list_receives_until_full() -> None:
    world = World(by("listed_first", skill="required"), caps={"cid": 2})
    world.detective("deb")
    world.detective("eli", skills=["pip1"])
    world.detective("fay", skills=["pip1"])
    for at in range(5):
        world.crime(at, "assault")
    world.crime(5, "theft")
    world.expect(
        """
        0     ALLOCATED 0  eli  256 -
        1     ALLOCATED 1  eli  256 -      # though fay has none
        2     ALLOCATED 2  fay  32  -
        3     ALLOCATED 3  fay  32  -
        5     ALLOCATED 5  deb  16  -      # crime 4 waits for the skill and lets this one pass
        """,
        about="crime",
        without=BEGINNING,
    )


def test_rare_skills_are_kept_for_those_who_need_them() -> None:
    world = World(by("rarest_skill"), caps={"cid": 2})
    world.detective("deb", skills=["pip1"])
    world.detective("eli", skills=["pip1", "pip2"])
    world.detective("fay", skills=["pip1", "rasso"])
    world.detective("gus", skills=["pip1", "rasso"])
    for at in range(7):
        world.crime(at, "assault")
    world.expect(
        """
        0     ALLOCATED 0  deb  1024 -     # 0; fay and gus count 1/2 each, eli 1
        1     ALLOCATED 1  deb  1024 -     # whatever the caseload
        2     ALLOCATED 2  fay  256  -     # deb is full
        3     ALLOCATED 3  gus  64   -
        4     ALLOCATED 4  fay  128  -
        5     ALLOCATED 5  gus  1024 -     # eli is the only one with pip2
        6     ALLOCATED 6  eli  16   -
        """,
        about="crime",
        without=BEGINNING,
    )


def test_who_attended_keeps_the_crime_given_room() -> None:
    world = World(
        by("continuity") | {"investigative_model.routes": [{"name": "all", "to": "response"}]}, caps={"response": 1}
    )
    world.patrol("pat")
    world.patrol("ann", (0, DAY))
    for at in (0, 1000):
        world.crime(incident=world.incident(at, travel=10, scene=20), work=[100, 100], waits=[10**6])
    world.expect(
        """
        30    RECORDED  0  ann  2    0
        30    ROUTED    0  -    0    0
        30    ALLOCATED 0  ann  2048 -     # pat comes first on the list
        1030  RECORDED  1  ann  2    1
        1030  ROUTED    1  -    0    0
        1030  ALLOCATED 1  pat  16   -     # ann is full
        """,
        about="crime",
        without="SCREENED STARTED FINISHED",
    )


def test_continuity_only_speaks_of_the_first_allocation() -> None:
    clauses = [
        {"name": "up", "owner": "lacks_skill", "from_teams": ["response"], "to": "cid"},
        {"name": "down", "owner": "lacks_skill", "from_teams": ["cid"], "to": "response"},
    ]
    world = World(
        by("continuity")
        | {
            "investigative_model.routes": [{"name": "all", "to": "response"}],
            "investigative_model.transfer": {"clauses": clauses, "offers": 2, "delay": "10 min"},
        }
    )
    world.patrol("pat")
    world.patrol("ann", (0, DAY))
    world.detective("deb", (0, DAY))
    world.crime(offence="burglary", incident=world.incident(0, travel=10, scene=20), work=[100, 100, 100])
    world.expect(
        """
        30    ALLOCATED 0  ann  2049 -
        730   ALLOCATED 0  deb  17   -
        1430  ALLOCATED 0  pat  129  -     # as by best fit: pat has received nothing
        """,
        about="crime",
        without=f"{WORK} OFFERED ACCEPTED TRANSFERRED",
    )


def test_the_lowest_sum_of_weights_receives() -> None:
    world = World(by("weighted", weights={"caseload": 1, "lacks_skill": 2.5, "off_duty": 1, "rare_skill": 0.5}))
    world.detective("deb", (0, DAY))
    world.detective("eli", skills=["pip1"])
    for at, offence in enumerate(["assault"] * 5 + ["theft"] * 2):
        world.crime(at, offence)
    world.expect(
        """
        0     ALLOCATED 0  eli  4096 -     # 1 off duty; deb 2.5, lacks the skill
        1     ALLOCATED 1  eli  4096 -     # 2 : 2.5
        2     ALLOCATED 2  deb  4097 -     # 3 : 2.5
        3     ALLOCATED 3  eli  4096 -     # 3 : 3.5
        4     ALLOCATED 4  deb  4097 -     # 4 : 3.5
        5     ALLOCATED 5  deb  4096 -     # no skill needed: eli 3 + 1 + 1/2 for pip1, which only eli holds : 2
        6     ALLOCATED 6  deb  4096 -
        """,
        about="crime",
        without=WORK,
    )


def test_weights_know_who_attended_and_what_is_beyond_a_soft_cap() -> None:
    weights = {"caseload": 1, "not_attended": 2.5, "over_cap": 4}
    world = World(
        by("weighted", weights=weights, cap="soft")
        | {"investigative_model.routes": [{"name": "all", "to": "response"}]},
        caps={"response": 2},
    )
    world.patrol("pat")
    world.patrol("ann", (0, DAY))
    for at in (0, 1000, 2000, 3000):
        world.crime(incident=world.incident(at, travel=10, scene=20), work=[100, 100], waits=[10**6])
    world.crime(5000)
    world.expect(
        """
        30    ALLOCATED 0  ann  4096 -     # 0; pat 2.5
        1030  ALLOCATED 1  ann  4096 -     # 1 : 2.5
        2030  ALLOCATED 2  pat  4096 -     # 2 + 4 beyond the cap : 2.5
        3030  ALLOCATED 3  pat  4096 -     # 6 : 3.5
        5000  ALLOCATED 4  ann  130  -     # nobody attended; both are full and would have 2 + 4
        """,
        about="crime",
        without=WORK,
    )


def test_a_meeting_gives_out_the_whole_queue_at_once() -> None:
    world = World(
        by("meeting", at=["09:00"], left=10, weights={"caseload": 1, "lacks_skill": 3}), caps={"cid": 1}, days=2
    )
    world.detective("deb", (0, 2 * DAY), skills=["pip1"])
    world.detective("eli")
    world.crime(0, "theft", work=[100])
    world.crime(10, "assault", work=[100])
    world.crime(20, "burglary")
    world.crime(NINE, "theft")
    world.expect(
        f"""
        {NINE}        ALLOCATED 1  deb  8192 -   # left, they would cost 0.9 (theft), 8.4 and 20.6
        {NINE}        ALLOCATED 2  eli  8193 -   # nobody has pip2; deb is worth more with the assault
        {NINE + 100}  CLOSED    1  deb  3    0   # there is room, and it waits for the next meeting
        {NINE + DAY}  ALLOCATED 0  deb  8192 -   # crime 3 came in the second of the first meeting, after it
        {NINE + DAY + 100}  CLOSED 0 deb 3   0
        """,
        about="crime",
        without=f"{BEGINNING} STARTED FINISHED",
    )


def test_supervisors_carry_out_what_a_meeting_decided() -> None:
    world = World(
        by("meeting", at=["09:00"], left=10, takes="10 min", weights={"caseload": 1}), caps={"cid": 2}, days=2
    )
    world.detective("deb")
    world.supervisor("sue", "cid", (0, 2 * DAY))
    world.crime(0, "theft")
    world.crime(10, "theft", patience=NINE + 100 - 10)
    world.crime(NINE + 50, "theft")
    world.crime(NINE + 60, "assault")
    world.expect(
        f"""
        {NINE}              ALLOCATING 0  sue  0    600
        {NINE + 100}        CLOSED     1  -    4    0   # on the agenda; the room kept for it is free again
        {NINE + 600}        ALLOCATED  0  deb  8192 1
        {DAY + NINE}        ALLOCATING 3  sue  0    600 # deb has room for one; a theft left costs less
        {DAY + NINE + 600}  ALLOCATED  3  deb  8193 1
        """,
        about="crime",
        without=BEGINNING,
    )


def test_somebody_in_custody_does_not_wait_for_the_meeting() -> None:
    world = World(by("meeting", at=["09:00"], left=10, weights={"caseload": 1, "off_duty": 1}))
    world.patrol("pat", (0, DAY))
    world.detective("deb")
    world.detective("eli", (0, DAY))
    world.crime(0)
    world.crime(incident=world.incident(0, travel=10, scene=20, arrest=True), work=[100, 10], waits=[10**6])
    world.crime(100)
    world.expect(
        f"""
        30            ALLOCATED 1  eli  4096 -
        {NINE}        ALLOCATED 0  deb  8192 -   # 1 and 1: eli has one, deb is off duty; the first of equals twice
        {NINE}        ALLOCATED 2  eli  8192 -
        """,
        about="crime",
        without=WORK,
    )


def test_the_gravest_crime_of_a_queue_comes_first() -> None:
    """A supervisor comes on duty at 1000. Harm times age is then 20 x 1000, 180 x 100 and 440 x 10.

    A minute later, when the next one is chosen, it is 180 x 160 and 440 x 70.
    """
    for order, expected in (("longest_queued", [0, 1, 2]), ("harm", [2, 1, 0]), ("harm_by_age", [0, 2, 1])):
        world = World(by("least_caseload", takes="1 min", order=order))
        world.detective("deb")
        world.supervisor("sue", "cid", (1000, DAY))
        world.crime(0, "theft")
        world.crime(900, "assault")
        world.crime(990, "burglary")
        log = world.play()
        assert log.subject[log.moment == Moment.ALLOCATING].tolist() == expected, order


def test_a_linked_crime_goes_to_the_holder_of_the_other_at_once() -> None:
    world = World(by("best_fit", takes="10 min", linked=True) | {"mechanics.linked_work": 0.4}, caps={"cid": 2})
    world.detective("deb")
    world.detective("eli", (0, DAY), skills=["pip2"])
    world.supervisor("sue", "cid", (0, DAY))
    world.crime(0, "burglary", work=[5000])
    world.crime(1000, "theft", work=[1000, 1, 0], linked=0)
    world.crime(1100, "theft", linked=0)
    world.crime(1200, "theft", linked=2)
    world.expect(
        """
        0     ROUTED     0  -    0   0
        0     ALLOCATING 0  sue  0   600
        600   ALLOCATED  0  eli  32  2
        600   STARTED    0  eli  0   5000
        1000  ROUTED     1  -    0   0
        1000  ALLOCATED  1  eli  512 -       # no supervisor, and deb has none
        1100  ROUTED     2  -    0   0
        1100  ALLOCATING 2  sue  0   600     # eli is full
        1200  ROUTED     3  -    0   0       # crime 2 has no owner yet
        1700  ALLOCATED  2  deb  16  2
        1700  ALLOCATING 3  sue  0   600
        2300  ALLOCATED  3  deb  16  2
        5600  FINISHED   0  eli  0   0
        5600  CLOSED     0  eli  3   0
        5600  STARTED    1  eli  0   400     # four tenths of the work
        6000  FINISHED   1  eli  0   0
        6000  STARTED    1  eli  1   1       # never nothing
        6001  FINISHED   1  eli  1   0
        6001  CLOSED     1  eli  3   0
        """,
        about="crime",
        without="RECORDED SCREENED",
    )


def test_linked_crimes_go_their_own_ways_where_nobody_declares_them() -> None:
    world = World(by("least_caseload"))
    world.detective("deb")
    world.detective("eli")
    world.crime(0, "burglary")
    world.crime(10, "theft", linked=0)
    world.expect(
        """
        0     ALLOCATED 0  deb  257 -
        10    ALLOCATED 1  eli  64  -
        """,
        about="crime",
        without=BEGINNING,
    )
