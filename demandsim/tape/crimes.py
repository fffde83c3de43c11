"""Crimes: found at incidents, recorded by call or reported online, with work, prospects and luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demandsim.scenario.demand import Demand
from demandsim.scenario.investigation import Mechanics
from demandsim.scenario.places import Places
from demandsim.tape.arrivals import Hours, arrivals, hourly_means
from demandsim.tape.contacts import MAX_TIMES, Calls
from demandsim.tape.distributions import chosen, chosen_or_none, happens, promising, seconds
from demandsim.tape.factors import factors_of
from demandsim.tape.incidents import Noticed
from demandsim.tape.stages import arrests, opened_again, stages
from demandsim.tape.streams import Chance, Ints, Source
from demandsim.tape.tape import NONE, Crimes

OFFERS = 4
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Reported:
    """The crimes of one source, in order of time."""

    source: Source
    at: Ints
    """When they or their incidents are reported, seconds from the start."""
    offence: Ints
    area: Ints
    """Area, NONE where the crime's own luck decides."""
    incident: Ints
    contact: Ints
    """Rows of the incident or the contact through which they come to light, or NONE."""


def found_at(demand: Demand, noticed: Noticed, rows: Ints, area: Ints) -> Reported:
    """Tell which incidents of a source are crimes; `rows` are the places of the incidents in the table.

    An incident of a kind is a crime of an offence with the probability that keeps the offence's yearly
    number, however urgent it is. Raises ValueError when more crimes begin as a kind of incident than there
    are incidents.
    """
    offence = np.full(len(rows), NONE)
    luck = noticed.source.luck("crime")
    for number, kind in enumerate(demand.incidents):
        per_year = [each.per_year * each.reported.incident * (each.kind == kind.name) for each in demand.offences]
        if sum(per_year) > kind.per_year * (1 + ROUNDING):
            raise ValueError(f"more crimes begin as {kind.name} than there are such incidents")
        if kind.per_year > 0:
            these = noticed.kind == number
            offence[these] = chosen_or_none([rate / kind.per_year for rate in per_year], luck[these], NONE)
    crime = offence != NONE
    name = noticed.source.name.replace("incidents/", "crimes/", 1)
    return Reported(
        source=noticed.source.only(crime).renamed(name),
        at=noticed.at[crime],
        offence=offence[crime],
        area=area[crime],
        incident=rows[crime],
        contact=np.full(int(crime.sum()), NONE),
    )


def recorded_by(calls: Calls, rows: Ints) -> Reported:
    """Give the crimes recorded by call without deployment; `rows` are the calls' places in the table."""
    crime = calls.offence != NONE
    nothing = np.full(int(crime.sum()), NONE)
    source = calls.source.only(crime).renamed(f"crimes/by call {calls.name}")
    return Reported(source, calls.at[crime], calls.offence[crime], nothing, nothing, rows[crime])


def reported_online(chance: Chance, demand: Demand, hours: Hours) -> list[Reported]:
    """Record the crimes reported online, at a counter or by a partner: one source per offence."""
    profile = demand.profiles[demand.online_profile]
    sources = []
    for number, offence in enumerate(demand.offences):
        name = f"crimes/online/{offence.name}"
        means = hourly_means(offence.per_year * offence.reported.online, profile, hours)
        at = arrivals(chance, name, means, 0, hours)
        nothing = np.full(len(at), NONE)
        sources.append(Reported(chance.source(name, len(at)), at, np.full(len(at), number), nothing, nothing, nothing))
    return sources


def crime_rows(demand: Demand, places: Places, mechanics: Mechanics, reported: Reported) -> Crimes:
    """Make the rows of one source's crimes; candidate calls are referred to when they exist.

    What a screener sees and whether a suspect is named both depend on the true prospect, each with its own
    luck and both as closely as `mechanics.score_accuracy` says: named suspects have better prospects and
    higher scores, and the shares named stay as written.
    """
    source, offence, offences = reported.source, reported.offence, demand.offences
    prospect = source.luck("prospect")
    accuracy = mechanics.score_accuracy
    named = np.array([each.named_suspect for each in offences])[offence]
    vulnerable = np.array([each.vulnerable for each in offences])[offence]
    victim = np.array([each.victim for each in offences], dtype=bool)[offence]
    times = demand.victims.chase.times
    direct = (reported.incident == NONE) & (reported.contact == NONE)
    work, waits = stages(demand, source, offence)
    reopens, reopen_work = opened_again(demand.reopened, source)
    return Crimes(
        uid=source.uid(),
        offence=offence,
        area=np.where(
            reported.area == NONE,
            chosen([area.share for area in places.areas.values()], source.luck("area")),
            reported.area,
        ),
        incident=reported.incident,
        contact=reported.contact,
        direct_at=np.where(direct, reported.at, NONE),
        opened_at=np.zeros(len(offence), dtype=np.int64),
        backlog_team=np.full(len(offence), NONE),
        named=happens(1 - promising(prospect, source.luck("named"), accuracy), named),
        vulnerable=happens(source.luck("vulnerable"), vulnerable),
        stage_work=work,
        stage_wait=waits,
        filed_work=seconds(demand.desk.filed, source.luck("filed_work")),
        desk_work=seconds(demand.desk.worked, source.luck("desk_work")),
        prospect=prospect,
        score=promising(prospect, source.luck("score"), accuracy),
        route_luck=source.luck("route"),
        transfer_luck=source.luck("transfer"),
        refusal_luck=source.luck("refusal", OFFERS),
        patience=np.where(victim, seconds(demand.victims.patience, source.luck("patience")), NONE),
        chase_luck=source.luck("chase", MAX_TIMES)[:, :times],
        asks=np.full((len(offence), times), NONE),
        done=np.zeros(len(offence)),
        factors=factors_of(demand, source, offence, prospect),
        linked=np.full(len(offence), NONE),
        reopens=reopens,
        reopen_work=reopen_work,
        release_luck=np.ones(len(offence)) if demand.custody.released is None else source.luck("release"),
        stage_arrest=arrests(demand, source, offence),
    )
