"""The log that nobody can change unseen: canonical bytes, hash chains, signed checkpoints, export and verification."""

from engine.audit.canonical import canonical, canonical_text
from engine.audit.chain import START, Link, chain, link
from engine.audit.check import Checker, Fault
from engine.audit.checkpoints import Checkpoint, add_receipt, receipts, take_checkpoint
from engine.audit.digest import ALGORITHMS, SHA256, SM3, matches, new_salt, salted_digest
from engine.audit.export import export_log
from engine.audit.keys import Key, load_key, load_or_make_key
from engine.audit.read_export import verify_export
from engine.audit.safe import Safe
from engine.audit.table import write_table
from engine.audit.traces import write_traces
from engine.audit.verify import Report, verify_case, verify_database

__all__ = [
    "ALGORITHMS",
    "SHA256",
    "SM3",
    "START",
    "Checker",
    "Checkpoint",
    "Fault",
    "Key",
    "Link",
    "Report",
    "Safe",
    "add_receipt",
    "canonical",
    "canonical_text",
    "chain",
    "export_log",
    "link",
    "load_key",
    "load_or_make_key",
    "matches",
    "new_salt",
    "receipts",
    "salted_digest",
    "take_checkpoint",
    "verify_case",
    "verify_database",
    "verify_export",
    "write_table",
    "write_traces",
]
