"""What pages show, put together from all the domains: one module for each page or list.

Pages behind several doors (case, mission, preferences) also read here what was sent: each door does the same.
"""
