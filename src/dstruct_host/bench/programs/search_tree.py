class Node:
    def __init__(self, value):
        self.value = value
        self.left = None
        self.right = None


class SearchTree:
    def __init__(self):
        self.root = None
        self.size = 0

    def insert(self, value):
        self.size += 1
        if self.root is None:
            self.root = Node(value)
            return
        node = self.root
        while True:
            if value < node.value:
                if node.left is None:
                    node.left = Node(value)
                    return
                node = node.left
            else:
                if node.right is None:
                    node.right = Node(value)
                    return
                node = node.right


def depth(node):
    if node is None:
        return 0
    return 1 + max(depth(node.left), depth(node.right))


def invert(node):
    if node is None:
        return
    node.left, node.right = node.right, node.left
    invert(node.left)
    invert(node.right)


def in_order(node, values):
    if node:
        in_order(node.left, values)
        values.append(node.value)
        in_order(node.right, values)
    return values


def main(size):
    tree = SearchTree()
    for i in range(size):
        tree.insert(i * 7919 % 10007)
    before = in_order(tree.root, [])
    invert(tree.root)
    return [tree.size, depth(tree.root), before[:3], in_order(tree.root, [])[:3]]
