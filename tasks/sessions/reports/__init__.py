"""The yearly report: its indicators validated, its collection opened, reminded of, answered by hand, summed up."""
