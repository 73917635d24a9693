class Solution:
    def isValid(self, s: str) -> bool:
        """Tell whether every bracket is closed by its own kind, in the right order."""
        opener = {")": "(", "]": "[", "}": "{"}
        stack: List[str] = []
        for ch in s:
            if ch in opener:
                if not stack or stack.pop() != opener[ch]:
                    return False
            else:
                stack.append(ch)
        return not stack
