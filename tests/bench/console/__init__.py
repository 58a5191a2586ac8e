"""What the console costs: its board, its pages, a form."""
