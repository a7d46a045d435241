# SPDX-License-Identifier: BSL-1.0
"""The same in asyncio: its output is expected.txt."""

import asyncio


async def show(started):
    print(f"{asyncio.get_running_loop().time() - started:.1f} s")
    await asyncio.sleep(0.3)


async def main():
    loop = asyncio.get_running_loop()
    started = following = loop.time()
    deadline = following + 4.5
    while following < deadline:
        await show(started)
        following += 1
        await asyncio.sleep(following - loop.time())
    print("done")


asyncio.run(main())
