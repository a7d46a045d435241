# SPDX-License-Identifier: BSL-1.0
"""The same in asyncio: its output is expected.txt."""

import asyncio
import time


class Die:
    def __init__(self, seed):
        self.state = seed

    def throw(self):
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 16) % 6 + 1


async def play(name, seed, pace):
    die = Die(seed)
    throws = 1
    while True:
        eyes = die.throw()
        print(f"{name} throws {eyes}")
        if eyes == 6:
            return throws
        await asyncio.sleep(pace)
        throws += 1


async def main():
    started = time.perf_counter()
    a, b, c = await asyncio.gather(play("A", 53, 1), play("B", 1, 0.3), play("C", 35, 0.47))
    print(f"A needed {a} throws, B {b}, C {c}\n{time.perf_counter() - started:.1f} s")


asyncio.run(main())
