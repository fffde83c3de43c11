"""The tape: everything that chance decides, recorded before anything runs; the only home of chance."""

from demandsim.tape.record import record
from demandsim.tape.tape import Tape

__all__ = ["Tape", "record"]
