// SPDX-License-Identifier: BSL-1.0

// Package yield: goroutines that do nothing but yield. Figures as in ../problem.hpp.
package yield

import (
	"runtime"
	"sync"

	"weft/bench/support/go/bench"
)

const warmUp = 2

func turns(size int) int {
	if each := 5_000_000 / size; each > 8 {
		return each
	}
	return 8
}

// Run gives the nanoseconds of one runtime.Gosched.
func Run(size int) []bench.Figure {
	lap := bench.NewLap(size)
	taken := make([]int, size)
	var all sync.WaitGroup
	all.Add(size)
	for i := range taken {
		go func(mine *int) {
			*mine = runOne(lap, turns(size))
			all.Done()
		}(&taken[i])
	}
	all.Wait()
	for _, mine := range taken {
		bench.Require(mine == turns(size), "a goroutine has not yielded as often as it should")
	}
	return bench.PerOperation(lap.Elapsed(), size*turns(size))
}

func runOne(lap *bench.Lap, turns int) int {
	for i := 0; i < warmUp; i++ {
		runtime.Gosched()
	}
	lap.Arrive()
	for !lap.Open() {
		runtime.Gosched()
	}
	taken := 0
	for ; taken < turns; taken++ {
		runtime.Gosched()
	}
	lap.Leave()
	return taken
}
