// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/adapt/batch.hpp>
#include <weft/adapt/buffer.hpp>
#include <weft/adapt/filter.hpp>
#include <weft/adapt/map.hpp>
#include <weft/adapt/merge.hpp>
#include <weft/adapt/take.hpp>
#include <weft/adapt/throttle.hpp>
#include <weft/adapt/zip.hpp>

// Adapters make generators of generators, of both kinds: of a generator a generator, of an async_generator an
// async_generator.
//
//     std::move(numbers) | weft::adapt::map(f)      or      weft::adapt::map(std::move(numbers), f)
//
//     map(f), filter(wanted), take(count)           item by item
//     batch(count[, timeout])                       vectors of items
//     throttle(period)                              at most one item in each period
//     buffer(count)                                 an async generator that may run ahead
//     merge(a, b...), merge(vector), zip(a, b...)   several generators
//
// Each takes over the generator that it is given, asks it only when it is asked itself, and loses no item that it took
// from it, unless it is closed meanwhile. Errors come after the items before them. Closing the last of a chain closes
// all. An async generator's adapter has a fiber of its own.
