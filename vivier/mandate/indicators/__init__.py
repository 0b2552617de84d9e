"""Indicators are queries: what is counted, in which period, filtered and made distinct how; the rows are the figure."""
