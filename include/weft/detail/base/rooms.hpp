// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The rooms of the library: one namespace for each layer of cmake/layers.txt, and three for context. A file declares
/// names in the room of its layer only, so a name in a call stack says where it stands. All rooms are seen from each
/// other without their name; what a file can use is what it includes, and a test compares that with the layers.
namespace weft::detail {

namespace base {} // locks, fences, clocks, words for reports
namespace queues {} // deques, injectors, timers: queues of the scheduler
namespace ctx {} // the switch
namespace stacks {} // stacks and their pools
namespace guards {} // what happens when a stack overflows
namespace fibers {} // records, waits
namespace gen {} // generators
namespace sched {} // workers, runtimes
namespace observe {} // reports
namespace sync {} // locks, semaphores, futures
namespace tasks {} // spawn and join
namespace chan {} // channels, queues of work, select
namespace agen {} // async generators
namespace io {} // the bridge to Asio
namespace exploring {} // schedules and what makes them
namespace model {} // the model checker
namespace kit {} // what testing needs

using namespace base;
using namespace queues;
using namespace ctx;
using namespace stacks;
using namespace guards;
using namespace fibers;
using namespace gen;
using namespace sched;
using namespace observe;
using namespace sync;
using namespace tasks;
using namespace chan;
using namespace agen;
using namespace io;
using namespace exploring;
using namespace kit;

// Reads private members everywhere, for gdb and for reports.
namespace observe {
struct debug_layout;
}

} // namespace weft::detail
