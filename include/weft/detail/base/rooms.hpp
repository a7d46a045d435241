// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The rooms of the library: one namespace for each layer of cmake/layers.txt, with three for context, two for fiber
/// and two for group; docs/design.md says what is in each. A file defines names in the room of its layer only, so a
/// name in a call stack says where it stands. All rooms but the model's are seen from each other without their name.
/// What a file can use is what it includes, and a test compares that with the layers.
namespace weft::detail {

namespace base {}
namespace queues {}
namespace ctx {}
namespace stacks {}
namespace guards {}
namespace fibers {}
namespace cancels {}
namespace carried {}
namespace gen {}
namespace sched {}
namespace observe {}
namespace sync {}
namespace tasks {}
namespace chan {}
namespace agen {}
namespace groups {}
namespace gathers {}
namespace pools {}
namespace io {}
namespace exploring {}
namespace model {}
namespace kit {}

using namespace base;
using namespace queues;
using namespace ctx;
using namespace stacks;
using namespace guards;
using namespace fibers;
using namespace cancels;
using namespace carried;
using namespace gen;
using namespace sched;
using namespace observe;
using namespace sync;
using namespace tasks;
using namespace chan;
using namespace agen;
using namespace groups;
using namespace gathers;
using namespace pools;
using namespace io;
using namespace exploring;
using namespace kit;

// Reads private members everywhere, for gdb and for reports.
namespace observe {
struct debug_layout;
}

} // namespace weft::detail
