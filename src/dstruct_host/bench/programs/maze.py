from collections import deque


def steps_to_all(walls, start, size):
    steps = {start: 0}
    seen = {start}
    queue = deque([start])
    while queue:
        x, y = queue.popleft()
        for place in [(x + 1, y), (x, y + 1), (x - 1, y), (x, y - 1)]:
            if place in seen or place in walls:
                continue
            if 0 <= place[0] < size and 0 <= place[1] < size:
                seen.add(place)
                steps[place] = steps[(x, y)] + 1
                queue.append(place)
    return steps


def main(size):
    walls = set()
    for x in range(size):
        for y in range(size):
            if x * 7 % 5 == 1 and y * 3 % 7 != x % 7:
                walls.add((x, y))
    steps = steps_to_all(walls, (0, 0), size)
    return [len(steps), max(steps.values())]
