"""The shipped village for the audit, with every crime investigated, so that its week can be worked out with a pencil.

Crimes a week, after the routes: all 2 assaults are attended and stay with the officers; the thefts are not, and go to
the detectives; of the burglary 60 % go to the detectives by the first clause, of the other 40 % the 80 % that are
attended stay with the officers (0.32) and the rest go to the detectives (0.68).

    officers     2 x 6 h + 0.32 x 10 h = 15.2 h, 3.2 h of them with pip2
    detectives   2 x 2 h + 0.68 x 10 h = 10.8 h, 6.8 h of them with pip2

Incidents take officers, a week: disturbances 7 x (half with two officers for 10 + 30 min, half with one for
20 + 30 min, and 20 % x 4 h in custody) = 7 x 113 min; break-ins 80 % x (20 + 60 min) = 64 min; together 855 min =
14.25 h. Two officers who never sleep have 336 - 14.25 h, 160.875 h each; detectives have 40 h.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from demandsim.scenario.files import read_scenario
from demandsim.scenario.scenario import Scenario

ROOT = Path(__file__).parent.parent.parent
CHANGES = {"investigative_model.screen": {"kind": "none"}}


def write(folder: Path, **changes: Any) -> Path:
    """Write the village with changes by path as an option's changes would be written."""
    import yaml

    (folder / "village.yaml").write_text((ROOT / "scenarios" / "village.yaml").read_text(encoding="utf-8"))
    option = {"because": "For the tests of the audit.", "changes": {**CHANGES, **changes}}
    file = folder / "audited.yaml"
    file.write_text(yaml.safe_dump({"extends": "village.yaml", "options": {"audited": option}}), encoding="utf-8")
    return file


def village(folder: Path, **changes: Any) -> Scenario:
    """Give the village of the audit."""
    return read_scenario(write(folder, **changes), "audited")
