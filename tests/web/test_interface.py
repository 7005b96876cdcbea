"""The JSON interface."""

import re
from decimal import Decimal

import pytest

PASSWORD = "correct horse battery"
FACTS = {"project_name": "德立纺织仓库", "area": 4960.5, "height": 19, "use": "warehouse", "funding": "social"}


class Caller:
    """A program that signed in."""

    def __init__(self, app, login):
        self.client = app.test_client(use_cookies=False)
        answer = self.client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        self.head = {"Authorization": f"Bearer {answer.get_json()['token']}"}

    def get(self, path, **query):
        return self.client.get(f"/api/v1{path}", query_string=query, headers=self.head)

    def post(self, path, body=None):
        return self.client.post(f"/api/v1{path}", json=body or {}, headers=self.head)

    def put(self, path, body):
        return self.client.put(f"/api/v1{path}", json=body, headers=self.head)

    def delete(self, path):
        return self.client.delete(f"/api/v1{path}", headers=self.head)


@pytest.fixture
def call(app):
    return lambda login: Caller(app, login)


def is_refusal(answer, status, kind):
    body = answer.get_json()
    assert answer.status_code == status, answer.text
    assert set(body) == {"kind", "sentence"}
    assert body["kind"] == kind
    assert body["sentence"]
    return True


# ── who calls ────


def test_without_a_session_nothing_is_told(app):
    client = app.test_client()
    for path in ("/work", "/cases", "/limits", "/users", "/breaches", "/session", "/deadline"):
        assert is_refusal(client.get(f"/api/v1{path}"), 401, "unauthenticated")


def test_a_wrong_password_is_refused(app):
    answer = app.test_client().post("/api/v1/session", json={"login": "counter", "password": "not the password"})
    assert is_refusal(answer, 401, "unauthenticated")


def test_too_many_failures_are_refused_for_a_while(app):
    client = app.test_client()
    for _ in range(5):
        client.post("/api/v1/session", json={"login": "counter", "password": "not the password"})
    answer = client.post("/api/v1/session", json={"login": "counter", "password": PASSWORD})
    assert is_refusal(answer, 429, "too_many_requests")


def test_a_token_is_worth_nothing_after_signing_out(call):
    caller = call("counter")
    assert caller.get("/session").get_json()["name"] == "吴秋月"
    assert caller.delete("/session").status_code == 204
    assert is_refusal(caller.get("/session"), 401, "unauthenticated")


def test_a_made_up_token_is_refused(app):
    answer = app.test_client().get("/api/v1/work", headers={"Authorization": "Bearer nonsense"})
    assert is_refusal(answer, 401, "unauthenticated")


def test_a_browser_that_is_signed_in_reads_but_writes_only_with_its_token(browse, town):
    case = town.start()
    browser = browse("counter")
    assert browser.get("/api/v1/work").status_code == 200
    body = {"word": "claim", "step": "intake_review", "command_id": "one"}
    assert browser.client.post(f"/api/v1/cases/{case}/commands", json=body).status_code == 400
    page = browser.get("/work").text
    token = re.search(r'"X-CSRFToken": "([^"]+)"', page)[1]
    answer = browser.client.post(f"/api/v1/cases/{case}/commands", json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == 200, answer.text


# ── cases ────


def test_an_application_goes_from_receipt_to_acceptance(call):
    counter = call("counter")
    body = {"process": "low_risk", "facts": FACTS, "title": "仓库", "applicant": "德立", "command_id": "a"}
    started = counter.post("/cases", body)
    assert started.status_code == 201, started.text
    case = started.get_json()["case"]
    work = counter.get("/work").get_json()
    assert [(w["case"], w["remaining"], w["unit"], w["lamp"]) for w in work] == [(case, "5", "working_day", "green")]
    order = {"word": "accept", "step": work[0]["token"], "data": {"decision": "accept"}, "command_id": "b"}
    done = counter.post(f"/cases/{case}/commands", order)
    assert done.status_code == 200, done.text
    assert "CaseAccepted" in {e["name"] for e in done.get_json()["events"]}
    view = counter.get(f"/cases/{case}").get_json()
    assert view["state"] == "accepted"
    assert view["facts"]["area"] == 4960.5
    assert [e["seq"] for e in view["events"]] == list(range(1, len(view["events"]) + 1))


def test_the_same_command_again_gets_the_first_answer(call):
    counter = call("counter")
    body = {"process": "low_risk", "facts": FACTS, "title": "仓库", "applicant": "德立", "command_id": "a"}
    first, second = counter.post("/cases", body).get_json(), counter.post("/cases", body).get_json()
    assert first["case"] == second["case"]
    assert len(counter.get("/cases").get_json()["rows"]) == 1


def test_a_case_tells_its_future_and_its_past(call, town):
    case = town.start()
    counter = call("counter")
    late = counter.get(f"/cases/{case}", at="2026-09-15T10:00:00+08:00").get_json()
    assert late["state"] == "accepted"  # nobody answered in five working days: deemed accepted
    assert is_refusal(counter.get(f"/cases/{case}", at="2026-09-01"), 404, "not_found")
    assert is_refusal(counter.get(f"/cases/{case}", at="tomorrow"), 422, "invalid_argument")


def test_readings_prove_every_day(call, town):
    case = town.start()
    town.clock.go_on(days=2)
    clock = call("auditor").get(f"/cases/{case}/readings").get_json()[0]
    reading = clock["reading"]
    assert clock["limit"] == "prc-licensing-law/32.4"
    assert Decimal(reading["elapsed"]) == sum(Decimal(day["weight"]) for day in reading["days"]) == 2
    assert reading["last_day"] == "2026-09-14"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"word": "claim", "step": "nothing", "command_id": "x"}, 404, "not_found"),
        ({"word": "dance", "command_id": "x"}, 422, "invalid_argument"),
        ({"word": "accept", "data": {"decision": "perhaps"}, "command_id": "x"}, 422, "invalid_argument"),
        ({"word": "claim", "step": "intake_review", "command_id": "x", "expected_version": 99}, 409, "conflict"),
        ({"word": "end-pause", "command_id": "x"}, 409, "invalid_state"),
        ({"step": "intake_review", "command_id": "x"}, 422, "invalid_argument"),
        ({"word": "claim"}, 422, "invalid_argument"),
        ({"word": "claim", "command_id": "x", "surprise": 1}, 422, "invalid_argument"),
    ],
)
def test_a_command_that_cannot_be_done_is_refused_with_a_sentence(call, town, body, status, kind):
    case = town.start()
    assert is_refusal(call("counter").post(f"/cases/{case}/commands", body), status, kind)


