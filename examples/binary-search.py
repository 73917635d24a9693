def binary_search(numbers: list[int], wanted: int) -> int:
    """Find wanted in sorted numbers; -1 means it is not there."""
    low, high = 0, len(numbers) - 1
    while low <= high:
        middle = (low + high) // 2
        print(f"between {low} and {high}: look at {middle}")
        if numbers[middle] == wanted:
            return middle
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1
