"""What is measured: one module per case; each fills in the report's results. ENGINE side."""