def test_a_step_of_another_department_is_forbidden(call, town):
    case = town.start()
    body = {"word": "accept", "data": {"decision": "accept"}, "command_id": "x"}
    assert is_refusal(call("planning").post(f"/cases/{case}/commands", body), 403, "forbidden")


def test_what_is_no_json_gets_a_sentence(app, call):
    caller = call("counter")
    head = {**caller.head, "Content-Type": "application/json"}
    answer = app.test_client(use_cookies=False).post("/api/v1/cases", data="{broken", headers=head)
    assert is_refusal(answer, 400, "invalid_argument")


@pytest.mark.parametrize("query", [{"lamp": "purple"}, {"limit": 0}, {"limit": 501}, {"after": "nonsense"}])
def test_a_wrong_filter_gets_a_sentence(call, query):
    assert is_refusal(call("counter").get("/cases", **query), 422, "invalid_argument")


# ── who may see what ────


def test_an_applicant_sees_their_own_cases_only(call, town):
    mine, other = town.start(by="builder"), town.start(by="builder2", applicant="海丰县粤鑫仓储有限公司")
    builder = call("builder")
    assert [row["case"] for row in builder.get("/cases").get_json()["rows"]] == [mine]
    assert builder.get(f"/cases/{mine}").status_code == 200
    assert is_refusal(builder.get(f"/cases/{other}"), 404, "not_found")
    body = {"word": "withdraw", "data": {"reason": "x"}, "command_id": "w"}
    assert is_refusal(builder.post(f"/cases/{other}/commands", body), 404, "not_found")


def test_a_planner_sees_the_course_of_a_case_and_not_the_people_in_it(call, town):
    case = town.start()
    town.do(case, "accept", "counter", decision="accept", opinion="电话 13800000000")
    answer = call("planner").get(f"/cases/{case}")
    assert answer.get_json()["facts"] == {}
    assert answer.get_json()["applicant"] == ""
    assert "13800000000" not in answer.text
    assert "13800000000" in call("auditor").get(f"/cases/{case}").text


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("counter", "/users"),
        ("counter", "/breaches"),
        ("planner", "/audit/verification"),
        ("planner", "/work"),
        ("auditor", "/users"),
    ],
)
def test_other_roles_are_refused(call, login, path):
    assert is_refusal(call(login).get(path), 403, "forbidden")


# ── what is published ────


def test_processes_and_their_diagrams(call, town):
    caller = call("planner")
    processes = {p["id"]: p for p in caller.get("/processes").get_json()}
    assert {"low_risk", "land_to_start", "joint_acceptance"} <= set(processes)
    assert "shanwei-2023-2/2.1" in processes["low_risk"]["limits"]
    diagram = caller.get("/processes/low_risk/diagram")
    assert diagram.mimetype == "application/xml"
    assert diagram.data == town.banjie.diagram("low_risk")
    assert is_refusal(caller.get("/processes/nothing/diagram"), 404, "not_found")
    assert is_refusal(caller.get("/processes/low_risk/diagram", version=99), 404, "not_found")


@pytest.mark.parametrize(
    ("limit", "quantity", "clause"),
    [
        ("shanwei-2023-2/2.1", "8", "二"),
        ("shanwei-2023-2/2.2", "13", "二"),
        ("shanwei-2023-2/2.3", "7", "二"),
        ("shanwei-2023-2/2.4", "3", "二"),
    ],
)
def test_the_four_promises(call, limit, quantity, clause):
    found = call("planner").get(f"/limits/{limit}").get_json()
    assert (found["quantity"], found["unit"], found["clause"]) == (quantity, "working_day", clause)
    assert found["number"] == "汕建规字〔2023〕2号"


