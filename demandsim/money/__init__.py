"""Money: what a council-tax precept buys over the years, and from what effect on problem solving pays for itself."""
