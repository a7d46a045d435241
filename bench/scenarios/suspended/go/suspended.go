// SPDX-License-Identifier: BSL-1.0

// Package suspended: many goroutines waiting on one channel. Figures as in ../problem.hpp.
package suspended

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"weft/bench/support/go/bench"
)

func suspendAll(size int) (elapsed time.Duration, bytes float64) {
	gate := make(chan int)
	var waiting, woken int64
	var all sync.WaitGroup
	all.Add(size)
	before := bench.ResidentBytes()
	start := time.Now()
	for i := 0; i < size; i++ {
		go func() {
			atomic.AddInt64(&waiting, 1)
			if _, more := <-gate; !more {
				atomic.AddInt64(&woken, 1)
			}
			all.Done()
		}()
	}
	for atomic.LoadInt64(&waiting) < int64(size) {
		runtime.Gosched()
	}
	elapsed = time.Since(start)
	bytes = bench.ResidentBytes() - before
	close(gate)
	all.Wait()
	bench.Require(woken == int64(size), "a suspended goroutine was not woken")
	return elapsed, bytes
}

// Create gives the milliseconds until all are suspended.
func Create(size int) []bench.Figure {
	elapsed, _ := suspendAll(size)
	return []bench.Figure{bench.Milliseconds(elapsed)}
}

// RSS gives the resident bytes each takes then.
func RSS(size int) []bench.Figure {
	_, bytes := suspendAll(size)
	return []bench.Figure{{Value: bytes / float64(size), Unit: "bytes"}}
}
