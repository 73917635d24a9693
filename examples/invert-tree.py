def invert(root):
    """Mirror a binary tree: swap left and right at every node."""
    if root is None:
        return None
    root.left, root.right = invert(root.right), invert(root.left)
    return root
