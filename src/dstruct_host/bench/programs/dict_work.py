def work(counts, turns):
    size = len(counts)
    for i in range(turns):
        key = i * 7919 % size
        counts[key] = i
        if key in counts:
            counts[key] += 1
        counts[-1] = i
        del counts[-1]


def main(argument):
    size, turns = argument
    counts = {i: 0 for i in range(size)}
    work(counts, turns)
