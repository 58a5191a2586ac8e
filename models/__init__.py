"""What is true: the region file, the tables, the rules as data, the calendar. No Prefect, no mail, no network, no clock."""
