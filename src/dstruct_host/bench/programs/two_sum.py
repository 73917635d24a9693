def two_sum(nums, target):
    places = {}
    for i, num in enumerate(nums):
        if target - num in places:
            return [places[target - num], i]
        places[num] = i
    return []


def main(size):
    nums = [i * i % 30011 for i in range(size)]
    found = []
    for target in range(59990, 60000):
        found.append(two_sum(nums, target))
    return found
