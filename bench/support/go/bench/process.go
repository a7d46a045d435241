// SPDX-License-Identifier: BSL-1.0

package bench

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// ResidentBytes of this process now.
func ResidentBytes() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	Require(err == nil, "/proc/self/statm cannot be read")
	var pages, resident float64
	fmt.Sscan(string(text), &pages, &resident)
	return resident * float64(os.Getpagesize())
}

// CPUTime of this process so far, user and system, all threads.
func CPUTime() time.Duration {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
