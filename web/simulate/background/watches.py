"""Watching a simulation that is under way, and stopping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from web.context import now
from web.permissions import part
from web.simulate.background import logs
from web.simulate.background.jobs import remaining
from web.simulate.pages import pages, running

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from web.simulate.background.jobs import Running


@pages.get("/under-way/<ident>")
@part("simulate")
def watch(ident: str) -> ResponseReturnValue:
    """How far it is; leads on to the result when there is one."""
    one = running(ident)
    progress = one.job.progress
    if progress.state == "done" and not one.asked.log:
        target = url_for("simulate.result", ident=progress.report)
        if request.headers.get("HX-Request") == "true":
            return "", 200, {"HX-Redirect": target}
        return redirect(target)
    partial = request.headers.get("HX-Request") == "true"
    return render_template("simulate/progress.html" if partial else "simulate/watch.html", **_state(one))


@pages.post("/under-way/<ident>/stop")
@part("simulate")
def stop(ident: str) -> ResponseReturnValue:
    """Stop it; nothing is kept."""
    one = running(ident)
    one.job.stop()
    one.job.wait(2)
    if request.headers.get("HX-Request") == "true":
        return watch(ident)
    return redirect(url_for("simulate.watch", ident=ident))


def _state(one: Running) -> dict[str, Any]:
    progress = one.job.progress
    began = progress.started_at
    elapsed = (now() - began).total_seconds() if began else 0.0
    share = progress.done / progress.total if progress.total else 0.0
    made = logs.ready(one.asked.of) if one.asked.log else []
    file = next((file for file in made if file.ending == one.asked.log), None)
    return {"one": one, "progress": progress, "left": remaining(share, elapsed), "file": file}
