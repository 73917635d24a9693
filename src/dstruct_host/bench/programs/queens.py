def solve(row, size, columns, falling, rising, board, solutions):
    if row == size:
        solutions.append(["".join(line) for line in board])
        return
    for column in range(size):
        if column in columns or row - column in falling or row + column in rising:
            continue
        board[row][column] = "Q"
        columns.add(column)
        falling.add(row - column)
        rising.add(row + column)
        solve(row + 1, size, columns, falling, rising, board, solutions)
        board[row][column] = "."
        columns.remove(column)
        falling.remove(row - column)
        rising.remove(row + column)


def main(size):
    board = [["."] * size for _ in range(size)]
    solutions = []
    solve(0, size, set(), set(), set(), board, solutions)
    return [len(solutions), solutions[:1]]
