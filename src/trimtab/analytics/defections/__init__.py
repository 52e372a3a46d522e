"""The weekly look at customers who quieten, buy less or stop; the nightly look at what events did."""
