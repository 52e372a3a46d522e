"""Customers who quieten, buy less or stop, against their own past and a comparison group."""
