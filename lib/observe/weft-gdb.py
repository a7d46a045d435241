# SPDX-License-Identifier: BSL-1.0
"""gdb commands for programs that use weft: source this file in gdb 11 or later, on a live process or on a core.

    info weft-fibers, weft fibers   all live fibers: id, state, name, where they were spawned, what they wait for
    weft bt [FIBER]                 the backtrace of a fiber (its id or its name), or of all
    weft fiber FIBER COMMAND        any other gdb command in the place of that fiber: weft fiber 7 info locals
    weft fiber FIBER                stay there: up, down, info locals, print ... ; `weft fiber` alone, or going on, ends it

Nothing here knows an offset. The library carries a table of named numbers, the symbol weft_debug_layout, which the compiler
computes (lib/observe/debug_layout.cpp). So it is right for the library that is linked, whatever its version, and
needs no debug info of it, which a release build does not have; a symbol table is enough (a stripped program has none).

Registers are not written, since a core has none to write. A gdb unwinder says instead that the selected thread's innermost
frame was called by the fiber, at the place where it left its worker. That innermost frame is not part of the fiber, nor are
the functions that the compiler inlined into it, which gdb counts as frames of their own: they are #0, #1 ... before the fiber's.
"""

import struct

import gdb
from gdb.unwinder import Unwinder


