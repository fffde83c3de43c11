"""The workbook: the results for analysts, typed and described, with a sheet of contents in front."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from demandsim.experiment.comparison import Comparison
from demandsim.experiment.store import write_whole
from demandsim.report.tables import sourcing, throughput
from demandsim.report.words import amount, answer, headline_rows, still_open
from demandsim.report.workbooks.headlines import (
    DIFFERENCE,
    DIFFERENCE_HALF,
    FLOW,
    SHOWN,
    VALUE,
    VALUE_HALF,
    Drawn,
    signed_formats,
    write_people_sheet,
)
from demandsim.report.workbooks.result_tables import FORMATS, data_dictionary, result_tables, study_tables, write_table
from demandsim.report.workbooks.typed_sheet import TypedBook, as_text, for_paper, put

CONTENTS = "Contents"
LISTED = ("Sheet", "Holds", "Rows", "How to read it")
WIDTHS = (26, 64, 9, 64)
DIFFERENCES_READ = (
    "Differences are paired over the same simulated worlds; ± is the half-width of the 95 % interval. Verdicts allow "
    "for all comparisons made at once, so a difference somewhat larger than its ± may still be no difference shown."
)
VALUES_READ = (
    "± of value holds what differs from world to world, ± of difference what is left once worlds are shared: judge "
    "options by the difference. Verdicts are exploratory, save those of headline measures."
)
HOW = {
    "measures": "For statistics of your own: the same replication is the same world under every option.",
    "comparison": "group is empty for the force as a whole. p_holm and verdict of its headline measures allow for all "
    "comparisons made at once; all other verdicts are exploratory.",
    "worse_off": "Shares of crimes or officers that are better off, the same and worse off than under the baseline.",
    "options": "The baseline is the scenario as it stands.",
    "catalogue": "Shares lie between 0 and 1 and are shown in per cent.",
    "dictionary": "What any column means, of which type it is and in which unit.",
}
"""How to read tables, where there is something to say."""


class Entry(NamedTuple):
    """A line of the contents."""

    sheet: str
    holds: str
    rows: int
    how: str


def write_workbook(comparison: Comparison, path: str | Path) -> Path:
    """Write the results of a comparison as an Excel workbook, byte for byte the same for the same results."""
    place, data = Path(path), workbook(comparison)
    write_whole(place, lambda partial: partial.write_bytes(data))
    return place


def workbook(comparison: Comparison) -> bytes:
    """Compose the workbook: contents, headlines and throughput for people, then a sheet for every table."""
    about = comparison.scenario.about
    book = TypedBook(as_text(about.title), comparison.scenario.start, FORMATS | signed_formats())
    for shown in book.formats.values():
        shown.set_align("top")
    book.sheet(CONTENTS)
    headline = [str(name) for name in headline_rows(comparison)["measure"].unique()]
    flows = [row.name for row in throughput(comparison)]
    people = (
        ("Headlines", headline, Drawn(DIFFERENCE, DIFFERENCE_HALF, headline, 1), DIFFERENCES_READ),
        ("Throughput", flows, Drawn(VALUE, VALUE_HALF, FLOW, 0), VALUES_READ),
    )
    entries = []
    for name, measures, drawn, said in people:
        write_people_sheet(book, name, comparison, measures, drawn, said)
        holds = f"{len(measures)} measures of the force by option, {len(SHOWN)} rows each, and charts below."
        entries.append(Entry(name, holds, len(measures) * len(SHOWN), said))
    tables = [*result_tables(comparison), *study_tables(comparison)]
    for table in (*tables, data_dictionary(tables)):
        write_table(book, table)
        said = _sourced(comparison) if table.name == "assumptions" else HOW.get(table.name, "")
        how = " ".join(part for part in (said, table.cut and f"Not whole. {table.cut}") if part)
        entries.append(Entry(table.name, table.holds, len(table.rows), how))
    _write_contents(book, comparison, entries)
    return book.contents()


def facts(comparison: Comparison) -> list[tuple[str, object]]:
    """List the question, what is answered, who stands for it and what the results are made of."""
    about, made = comparison.scenario.about, comparison.made
    counts = comparison.values.groupby("option")["replication"].nunique()
    return [
        ("Question", about.question),
        ("Answer", " ".join([*answer(comparison), still_open(comparison)]).strip()),
        ("Commissioned by", about.commissioner),
        ("Analyst", about.analyst),
        ("Assured by", about.assurer),
        ("Approved by", about.approver),
        ("Status", about.status),
        ("Baseline", comparison.baseline),
        ("Options", ", ".join(comparison.options)),
        (
            "Replications an option",
            int(counts.min()) if counts.min() == counts.max() else f"{counts.min()} to {counts.max()}",
        ),
        ("Days measured", made["days"]),
        ("Days of warm-up", made["warm_up_days"]),
        ("First day", comparison.scenario.start),
        ("Seed", str(made["seed"])),
        ("Scenario", made["scenario"]["file"]),
        ("Scenario hash", made["scenario"]["hash"]),
        ("Program hash", made["code"]),
        ("Versions", ", ".join(f"{name} {version}" for name, version in made["versions"].items())),
    ]


def _sourced(comparison: Comparison) -> str:
    """Say how well the figures of the scenario are founded."""
    found = sourcing(comparison.scenario)
    shares = [amount(share, "share") for share in (found.sourced, found.assumed, found.unaccounted)]
    return (
        f"Of {found.figures:,} figures in the scenario {shares[0]} have a source, {shares[1]} are stated assumptions, "
        f"each with a range, and {shares[2]} have neither."
    )


def _write_contents(book: TypedBook, comparison: Comparison, entries: list[Entry]) -> None:
    """Fill the first sheet: what was asked and found, what it is made of, and the sheets."""
    sheet = book.book.worksheets()[0]
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, book.wrapped)
    left = {
        kind: book.book.add_format({"num_format": code, "align": "left"})
        for kind, code in (("date", FORMATS["date"]), ("whole", "0"))
    }
    sheet.write_string(
        0, 0, as_text(comparison.scenario.about.title), book.book.add_format({"bold": True, "font_size": 14})
    )
    for row, (name, value) in enumerate(told := facts(comparison), 1):
        sheet.write_string(row, 0, name, book.bold)
        put(sheet, row, 1, value, left["whole" if isinstance(value, int) else "date"])
    top = len(told) + 2
    sheet.write_row(top, 0, LISTED, book.bold)
    for row, entry in enumerate(entries, top + 1):
        sheet.write_url(row, 0, f"internal:'{entry.sheet}'!A1", string=entry.sheet)
        sheet.write_string(row, 1, entry.holds)
        sheet.write_number(row, 2, entry.rows, book.formats["count"])
        sheet.write_string(row, 3, entry.how)
    for_paper(sheet)
