def subsets(items):
    """List every subset by backtracking: take an item, go on, put it back."""
    found = []
    chosen = []

    def choose(start):
        found.append(chosen[:])
        for i in range(start, len(items)):
            chosen.append(items[i])
            choose(i + 1)
            chosen.pop()

    choose(0)
    return found
