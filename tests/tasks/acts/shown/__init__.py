"""Whatever an act is shown to do, on made-up years: plan equals deed."""
