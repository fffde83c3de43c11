"""Whatever is declared of custody, bail, signatures, mentoring and calls to victims: the log is sound, nobody idles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog.identities import identities
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.roster import build_roster
from demandsim.tape import Tape, record
from tests.promises.any_world import CHANGES, REVIEW, length, loaded, minutes
from tests.promises.how_many import worlds
from tests.promises.test_any_world import ANY
from tests.promises.witness import Witness
from tests.worlds import village

DAYS = 4
SUPERVISED = st.fixed_dictionaries(
    {},
    optional={
        "sign_off": length("10 min", "1 h"),
        "bail_extension": length("10 min", "30 min"),
        "bail_asked_before": length("0 s", "3 h", "2 days"),
    },
)
CUSTODY = st.fixed_dictionaries(
    {"demand.custody.clock": length("1 h", "6 h", "24 h")},
    optional={
        "demand.custody.interview": st.just("90 min"),
        "demand.custody.released": st.fixed_dictionaries(
            {
                "bail": st.sampled_from([0.4, 1.0]),
                "under_investigation": st.just(0.0),
                "bail_for": length("1 h", "10 h"),
                "extended_to": length("11 h", "1 day"),
            }
        ),
    },
)
DUTIES = st.fixed_dictionaries(
    {},
    optional={
        "investigative_model.victim_contact": st.fixed_dictionaries(
            {"every": length("1 h", "10 h"), "takes": length("10 min", "40 min")},
            optional={"vulnerable_every": length("30 min", "5 h")},
        ),
        "investigative_model.mentoring": st.just({"teams": ["response", "cid"], "takes": "20 min"}),
        "mechanics.mentored": st.sampled_from([0.0, 0.5, 1.0]),
        "mechanics.missed_review": st.sampled_from([0.0, 0.3]),
    },
)


def with_arrests(tape: Tape) -> Tape:
    """The tape with an arrest after the first stage of every other crime, and after the second of all."""
    crimes = tape.crimes
    arrest = crimes.stage_work > 0
    arrest[:, 0] &= crimes.uid % 2 == 0
    return replace(tape, crimes=replace(crimes, stage_arrest=arrest))


@settings(ANY, max_examples=worlds(15))
@given(
    changes=CHANGES,
    custody=st.one_of(st.just({}), CUSTODY),
    duties=DUTIES,
    review=REVIEW,
    supervised=SUPERVISED,
    load=st.sampled_from([1, 4]),
    replication=st.integers(0, 50),
    whole_minutes=st.booleans(),
)
def test_suspects_signatures_advice_and_calls_are_seen_to(
    changes: dict[str, Any],
    custody: dict[str, Any],
    duties: dict[str, Any],
    review: dict[str, Any],
    supervised: dict[str, Any],
    load: int,
    replication: int,
    whole_minutes: bool,
) -> None:
    everything = changes | custody | duties | {"investigative_model.review": review | supervised}
    scenario = village(**loaded(load), **everything)
    tape = with_arrests(record(scenario, replication=replication, days=DAYS))
    if whole_minutes:
        tape = minutes(tape)
    roster = build_roster(scenario.workforce, tape.absences)
    log = run(tape, roster, scenario.rules)
    assert Witness(tape, roster).complaints(log) == []
    assert identities(log) == []
    assert held(log, Moment.RELEASED) <= held(log, Moment.RECORDED)
    if not custody:
        assert not held(log, Moment.RELEASED)


def held(log: EventLog, moment: Moment) -> set[int]:
    """The crimes of which a moment tells."""
    return {subject for _, told, subject, *_ in log.rows() if told == moment}
