"""The pages of an auditor."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, TextIO, cast

from flask import Blueprint, Response, current_app, redirect, render_template, request, stream_with_context, url_for

from engine.audit import Safe, export_log
from web.audit import asked, table
from web.audit.verification import verification as check_of
from web.case import words
from web.context import actor, banjie, now, site
from web.definitions import clause
from web.language import gettext
from web.names import department, departments, place
from web.permissions import part
from web.text import amount, moment, term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from engine.audit import Report
    from engine.views import BreachRow
    from web.jobs import Job

pages = Blueprint("audit", __name__, url_prefix="/audit", template_folder="templates")

PAGE = 50
CSV_PAGE = 500
CHUNK = 64 * 1024
IN_MEMORY = 8 * 1024 * 1024


@pages.get("")
@part("audit")
def index() -> ResponseReturnValue:
    """Every breach under the filter, a page at a time, with totals over all pages."""
    wanted = asked.read(request.args)
    try:
        rows, following = banjie().breaches(
            now(), **wanted.wanted, within=actor().within, after=wanted.after, limit=PAGE
        )
    except ValueError:  # a cursor that no page gave
        return redirect(url_for("audit.index", **dict[str, Any](wanted.kept)))
    totals = banjie().breach_totals(now(), **wanted.wanted, within=actor().within)
    partial = request.headers.get("HX-Request") == "true"
    return render_template(
        "audit/list.html" if partial else "audit/index.html",
        rows=rows,
        following=following,
        wanted=wanted,
        by_clause=asked.sums(totals, lambda t: (t.document, t.clause)),
        by_department=asked.sums(totals, lambda t: t.department),
        all=asked.sums(totals, lambda t: None),  # noqa: ARG005 - one key for all
        documents=banjie().catalogue().documents,
        clauses=[(c, c) for c in sorted({limit.clause for limit in banjie().catalogue()})],
        places=[(p, place(p)) for p in sorted({p.place for p in banjie().processes() if p.place})],
        departments=departments(),
        progress=verification().progress,
    )


@pages.get("/breaches.csv")
@part("audit")
def download() -> ResponseReturnValue:
    """All breaches under the filter, as CSV for a spreadsheet."""
    wanted = asked.read(request.args)
    rows = stream_with_context(table.lines(_cells(wanted)))
    name = f"attachment; filename=breaches-{now():%Y%m%d}.csv"
    return Response(rows, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@pages.get("/log.jsonl")
@part("audit")
def export() -> ResponseReturnValue:
    """The whole log as a file that proves itself, without personal data."""
    safe = Safe(site().settings.data_dir)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - see below
    try:
        export_log(banjie().database, cast("TextIO", file), now(), key=safe.key())
    except BaseException:
        file.close()
        raise
    name = f"attachment; filename=banjie-log-{now():%Y%m%d}.jsonl"
    answer = Response(_chunks(file), content_type="application/x-ndjson", headers={"Content-Disposition": name})
    answer.call_on_close(file.close)
    return answer


@pages.get("/verification")
@part("audit")
def state() -> ResponseReturnValue:
    """How far the check of the log has come."""
    return render_template("audit/verification.html", progress=verification().progress)


@pages.post("/verification")
@part("audit")
def verify() -> ResponseReturnValue:
    """Check the whole log now."""
    verification().start()
    return _told()


@pages.post("/verification/stop")
@part("audit")
def stop() -> ResponseReturnValue:
    """Stop the check."""
    verification().stop()
    verification().wait(2)
    return _told()


def verification() -> Job[Report]:
    """The site's one check of the log."""
    known = current_app.extensions
    if "banjie.verification" not in known:
        safe = Safe(site().settings.data_dir)
        known.setdefault("banjie.verification", check_of(banjie().database, safe, site().now))
    return cast("Job[Report]", known["banjie.verification"])


def _told() -> ResponseReturnValue:
    if request.headers.get("HX-Request") == "true":
        return state()
    return redirect(url_for("audit.index", _anchor="verification"))


def _chunks(file: tempfile.SpooledTemporaryFile[str]) -> Iterator[str]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _cells(wanted: asked.Asked) -> Iterator[list[object]]:
    yield [
        gettext("办件编号"),
        gettext("项目"),
        gettext("流程"),
        gettext("文件"),
        gettext("条款"),
        gettext("环节"),
        gettext("责任部门"),
        gettext("起算"),
        gettext("到期"),
        gettext("停止"),
        gettext("超期"),
        gettext("单位"),
        gettext("判定"),
        gettext("仍在计时"),
        gettext("依据"),
    ]
    after = None
    while True:
        rows, after = banjie().breaches(now(), **wanted.wanted, within=actor().within, after=after, limit=CSV_PAGE)
        yield from (_row(row) for row in rows)
        if after is None:
            return


def _row(row: BreachRow) -> list[object]:
    unit = amount("2", row.unit).partition(" ")[2]
    return [
        row.number,
        row.title,
        term(row.process_name),
        clause(row.limit).rpartition(" ")[0],
        row.clause,
        term(row.element_name) if row.element else gettext("全程"),
        department(row.department),
        moment(row.started_at),
        moment(row.deadline_at),
        moment(row.ended_at),
        row.over,
        unit,
        words.verdict(row.verdict),
        gettext("是") if row.open else gettext("否"),
        url_for("case.clock", case=row.case, run=row.run, _external=True),
    ]
