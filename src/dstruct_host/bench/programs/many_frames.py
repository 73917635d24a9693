from collections import deque


class Node:
    def __init__(self, value):
        self.value = value
        self.next = None


def build(length):
    head = None
    for i in range(length):
        node = Node(i)
        node.next = head
        head = node
    return head


def main(size):
    words = ["red", "green", "blue", "black", "white"]
    numbers = [i * 37 % 101 for i in range(100)]
    counts = {}
    latest = deque()
    head = build(50)
    node = head
    for i in range(size):
        place = i * 7919 % 100
        if numbers[place] > numbers[-1]:
            numbers[place], numbers[-1] = numbers[-1], numbers[place]
        word = words[i % 5] + str(i % 60)
        counts[word] = counts.get(word, 0) + 1
        latest.append(i)
        if len(latest) > 20:
            latest.popleft()
        node.value = i
        node = node.next or head
    return len(counts)
