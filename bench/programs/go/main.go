// SPDX-License-Identifier: BSL-1.0

// The benchmarks in Go, each run as `bench_go BENCH WORKERS` with GOMAXPROCS=WORKERS.
package main

import (
	fib "weft/bench/scenarios/fib/go"
	mpmc "weft/bench/scenarios/mpmc/go"
	mutex "weft/bench/scenarios/mutex/go"
	pingpong "weft/bench/scenarios/ping_pong/go"
	semaphore "weft/bench/scenarios/semaphore/go"
	skynet "weft/bench/scenarios/skynet/go"
	sleep "weft/bench/scenarios/sleep/go"
	spawnjoin "weft/bench/scenarios/spawn_join/go"
	spawnmany "weft/bench/scenarios/spawn_many/go"
	spsc "weft/bench/scenarios/spsc/go"
	suspended "weft/bench/scenarios/suspended/go"
	wake "weft/bench/scenarios/wake/go"
	yield "weft/bench/scenarios/yield/go"
	"weft/bench/support/go/bench"
)

var table = []bench.Entry{
	{Bench: "yield_2", Run: yield.Run, Size: 2},
	{Bench: "yield_10", Run: yield.Run, Size: 10},
	{Bench: "yield_1000", Run: yield.Run, Size: 1000},
	{Bench: "yield_10k", Run: yield.Run, Size: 10_000},
	{Bench: "yield_100k", Run: yield.Run, Size: 100_000},
	{Bench: "yield_1m", Run: yield.Run, Size: 1_000_000},
	{Bench: "wake_10", Run: wake.Run, Size: 10},
	{Bench: "wake_1000", Run: wake.Run, Size: 1000},
	{Bench: "wake_10k", Run: wake.Run, Size: 10_000},
	{Bench: "wake_100k", Run: wake.Run, Size: 100_000},
	{Bench: "wake_1m", Run: wake.Run, Size: 1_000_000},
	{Bench: "spawn_join", Run: spawnjoin.Run},
	{Bench: "spawn_100k_cold", Run: spawnmany.Cold},
	{Bench: "spawn_100k_warm", Run: spawnmany.Warm},
	{Bench: "spawn_two_parents", Run: spawnmany.TwoParents},
	{Bench: "skynet", Run: skynet.Run},
	{Bench: "fib_30", Run: fib.Run},
	{Bench: "rss_suspended", Run: suspended.RSS, Size: 100_000},
	{Bench: "create_100k", Run: suspended.Create, Size: 100_000},
	{Bench: "create_1m", Run: suspended.Create, Size: 1_000_000},
	{Bench: "sleep_1m_overrun", Run: sleep.Run, Size: 1_000_000, Others: []string{"sleep_1m_cpu"}},
	{Bench: "ping_pong", Run: pingpong.Run},
	{Bench: "semaphore_ping_pong", Run: semaphore.Run},
	{Bench: "spsc_128", Run: spsc.Run},
	{Bench: "mpmc_4x4", Run: mpmc.Run},
	{Bench: "mutex_uncontended", Run: mutex.Uncontended},
	{Bench: "mutex_8", Run: mutex.Contended},
	{Bench: "mutex_8_yield", Run: mutex.Yield},
}

func main() { bench.RunProgram(table) }