def test_the_catalogue_by_document_and_an_unknown_limit(call):
    caller = call("planner")
    law = caller.get("/limits", document="prc-licensing-law").get_json()
    assert {limit["document"] for limit in law} == {"prc-licensing-law"}
    assert len(caller.get("/limits").get_json()) > len(law)
    assert is_refusal(caller.get("/limits/nothing/9"), 404, "not_found")


@pytest.mark.parametrize(
    ("start", "quantity", "unit", "last_day"),
    [
        ("2026-09-18", 5, "working_day", "2026-09-24"),
        ("2026-09-20", 5, "working_day", "2026-09-28"),
        ("2026-09-30", 1, "working_day", "2026-10-08"),
        ("2026-02-13", 20, "working_day", "2026-03-19"),
        ("2026-09-10", 15, "natural_day", "2026-09-28"),
    ],
)
def test_deadlines(call, start, quantity, unit, last_day):
    found = call("planner").get("/deadline", start=start, quantity=quantity, unit=unit).get_json()
    assert found["last_day"] == last_day
    assert found["unit"] == unit
    assert sum(day["counted"] for day in found["days"]) >= min(quantity, 1)


@pytest.mark.parametrize(
    "query",
    [
        {"start": "never", "quantity": 1, "unit": "working_day"},
        {"start": "2026-09-18", "quantity": 0, "unit": "working_day"},
        {"start": "2026-09-18", "quantity": 1, "unit": "fortnight"},
        {"start": "2999-09-18", "quantity": 1, "unit": "working_day"},
        {"start": "2026-09-18", "quantity": 1, "unit": "hour", "pause": "2026-09-19"},
        {"start": "2026-09-18", "quantity": 1, "unit": "hour", "end": "2026-09-17"},
        {"start": "2026-09-18", "unit": "hour"},
    ],
)
def test_a_deadline_that_makes_no_sense_gets_a_sentence(call, query):
    assert is_refusal(call("planner").get("/deadline", **query), 422, "invalid_argument")


def test_the_guide_names_process_exemptions_and_rules(call):
    facts = {"use": "factory", "area": 8000, "height": 20, "funding": "social"}
    found = call("builder").post("/guide", {"facts": facts}).get_json()
    assert found["process"] == "low_risk"
    assert found["exempt"]
    assert all(rule["rule"] for rule in found["why"])
    assert is_refusal(call("builder").post("/guide", {"facts": {"area": "wide"}}), 422, "invalid_argument")
    assert is_refusal(call("builder").post("/guide", {"facts": {}, "place": "atlantis"}), 422, "invalid_argument")


# ── audit and administration ────


def test_breaches_name_case_clause_and_by_how_much(call, town):
    case = town.start()
    town.do(case, "accept", "counter", decision="accept")
    town.clock.go_on(days=60)
    town.banjie.tick(town.clock())
    rows = call("auditor").get("/breaches").get_json()["rows"]
    assert rows
    assert all(row["clause"] and Decimal(row["over"]) >= 0 for row in rows)
    assert is_refusal(call("auditor").get("/breaches", since="never"), 422, "invalid_argument")


def test_the_log_is_verified(call, town):
    town.start()
    found = call("auditor").get("/audit/verification").get_json()
    assert (found["ok"], found["cases"], found["first_bad"]) == (True, 1, None)


def test_an_administrator_looks_after_users(call, app):
    admin = call("admin")
    given = {"login": "newcomer", "name": "林佳慧", "password": PASSWORD, "department": "housing", "roles": ["lead"]}
    created = admin.post("/users", given).get_json()
    assert "password" not in str(created).replace("password_at", "")
    assert {"newcomer", "counter"} <= {user["login"] for user in admin.get("/users").get_json()}
    Caller(app, "newcomer")
    changed = {"department": None, "roles": ["planner"], "active": False}
    assert admin.put(f"/users/{created['id']}", changed).get_json()["active"] is False
    assert is_refusal(admin.put("/users/nobody", changed), 404, "not_found")
    assert is_refusal(admin.post("/users", given), 422, "invalid_argument")
    own = next(u for u in admin.get("/users").get_json() if u["login"] == "admin")
    assert is_refusal(admin.put(f"/users/{own['id']}", changed), 409, "invalid_state")


# ── the description ────


def test_the_openapi_document_describes_every_operation(app, browse):
    spec = browse("counter").get("/api/openapi.json").get_json()
    assert spec["openapi"].startswith("3.")
    described = {(path, method) for path, found in spec["paths"].items() for method in found if method != "parameters"}
    rules = [r for r in app.url_map.iter_rules() if r.rule.startswith("/api/v1/")]
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == served
    for found in spec["paths"].values():
        for operation in (found[m] for m in found if m != "parameters"):
            assert operation["summary"]


def test_the_reference_page_shows_every_operation(browse):
    browser = browse("planner")
    spec = browser.get("/api/openapi.json").get_json()
    page = browser.get("/api").text
    for path in spec["paths"]:
        assert f"<code>{path}</code>" in page
    for name in spec["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
