"""广州: the 12345 hotline in readable parts, and the frame of what is handled online."""

from scripts.draw.processes.guangzhou import (
    contact,
    handling,
    knowledge,
    main,
    online,
    registration,
    returns,
    satisfaction,
    staff,
    supervision,
)

DRAWINGS = {
    "guangzhou_hotline": main.draw,
    "guangzhou_hotline_registration": registration.draw,
    "guangzhou_hotline_center_contact": contact.draw_centre,
    "guangzhou_hotline_unit_contact": contact.draw_unit,
    "guangzhou_hotline_handling": handling.draw,
    "guangzhou_hotline_return": returns.draw,
    "guangzhou_hotline_dispute": returns.draw_dispute,
    "guangzhou_hotline_rating": satisfaction.draw_rating,
    "guangzhou_hotline_satisfaction": satisfaction.draw_satisfaction,
    "guangzhou_hotline_second_handling": satisfaction.draw_second_handling,
    "guangzhou_hotline_supervision": supervision.draw_supervision,
    "guangzhou_hotline_long_term": supervision.draw_long_term,
    "guangzhou_hotline_knowledge": knowledge.draw,
    "guangzhou_hotline_fault": knowledge.draw_fault,
    "guangzhou_hotline_staff": staff.draw,
    "guangzhou_online": online.draw,
}
