"""What you may add, one file each: formats, mappings, vocabularies, crosswalks, rules, remedies, insights, feeds."""
