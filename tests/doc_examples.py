"""The examples on a page of the documentation: found, carried out in order, compared; `main` writes what they say now.

Three kinds of block are examples. A `console` block shows commands after `$` and, if it likes, what they print. A
`python` block is carried out; an `output` block right after it is what it prints. A block whose first line is
`# file: PATH` is a file that the reader writes; the commands after it find it there. In what is shown, `...` stands
for anything.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from unittest.mock import patch

from tests.undrawn import undrawn

ROOT = Path(__file__).parent.parent
DRAWN = {"workbook"}
"""Pages whose runs draw their reports and write their workbooks, to be read; elsewhere that is tested by itself."""
FENCE = re.compile(r"^(```+)(\{\w+\}.*|\w*)\s*$")
FILE = re.compile(r"^# file: (\S+)$")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the line of its first line of text (from 1) and its lines."""

    language: str
    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """What a page shows that something prints, and what it did print."""

    line: int
    """Line of the first line shown, from 1."""
    shown: tuple[str, ...]
    printed: tuple[str, ...]
    failed: bool = False

    def holds(self) -> bool:
        """Tell whether it prints what is shown."""
        return not self.failed and matches(self.shown, self.printed)


def blocks(text: str) -> list[Block]:
    """Find the fenced blocks of a page."""
    found, fence, language, start, kept = [], "", "", 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        match = FENCE.match(line)
        if fence and line.rstrip() == fence:
            found.append(Block(language, start, tuple(kept)))
            fence = ""
        elif fence:
            kept.append(line)
        elif match is not None:
            fence, language, start, kept = match[1], match[2], number + 1, []
    assert not fence, f"a block that begins at line {start} is never closed"
    return found


def matches(shown: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Tell whether the printed lines are those shown, `...` standing for anything; spaces at ends do not count."""
    pattern = ".*".join(re.escape(part) for part in _plain(shown).split("..."))
    return re.fullmatch(pattern, _plain(printed), re.DOTALL) is not None


def _plain(lines: tuple[str, ...]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def carry_out(page: Path, folder: Path) -> Iterator[Example]:
    """Carry out a page's examples in a folder that holds a copy of the scenarios."""
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    names: dict[str, object] = {"__name__": page.stem}
    found = blocks(page.read_text(encoding="utf-8"))
    # The pages do not speak of workers; one process is quickest for runs as short as theirs.
    drawing = contextlib.nullcontext() if page.stem in DRAWN else undrawn()
    with contextlib.chdir(folder), patch.object(os, "cpu_count", lambda: 1), drawing:
        for block, following in zip_longest(found, found[1:]):
            file = FILE.match(block.lines[0]) if block.lines else None
            if file is not None:
                Path(file[1]).write_text("\n".join(block.lines[1:]) + "\n", encoding="utf-8")
            elif block.language == "console":
                yield from _console(block)
            elif block.language == "python":
                output = following if following is not None and following.language == "output" else None
                yield _python(page, block, names, output)


def _python(page: Path, block: Block, names: dict[str, object], output: Block | None) -> Example:
    printed, failed = io.StringIO(), False
    # Empty lines before the code keep the numbers of lines in a trace those of the page.
    code = "\n" * (block.line - 1) + "\n".join(block.lines)
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(code, str(page), "exec"), names)
        except Exception:
            failed = True
            print(traceback.format_exc())
    said = tuple(printed.getvalue().splitlines())
    if output is None:
        return Example(block.line, said if not failed else (), said, failed)
    return Example(output.line, output.lines, said, failed)


def _console(block: Block) -> Iterator[Example]:
    commands: list[tuple[str, int, list[str]]] = []
    for number, line in enumerate(block.lines, start=block.line):
        if line.startswith("$ "):
            commands.append((line[2:], number + 1, []))
        else:
            assert commands, f"line {number}: a console block begins with a command after `$`"
            commands[-1][2].append(line)
    code = 0
    for place, (command, line, shown) in enumerate(commands):
        asked_next = place + 1 < len(commands) and commands[place + 1][0] == "echo $?"
        if command == "echo $?":
            printed, failed = str(code), False
        else:
            printed, code = _command(command)
            failed = code != 0 and not asked_next
        said = tuple(printed.splitlines())
        yield Example(line, tuple(shown) if shown or failed else said, said, failed)


def _command(command: str) -> tuple[str, int]:
    """Give a command's text, both streams together as on a terminal, and its exit code."""
    from demandsim.cli import main

    words = shlex.split(command)
    if words[0] == "cat":
        return Path(words[1]).read_text(encoding="utf-8"), 0
    assert words[0] == "demandsim", f"only demandsim and cat can be carried out on a page, not {command!r}"
    printed = io.StringIO()
    with (
        patch.object(sys, "argv", words),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    return printed.getvalue(), code if isinstance(code, int) else int(code is not None)


def renewed(text: str, examples: list[Example]) -> str:
    """Put what was printed in the place of what a page shows.

    Where one line is `...`, as many lines before and after it are kept as were shown; an example with more dots is
    left as it is.
    """
    lines = text.splitlines()
    for example in sorted(examples, key=lambda example: -example.line):
        if example.holds() or example.failed or not example.shown:
            continue
        shown, printed = example.shown, tuple(line.rstrip() for line in example.printed)
        if shown.count("...") == 1 and "".join(shown).count("...") == 1:
            at = shown.index("...")
            after = len(shown) - at - 1
            printed = (*printed[:at], "...", *(printed[-after:] if after else ()))
        elif any("..." in line for line in shown):
            continue
        start = example.line - 1
        lines[start : start + len(shown)] = printed
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write into the given pages what their examples print now."""
    for name in sys.argv[1:]:
        page = Path(name).resolve()
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            examples = list(carry_out(page, Path(folder)))
        for example in examples:
            if example.failed:
                print(f"{name}:{example.line} failed:", *example.printed, sep="\n", file=sys.stderr)
        page.write_text(renewed(text, examples), encoding="utf-8")
        print(f"{name}: {len(examples)} examples, {sum(not each.holds() for each in examples)} did not hold before")


if __name__ == "__main__":
    main()
