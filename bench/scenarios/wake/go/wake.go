// SPDX-License-Identifier: BSL-1.0

// Package wake: a ring of goroutines passing one token. Figures as in ../problem.hpp.
package wake

import (
	"sync"
	"time"

	"weft/bench/support/go/bench"
)

// Run gives the nanoseconds of one hop.
func Run(size int) []bench.Figure {
	hops := 1_000_000
	if size > hops {
		hops = size
	}
	links := make([]chan int, size)
	for i := range links {
		links[i] = make(chan int, 1)
	}
	done := make(chan int, 1)
	var all sync.WaitGroup
	all.Add(size)
	for i := range links {
		go func(index int) {
			runOne(links[index], links[(index+1)%size], done, index)
			all.Done()
		}(i)
	}
	passToken(links[0], done, size)
	start := time.Now()
	last := passToken(links[0], done, hops)
	elapsed := time.Since(start)
	for _, link := range links {
		close(link)
	}
	all.Wait()
	bench.Require(last == hops%size, "the token ended at the wrong goroutine")
	return bench.PerOperation(elapsed, hops)
}

func passToken(first, done chan int, hops int) int {
	first <- hops
	return <-done
}

func runOne(mine, next, done chan int, index int) {
	for hopsLeft := range mine {
		if hopsLeft == 0 {
			done <- index
		} else {
			next <- hopsLeft - 1
		}
	}
}
