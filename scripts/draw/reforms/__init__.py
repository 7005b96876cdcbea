"""Reforms that several cities copied from the same lists: described once, drawn for every city that named it.

A city says for itself which figures bind it; what another city's practice shows is said in words and binds nothing.
"""
