"""The limits of 揭改委发〔2020〕7号: the figures, and where the plan contradicts itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workflows.catalogue import Catalogue

DOCUMENT = "jieyang-2020-7"
CATALOGUE = Catalogue.load()
FIGURES = [
    ("2.3-intent", (61, 468), 60, "natural_day"),
    ("2.8-startup", (77, 215), "0.5", "working_day"),
    ("t4-startup", (185,), 1, "working_day"),
    ("t14-startup", (197,), 3, "working_day"),
    ("t26-startup", (211,), 1, "working_day"),
    ("2.8-seal", (79, 216), "0.5", "working_day"),
    ("2.8-licence", (77, 215), 1, "working_day"),
    ("2.8-cancellation", (79, 215), 1, "working_day"),
    ("2.8-relocation", (79, 210), 10, "working_day"),
    ("2.8-special-trade", (79,), 1, "immediate"),
    ("t31-security", (218,), 20, "working_day"),
    ("t36-government", (225,), 70, "working_day"),
    ("t36-linear", (225,), 50, "working_day"),
    ("t36-social", (225,), 50, "working_day"),
    ("t36-with-plan", (225, 235), 40, "working_day"),
    ("t44-with-plan", (235,), 20, "working_day"),
    ("2.9-small", (85, 225, 231), 20, "working_day"),
    ("t36-decoration", (225,), 20, "working_day"),
    ("t48-small", (239,), 25, "working_day"),
    ("t48-decoration", (239,), 25, "working_day"),
    ("t48-low-risk", (239,), 28, "working_day"),
    ("2.15-lines", (103,), 5, "working_day"),
    ("t52-stage", (245, 259, 260), 5, "working_day"),
    ("t65-lines", (260,), 5, "working_day"),
    ("2.15-power", (103, 254), 10, "working_day"),
    ("t75-water", (274,), 4, "working_day"),
    ("t75-water-line", (274,), 9, "working_day"),
    ("t81-general", (282,), 3, "working_day"),
    ("t81-mortgage", (282,), 1, "working_day"),
    ("t92-transfer", (295, 301), 1, "immediate"),
    ("t102-hour-transfer", (307,), 1, "hour"),
    ("t102-half-transfer", (307,), "0.5", "working_day"),
    ("2.13-bankruptcy", (97, 444), 6, "month"),
    ("t286-enquiry", (527,), 5, "working_day"),
    ("t286-complaint", (527,), 30, "working_day"),
    ("t296-documents", (539,), 5, "working_day"),
    ("t348-residence", (603,), 3, "working_day"),
    ("t348-taiwan", (603,), 2, "working_day"),
    ("t348-urgent", (603,), 1, "working_day"),
    ("2.20-settlement", (119, 637), 3, "working_day"),
]


@pytest.mark.parametrize("figure", FIGURES, ids=[figure[0] for figure in FIGURES])
def test_a_figure_of_text_and_table_is_one_record_with_its_lines(figure):
    name, lines, quantity, unit = figure
    limit = CATALOGUE.limit(f"{DOCUMENT}/{name}")
    assert (limit.quantity, limit.unit) == (Decimal(quantity), unit)
    assert tuple(source.line for source in limit.sources) == lines


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("2.15-power", "average"),
        ("t64-lines", "best_case"),
        ("t143-tax", "indicator"),
        ("2.11-instant", "exploratory"),
        ("t32-instant", "exploratory"),
        ("2.22-instant", "exploratory"),
        ("t286-answer", "exploratory"),
    ],
)
def test_what_is_no_promise_binds_nobody(name, kind):
    limit = CATALOGUE.limit(f"{DOCUMENT}/{name}")
    assert limit.kind == kind
    assert not limit.binds


def said_of(procedure, step):
    return {
        (limit.quantity, limit.unit)
        for limit in CATALOGUE.of_document(DOCUMENT)
        if (limit.procedure, limit.step) == (procedure, step)
    }


CONTRADICTIONS = [
    ("企业开办", "全流程", {(Decimal("0.5"), "working_day"), (1, "working_day"), (3, "working_day")}),
    (
        "不动产登记",
        "转移登记",
        {(3, "working_day"), (1, "immediate"), (1, "hour"), (Decimal("0.5"), "working_day")},
    ),
    ("不动产登记", "抵押登记", {(1, "working_day"), (1, "hour"), (Decimal("0.5"), "working_day")}),
    ("带方案出让用地项目审批", "全流程", {(40, "working_day"), (20, "working_day")}),
]


@pytest.mark.parametrize(("procedure", "step", "figures"), CONTRADICTIONS)
def test_several_figures_for_one_thing_stand_under_one_name(procedure, step, figures):
    assert said_of(procedure, step) == figures


@pytest.mark.parametrize("name", ["small", "decoration"])
def test_the_way_to_the_permit_is_promised_later_than_the_whole(name):
    part = CATALOGUE.limit(f"{DOCUMENT}/t48-{name}")
    whole = CATALOGUE.limit(f"{DOCUMENT}/{'2.9-small' if name == 'small' else 't36-decoration'}")
    assert part.procedure == whole.procedure
    assert (part.scope, whole.scope) == ("stage", "process")
    assert part.quantity > whole.quantity


def test_a_day_without_its_kind_is_marked_and_reasoned():
    for limit in CATALOGUE.of_document(DOCUMENT):
        bare = limit.written.endswith(("天", "天内", "日")) and "工作日" not in limit.written
        if bare and limit.unit in ("working_day", "natural_day") and limit.id != f"{DOCUMENT}/2.8-seal":
            assert not limit.unit_stated, limit.id
            assert limit.note, limit.id


def test_what_looks_like_a_limit_and_is_none_was_judged():
    judged = {phrase.why for phrase in CATALOGUE.not_limits if phrase.document == DOCUMENT}
    assert {"history", "eligibility", "campaign", "period", "service_hours", "slogan", "frequency"} <= judged


@pytest.mark.parametrize(
    ("name", "count", "among", "not_among"),
    [
        ("t36-social", 8, "government_services", "public_security"),  # row 36
        ("2.9-small", 12, "military_civil", "gas_supply"),  # row 42
        ("t44-with-plan", 12, "public_security", "gas_supply"),  # row 44
        ("t48-low-risk", 6, "natural_resources", "government_services"),  # row 48
        ("t52-stage", 10, "gas_supply", "ecology"),  # rows 52, 64 and 65
    ],
)
def test_the_departments_are_those_of_the_row(name, count, among, not_among):
    departments = CATALOGUE.limit(f"{DOCUMENT}/{name}").departments.all
    assert len(departments) == count
    assert among in departments
    assert not_among not in departments
