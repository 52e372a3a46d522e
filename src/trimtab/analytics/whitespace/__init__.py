"""What white space is told from the records: purchases, hours, chances by stage, and proposals that were tested."""
