"""XES (IEEE Std 1849) as text: what the logs of simulated cases and those of real ones have in common."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

# How an entry into a step ended, in the words of the standard's lifecycle: finished, given up while somebody was at it,
# or before anybody was.
COMPLETE, ABORTED, WITHDRAWN = range(3)
LIFECYCLE = ("complete", "ate_abort", "withdraw")
START = "start"

_EXTENSIONS = ("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"), ("Organizational", "org")
_BLANK = "\r\n\t"
_NO_TEXT = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_STRING = '<string key="{}" value="{}"/>'
_DATE = '<date key="{}" value="{}"/>'

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    + "".join(
        f'<extension name="{n}" prefix="{p}" uri="http://www.xes-standard.org/{p}.xesext"/>\n' for n, p in _EXTENSIONS
    )
    + f'<global scope="trace">{_STRING.format("concept:name", "")}</global>\n<global scope="event">'
    + "".join(_STRING.format(key, "") for key in ("concept:name", "concept:instance", "lifecycle:transition"))
    + _DATE.format("time:timestamp", "1970-01-01T00:00:00.000000+00:00")
    + '</global>\n<classifier name="Activity" scope="event" keys="concept:name"/>\n'
)
TRACE, TRACE_END = "<trace>", "</trace>\n"
EVENT, EVENT_END = "<event>", "</event>"
END = "</log>\n"


def attribute(key: str, value: str) -> str:
    """A text of a trace or an event; nothing where it is empty. `value` holds no character that XML forbids (`clean`
    sees to that).
    """
    return _STRING.format(key, escape(value, {'"': "&quot;"})) if value else ""


def date(key: str, instant: str) -> str:
    """An instant in ISO 8601."""
    return _DATE.format(key, instant)


def clean(text: str) -> str:
    """A text without what no XML and no line of CSV may hold."""
    return "".join(" " if c in _BLANK else c for c in text if c in _BLANK or _NO_TEXT.match(c) is None).strip()
