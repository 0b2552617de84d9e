#!/usr/bin/env python
"""The same as `vivier`, for tools that look for this file."""

from vivier.settings import main

if __name__ == "__main__":
    main()
