class UnionFind:
    def __init__(self, size):
        self.parent = list(range(size))
        self.rank = [0] * size
        self.count = size

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return
        if self.rank[a] < self.rank[b]:
            a, b = b, a
        self.parent[b] = a
        if self.rank[a] == self.rank[b]:
            self.rank[a] += 1
        self.count -= 1


def count_islands(grid):
    height, width = len(grid), len(grid[0])
    groups = UnionFind(height * width)
    water = 0
    for y in range(height):
        for x in range(width):
            if grid[y][x] == 0:
                water += 1
                continue
            if y > 0 and grid[y - 1][x] == 1:
                groups.union(y * width + x, (y - 1) * width + x)
            if x > 0 and grid[y][x - 1] == 1:
                groups.union(y * width + x, y * width + x - 1)
    return groups.count - water


def main(size):
    grid = [[1 if (x * x + y * y * 3 + x * y) % 7 > 2 else 0 for x in range(size)] for y in range(size)]
    return count_islands(grid)
