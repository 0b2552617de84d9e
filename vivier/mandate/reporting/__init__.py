"""Accounts of a mandate: what a report holds, its frozen and signed copy, its papers, its verification."""
