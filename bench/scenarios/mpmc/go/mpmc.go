// SPDX-License-Identifier: BSL-1.0

// Package mpmc: four producers, four consumers, one channel of 128 slots. Figures as in ../problem.hpp.
package mpmc

import (
	"sync"
	"time"

	"weft/bench/support/go/bench"
)

const (
	slots     = 128
	producers = 4
	consumers = 4
	countEach = 500_000
	count     = countEach * producers
)

func produce(items chan<- uint64, done *sync.WaitGroup) {
	for i := uint64(0); i < countEach; i++ {
		items <- i
	}
	done.Done()
}

func consume(items <-chan uint64, sums chan<- uint64) {
	sum := uint64(0)
	for item := range items {
		sum += item
	}
	sums <- sum
}

// Run gives the nanoseconds of one item.
func Run(int) []bench.Figure {
	items := make(chan uint64, slots)
	sums := make(chan uint64, consumers)
	var produced sync.WaitGroup
	produced.Add(producers)
	start := time.Now()
	for i := 0; i < producers; i++ {
		go produce(items, &produced)
	}
	for i := 0; i < consumers; i++ {
		go consume(items, sums)
	}
	produced.Wait()
	close(items)
	sum := uint64(0)
	for i := 0; i < consumers; i++ {
		sum += <-sums
	}
	elapsed := time.Since(start)
	bench.Require(sum == producers*(countEach*(countEach-1)/2), "items were lost or doubled")
	return bench.PerOperation(elapsed, count)
}
