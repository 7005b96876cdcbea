"""Conditions: where they may stand, that they can be read, and that a decision always comes out."""

from __future__ import annotations

import pytest

from tests.bpmn.drawing import around, boundary, definitions, diagram, end, flow, node, path, process, start, task
from workflows.bpmn import read_processes
from workflows.bpmn.names import variables


def split(kind: str, *flows: str, default: str = "") -> bytes:
    """A gateway `g` with these flows to the steps a, b and c."""
    ends = "".join(task(name) + flow(name, "e") for name in "abc")
    return diagram(start(), node(kind, "g", default=default), ends, end(), path("s", "g"), *flows)


A, B, C = flow("g", "a", "x"), flow("g", "b", "y"), flow("g", "c", "z")
BARE_A, BARE_B, BARE_C = flow("g", "a"), flow("g", "b"), flow("g", "c")
HIDDEN = (
    "expected a condition on every flow but the default, but g_b has none and hides g_c, which comes after it:"
    " say which flow is the default"
)
NO_DEFAULT = "expected a default flow, but it has none: a case stops here when no condition is true"

TABLE = [
    ("exclusiveGateway", (A, B, BARE_C), "g_c", []),
    ("exclusiveGateway", (A, B, C), "", [("warning", "g", NO_DEFAULT)]),
    (
        "exclusiveGateway",
        (A, B, BARE_C),
        "",
        [
            (
                "warning",
                "g",
                "expected a default flow to be declared; g_c, which has no condition, is taken when no other is",
            )
        ],
    ),
    (
        "exclusiveGateway",
        (A, BARE_B, C),
        "",
        [
            (
                "error",
                "g",
                HIDDEN,
            )
        ],
    ),
    (
        "exclusiveGateway",
        (A, BARE_B, BARE_C),
        "",
        [("error", "g", "expected a condition on every flow but the default, but g_b, g_c have none")],
    ),
    (
        "exclusiveGateway",
        (A, BARE_B, BARE_C),
        "g_c",
        [("error", "g", "expected a condition on every flow but the default, but g_b have none")],
    ),
    (
        "exclusiveGateway",
        (A, B, C),
        "g_c",
        [("warning", "g_c", "expected no condition on a default flow; the one it has is not asked")],
    ),
    (
        "exclusiveGateway",
        (A, B, C),
        "s_g",
        [
            ("error", "g", "expected its default to be a flow out of it, but s_g is none"),
            ("warning", "g", NO_DEFAULT),
        ],
    ),
    ("inclusiveGateway", (A, B, C), "", [("warning", "g", NO_DEFAULT)]),
    ("inclusiveGateway", (A, B, BARE_C), "", []),
    ("inclusiveGateway", (A, B, BARE_C), "g_c", []),
    ("inclusiveGateway", (BARE_A, BARE_B, BARE_C), "", []),
    ("parallelGateway", (BARE_A, BARE_B, BARE_C), "", []),
    ("userTask", (A, B, BARE_C), "g_c", []),
    ("userTask", (A, B, C), "", [("warning", "g", NO_DEFAULT)]),
    ("userTask", (BARE_A, BARE_B, BARE_C), "", []),
]


@pytest.mark.parametrize(("kind", "flows", "default", "expected"), TABLE)
def test_what_a_split_may_look_like(told, kind, flows, default, expected):
    assert told(split(kind, *flows, default=default)) == expected


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (split("parallelGateway", A, BARE_B, BARE_C), "g_a"),
        (diagram(start(), task("a"), end(), flow("s", "a", "x"), path("a", "e")), "s_a"),
        (around(task("a"), boundary("b", "a"), flow("b", "e", "x")), "b_e"),
        (
            diagram(start(), node("intermediateThrowEvent", "m"), end(), path("s", "m"), flow("m", "e", "x")),
            "m_e",
        ),
    ],
)
def test_a_condition_stands_only_where_something_decides(told, data, place):
    ((severity, element, sentence),) = told(data)
    assert (severity, element) == ("error", place)
    assert sentence.startswith("expected no condition on a flow out of ")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", "expected a condition or none, but it is empty"),
        ("area <= ", "(column "),
        ("a = 1 b", "(column 7)"),
        ("__import__('os').system('rm -rf /')", "(column "),
        ("open('/etc/passwd').read()", "(column "),
        ("().__class__.__bases__", "(column "),
        ("lambda: 1", "(column "),
        ("x." * 50 + "y", "(column "),
        ("(" * 500 + "1" + ")" * 500, "expected a condition to be an expression"),
        ("1+" * 2000 + "1", "expected a condition to be an expression"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_with_its_column(told, condition, expected):
    flows = (flow("g", "a", condition), B, BARE_C)
    ((severity, element, sentence),) = told(split("exclusiveGateway", *flows, default="g_c"))
    assert (severity, element) == ("error", "g_a")
    assert expected in sentence
    assert len(sentence) < 600


def test_the_variables_are_those_that_something_mentions():
    loop = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>experts</loopDataInputRef><inputDataItem id='expert'/>"
        "<completionCondition>numberOfCompletedInstances >= quorum or expert = chair</completionCondition>"
        "</multiInstanceLoopCharacteristics>"
    )
    models = read_processes(
        definitions(
            process(
                start(),
                task("a", loop),
                boundary("b", "a", "<timerEventDefinition><timeDate>due_at</timeDate></timerEventDefinition>"),
                node("exclusiveGateway", "g", default="g_e"),
                end(),
                path("s", "a", "g", "e"),
                flow("b", "e"),
                flow("g", "a", 'opinion = "return" and area > 10'),
            ),
            process(
                start("s2"),
                task(
                    "a2",
                    node("multiInstanceLoopCharacteristics", "l", "<loopCardinality>n + 1</loopCardinality>"),
                ),
                path("s2", "a2"),
                flow("a2", "a2", "not("),
                id="q",
            ),
        )
    )
    assert variables(models) == {"experts", "quorum", "chair", "due_at", "opinion", "area", "n"}
