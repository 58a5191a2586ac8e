"""What goes with a letter besides its words: the mails that it follows, the days for a diary, its copies; and its words
anew, where what they say moved before it left."""
