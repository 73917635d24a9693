def bubble_sort(nums):
    for end in range(len(nums) - 1, 0, -1):
        for i in range(end):
            if nums[i] > nums[i + 1]:
                nums[i], nums[i + 1] = nums[i + 1], nums[i]
    return nums


def main(size):
    smallest = []
    for factor in (7919, 7907, 7901, 7883, 7879):
        nums = [i * factor % 1009 for i in range(size)]
        smallest.append(bubble_sort(nums)[0])
    return smallest
