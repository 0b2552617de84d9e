"""The settings of a process that a test starts: those of Vivier, with the rooms the test names and no others.

Reading every room costs each process three seconds before it begins; ROOMS lists those it works in.
"""

import os

from vivier.settings import *  # noqa: F403 -- the settings of Vivier are the rest

INSTALLED_APPS = os.environ["ROOMS"].split()
