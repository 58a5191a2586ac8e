"""Texts of reference as people handle them: put in, proposed, advised, adopted, amended, and accepted by members."""
