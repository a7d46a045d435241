// SPDX-License-Identifier: BSL-1.0

// Package skynet: a tree of goroutines, ten children each, a million leaves. Figures as in ../problem.hpp.
package skynet

import (
	"time"

	"weft/bench/support/go/bench"
)

const (
	children = 10
	leaves   = 1_000_000
	warmUp   = 10_000
)

func node(result chan<- int, number, leaves int) {
	if leaves == 1 {
		result <- number
		return
	}
	results := make(chan int, children)
	share := leaves / children
	for i := 0; i < children; i++ {
		go node(results, number+i*share, share)
	}
	sum := 0
	for i := 0; i < children; i++ {
		sum += <-results
	}
	result <- sum
}

// Run gives the milliseconds of the whole tree.
func Run(int) []bench.Figure {
	result := make(chan int, 1)
	go node(result, 0, warmUp)
	<-result
	start := time.Now()
	go node(result, 0, leaves)
	sum := <-result
	elapsed := time.Since(start)
	bench.Require(sum == leaves*(leaves-1)/2, "the sum of the leaves is wrong")
	return []bench.Figure{bench.Milliseconds(elapsed)}
}
