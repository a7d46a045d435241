# SPDX-License-Identifier: BSL-1.0
"""The same in asyncio: its output is expected.txt."""

import asyncio
import time


async def sleep_blocking(seconds):
    time.sleep(seconds)


async def count(pause):
    print("One")
    await pause(1)
    print("Two")


async def three_count(how, pause):
    started = time.perf_counter()
    await asyncio.gather(count(pause), count(pause), count(pause))
    print(f"{how}: {time.perf_counter() - started:.1f} s")


async def main():
    await three_count("suspending", asyncio.sleep)
    await three_count("blocking", sleep_blocking)


asyncio.run(main())
