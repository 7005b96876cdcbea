"""Applying: the guide from facts to process, the form of that process, the receipt."""
