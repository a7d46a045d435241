// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The rooms of the library: one namespace for each layer of cmake/layers.txt, and three for context. A file declares
/// names in the room of its layer only, so a name in a call stack says where it stands. All rooms are seen from each
/// other without their name; what a file can use is what it includes, and a test compares that with the layers.
namespace weft::detail {

namespace base {}      // namespace base
namespace queues {}    // namespace queues
namespace ctx {}       // namespace ctx
namespace stacks {}    // namespace stacks
namespace guards {}    // namespace guards
namespace fibers {}    // namespace fibers
namespace gen {}       // namespace gen
namespace sched {}     // namespace sched
namespace observe {}   // namespace observe
namespace sync {}      // namespace sync
namespace tasks {}     // namespace tasks
namespace chan {}      // namespace chan
namespace agen {}      // namespace agen
namespace io {}        // namespace io
namespace exploring {} // namespace exploring
namespace model {}     // namespace model
namespace kit {}       // namespace kit

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
