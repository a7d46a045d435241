// SPDX-License-Identifier: BSL-1.0

// Package mutex: one counter under one sync.Mutex. Figures as in ../problem.hpp.
package mutex

import (
	"runtime"
	"sync"
	"time"

	"weft/bench/support/go/bench"
)

const (
	uncontendedPairs = 10_000_000
	goroutines       = 8
	pairsEach        = 300_000
	yieldPairsEach   = 60_000
)

type counter struct {
	mutex sync.Mutex
	value int
}

func increment(counter *counter, times int) {
	for i := 0; i < times; i++ {
		counter.mutex.Lock()
		counter.value++
		counter.mutex.Unlock()
	}
}

func incrementAndYield(counter *counter, times int) {
	for i := 0; i < times; i++ {
		counter.mutex.Lock()
		counter.value++
		runtime.Gosched()
		counter.mutex.Unlock()
	}
}

func contend(goroutines int, body func(*counter, int), times int) []bench.Figure {
	var counter counter
	var all sync.WaitGroup
	all.Add(goroutines)
	start := time.Now()
	for i := 0; i < goroutines; i++ {
		go func() {
			body(&counter, times)
			all.Done()
		}()
	}
	all.Wait()
	elapsed := time.Since(start)
	bench.Require(counter.value == goroutines*times, "the mutex let two in at once")
	return bench.PerOperation(elapsed, counter.value)
}

// Uncontended is one goroutine alone.
func Uncontended(int) []bench.Figure { return contend(1, increment, uncontendedPairs) }

// Contended is eight goroutines.
func Contended(int) []bench.Figure { return contend(goroutines, increment, pairsEach) }

// Yield is eight goroutines that yield while they hold the mutex.
func Yield(int) []bench.Figure { return contend(goroutines, incrementAndYield, yieldPairsEach) }
