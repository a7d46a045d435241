// SPDX-License-Identifier: BSL-1.0

// Package sleep: a million goroutines that sleep once each, up to a second. Figures as in ../problem.hpp.
package sleep

import (
	"sync"
	"sync/atomic"
	"time"

	"weft/bench/support/go/bench"
)

func nap(index int) time.Duration {
	mixed := (uint64(index) * 0x9e3779b97f4a7c15) >> 32
	return time.Duration((mixed*1_000_000)>>32) * time.Microsecond
}

// Run gives the wall time beyond that second, and the CPU time.
func Run(size int) []bench.Figure {
	var onTime int64
	var all sync.WaitGroup
	all.Add(size)
	cpuBefore := bench.CPUTime()
	start := time.Now()
	for i := 0; i < size; i++ {
		go func(i int) {
			begin := time.Now()
			time.Sleep(nap(i))
			if time.Since(begin) >= nap(i) {
				atomic.AddInt64(&onTime, 1)
			}
			all.Done()
		}(i)
	}
	all.Wait()
	overrun := time.Since(start) - time.Second
	cpu := bench.CPUTime() - cpuBefore
	bench.Require(onTime == int64(size), "a goroutine woke before its time")
	return []bench.Figure{bench.Milliseconds(overrun), bench.Milliseconds(cpu)}
}
