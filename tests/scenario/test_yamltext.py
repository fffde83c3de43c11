"""YAML: what a word means, where a value was written, and what is refused before it can do harm."""

from __future__ import annotations

import pytest

from demandsim.scenario.problems import ScenarioError
from demandsim.scenario.tree import Fields, Items, Tree, plain
from demandsim.scenario.yamltext import LARGEST_FILE, MOST_NODES, decode_text, parse_yaml


def read(text: str) -> object:
    return plain(parse_yaml(text, "a.yaml"))


def refused(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        parse_yaml(text, "a.yaml")
    return str(raised.value).splitlines()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22:00", "22:00"),
        ("2018-04-01", "2018-04-01"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("1_000", "1_000"),
        ("450,000", "450,000"),
        ("0101", "0101"),
        ("12 %", "12 %"),
        ("2-2-2-4", "2-2-2-4"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("12", 12),
        ("-3", -3),
        ("0.25", 0.25),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_words_mean_what_the_core_rules_say(text: str, value: object) -> None:
    got = read(f"a: {text}\n")
    assert got == {"a": value}
    assert type(got["a"]) is type(value)  # type: ignore[index]


def test_keys_are_text_as_written() -> None:
    assert read("101: {999: a, NO: b, 07: c, null: d, 2018-04-01: e}") == {
        "101": {"999": "a", "NO": "b", "07": "c", "null": "d", "2018-04-01": "e"}
    }


def test_every_value_knows_its_line_and_column() -> None:
    text = "a: 1\nb:\n  c: {d: x,\n      e: y}\n  f:\n    - 1\n    - g: 2\n"
    root = parse_yaml(text, "a.yaml")
    assert isinstance(root, Fields)
    tree = Tree(root, "a.yaml")
    places = {
        path: (tree.position(path).line, tree.position(path).column)
        for path in (
            ("a",),
            ("b", "c", "e"),
            ("b", "f"),
            ("b", "f", 0),
            ("b", "f", 1, "g"),
            ("b", "nowhere", "x"),
        )
    }
    assert places == {
        ("a",): (1, 1),
        ("b", "c", "e"): (4, 7),
        ("b", "f"): (5, 3),
        ("b", "f", 0): (6, 7),
        ("b", "f", 1, "g"): (7, 7),
        ("b", "nowhere", "x"): (2, 1),
    }


def test_every_key_given_twice_is_reported_with_both_lines() -> None:
    assert refused("a: 1\nb: {c: 1, c: 2}\n'a': 2\n101: x\n\"101\": y\n") == [
        "a.yaml:2: key 'c' is given twice, first in line 2",
        "a.yaml:3: key 'a' is given twice, first in line 1",
        "a.yaml:5: key '101' is given twice, first in line 4",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "a.yaml: the file is empty"),
        ("# only a comment\n", "a.yaml: the file is empty"),
        ("---\n...\n", "a.yaml: the file is empty"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: a scenario is one document"),
        ("a: b: c\n", "a.yaml:1: this is not YAML text"),
        ("a:\n\t- b\n", "indent with spaces, not with tabs"),
        ("a: 'open\n", "this is not YAML text"),
        ("a: [1, 2\nb: 3\n", "this is not YAML text"),
        ("a: \x07\n", "this is not YAML text"),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            "a.yaml:1: unknown tag '!!python/object/apply:os.system'",
        ),
        ("a: 1\nb: !include x.yaml\n", "a.yaml:2: unknown tag '!include'; only !insert and !remove"),
        ("a: !insert x\n", "a.yaml:1: !insert is written as !insert {item: ..., before: NAME}"),
        ("a: !remove [x]\n", "a.yaml:1: !remove is written as !remove NAME"),
        ("a: !insert {before: x}\n", "a.yaml:1: !insert needs the key 'item'"),
        ("a: !insert {item: 1, befor: x}\n", "unknown key 'befor' of !insert; did you mean 'before'?"),
        ("a: !insert {item: 1, before: x, after: y}\n", "before or after one named item"),
        ("? [a, b]\n: 1\n", "a.yaml:1: a key must be a single word or number"),
        ("a: .inf\n", "a.yaml:1: .inf is not a definite number"),
        ("a: 1e999\n", "1e999 is not a definite number"),
        ("'': 1\n", "a.yaml:1: a key is empty"),
        ("a: *b\n", "a.yaml:1"),
        ("a: &x [*x]\n", "a.yaml:1: '*x' refers to '&x', which is not complete by then"),
    ],
)
def test_what_is_refused(text: str, complaint: str) -> None:
    assert complaint in "\n".join(refused(text))


def test_aliases_may_repeat_a_little() -> None:
    assert read("a: &x {b: 1}\nc: *x\nd: [*x]\n") == {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}]}


def test_a_bomb_of_aliases_is_refused_where_it_grows_too_large() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert refused("\n".join(levels)) == [
        f"a.yaml:5: the file unfolds to more than {MOST_NODES:,} values; is an alias repeated too often?"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 20_000,
        "- " * 20_000 + "x",
        "a: &x " + "[" * 20 + "]" * 20 + "\nb: &y " + "[" * 15 + "*x" + "]" * 15 + "\nc: " + "[" * 15 + "*y" + "]" * 15,
    ],
)
def test_what_nests_too_deeply_is_refused(text: str) -> None:
    assert "nested deeper than 50" in refused(text)[0]


def test_a_long_list_is_refused_once_it_is_too_long() -> None:
    assert "unfolds to more than" in refused("a: [" + "1," * MOST_NODES + "]")[0]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a.yaml: this is not a text file"),
        (b"a: 1\nb: \xa350\n", "a.yaml:2: this is not UTF-8 text"),
        ("a: 1\n".encode("utf-16"), "a.yaml: this is not a text file"),
        (b" " * (LARGEST_FILE + 1), "a.yaml: the file is larger than 5 MB"),
    ],
)
def test_bytes_that_are_not_text_are_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(ScenarioError, match=complaint):
        decode_text(data, "a.yaml")


def test_a_byte_order_mark_is_not_part_of_the_first_key() -> None:
    assert read(decode_text(b"\xef\xbb\xbfa: 1\n", "a.yaml")) == {"a": 1}


def test_lists_keep_their_order() -> None:
    node = parse_yaml("- b\n- a\n", "a.yaml")
    assert isinstance(node, Items)
    assert plain(node) == ["b", "a"]
