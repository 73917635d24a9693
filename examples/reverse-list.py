def reverse(head):
    """Turn every arrow of a linked list around, using no extra memory."""
    previous = None
    while head:
        following = head.next
        head.next = previous
        previous = head
        head = following
    return previous
