"""What is read off a drawing: the split of a join, parallel branches, earlier steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.graph import Edge, Graph


def graph(text: str, starts: str = "s") -> Graph:
    """`a-b` is an edge, `a=b` one that forks."""
    edges = []
    for number, part in enumerate(text.split()):
        source, target = part.replace("=", "-").split("-")
        edges.append(Edge(f"{number}", source, target, forks="=" in part))
    return Graph(starts, edges)


@pytest.mark.parametrize(
    ("text", "join", "split"),
    [
        ("s-f f=a f=b a-j b-j j-e", "j", "f"),
        ("s-m m-f f=a f=b a-j b-j j-x x-m x-e", "j", "f"),
        ("s-f f=g g=a g=b a-j b-j j-k f=c c-k", "j", "g"),
        ("s-f f=g g=a g=b a-j b-j j-k f=c c-k", "k", "f"),
        ("s-f f=a f=b f=c a-j b-j j-k c-k", "k", "f"),
        ("s-x x-f f=a f=b a-j b-j b-x", "j", "f"),
        ("s=a s=b a-b b-a a-j b-j", "j", "s"),
        ("s-x x-a x-b a-j b-j", "j", None),
        ("s-f f=x f=e x-a x-b a-j b-j", "j", "f"),
        ("s-a", "s", None),
        ("s-a b-j", "j", None),
    ],
)
def test_the_split_of_a_join_is_the_last_forking_node_on_every_path_to_it(text: str, join: str, split: str) -> None:
    assert graph(text).split_of(join) == split


@given(st.lists(st.tuples(st.sampled_from("sabcdj"), st.sampled_from("abcdj")), max_size=14))
def test_the_split_is_what_walking_all_simple_paths_finds(pairs: list[tuple[str, str]]) -> None:
    edges = [Edge(str(n), a, b, forks=a in "sac") for n, (a, b) in enumerate(pairs)]
    paths = _simple_paths(pairs, "s", "j")
    common = set.intersection(*(set(path) for path in paths)) & set("sac") if paths else set()
    found = Graph("s", edges).split_of("j")
    assert found == (max(common, key=paths[0].index) if common else None)


def _simple_paths(pairs: list[tuple[str, str]], at: str, goal: str, seen: tuple[str, ...] = ()) -> list[list[str]]:
    if at == goal:
        return [[*seen, at]]
    if at in seen:
        return []
    return [path for a, b in pairs if a == at for path in _simple_paths(pairs, b, goal, (*seen, at))]


def test_a_node_is_in_the_branches_that_every_path_to_it_takes() -> None:
    found = graph("s-f f=a f=b a-g g=c g=d c-k d-k k-j b-j j-e").branches
    assert found["a"] == found["g"] == found["k"] == {"1"}
    assert found["c"] == {"1", "4"}
    assert found["b"] == {"2"}
    assert found["s"] == found["j"] == found["e"] == frozenset()


def test_a_loop_around_a_fork_changes_no_branch() -> None:
    found = graph("s-m m-f f=a f=b a-j b-j j-x x-m x-e").branches
    assert found["a"] == {"2"}
    assert found["m"] == found["x"] == found["e"] == frozenset()


def test_a_branch_that_ends_by_itself_is_a_branch_to_its_end() -> None:
    found = graph("s-f f=a f=b a-x b-y").branches
    assert found["x"] == {"1"}
    assert found["y"] == {"2"}


def test_several_beginnings_are_branches() -> None:
    found = graph("a-j b-j j-e", starts="ab").branches
    assert found["a"] == {"a"}
    assert found["b"] == {"b"}
    assert found["j"] == frozenset()


@pytest.mark.parametrize(
    ("text", "node", "expected"),
    [
        ("s-a a-b b-c", "c", "ab"),
        ("s-a a-b b-c", "a", ""),
        ("s-a a-b b-a b-c", "a", ""),
        ("s-x x-a x-b a-c b-c", "c", "ab"),
        ("s-x x-a x-b a-c b-d", "d", "b"),
        ("s-a a-f f=b f=c b-d d-j c-j j-e", "d", "b"),
        ("s-a a-f f=b f=c b-d d-j c-j j-e", "e", "a"),
        ("s-a b-c", "c", ""),
    ],
)
def test_earlier_steps(text: str, node: str, expected: str) -> None:
    assert graph(text).earlier(node, "abcde") == tuple(expected)
