"""The meetings of the bodies, and the order of their agendas."""
