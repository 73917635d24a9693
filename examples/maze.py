from collections import deque


def shortest_way(maze):
    """Flood the maze from the top left; each free cell gets its distance. 0 is free, -1 is a wall."""
    height, width = len(maze), len(maze[0])
    queue = deque([(0, 0)])
    maze[0][0] = 1

    while queue:
        row, column = queue.popleft()
        if (row, column) == (height - 1, width - 1):
            return maze[row][column]
        for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            r, c = row + down, column + right
            if 0 <= r < height and 0 <= c < width and maze[r][c] == 0:
                maze[r][c] = maze[row][column] + 1
                queue.append((r, c))
    return None
