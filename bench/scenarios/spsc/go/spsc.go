// SPDX-License-Identifier: BSL-1.0

// Package spsc: one producer, one consumer, 128 slots. Figures as in ../problem.hpp.
package spsc

import (
	"time"

	"weft/bench/support/go/bench"
)

const (
	slots = 128
	count = 3_000_000
)

// Run gives the nanoseconds of one item.
func Run(int) []bench.Figure {
	items := make(chan uint64, slots)
	start := time.Now()
	go func() {
		for i := uint64(0); i < count; i++ {
			items <- i
		}
		close(items)
	}()
	sum := uint64(0)
	for item := range items {
		sum += item
	}
	elapsed := time.Since(start)
	bench.Require(sum == count*(count-1)/2, "items were lost or doubled")
	return bench.PerOperation(elapsed, count)
}
