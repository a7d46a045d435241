# SPDX-License-Identifier: BSL-1.0
"""The first two parts in asyncio: the same lines."""

import asyncio


async def two_a_second(n):
    loop = asyncio.get_running_loop()
    due = loop.time()
    for i in range(n):
        await asyncio.sleep(due - loop.time())
        yield i
        due += 0.5


class TwoASecond:
    def __init__(self, n):
        self.n = n
        self.i = 0
        self.due = asyncio.get_running_loop().time()

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.i == self.n:
            raise StopAsyncIteration
        await asyncio.sleep(self.due - asyncio.get_running_loop().time())
        self.due += 0.5
        self.i += 1
        return self.i - 1


async def show(title, limited):
    print(title)
    loop = asyncio.get_running_loop()
    started = loop.time()
    async for i in limited:
        print(f"{loop.time() - started:.1f} s: {i}")


async def main():
    await show("async generator", two_a_second(4))
    await show("as a class", TwoASecond(4))


asyncio.run(main())
