# SPDX-License-Identifier: BSL-1.0
"""The same in asyncio: its output is expected.txt."""

import asyncio
import time


async def say_after(delay, what, started):
    await asyncio.sleep(delay)
    print(f"{time.perf_counter() - started:.1f} s: {what}")


async def in_turn():
    started = time.perf_counter()
    await say_after(1, "hello", started)
    await say_after(2, "world", started)


async def together():
    started = time.perf_counter()
    hello = asyncio.create_task(say_after(1, "hello", started))
    world = asyncio.create_task(say_after(2, "world", started))
    await hello
    await world


async def main():
    print("in turn")
    await in_turn()
    print("together")
    await together()


asyncio.run(main())
