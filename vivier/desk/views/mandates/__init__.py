"""The mandate's screens: overview and parts, expenses, staff time, what is due, accounts."""
