// SPDX-License-Identifier: BSL-1.0

// Package semaphore: two goroutines, two semaphores, which are channels of one slot. Figures as in ../problem.hpp.
package semaphore

import (
	"time"

	"weft/bench/support/go/bench"
)

const (
	warmUp     = 20_000
	roundTrips = 500_000
)

// Run gives the nanoseconds of one round trip.
func Run(int) []bench.Figure {
	ping := make(chan struct{}, 1)
	pong := make(chan struct{}, 1)
	ball := 0
	done := make(chan struct{})
	go func() {
		play(pong, ping, &ball, warmUp+roundTrips)
		close(done)
	}()
	ping <- struct{}{}
	play(ping, pong, &ball, warmUp)
	start := time.Now()
	play(ping, pong, &ball, roundTrips)
	elapsed := time.Since(start)
	<-done
	bench.Require(ball == 2*(warmUp+roundTrips), "the ball was not returned each time")
	return bench.PerOperation(elapsed, roundTrips)
}

func play(mine <-chan struct{}, others chan<- struct{}, ball *int, roundTrips int) {
	for i := 0; i < roundTrips; i++ {
		<-mine
		*ball++
		others <- struct{}{}
	}
}
