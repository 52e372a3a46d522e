"""What accounts bring and could bring, and which kinds of customers are won more often. Arrays in, arrays out."""
