// SPDX-License-Identifier: BSL-1.0

// Package spawnmany: 100,000 goroutines that each write one number, then wait for all. Figures as in ../problem.hpp.
package spawnmany

import (
	"sort"
	"sync"
	"time"

	"weft/bench/support/go/bench"
)

const (
	goroutines = 100_000
	warmRounds = 9
)

func spawnRange(slots []uint32, begin, end int) {
	var all sync.WaitGroup
	all.Add(end - begin)
	for i := begin; i < end; i++ {
		go func(i int) {
			slots[i] = uint32(i + 1)
			all.Done()
		}(i)
	}
	all.Wait()
}

func oneParent(slots []uint32) { spawnRange(slots, 0, len(slots)) }

func twoParents(slots []uint32) {
	half := len(slots) / 2
	var other sync.WaitGroup
	other.Add(1)
	go func() {
		spawnRange(slots, 0, half)
		other.Done()
	}()
	spawnRange(slots, half, len(slots))
	other.Wait()
}

func round(spawn func([]uint32), slots []uint32) time.Duration {
	start := time.Now()
	spawn(slots)
	elapsed := time.Since(start)
	for i := range slots {
		bench.Require(slots[i] == uint32(i+1), "a goroutine did not run")
		slots[i] = 0
	}
	return elapsed
}

func warm(spawn func([]uint32)) []bench.Figure {
	slots := make([]uint32, goroutines)
	round(spawn, slots)
	times := make([]time.Duration, warmRounds)
	for i := range times {
		times[i] = round(spawn, slots)
	}
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	return bench.PerOperation(times[warmRounds/2], goroutines)
}

// Cold is the first round of a fresh process.
func Cold(int) []bench.Figure {
	return bench.PerOperation(round(oneParent, make([]uint32, goroutines)), goroutines)
}

// Warm is the median of later rounds.
func Warm(int) []bench.Figure { return warm(oneParent) }

// TwoParents is the same in two halves, each with a goroutine of its own.
func TwoParents(int) []bench.Figure { return warm(twoParents) }
