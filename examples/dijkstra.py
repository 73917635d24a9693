from heapq import heappop, heappush


def cheapest(roads, start):
    """Dijkstra: the smallest cost from start to every town that can be reached."""
    cost = {start: 0}
    heap = [(0, start)]
    done = set()
    while heap:
        so_far, town = heappop(heap)
        if town in done:
            continue  # an older, dearer entry for a town that is finished
        done.add(town)
        for neighbour, price in roads[town].items():
            total = so_far + price
            if neighbour not in cost or total < cost[neighbour]:
                cost[neighbour] = total
                heappush(heap, (total, neighbour))
    return cost
