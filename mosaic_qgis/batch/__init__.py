"""ENGINE side: long work over whole mosaics, cut into tasks that run on this machine's cores or on a Dask cluster."""
