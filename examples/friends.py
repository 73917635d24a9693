from collections import defaultdict


def groups_of_friends(friendships):
    """Split people into groups: two people are in one group if a chain of friends joins them."""
    friends = defaultdict(list)
    for a, b in friendships:
        friends[a].append(b)
        friends[b].append(a)

    visited = set()

    def explore(person, group):
        visited.add(person)
        group.append(person)
        for friend in friends[person]:
            if friend not in visited:
                explore(friend, group)

    groups = []
    for person in sorted(friends):
        if person not in visited:
            group = []
            explore(person, group)
            groups.append(group)
    return groups
