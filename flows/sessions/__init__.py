"""A session conducted: opened, taken through its deadlines, its deposits and notices carried."""
