import heapq


def build_graph(size):
    graph = {u: [] for u in range(size)}
    for u in range(size):
        for step in (1, 2, 5, 11, 23):
            v = (u * 3 + step * step) % size
            graph[u].append((v, 1 + (u + v) % 9))
    return graph


def dijkstra(graph, start):
    distance = {u: float("inf") for u in graph}
    distance[start] = 0
    done = set()
    heap = [(0, start)]
    while heap:
        so_far, u = heapq.heappop(heap)
        if u in done:
            continue
        done.add(u)
        for v, weight in graph[u]:
            if so_far + weight < distance[v]:
                distance[v] = so_far + weight
                heapq.heappush(heap, (distance[v], v))
    return distance


def main(size):
    distance = dijkstra(build_graph(size), 0)
    return [distance[u] for u in range(0, size, size // 5)]
