"""The log that nobody can change unseen: canonical bytes, hash chains, signed checkpoints, export and verification."""

from engine.audit.canonical import canonical, canonical_text
from engine.audit.chain import START, Link, chain, link
from engine.audit.digest import ALGORITHMS, SHA256, SM3, matches, new_salt, salted_digest

__all__ = [
    "ALGORITHMS",
    "SHA256",
    "SM3",
    "START",
    "Link",
    "canonical",
    "canonical_text",
    "chain",
    "link",
    "matches",
    "new_salt",
    "salted_digest",
]
