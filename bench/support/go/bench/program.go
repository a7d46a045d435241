// SPDX-License-Identifier: BSL-1.0

// Package bench is what support/program.hpp is for the C++ programs.
package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"
)

// Figure is printed as `value unit`.
type Figure struct {
	Value float64
	Unit  string
}

// Entry is one line of the program's table. Others names benchmarks whose figures the same run yields.
type Entry struct {
	Bench  string
	Size   int
	Run    func(size int) []Figure
	Others []string
}

// Require ends the program unless holds: the figure must not be used.
func Require(holds bool, sentence string) {
	if !holds {
		fmt.Fprintln(os.Stderr, sentence)
		os.Exit(1)
	}
}

// PerOperation gives the nanoseconds each of operations took.
func PerOperation(elapsed time.Duration, operations int) []Figure {
	return []Figure{{float64(elapsed.Nanoseconds()) / float64(operations), "ns"}}
}

// Milliseconds gives a duration in milliseconds.
func Milliseconds(elapsed time.Duration) Figure {
	return Figure{float64(elapsed.Nanoseconds()) / 1e6, "ms"}
}

// RunProgram performs `PROGRAM BENCH WORKERS` or `PROGRAM list`.
func RunProgram(table []Entry) {
	if len(os.Args) == 2 && os.Args[1] == "list" {
		for _, entry := range table {
			fmt.Println(entry.Bench)
		}
		return
	}
	if len(os.Args) != 3 {
		usage()
	}
	workers, err := strconv.Atoi(os.Args[2])
	if err != nil || workers < 1 {
		usage()
	}
	runtime.GOMAXPROCS(workers)
	for _, entry := range table {
		if entry.Bench == os.Args[1] {
			print(entry)
			return
		}
	}
	usage()
}

func print(entry Entry) {
	for i, figure := range entry.Run(entry.Size) {
		if i > 0 {
			fmt.Print(entry.Others[i-1], " ")
		}
		fmt.Printf("%.3f %s\n", figure.Value, figure.Unit)
	}
}

func usage() {
	fmt.Fprintf(os.Stderr, "usage: %s BENCH WORKERS, or %s list\n", os.Args[0], os.Args[0])
	os.Exit(2)
}
