// SPDX-License-Identifier: BSL-1.0

package bench

import (
	"sync/atomic"
	"time"
)

// Lap is a common start and end for a number of goroutines, as support/lap.hpp.
type Lap struct {
	runners             int64
	arrived, left, open int64
	start               time.Time
	elapsed             time.Duration
}

// NewLap for so many runners.
func NewLap(runners int) *Lap { return &Lap{runners: int64(runners)} }

// Arrive starts the clock when the last runner calls it.
func (lap *Lap) Arrive() {
	if atomic.AddInt64(&lap.arrived, 1) == lap.runners {
		lap.start = time.Now()
		atomic.StoreInt64(&lap.open, 1)
	}
}

// Open tells whether all have arrived.
func (lap *Lap) Open() bool { return atomic.LoadInt64(&lap.open) == 1 }

// Leave stops the clock when the last runner calls it.
func (lap *Lap) Leave() {
	if atomic.AddInt64(&lap.left, 1) == lap.runners {
		lap.elapsed = time.Since(lap.start)
	}
}

// Elapsed is valid when every runner has ended.
func (lap *Lap) Elapsed() time.Duration { return lap.elapsed }
