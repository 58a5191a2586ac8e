"""What shows a change made afterwards: journal, letters and files sealed in the blocks of a hash chain."""
