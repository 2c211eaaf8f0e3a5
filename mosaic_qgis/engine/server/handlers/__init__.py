"""ENGINE side: what answers the requests, one module per op."""
