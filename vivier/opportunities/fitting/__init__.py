"""Which opportunities fit whom, in which order, and why."""
