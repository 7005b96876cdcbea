"""What 揭阳 does beside construction: facts, and the project type and the limits that its plan gives them."""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]

STARTUP: Facts = {
    "undertaking": "startup",
    "wants_seal": False,
    "wants_invoices": False,
    "insures_staff": False,
    "opens_fund": False,
}
BUNDLE: Facts = {
    "undertaking": "licence_bundle",
    "new_company": False,
    "sells_food_or_medicine": True,
    "needs_commerce": False,
    "needs_urban": False,
    "needs_police": False,
    "needs_labour": False,
}
PROPERTY: Facts = {"undertaking": "property"}
TRANSFER: Facts = {**PROPERTY, "property_matter": "transfer"}
COMPANY: Facts = {**PROPERTY, "company_property": True}
TRAVEL: Facts = {"undertaking": "travel"}
POLICE: Facts = {"undertaking": "police_licence"}
WHOLE = {"2.8-startup", "t4-startup", "t14-startup", "t26-startup", "t5-followup"}

# The facts, the project type, the limits of the place that it is under.
CASES: list[tuple[Facts, str, set[str]]] = [
    (STARTUP, "startup", WHOLE | {"t4-approval"}),
    ({**STARTUP, "self_service": True}, "startup", WHOLE | {"t1-selfservice"}),
    ({**STARTUP, "wants_seal": True}, "startup", WHOLE | {"t4-approval", "2.8-seal"}),
    ({**STARTUP, "wants_invoices": True}, "startup", WHOLE | {"t4-approval", "t6-invoice"}),
    ({**STARTUP, "insures_staff": True}, "startup", WHOLE | {"t4-approval", "t7-insurance"}),
    ({**STARTUP, "opens_fund": True, "by_courier": True}, "startup", WHOLE | {"t4-approval", "t3-delivery"}),
    (BUNDLE, "licence_bundle", {"2.8-licence"}),
    ({**BUNDLE, **STARTUP, "undertaking": "licence_bundle", "new_company": True}, "licence_bundle",
     WHOLE | {"t4-approval", "2.8-licence"}),
    ({"undertaking": "cancellation"}, "simple_cancellation", {"2.8-cancellation"}),
    *(
        ({"undertaking": "relocation", "move_reason": reason}, "relocation", {"2.8-relocation"})
        for reason in ("structure", "map", "space", "administration")
    ),
    ({"undertaking": "relocation", "move_reason": "other", "key_company": True}, "relocation_other", set()),
    *(
        ({**POLICE, "police_matter": trade}, "special_trade", {"2.8-special-trade"})
        for trade in ("seal_making", "hotel", "pawn", "security_training")
    ),
    ({**POLICE, "police_matter": "security_company"}, "security_company", {"t31-security"}),
    ({**POLICE, "police_matter": "premises"}, "security_premises", set()),
    ({"undertaking": "motorcycle"}, "motorcycle", {"t293-motorcycle"}),
    ({**TRANSFER, "company_property": False}, "property_transfer", {"t81-transfer"}),
    ({**TRANSFER, "company_property": False, "historical_issue": True}, "property_complex", set()),
    ({**TRANSFER, "company_property": False, "unnotarised_inheritance": True}, "property_complex", set()),
    ({**PROPERTY, "property_matter": "first", "legal_person_first": False}, "property_general", {"t81-general"}),
    ({**PROPERTY, "property_matter": "first", "legal_person_first": True}, "property_complex", set()),
    ({**PROPERTY, "property_matter": "change"}, "property_general", {"t81-general"}),
    ({**PROPERTY, "property_matter": "other", "historical_issue": True}, "property_complex", set()),
    ({**PROPERTY, "property_matter": "name_change", "company_property": False}, "property_general", {"t81-general"}),
    ({**PROPERTY, "property_matter": "mortgage", "company_property": False}, "property_mortgage", {"t81-mortgage"}),
    ({**PROPERTY, "property_matter": "mortgage", "company_property": False, "at_bank": True}, "property_mortgage",
     {"t81-mortgage", "t79-mortgage"}),
    ({**PROPERTY, "property_matter": "release"}, "property_release", {"t79-release"}),
    ({**PROPERTY, "property_matter": "combined"}, "property_combined", {"t81-transfer"}),
    ({**COMPANY, "property_matter": "mortgage"}, "property_company", {"t102-hour-mortgage", "t102-half-mortgage"}),
    ({**COMPANY, "property_matter": "name_change"}, "property_company", {"t102-hour-name", "t102-half-name"}),
    ({**COMPANY, **TRANSFER, "between_companies": False}, "property_company",
     {"t102-hour-transfer", "t102-half-transfer"}),
    ({**COMPANY, **TRANSFER, "between_companies": True, "non_residential": False}, "property_company",
     {"t102-hour-transfer", "t102-half-transfer", "t92-transfer"}),
    ({**COMPANY, **TRANSFER, "between_companies": True, "non_residential": True}, "property_company",
     {"t102-hour-transfer", "t102-half-transfer", "t92-transfer", "t77-transfer"}),
    ({**TRAVEL, "paper": "renewal"}, "travel_renewal", {"t296-renewal"}),
    ({**TRAVEL, "paper": "passport", "company_staff": True}, "travel_staff", {"t296-documents"}),
    ({**TRAVEL, "paper": "hong_kong_pass", "company_staff": False}, "travel_own", set()),
    ({**TRAVEL, "paper": "taiwan_pass", "emergency": True}, "travel_urgent", {"t296-urgent"}),
    ({**TRAVEL, "paper": "residence"}, "visitors", {"t348-residence"}),
    ({**TRAVEL, "paper": "taiwan_single"}, "visitors", {"t348-taiwan"}),
    ({**TRAVEL, "paper": "hong_kong_exit"}, "visitors", {"t348-hongkong"}),
    ({**TRAVEL, "paper": "hong_kong_exit", "expedited": True}, "visitors", {"t348-urgent"}),
    ({"undertaking": "settlement", "recognised": True, "guangdong_household": True}, "talent_one_stop",
     {"2.20-settlement"}),
    ({"undertaking": "settlement", "recognised": True, "guangdong_household": False}, "talent", set()),
    ({"undertaking": "settlement", "recognised": False}, "talent", set()),
    ({"undertaking": "hotline", "demand_kind": "consultation"}, "hotline_enquiry", {"t286-enquiry"}),
    *(
        ({"undertaking": "hotline", "demand_kind": kind}, "hotline_complaint", {"t286-complaint"})
        for kind in ("complaint", "report", "other")
    ),
    ({"undertaking": "at_once", "at_hall": True}, "on_the_spot", {"t260-instant"}),
    ({"undertaking": "at_once", "at_hall": False}, "instant", {"t264-instant"}),
    ({"undertaking": "procurement_intent"}, "procurement_intent", {"2.3-intent"}),
    ({"undertaking": "bankruptcy", "small_micro": True}, "small_bankruptcy", {"2.13-bankruptcy"}),
]  # fmt: skip
TYPES = [(facts, kind) for facts, kind, _ in CASES]
LIMITS = [(facts, limits) for facts, _, limits in CASES]
