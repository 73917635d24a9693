# The sieve of Eratosthenes, as a plain script: no function, no arguments.
limit = 30
is_prime = [True] * (limit + 1)
is_prime[0] = is_prime[1] = False

n = 2
while n * n <= limit:
    if is_prime[n]:
        for multiple in range(n * n, limit + 1, n):
            is_prime[multiple] = False
    n += 1

primes = [i for i, prime in enumerate(is_prime) if prime]
print("Primes up to", limit)
print(*primes, sep=", ")
print(len(primes), "in all")
