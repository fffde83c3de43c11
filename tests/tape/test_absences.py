"""Absences: who is missing when, and for how long."""

from __future__ import annotations

import numpy as np
import pytest

from demandsim.scenario.calendar import DAY
from demandsim.scenario.workforce import Sickness
from demandsim.tape import record
from demandsim.tape.absences import sick_spells
from demandsim.tape.streams import Chance
from tests.tape.errors import z_of_mean, z_of_share
from tests.worlds import village


def test_every_post_has_luck_for_every_day() -> None:
    absences = record(village(), days=28).absences
    posts = village().workforce.teams["response"].posts
    assert f"response/south/constable/{posts['south']['constable'] - 1}" in absences.shift_luck
    assert "handlers/force/supervisor/0" in absences.shift_luck
    assert len(absences.shift_luck) == len(absences.sick) == 67
    assert {len(luck) for luck in absences.shift_luck.values()} == {28}


def test_sickness_takes_its_share_in_spells_of_its_mean_length() -> None:
    sickness = Sickness.model_validate({"share": 0.04, "spell": "8 days"})
    run, people = 365 * DAY, 2000
    chance = Chance(1, 0)
    spells = [sick_spells(chance, f"pc/{number}", sickness, run) for number in range(people)]
    lost = np.array([np.minimum(rows[:, 1], run).sum() - rows[:, 0].sum() for rows in spells]) / run
    assert abs(z_of_mean(lost, 0.04)) < 4.5
    whole = np.concatenate([rows[rows[:, 0] > 0] for rows in spells])
    assert abs(z_of_mean(whole[:, 1] - whole[:, 0], 8 * DAY)) < 4.5
    at_start = np.array([len(rows) > 0 and rows[0, 0] == 0 for rows in spells])
    assert abs(z_of_share(at_start, 0.04)) < 4.5
    for rows in spells:
        assert (rows[1:, 0] >= rows[:-1, 1]).all()
        assert (rows[:, 1] > rows[:, 0]).all()


@pytest.mark.parametrize(("share", "lost"), [(0, 0.0), (1, 1.0)])
def test_nobody_or_everybody_is_sick(share: float, lost: float) -> None:
    spells = sick_spells(Chance(1, 0), "pc", Sickness(share=share, spell="8 days"), 365 * DAY)
    assert (np.minimum(spells[:, 1], 365 * DAY) - spells[:, 0]).sum() == lost * 365 * DAY
