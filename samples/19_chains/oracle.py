# SPDX-License-Identifier: BSL-1.0
"""The same in asyncio: its output is expected.txt."""

import asyncio
import time


async def fetch(number, seconds, started):
    await asyncio.sleep(seconds)
    print(f"{time.perf_counter() - started:.1f} s: {number} is fetched")
    return f"text {number}"


async def translate(text, seconds, started):
    await asyncio.sleep(seconds)
    print(f"{time.perf_counter() - started:.1f} s: {text} is translated")
    return f"translated {text}"


async def chain(number, first, second, started):
    return await translate(await fetch(number, first, started), second, started)


async def main():
    started = time.perf_counter()
    texts = await asyncio.gather(chain(1, 0.4, 1.8, started), chain(2, 1.0, 0.6, started), chain(3, 0.7, 1.1, started))
    print(*texts, sep="\n")
    print(f"{time.perf_counter() - started:.1f} s")


asyncio.run(main())
