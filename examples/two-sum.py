def two_sum(nums, target):
    """Return the positions of the two numbers that add up to target."""
    seen = {}  # number -> where it was found
    for i, number in enumerate(nums):
        missing = target - number
        if missing in seen:
            return [seen[missing], i]
        seen[number] = i
    return []
