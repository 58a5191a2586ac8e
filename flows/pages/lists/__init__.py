"""The pages of lists: the register of a day, and what desks of the Région sent for the forms."""
