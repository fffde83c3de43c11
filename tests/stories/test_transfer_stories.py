"""Stories of transfers: offered, refused, offered again, accepted, in transit. Units are numbered as first named."""

from __future__ import annotations

from typing import Any

from tests.stories.hand import DAY, World

BEGINNING = "RECORDED SCREENED ROUTED"
"""Moments that some stories pass over."""


def transfer(**facts: Any) -> dict[str, Any]:
    """Crimes go to the response officers, who offer them to the detectives under the facts given."""
    clause = {"name": "to detectives", "from_teams": ["response"], "to": "cid", **facts.pop("clause", {})}
    return {
        "investigative_model.routes": [{"name": "all", "to": "response"}],
        "investigative_model.transfer": {"clauses": [clause], **facts},
        "investigative_model.allocate": {"kind": "best_fit"},
    }


def test_a_transfer_is_offered_accepted_and_costs_time_and_work() -> None:
    world = World(transfer(lost_work="10 min", delay="1000 s"))
    world.patrol("ann", (0, DAY))
    world.detective("deb", (0, DAY))
    world.crime(0, work=[100, 200])
    world.expect(
        """
        0     RECORDED    0  -    0  -
        0     SCREENED    0  -    0  0
        0     ROUTED      0  -    0  0
        0     ALLOCATED   0  ann  16 -
        0     STARTED     0  ann  0  100
        100   FINISHED    0  ann  0  0
        100   OFFERED     0  ann  0  1
        100   ACCEPTED    0  ann  0  1
        1100  TRANSFERRED 0  ann  0  1
        1100  ROUTED      0  -    -  1
        1100  ALLOCATED   0  deb  16 -
        1100  STARTED     0  deb  1  800     # ten minutes must be done again
        1900  FINISHED    0  deb  1  0
        1900  CLOSED      0  deb  3  0
        """,
        about="crime",
    )


