"""Steps: tables in, tables and findings out. One step, one file, one public function."""
