"""Indicators are queries: what is counted, when, filtered and made distinct how; its rows are the figure."""
