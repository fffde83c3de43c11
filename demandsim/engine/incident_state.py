"""The state of incidents: since when they are open, how many officers they still want and who has come and gone."""

from __future__ import annotations

from demandsim.engine.tables import plain
from demandsim.tape.tape import Tape


class IncidentState:
    """Columns over the tape's incidents."""

    def __init__(self, tape: Tape) -> None:
        self.area = plain(tape.incidents.area)
        kinds = tape.scenario.demand.incidents
        self.apart = [kinds[kind].apart for kind in plain(tape.incidents.kind)]
        """Whether everybody sent has work of a length of his or her own and is needed until it is done."""
        count = len(self.area)
        self.opened_at = [-1] * count
        self.grade = [-1] * count
        self.wanting = [0] * count
        """Officers still to be sent."""
        self.sent = [0] * count
        self.cleared = [0] * count
        """Officers sent who have finished there or turned away on the way."""
        self.settled = [False] * count
        """Whether nobody waits any more for somebody to come: somebody has arrived, or it has lapsed."""
        self.lead_done = [False] * count
        """Whether somebody has finished on scene: the first to finish leads, whoever was sent first."""

    def is_attended(self, incident: int) -> bool:
        """Tell whether somebody is there, in custody for it or on the way."""
        return self.sent[incident] > self.cleared[incident]

    def is_done(self, incident: int) -> bool:
        """Tell whether there is no work any more for those who are still to come: the first to finish has done it."""
        return self.lead_done[incident] and not self.apart[incident]

    def is_over(self, incident: int) -> bool:
        """Tell whether all who were sent have gone again and nobody else is wanted."""
        return self.cleared[incident] == self.sent[incident] and not self.wanting[incident]
