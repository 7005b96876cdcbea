"""The demo: some hundred cases played through the real engine on a virtual clock that ends today.

`people` are its users, `projects` what they apply for, `player` who does what when. Names of firms and persons are
made up; procedures, limits and the calendar are the real ones.
"""
