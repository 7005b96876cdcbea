from __future__ import annotations

from pathlib import Path

import pytest

from workflows.decisions import read_tables

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


@pytest.fixture(scope="session")
def bpmn():
    return Path(__file__).parents[2] / "bpmn"


def cell(kind, text):
    return f"<{kind}><text>{text.replace('&', '&amp;').replace('<', '&lt;')}</text></{kind}>"


def dmn(rules, inputs=("a",), outputs=("out",), policy="UNIQUE", values="", extra=""):
    """A decision file: `rules` are (tests, results) of texts."""
    columns = "".join(f'<input id="in_{i}" label="{i}">{cell("inputExpression", i)}</input>' for i in inputs)
    columns += "".join(
        f'<output id="out_{o}" name="{o}">{cell("outputValues", values) if values else ""}</output>' for o in outputs
    )
    rows = "".join(
        f'<rule id="r{n}"><description>text {n}</description>'
        + "".join(cell("inputEntry", test) for test in tests)
        + "".join(cell("outputEntry", result) for result in results)
        + f"<annotationEntry><text>clause {n}</text></annotationEntry></rule>"
        for n, (tests, results) in enumerate(rules, 1)
    )
    return (
        f'<definitions xmlns="{MODEL}" id="d" name="d" namespace="n"><decision id="table" name="表">{extra}'
        f'<decisionTable hitPolicy="{policy}">{columns}<annotation name="clause"/>{rows}</decisionTable>'
        "</decision></definitions>"
    )


@pytest.fixture(scope="session")
def source():
    return dmn


@pytest.fixture
def table():
    def build(*arguments, **options):
        return read_tables(dmn(*arguments, **options).encode())[0]

    return build
