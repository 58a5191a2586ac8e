"""Work on what nobody vouches for, done in a process apart."""