def test_a_crime_without_work_left_is_not_offered() -> None:
    world = World(transfer())
    world.patrol("ann", (0, DAY))
    world.detective("deb", (0, DAY))
    world.crime(0, work=[100], waits=[50])
    world.expect(
        """
        0     ALLOCATED   0  ann  16 -
        0     STARTED     0  ann  0  100
        100   FINISHED    0  ann  0  50
        150   WAITED      0  ann  4  -
        150   CLOSED      0  ann  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_a_refused_crime_is_offered_again_and_taken_out_of_the_owners_hands() -> None:
    world = World(transfer(refusal=0.25, offers=2, offer_again_after="1000 s", delay="60 s"))
    world.patrol("ann", (0, DAY))
    world.detective("deb", (0, DAY))
    world.crime(0, work=[100, 3000], refusal_luck=[0.24, 0.25])
    world.crime(0, work=[500], transfer_luck=0.0)
    world.expect(
        """
        0     ALLOCATED   0  ann  16 -
        0     STARTED     0  ann  0  100
        0     ALLOCATED   1  ann  16 -
        100   FINISHED    0  ann  0  0
        100   OFFERED     0  ann  0  1
        100   REFUSED     0  ann  0  1       # by practice
        100   STARTED     1  ann  0  500     # ready for longer
        600   FINISHED    1  ann  0  0
        600   CLOSED      1  ann  3  0
        600   STARTED     0  ann  1  3000
        1100  OFFERED     0  ann  0  1
        1100  ACCEPTED    0  ann  0  1
        1100  PAUSED      0  ann  1  2500
        1160  TRANSFERRED 0  ann  0  1
        1160  ALLOCATED   0  deb  16 -
        1160  STARTED     0  deb  1  2500
        3660  FINISHED    0  deb  1  0
        3660  CLOSED      0  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_a_full_team_refuses_and_there_are_only_so_many_offers() -> None:
    world = World(transfer(), caps={"cid": 0})
    world.patrol("ann", (0, DAY))
    world.detective("deb", (0, DAY))
    world.crime(0, work=[100, 100, 100])
    world.expect(
        """
        0     ALLOCATED   0  ann  16 -
        0     STARTED     0  ann  0  100
        100   FINISHED    0  ann  0  0
        100   OFFERED     0  ann  0  1
        100   REFUSED     0  ann  1  1       # full
        100   STARTED     0  ann  1  100
        200   FINISHED    0  ann  1  0       # one offer at most
        200   STARTED     0  ann  2  100
        300   FINISHED    0  ann  2  0
        300   CLOSED      0  ann  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_nothing_is_offered_again_once_only_the_last_wait_is_left() -> None:
    """Pair: transfer and outside wait."""
    world = World(transfer(refusal=0.5, offers=2, offer_again_after="1000 s", lost_work="10 min"))
    world.patrol("ann", (0, DAY))
    world.detective("deb", (0, DAY))
    world.crime(0, work=[100, 200], waits=[0, 5000], refusal_luck=[0.0])
    world.expect(
        """
        0     ALLOCATED   0  ann  16 -
        0     STARTED     0  ann  0  100
        100   FINISHED    0  ann  0  0
        100   OFFERED     0  ann  0  1
        100   REFUSED     0  ann  0  1
        100   STARTED     0  ann  1  200
        300   FINISHED    0  ann  1  5000    # no work is left: at 1100 there is nothing to hand over
        5300  WAITED      0  ann  4  -
        5300  CLOSED      0  ann  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_conditions_of_a_transfer_look_at_the_owner() -> None:
    for condition, offered in (("any", [0, 1, 2]), ("lacks_skill", [1]), ("over_cap", [1])):
        world = World(
            {
                **transfer(clause={"owner": condition}),
                "investigative_model.allocate": {"kind": "best_fit", "cap": "soft"},
            },
            caps={"response": 2},
        )
        world.patrol("ann", (0, DAY))
        world.detective("deb", skills=["pip1"])
        world.crime(0, work=[100, 10])
        world.crime(0, "assault", work=[100, 10])
        world.crime(150, work=[100, 10])
        # ann has two crimes in hand when the first stage of 0 is done, three after that of 1, two again after 2.
        assert [int(line.split()[2]) for line in world.diary("crime") if "OFFERED" in line] == offered, condition


def test_a_transfer_meets_a_withdrawal() -> None:
    """Pair: transfer and withdrawal in transit, in the new queue and after the new allocation."""
    world = World(transfer(delay="1000 s"), caps={"cid": 1})
    world.patrol("ann", (0, DAY))
    world.detective("deb", (0, DAY))
    world.crime(0, work=[100, 5000], patience=900)
    world.crime(0, work=[100, 5000])
    world.crime(0, work=[100, 5000], patience=2000)
    world.expect(
        """
        0     ALLOCATED   0  ann  16 -
        0     STARTED     0  ann  0  100
        0     ALLOCATED   1  ann  16 -
        0     ALLOCATED   2  ann  16 -
        100   FINISHED    0  ann  0  0
        100   OFFERED     0  ann  0  1
        100   ACCEPTED    0  ann  0  1
        100   STARTED     1  ann  0  100
        200   FINISHED    1  ann  0  0
        200   OFFERED     1  ann  0  1
        200   ACCEPTED    1  ann  0  1
        200   STARTED     2  ann  0  100
        300   FINISHED    2  ann  0  0
        300   OFFERED     2  ann  0  1       # nobody has arrived yet: the team does not know that it will be full
        300   ACCEPTED    2  ann  0  1
        1000  CLOSED      0  -    4  0       # 900 s after the last news, in transit
        1200  TRANSFERRED 1  ann  0  1
        1200  ALLOCATED   1  deb  16 -
        1200  STARTED     1  deb  1  5000
        1300  TRANSFERRED 2  ann  0  1
        2300  CLOSED      2  -    4  0       # in the new team's queue
        6200  FINISHED    1  deb  1  0
        6200  CLOSED      1  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )


def test_a_skilled_new_owner_needs_no_longer_than_the_standard_work_and_what_was_lost() -> None:
    """Pair: transfer and work below the level."""
    world = World(
        {
            **transfer(clause={"owner": "lacks_skill"}, lost_work="10 min"),
            "mechanics.below_level": {"work": 0.25, "charge": 0, "wait": 0},
        }
    )
    world.patrol("ann", (0, DAY))
    world.detective("deb", (0, DAY), skills=["pip1"])
    world.crime(0, "assault", work=[1000, 1000])
    world.expect(
        """
        0     ALLOCATED   0  ann  17 -
        0     STARTED     0  ann  0  1250
        1250  FINISHED    0  ann  0  0
        1250  OFFERED     0  ann  0  1
        1250  ACCEPTED    0  ann  0  1
        1250  TRANSFERRED 0  ann  0  1
        1250  ALLOCATED   0  deb  16 -
        1250  STARTED     0  deb  1  1600
        2850  FINISHED    0  deb  1  0
        2850  CLOSED      0  deb  3  0
        """,
        about="crime",
        without=BEGINNING,
    )
