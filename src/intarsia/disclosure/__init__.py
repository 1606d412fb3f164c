"""Can somebody work out one contributor's figure, or who one row is about? Statistics in, numbers out.

Tables of amounts: `sensitive` (which cells), `linked` (what adds up to what), `suppression` (which others to withhold), `attack`
(what can be worked out from the rest), `differencing` (and from several tables or releases together). Rows about persons:
`microdata`. It knows no pool, no shelf and no file. The formulas and their sources are in docs/disclosure.md.
"""
