"""What is true: the region file, tables, rules as data, the calendar. No Prefect, no mail, no network, no clock."""
