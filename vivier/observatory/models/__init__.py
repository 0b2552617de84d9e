"""Figures others published, and photographs of our own records from which ours are counted."""

from vivier.observatory.models.published import Comparison, Figure, Indicator, IndicatorQuerySet, Topic
from vivier.observatory.models.snapshots import Count, Snapshot

__all__ = ["Comparison", "Count", "Figure", "Indicator", "IndicatorQuerySet", "Snapshot", "Topic"]
