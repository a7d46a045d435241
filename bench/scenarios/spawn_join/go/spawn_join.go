// SPDX-License-Identifier: BSL-1.0

// Package spawnjoin: start one goroutine, wait for its number, repeat. Figures as in ../problem.hpp.
package spawnjoin

import (
	"time"

	"weft/bench/support/go/bench"
)

const (
	warmUp = 20_000
	pairs  = 500_000
)

// Run gives the nanoseconds of one pair.
func Run(int) []bench.Figure {
	spawnPairs(warmUp)
	start := time.Now()
	sum := spawnPairs(pairs)
	elapsed := time.Since(start)
	bench.Require(sum == pairs*(pairs-1)/2, "a goroutine returned something else")
	return bench.PerOperation(elapsed, pairs)
}

func spawnPairs(count int) int {
	sum := 0
	result := make(chan int, 1)
	for i := 0; i < count; i++ {
		go func(i int) { result <- i }(i)
		sum += <-result
	}
	return sum
}
