"""The list of cases: filters, counts by lamp, page by page."""
