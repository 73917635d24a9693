class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


def build(values):
    head = None
    for value in reversed(values):
        head = Node(value, head)
    return head


def reverse(head):
    previous = None
    current = head
    while current:
        following = current.next
        current.next = previous
        previous = current
        current = following
    return previous


def to_list(head):
    values = []
    while head:
        values.append(head.value)
        head = head.next
    return values


def main(size):
    head = build(list(range(size)))
    for _ in range(301):
        head = reverse(head)
    return to_list(head)[:5]
