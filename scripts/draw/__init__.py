"""Draws the diagrams of `bpmn/`: a developer's tool.

Each file of `processes/` describes one process compactly: its steps with lane, column and row, and its flows. The
tool computes the coordinates, routes the flows at right angles, sets the labels and writes the `.bpmn` file. The
committed `.bpmn` is what the product reads; this package is never imported by it.

    python -m scripts.draw            # writes every diagram
    python -m scripts.draw intake     # writes one
"""
