"""What is kept: tables, named queries, migrations and the unit of work."""
