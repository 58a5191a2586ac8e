"""What is true: the region file, tables, rules as data, the calendar; without Prefect, mail, network or clock."""