def read(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def words(address, count):
    return struct.unpack(f"<{count}Q", read(address, 8 * count))


def text(address):
    return gdb.Value(address).cast(gdb.lookup_type("char").pointer()).string(errors="replace")


def vector(address):
    begin, end = words(address, 2)
    return words(begin, (end - begin) // 8) if end > begin else ()


class Layout:
    """The library's table: layout["record.id"]; the saved registers and the stack pointer are told apart by their mark."""

    def __init__(self):
        try:
            address = int(gdb.parse_and_eval("&weft_debug_layout"))
        except gdb.error as error:
            raise gdb.GdbError(f"weft: there is no symbol weft_debug_layout ({error})")
        self.pool, count = words(address, 2)
        if self.pool == 0:
            raise gdb.GdbError("weft: no runtime has been started yet")
        lines = struct.iter_unpack("<28sI", read(address + 16, 32 * count))
        self.numbers = {name.rstrip(b"\0").decode(): number for name, number in lines if name[0]}
        if self["version"] != 1:
            raise gdb.GdbError("weft: this script does not know the library's table; use the script of the same version")
        self.registers = {name[1:]: number for name, number in self.numbers.items() if name[0] == "$"}
        self.sp = next((name[1:] for name in self.numbers if name[0] == "="), None)

    def __getitem__(self, name):
        return self.numbers[name]

    def records(self):
        """Every record ever made, with its bytes."""
        size = self["record.bytes"]
        slabs = vector(self.pool + self["pool.slabs"])
        for slab in slabs:
            made = self["pool.slab_bytes"] // size
            if slab == slabs[-1]:
                (made,) = words(self.pool + self["pool.made_in_last"], 1)
            data = read(slab, made * size)
            for offset in range(0, made * size, size):
                yield slab + offset, data[offset:offset + size]


class Fiber:
    def __init__(self, layout, record, data):
        def field(name, form="<Q"):
            return struct.unpack_from(form, data, layout["record." + name])[0]

        self.layout = layout
        self.record = record
        self.core, self.sp, self.stack = field("sink"), field("sp"), field("stack")
        self.id, life, word = field("id"), field("life", "<I"), field("word", "<I")
        self.is_live = self.core != 0 and field("step") != 0 and not life & layout["life.done"]
        self.is_started = bool(life & layout["life.claimed"])
        self.waits = word & layout["word.waits_mask"] == layout["word.waits"]
        self.wait = field("next_ready") if self.waits else 0  # a waiter, with a mark
        self.name_at = field("name") if field("is_named", "<?") else 0
        self.spawned_at = field("spawn_file"), field("spawn_line", "<I")
        self.worker = None  # the index of the worker that runs it
        self.thread = None  # the pthread_t of that, as bytes
        self.top = self     # whoever runs, or ran, on top of it: it was joined in place

    @property
    def name(self):
        return text(self.name_at) if self.name_at else ""

    @property
    def state(self):
        if not self.is_started:
            return "unstarted"
        if self.top is not self:
            return f"joins in place, see {self.top.id}"
        if self.worker is not None:
            return f"running on worker {self.worker}"
        return "suspended" if self.waits else "ready"

    def waits_for(self, fibers):
        """In the words of weft's reports; `fibers` by the address of their record."""
        mark = self.layout["entry.wait_mark"]
        if self.state != "suspended" or not self.wait & mark:
            return ""
        waiter = self.wait & ~mark
        (kind,) = words(waiter + self.layout["waiter.kind"], 1)
        (what,) = words(waiter + self.layout["waiter.object"], 1)
        if kind == 0:
            return ""  # its stack is not in the core
        verb = text(words(kind + self.layout["wait_kind.verb"], 1)[0])
        if what in fibers:
            return f"{verb} {fibers[what].called}"
        return f"{verb} at {what:#x}" if what else verb

    @property
    def called(self):
        return f"fiber '{self.name}' #{self.id}" if self.name_at else f"fiber #{self.id}"

    @property
    def place(self):
        file, line = self.spawned_at
        return f"{text(file)}:{line}" if file else "?"

    @property
    def title(self):
        return f"fiber {self.id}{' ' + repr(self.name) if self.name_at else ''} ({self.state})"

    def saved_registers(self):
        """What the registers were when it left its worker, as bytes."""
        registers = {name: read(self.sp + offset, 8) for name, offset in self.layout.registers.items()}
        registers[self.layout.sp] = struct.pack("<Q", self.sp + self.layout["=" + self.layout.sp])
        return registers


def live_fibers():
    layout = Layout()
    fibers = [fiber for fiber in (Fiber(layout, *each) for each in layout.records()) if fiber.is_live]
    running = {}
    for core in {fiber.core for fiber in fibers}:
        for worker in vector(core + layout["core.workers"]):
            (current,) = words(worker + layout["worker.current"], 1)
            (index,) = struct.unpack("<I", read(worker + layout["worker.index"], 4))
            running[current] = index, read(worker + layout["worker.thread"], 8)
    tops = {}
    for fiber in fibers:
        fiber.worker, fiber.thread = running.get(fiber.record, (None, None))
        if fiber.is_started and (fiber.worker is not None or fiber.sp != 0):
            tops[fiber.stack] = fiber
    for fiber in fibers:
        if fiber.is_started and fiber.worker is None and fiber.sp == 0:
            fiber.top = tops.get(fiber.stack, fiber)
    return sorted(fibers, key=lambda fiber: fiber.id)


def find(which):
    for fiber in live_fibers():
        if which in (str(fiber.id), "#" + str(fiber.id)) or (fiber.name_at and which == fiber.name):
            return fiber
    raise gdb.GdbError(f"weft: no live fiber has the id or the name {which}; see: info weft-fibers")


class FrameId:
    def __init__(self, sp, pc):
        self.sp, self.pc = gdb.Value(sp), gdb.Value(pc)


def inlined_innermost():
    """How many functions the compiler inlined into the innermost frame of the selected thread: gdb's levels before that frame."""
    frame, count = gdb.newest_frame(), 0
    while frame is not None and frame.type() == gdb.INLINE_FRAME:
        frame, count = frame.older(), count + 1
    return count


class FiberUnwinder(Unwinder):
    """While a fiber is shown: it called the innermost frame of the thread. Also hides that frame from backtraces."""

    def __init__(self):
        super().__init__("weft-fiber")
        self.priority = 100
        self.fiber = self.thread = None
        self.level = 0  # of the thread's innermost frame, behind what is inlined into it
        self.show(None)

    def show(self, fiber):
        self.registers = {}
        gdb.invalidate_cached_frames()
        self.fiber, self.thread = fiber, gdb.selected_thread() and gdb.selected_thread().ptid
        if not fiber:
            return
        self.level = inlined_innermost()
        self.registers = fiber.saved_registers()
        gdb.invalidate_cached_frames()
        frame = gdb.newest_frame()
        while frame.level() <= self.level:
            frame = frame.older()
        frame.select()

    def __call__(self, pending):
        if not self.registers or pending.level() != self.level or gdb.selected_thread().ptid != self.thread:
            return None
        # Just below the fiber's own frames, as a frame that they called would be.
        unwound = pending.create_unwind_info(FrameId(self.fiber.sp, int(pending.read_register("pc"))))
        for name, value in self.registers.items():
            unwound.add_saved_register(name, gdb.Value(value, pending.read_register(name).type))
        return unwound

    def filter(self, frames):
        return (frame for frame in frames if not self.registers or frame.inferior_frame().level() > self.level)


class Place:
    """What is selected in gdb, to come back to it."""

    def __init__(self):
        self.thread, self.fiber = gdb.selected_thread(), unwinder.fiber
        self.level = gdb.selected_frame().level()

    def go_back(self):
        self.thread.switch()
        unwinder.show(self.fiber)
        frame = gdb.newest_frame()
        for _ in range(self.level):
            frame = frame.older() or frame
        frame.select()


def go_to(fiber):
    """Selects the place of a fiber: saved on its stack, or where its thread is."""
    if not fiber.is_started:
        raise gdb.GdbError(f"weft: {fiber.title} has no frames yet")
    unwinder.show(None)
    if fiber.top.worker is not None:
        go_to_thread(fiber.top)
    elif not fiber.layout.registers or fiber.top.sp == 0:
        raise gdb.GdbError(f"weft: where {fiber.title} is cannot be told")
    elif not any(read(fiber.top.sp, 64)):
        raise gdb.GdbError(f"weft: the stack of {fiber.title} is not in the core; gcore cannot read the memory behind a "
                           "guard unless the program runs with WEFT_GUARD=mprotect, the kernel can")
    else:
        unwinder.show(fiber.top)


def go_to_thread(fiber):
    bottom = words(fiber.stack + fiber.layout["stack.bottom"], 1)[0]
    top = words(fiber.stack + fiber.layout["stack.top"], 1)[0]
    for thread in gdb.selected_inferior().threads():
        thread.switch()
        if bottom <= int(gdb.newest_frame().read_register("sp")) <= top:
            return
    # It is in the body of a generator, which has a stack of its own.
    carrier = gdb.selected_inferior().thread_from_handle(fiber.thread)
    if carrier is None:
        raise gdb.GdbError(f"weft: no thread is on the stack of {fiber.title}")
    carrier.switch()


def execute_at(fiber, command, title=None):
    here = Place()
    try:
        go_to(fiber)
        if title:
            print(title)
        gdb.execute(command)
    finally:
        here.go_back()


class Listing(gdb.Command):
    """Lists the live fibers of all runtimes: id, state, name, where they were spawned, what they wait for."""

    def __init__(self, name):
        super().__init__(name, gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        fibers = live_fibers()
        by_record = {fiber.record: fiber for fiber in fibers}
        rows = [(str(f.id), f.state, f.name, f.place, f.waits_for(by_record)) for f in fibers]
        rows.insert(0, ("id", "state", "name", "spawned at", "what it waits for"))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for number, state, name, place, wait in rows:
            line = f"{number:>{widths[0]}}  {state:{widths[1]}}  {name:{widths[2]}}  {place:{widths[3]}}  {wait}"
            print(line.rstrip())


class Backtrace(gdb.Command):
    """weft bt [FIBER]: the backtrace of a fiber, by id or name; without one, of all that have started."""

    def __init__(self):
        super().__init__("weft bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        for fiber in [find(argument)] if argument else [f for f in live_fibers() if f.is_started and f.top is f]:
            execute_at(fiber, "bt", f"{fiber.title}, spawned at {fiber.place}:")


class Select(gdb.Command):
    """weft fiber FIBER [COMMAND]: runs a gdb command in the place of a fiber; without one, stays there.

Without FIBER it goes back to the thread."""

    def __init__(self):
        super().__init__("weft fiber", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        which, _, command = argument.strip().partition(" ")
        if not which:
            unwinder.show(None)
        elif command:
            execute_at(find(which), command)
        else:
            go_to(find(which))
            gdb.execute("frame")


class FrameFilter:
    name, priority, enabled = "weft-fiber", 100, True

    def filter(self, frames):
        return unwinder.filter(frames)


def forget_fiber(_):
    unwinder.fiber, unwinder.registers = None, {}


unwinder = FiberUnwinder()
gdb.unwinder.register_unwinder(None, unwinder, replace=True)
gdb.frame_filters[FrameFilter.name] = FrameFilter()
gdb.events.cont.connect(forget_fiber)
gdb.Command("weft", gdb.COMMAND_STACK, gdb.COMPLETE_NONE, True)
Listing("weft fibers")
Listing("info weft-fibers")
Backtrace()
Select()
