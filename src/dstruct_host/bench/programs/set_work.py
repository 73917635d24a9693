def work(seen, turns):
    size = len(seen)
    for i in range(turns):
        key = i * 7919 % size
        if key in seen:
            seen.remove(key)
        seen.add(key)
        seen.add(-1)
        seen.discard(-1)


def main(argument):
    size, turns = argument
    seen = {i for i in range(size)}
    work(seen, turns)
