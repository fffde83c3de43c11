"""Words on what was played with fewer and with more supervisors."""

from __future__ import annotations

from collections.abc import Iterator

from demandsim.audit.capability import WHOLE_FORCE
from demandsim.audit.play_tables import MEASURES
from demandsim.audit.played import CHANGES, FEWER, Effect, Played
from demandsim.quantities import format_share

NOTHING_SHOWN = ("no difference shown", "identical")


def about_play(played: Played, team: str | None = None) -> Iterator[str]:
    """Say of each change what it does in the whole force, or why it was not played, or in a team that it changes."""
    for change in CHANGES:
        more, pounds = played.more(change, team), abs(played.cost(change, team))
        if more:
            effects = [one for one in played.effects if (one.change, one.team) == (change, team or WHOLE_FORCE)]
            name = "a fifth fewer supervisors" if change == FEWER else "the shortfall of supervisors made good"
            yield (
                f"Simulated with {name} ({abs(more):,} post{'s' * (abs(more) != 1)} {'more' if more > 0 else 'fewer'}, "
                f"£{pounds:,.0f} a year {'more' if more > 0 else 'less'}): {_shown(effects)}."
            )
        elif team is not None:
            continue
        elif change == FEWER:
            yield "A fifth fewer supervisors: in whole posts no unit would have fewer, so nothing was played."
        else:
            yield (
                f"No shortfall to make good: nowhere do the hours asked for take more than {format_share(played.busy)} "
                "of supervisors’ time."
            )


def _shown(effects: list[Effect]) -> str:
    said = [_in_words(one) for one in effects if one.verdict not in NOTHING_SHOWN]
    quiet = [_heading(one).split(",")[0].lower() for one in effects if one.verdict in NOTHING_SHOWN]
    return "; ".join([*said, *([f"no difference shown in {', '.join(quiet)}"] if quiet else [])])


def _in_words(one: Effect) -> str:
    what, _, unit = _heading(one).partition(", ")
    scale = MEASURES[one.measure][1]
    unit = {"%": " points", "h": " h"}.get(unit, "")
    return f"{what.lower()} {one.difference * scale:+,.2f} ± {one.half_width * scale:,.2f}{unit} ({one.verdict})"


def _heading(one: Effect) -> str:
    return MEASURES[one.measure][0]
