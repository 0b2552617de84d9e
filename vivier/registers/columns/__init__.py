"""Work over columns, written once and run by DuckDB in the process or by Spark on several machines.

`steps` says what is done, in SQL both understand; `engine` what an engine can do and where they differ.
"""
