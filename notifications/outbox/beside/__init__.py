"""What goes with a letter besides its words: the mails that it follows, the days for a diary, its copies."""
