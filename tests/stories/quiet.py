"""What stories of quiet hours declare: breaks, plans of proactive work, and officers who keep their crimes."""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World

TURN = (0, 20_000)
KEEPING: dict[str, Any] = {
    "investigative_model.routes": [{"name": "own", "to": "attending_officer", "otherwise_to": "response"}]
}
"""Attending officers keep their crimes."""


def rest(team: str = "response", **facts: Any) -> dict[str, dict[str, Any]]:
    """A team with a break of 900 s that may begin from 3,600 s to 7,200 s of the turn; only emergencies end it."""
    return {team: {"rest": {"time": "15 min", "after": "1 h", "before": "2 h", **facts}}}


def plans(*entries: dict[str, Any]) -> dict[str, Any]:
    """Plans of proactive work: half an hour a turn of the response team, protected, without effect."""
    usual = {
        "name": "hotspots",
        "teams": ["response"],
        "per_turn": "30 min",
        "protected": True,
        "incidents": ["violence"],
        "effect": 0,
        "hours_a_week": 3.5,
        "lag": "0 s",
        "fades": "1 day",
        "evidence": "assumption",
        "because": "invented",
    }
    return {"rules.proactive": [{**usual, **entry} for entry in entries]}


def tells(world: World, diary: str, *, of: str = "everything", since: int = 0) -> None:
    """Compare what the log tells of something, from its line `since` on, with a diary."""
    expected = [" ".join(line.partition("#")[0].split()) for line in diary.splitlines()]
    assert world.diary(of)[since:] == [line for line in expected if line]
