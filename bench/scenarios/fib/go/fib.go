// SPDX-License-Identifier: BSL-1.0

// Package fib: start fib(n-1), compute fib(n-2) in place, wait. Figures as in ../problem.hpp.
package fib

import (
	"time"

	"weft/bench/support/go/bench"
)

func fibonacci(n int) int {
	if n < 2 {
		return n
	}
	left := make(chan int, 1)
	go func() { left <- fibonacci(n - 1) }()
	right := fibonacci(n - 2)
	return <-left + right
}

// Run gives the milliseconds of fib(30).
func Run(int) []bench.Figure {
	fibonacci(20) // warm-up
	start := time.Now()
	answer := fibonacci(30)
	elapsed := time.Since(start)
	bench.Require(answer == 832_040, "fib(30) is wrong")
	return []bench.Figure{bench.Milliseconds(elapsed)}
}
