"""The scenario's file: read strictly, written with comments."""
