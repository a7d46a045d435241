// SPDX-License-Identifier: BSL-1.0

// Package pingpong: two goroutines, two channels without slots. Figures as in ../problem.hpp.
package pingpong

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
	ping := make(chan int)
	pong := make(chan int)
	go func() {
		for ball := range ping {
			pong <- ball + 1
		}
	}()
	play(ping, pong, warmUp)
	start := time.Now()
	ball := play(ping, pong, roundTrips)
	elapsed := time.Since(start)
	close(ping)
	bench.Require(ball == roundTrips, "the ball was not returned each time")
	return bench.PerOperation(elapsed, roundTrips)
}

func play(ping chan<- int, pong <-chan int, roundTrips int) int {
	ball := 0
	for i := 0; i < roundTrips; i++ {
		ping <- ball
		ball = <-pong
	}
	return ball
}
