"""Scenario files for tests of whole experiments: the village, small and short, with options."""

from __future__ import annotations

import json
from pathlib import Path

from tests.worlds import village_facts

OPTIONS = {
    "no transfers": {"because": "Fewer moves.", "changes": {"investigative_model.transfer.clauses": []}},
    "more detectives": {
        "because": "Quicker work.",
        "changes": {
            "workforce.teams.cid.posts.force.constable": 9,
            "investigative_model.routes": [{"name": "all to cid", "to": "cid"}],
        },
        "one_off_cost": 50000,
    },
}


def write_village(folder: Path, **changes: object) -> Path:
    """Write the village with two options as a file; a week is measured after three days, in two replications."""
    settings = {"period.days": 7, "period.warm_up": 3, "period.replications": 2, "options": OPTIONS}
    facts = village_facts(**{**settings, **changes})
    path = folder / "village.yaml"
    path.write_text(json.dumps(facts, indent=1), encoding="utf-8")
    return path
