"""The page of one crime: who held it, what was done, what it waited for, under one option or under two."""

from __future__ import annotations

from itertools import zip_longest
from string import ascii_uppercase

from demandsim.eventlog.crime_story import OWNER, PARTS, VICTIM, CrimeStory, Held
from demandsim.experiment.trace import CrimeTrace, Run
from demandsim.experiment.twice import Entry
from demandsim.quantities import format_share
from demandsim.report.officers import adding_up
from demandsim.report.section import Section, Table
from demandsim.report.trace.lanes import lanes
from demandsim.report.trace.page import NEVER, Story, instant_words, length_words, when_words
from demandsim.report.words import listed


def crime_page(trace: CrimeTrace) -> Story:
    """Compose the page of a crime."""
    story, run = trace.stories[0], trace.run
    both = len(trace.stories) > 1
    said = [
        sentence
        for option, told in zip(run.options, trace.stories, strict=True)
        for sentence in _in_short(told, run, f"Under ‘{option}’: " if both else "")
    ]
    sections = [
        Section("lanes", "From first call to outcome", blocks=(lanes(trace, [_lettered(s) for s in trace.stories]),)),
        _holders(trace),
        _where_time_went(trace),
        _work(trace),
        _steps(trace),
    ]
    title = f"What happened to crime {story.uid}: {story.offence} in {story.area}"
    said += [trace.twice.parting, _in_whose_hands(trace)] if trace.twice else []
    return Story(title, run, tuple(said), tuple(sections))


