"""What is wrong with the machine itself: found, told to the Région once, and once more when it is over."""
