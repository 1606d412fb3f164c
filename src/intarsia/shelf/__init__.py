"""What you may add, one file each: formats, mappings, vocabularies, rules, remedies, insights, feeds."""
