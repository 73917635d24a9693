def bubble_sort(values):
    # After each pass the largest of the remaining values has risen to its place.
    for end in range(len(values) - 1, 0, -1):
        swapped = False
        for i in range(end):
            if values[i] > values[i + 1]:
                values[i], values[i + 1] = values[i + 1], values[i]
                swapped = True
        print(values)
        if not swapped:
            break
    return values
