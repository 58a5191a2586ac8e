"""What a meeting costs: its papers, its minutes, the pages of its gate."""