def letters(number: int) -> str:
    """Name the holders A, B, ... Z, AA, AB, ..."""
    first, second = divmod(number, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[second]


def _lettered(story: CrimeStory) -> list[tuple[str, Held]]:
    return [(letters(number), held) for number, held in enumerate(story.held)]


def _in_short(story: CrimeStory, run: Run, under: str) -> list[str]:
    """Say in three sentences when it was recorded and closed, who held it, and where its time went."""
    at = run.calendar.local
    opened = f"open since {length_words(-story.opened_at)} before the run began" if story.opened_at < 0 else "recorded"
    since = f"{opened}, first told of" if story.opened_at < 0 else opened
    begun = f"{since} {instant_words(at(story.recorded_at))}"
    whole = sum(story.parts.values())
    if story.closed_at is None:
        end = "still open when the run ends"
    else:
        ended = (story.outcome or "").replace("_", " ")
        took = length_words(story.closed_at - story.opened_at)
        end = f"closed {instant_words(at(story.closed_at))}, after {took}: {ended}"
    victim = ", the victim vulnerable," if story.vulnerable else ""
    done = sum(work.seconds for work in story.work)
    spells = sum(work.spells for work in story.work)
    owners, different = len(story.owners), len(set(story.owners))
    held = f"{different} owner{'s' * (different != 1)}" if owners else "no owner"
    again = f" in {owners} turns" if owners > different else ""
    moves = sum(1 for point in story.points if point.moment == "TRANSFERRED")
    work = (
        f"{length_words(done)} of work were done on it in {spells} spell{'s' * (spells != 1)}"
        if done
        else "no work was done on it"
    )
    sentences = [
        f"{under}{begun}{victim} and {end}.",
        f"{under}{held}{again}; {_times(moves)} between teams; {work}.",
    ]
    if whole:
        longest = sorted(story.parts.items(), key=lambda part: -part[1])[:2]
        shares = [f"{format_share(round(seconds / whole, 3))} {part}" for part, seconds in longest if seconds]
        sentences.append(f"{under}of the time that it was open, {listed(shares)}.")
    return [text[:1].upper() + text[1:] for text in sentences]


def _in_whose_hands(trace: CrimeTrace) -> str:
    """Say from when on it was in other hands under the second option than under the first."""
    first, second = ([(held.from_at, held.who) for held in story.held] for story in trace.stories)
    apart = next((pair for pair in zip_longest(first, second) if pair[0] != pair[1]), None)
    if apart is None:
        return "It was in the same hands at every moment."
    at = min(held[0] for held in apart if held is not None)
    hands = [
        f"{_hands(story, at)} under ‘{option}’" for option, story in zip(trace.run.options, trace.stories, strict=True)
    ]
    return f"In whose hands: the same until {instant_words(trace.run.calendar.local(at))}; then {listed(hands)}."


def _hands(story: CrimeStory, at: int) -> str:
    return next((held.who for held in story.held if held.from_at <= at < held.to_at), "nobody, for it is closed")


def _times(number: int) -> str:
    return ("never moved", "moved once", "moved twice")[number] if number < 3 else f"moved {number} times"


def _holders(trace: CrimeTrace) -> Section:
    at = trace.run.calendar.local
    tables = tuple(
        Table(
            f"Under ‘{option}’",
            ("", "Who", "From", "How it came there", "For", "Work done"),
            tuple(
                (
                    letter,
                    held.who,
                    when_words(at(held.from_at)),
                    held.why,
                    length_words(held.to_at - held.from_at),
                    length_words(held.worked) if held.kind == OWNER or held.worked else NEVER,
                )
                for letter, held in _lettered(story)
            ),
            words=4,
        )
        for option, story in zip(trace.run.options, trace.stories, strict=True)
    )
    note = "Holdings that last no time are left out. The letters are those of the drawing."
    return Section("holders", "Who held it, and why it moved", blocks=tables, note=note)


def _where_time_went(trace: CrimeTrace) -> Section:
    columns = []
    for story in trace.stories:
        whole = sum(story.parts.values())
        hours = adding_up(list(story.parts.values()))
        shares = [f"{format_share(round(seconds / whole, 3)) if whole else NEVER}" for seconds in story.parts.values()]
        columns.append([*zip(hours, shares, strict=True), (sum(hours), "100 %" if whole else NEVER)])
    kept = [
        n for n in range(len(PARTS) + 1) if n == len(PARTS) or any(list(s.parts.values())[n] for s in trace.stories)
    ]
    names = [*(part.capitalize() for part in PARTS), "= open, as far as told"]
    headings = [
        f"{what}{f' under ‘{option}’' if len(trace.stories) > 1 else ''}"
        for option in trace.run.options
        for what in ("Hours", "Share")
    ]
    rows = tuple(
        (names[n], *(cell for column in columns for cell in (f"{column[n][0] / 10:,.1f}", column[n][1]))) for n in kept
    )
    note = (
        "Every second from recording to the outcome, or to the end of the run, belongs to one line: of several that "
        "apply at once, such as a wait for a laboratory while the crime moves, the first counts."
    )
    return Section("time", "Where the time went", blocks=(Table("", ("", *headings), rows),), note=note)


def _work(trace: CrimeTrace) -> Section:
    at = trace.run.calendar.local
    tables = []
    for option, story in zip(trace.run.options, trace.stories, strict=True):
        rows = [
            (
                work.words,
                when_words(at(work.first_at)),
                when_words(at(work.last_at)),
                str(work.spells),
                length_words(work.seconds),
            )
            for work in story.work
        ]
        rows += [
            (
                span.words,
                when_words(at(span.from_at)),
                when_words(at(span.to_at)),
                "1",
                length_words(span.to_at - span.from_at),
            )
            for span in story.spans
            if span.lane == VICTIM
        ]
        tables.append(
            Table(f"Under ‘{option}’", ("What", "First", "Last", "Spells", "Time"), tuple(rows), words=3)
            if rows
            else Table(f"Under ‘{option}’: nobody worked on it", ("What",), ())
        )
    return Section("work", "Work done, and calls to the victim", blocks=tuple(tables))


def _steps(trace: CrimeTrace) -> Section:
    at, heading = trace.run.calendar.local, "Step by step"
    if trace.twice is None:
        (story,) = trace.stories
        rows = tuple((when_words(at(step.at)), step.words) for step in story.steps)
        return Section("steps", heading, blocks=(Table("Every moment that the log tells", ("When", "What"), rows, 2),))
    first, second = trace.run.options
    lines = tuple((*_told(left), *_told(right)) for left, right in trace.twice.lines)
    table = Table(
        "Side by side; spells of work on one stage by one officer are drawn together",
        ("When", first, "When", second),
        lines,
        4,
    )
    return Section("steps", heading, blocks=(table,), note=trace.twice.parting)


def _told(entry: Entry | None) -> tuple[str, str]:
    return ("", "") if entry is None else (when_words(entry.at), entry.words)
