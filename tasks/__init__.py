"""What is done: rules over rows, and the Prefect tasks that call them in one transaction each."""
