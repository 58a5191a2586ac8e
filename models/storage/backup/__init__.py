"""An installation saved whole while it runs, and put back where there is none yet."""
