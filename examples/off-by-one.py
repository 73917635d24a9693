def running_total(prices):
    """Replace each price by the sum so far. There is a mistake in here: can you find it?"""
    for i in range(len(prices)):
        prices[i + 1] += prices[i]
        print(prices)
    return prices
