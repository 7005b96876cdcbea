"""The page that shows the OpenAPI document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, render_template

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

pages = Blueprint("reference", __name__, template_folder="templates")

METHODS = ("get", "post", "put", "patch", "delete")


@pages.get("/api")
def index() -> ResponseReturnValue:
    """Every operation with its parameters and answers, and every shape."""
    spec: dict[str, Any] = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    paths = spec["paths"].items()
    operations = [_operation(path, method, found) for path, found in paths for method in METHODS if method in found]
    groups = [(tag, list(found)) for tag, found in groupby(operations, key=lambda o: o["tag"])]
    tags = {tag["name"]: tag.get("description", "") for tag in spec.get("tags", [])}
    return render_template(
        "reference/index.html", spec=spec, groups=groups, tags=tags, schemas=spec["components"]["schemas"]
    )


def _operation(path: str, method: str, found: dict[str, Any]) -> dict[str, Any]:
    operation = found[method]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers = {status: _answer(said) for status, said in operation.get("responses", {}).items() if status.isdecimal()}
    return {
        "path": path,
        "method": method,
        "tag": operation.get("tags", [""])[0],
        "summary": operation.get("summary", ""),
        "parameters": [*found.get("parameters", []), *operation.get("parameters", [])],
        "body": _shape(body),
        "answers": answers,
    }


def _answer(said: dict[str, Any]) -> tuple[str, tuple[str, bool]]:
    content: dict[str, Any] = next(iter(said.get("content", {}).values()), {})
    return said.get("description", ""), _shape(content.get("schema", {}))


def _shape(schema: dict[str, Any]) -> tuple[str, bool]:
    """The name of a shape, and whether it is a list of them."""
    many = schema.get("type") == "array"
    reference = (schema.get("items", {}) if many else schema).get("$ref", "")
    return reference.rpartition("/")[2], many
