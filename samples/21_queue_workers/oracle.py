# SPDX-License-Identifier: BSL-1.0
"""The same in asyncio: its output is expected.txt."""

import asyncio
import time


async def work(name, jobs):
    while True:
        job = await jobs.get()
        await asyncio.sleep(job)
        print(f"{name} has slept for {job:.2f} s")
        jobs.task_done()


async def main():
    jobs = asyncio.Queue()
    total = 0
    for i in range(20):
        job = (50 + 9 * i % 17 * 20) / 1000
        jobs.put_nowait(job)
        total += job
    started = time.perf_counter()
    workers = [asyncio.create_task(work(f"worker {i}", jobs)) for i in range(1, 4)]
    await jobs.join()
    print(f"3 workers slept for {time.perf_counter() - started:.1f} s; the jobs are {total:.1f} s long")
    for worker in workers:
        worker.cancel()


asyncio.run(main())
