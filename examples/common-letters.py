def longest_common_subsequence(first: str, second: str) -> str:
    """The longest text that can be made from both words by leaving letters out."""
    rows, columns = len(first), len(second)
    length = [[0] * (columns + 1) for _ in range(rows + 1)]

    for r in range(1, rows + 1):
        for c in range(1, columns + 1):
            if first[r - 1] == second[c - 1]:
                length[r][c] = length[r - 1][c - 1] + 1
            else:
                length[r][c] = max(length[r - 1][c], length[r][c - 1])

    # Walk back from the bottom right corner and collect the shared letters.
    letters = []
    r, c = rows, columns
    while r > 0 and c > 0:
        if first[r - 1] == second[c - 1]:
            letters.append(first[r - 1])
            r -= 1
            c -= 1
        elif length[r - 1][c] >= length[r][c - 1]:
            r -= 1
        else:
            c -= 1
    letters.reverse()
    return "".join(letters)
