"""Rewriting: a contributor's file without some of its records, one file for each way in which records stand in files.

Each way has one function, `without(source, target, options, records)`: it writes `target` as `source` was, without these records, or raises
`errors.Refused` and says why. It need not prove that only they are gone: whoever calls reads both files again and compares them.
Nothing here knows a pool; `child.in_child` runs in a child process with limits, for these are files of others.
"""
