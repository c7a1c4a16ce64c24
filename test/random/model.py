"""The abstract programs of random_programs.py: what they print as, and what they do.

Every node knows its C++ text (`show`) and its effect (`run`), so that the text
and the oracle cannot drift apart. The oracle runs a program once, one task
after another, with vector clocks for forks and joins and with the set of locks
held. That is exact here: control flow and indices depend on constants, item
indices and loop variables only, never on what a task wrote, and locks are
taken in one order, so two accesses that no fork or join orders and no common
lock excludes do meet in some schedule.
"""

import copy
import itertools


class Invalid(Exception):
    """The program would have undefined behaviour other than a race."""


class Skip(Exception):
    """`return` or `continue` inside a task, a helper or a loop."""


class Broken(Exception):
    """`break` inside a loop."""


# ---------------------------------------------------------------- types and objects


class Ty:
    """kind: int long char double bool atomic struct carray array vector vecbool
    map ptr unique shared mutex shared_mutex recursive_mutex tls"""

    def __init__(self, kind, elem=None, n=0, name="", fields=()):
        self.kind, self.elem, self.n, self.name, self.fields = kind, elem, n, name, fields

    def text(self):
        k = self.kind
        if k == "atomic":
            return "std::atomic<int>"
        if k == "struct":
            return self.name
        if k == "array":
            return f"std::array<{self.elem.text()}, {self.n}>"
        if k == "vector":
            return f"std::vector<{self.elem.text()}>"
        if k == "vecbool":
            return "std::vector<bool>"
        if k == "map":
            return "std::map<int, int>"
        if k == "ptr":
            return self.elem.text() + " *"
        if k == "unique":
            return f"std::unique_ptr<{self.elem.text()}>"
        if k == "shared":
            return f"std::shared_ptr<{self.elem.text()}>"
        if k in ("mutex", "shared_mutex", "recursive_mutex"):
            return "std::" + k
        return k

    def declare(self, name, mark=""):
        if self.kind == "carray":
            inner = f"({mark}{name})" if mark else name
            return f"{self.elem.text()} {inner}[{self.n}]"
        return f"{self.text()} {mark}{name}" if mark else f"{self.text()} {name}"

    def initial(self):
        k = self.kind
        if k == "vector" and self.elem.kind == "vector":
            return f"({self.n}, std::vector<{self.elem.elem.text()}>({self.elem.n}))"
        if k in ("vector", "vecbool"):
            return f"({self.n})" if self.n else ""
        if k == "unique":
            return f" = std::make_unique<{self.elem.text()}>()"
        if k == "shared":
            return f" = std::make_shared<{self.elem.text()}>()"
        if k in ("mutex", "shared_mutex", "recursive_mutex"):
            return ""
        if k == "atomic":
            return "{0}"
        return " = {}" if k in ("carray", "array", "struct") else "" if k == "map" else " = 0"

    def member_initial(self):
        text = self.initial()
        if text.startswith("("):
            return f" = {self.text()}{text}"
        return text


class Obj:
    """A location, with the locations inside it."""

    counter = itertools.count(1)

    def __init__(self, ty):
        self.ty, self.loc = ty, next(Obj.counter)
        self.parts = {name: Obj(t) for name, t in ty.fields} if ty.kind == "struct" else {}
        self.target = Obj(ty.elem) if ty.kind in ("unique", "shared") else None
        # Of thread_local variables every strand has its own.
        self.per_strand = {}

    def element(self, index):
        if index < 0:
            raise Invalid("negative index")
        if self.ty.kind == "vecbool":
            index //= 64
        if index not in self.parts:
            self.parts[index] = Obj(self.ty.elem or Ty("int"))
        return self.parts[index]

    def scalars(self):
        # Elements that nobody has named yet are there as well.
        if self.ty.kind in ("carray", "array", "vector", "vecbool"):
            for index in range(self.ty.n):
                self.element(index)
        yield self
        for part in self.parts.values():
            yield from part.scalars()

    def copied(self):
        same = Obj(self.ty)
        same.parts = {key: part.copied() for key, part in self.parts.items()}
        if self.ty.kind in ("ptr", "shared"):
            same.target = self.target
        return same


# ---------------------------------------------------------------- the oracle


class Strand:
    def __init__(self, number, clock, path):
        self.number, self.clock, self.path = number, clock, path
        self.locks = {}


class Machine:
    STEPS = 60000

    def __init__(self, growing):
        self.numbers = itertools.count()
        first = next(self.numbers)
        self.strand = Strand(first, {first: 1}, ())
        self.accesses, self.seen, self.steps, self.growing = {}, set(), 0, growing

    def access(self, obj, kind):
        self.steps += 1
        if self.steps > self.STEPS:
            raise Invalid("too long")
        s = self.strand
        time, locks = s.clock[s.number], tuple(sorted(s.locks.items()))
        key = (obj.loc, s.number, time, kind, locks)
        if key not in self.seen:
            self.seen.add(key)
            self.accesses.setdefault(obj.loc, []).append((s.number, time, dict(s.clock), kind, locks, s.path))

    def fork(self, site, body):
        parent = self.strand
        number = next(self.numbers)
        clock = dict(parent.clock)
        clock[number] = 1
        child = Strand(number, clock, parent.path + ((site, number),))
        parent.clock[parent.number] += 1
        self.strand = child
        try:
            body()
        except Skip:
            pass
        finally:
            self.strand = parent
        return child

    def join(self, child):
        for number, time in child.clock.items():
            self.strand.clock[number] = max(self.strand.clock.get(number, 0), time)

    def races(self):
        """(sites that race, sites on the way to a race, number of racing pairs)."""
        must, may, count = set(), set(), 0
        for entries in self.accesses.values():
            if all(e[3] in ("r", "ar") for e in entries):
                continue
            for a, b in itertools.combinations(entries, 2):
                if a[0] == b[0] or (a[3] in ("r", "ar") and b[3] in ("r", "ar")):
                    continue
                if a[3][0] == "a" and b[3][0] == "a":
                    continue
                if b[2].get(a[0], 0) >= a[1] or a[2].get(b[0], 0) >= b[1]:
                    continue
                held = dict(a[4])
                if any(m in held and not (mode == held[m] == "shared") for m, mode in b[4]):
                    continue
                count += 1
                split = 0
                while split < min(len(a[5]), len(b[5])) and a[5][split] == b[5][split]:
                    split += 1
                for path in (a[5], b[5]):
                    if split < len(path):
                        must.add(path[split][0])
                    may.update(site for site, _ in path[split:])
        return must, may, count


# ---------------------------------------------------------------- nodes


class Node:
    outside = False

    def __init__(self, *values):
        for name, value in zip(self.F, values, strict=True):
            setattr(self, name, value)


def walk(node):
    """The node and all nodes in it, without what stands in another function."""
    if isinstance(node, Node) and not node.outside:
        yield node
        for name in node.F:
            yield from walk(getattr(node, name))
    elif isinstance(node, (list, tuple)):
        for part in node:
            yield from walk(part)


def free_names(nodes):
    """Names used in the nodes but declared outside, in order of appearance."""
    declared, used = set(), []
    for node in walk(nodes):
        declared.update(node.declares())
        for name in node.uses():
            if name not in used:
                used.append(name)
    return [name for name in used if name not in declared]


def replaced(nodes, change):
    """A copy of the nodes in which change(name) stands for Name(name), if not None."""

    def visit(value):
        if isinstance(value, (Name, IVar)):
            new = change(value)
            return copy.deepcopy(value) if new is None else new
        if isinstance(value, Node) and not value.outside:
            same = copy.copy(value)
            for name in value.F:
                setattr(same, name, visit(getattr(value, name)))
            return same
        if isinstance(value, list):
            return [visit(part) for part in value]
        if isinstance(value, tuple):
            return tuple(visit(part) for part in value)
        return value

    return visit(nodes)


Node.declares = lambda self: ()
Node.uses = lambda self: ()


class Const(Node):
    F = ("value",)

    def text(self):
        return str(self.value)

    def eval(self, m, env):
        return self.value


class IVar(Node):
    F = ("name",)

    def text(self):
        return self.name

    def uses(self):
        return (self.name,)

    def eval(self, m, env):
        if self.name not in env:
            raise Invalid(self.name)
        value = env[self.name]
        if isinstance(value, Obj):  # an integer of the items
            m.access(value, "r")
            return 0
        return value


OPS = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a // b, "%": lambda a, b: a % b, "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b, "<": lambda a, b: a < b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "&&": lambda a, b: a and b, "||": lambda a, b: a or b,
}


class Bin(Node):
    F = ("op", "left", "right")

    def text(self):
        def side(e):
            return f"({e.text()})" if isinstance(e, Bin) else e.text()

        return f"{side(self.left)} {self.op} {side(self.right)}"

    def eval(self, m, env):
        return OPS[self.op](self.left.eval(m, env), self.right.eval(m, env))


class Name(Node):
    F = ("name",)

    def text(self):
        return self.name

    def uses(self):
        return (self.name,)

    def resolve(self, m, env):
        if self.name not in env:
            raise Invalid(self.name)
        obj = env[self.name]
        if not isinstance(obj, Obj):
            raise Invalid(self.name + " is no object")
        if obj.ty.kind == "tls":
            return obj.per_strand.setdefault(m.strand.number, Obj(obj.ty.elem))
        return obj


class Field(Node):
    F = ("base", "field")

    def text(self):
        if isinstance(self.base, Deref):
            return f"{self.base.base.text()}->{self.field}"
        return f"{self.base.text()}.{self.field}"

    def resolve(self, m, env):
        return self.base.resolve(m, env).parts[self.field]


class Index(Node):
    F = ("base", "index")

    def text(self):
        return f"{self.base.text()}[{self.index.text()}]"

    def resolve(self, m, env):
        obj = self.base.resolve(m, env)
        index = self.index.eval(m, env)
        if obj.ty.kind == "map":
            m.access(obj, "w")  # operator[] may insert
        elif obj.ty.kind in ("vector", "vecbool"):
            m.access(obj, "r")
        if obj.ty.kind != "map" and index >= obj.ty.n:
            if not m.growing:
                raise Invalid("out of bounds")
            obj.ty.n = index + 1
        return obj.element(index)


class Deref(Node):
    F = ("base",)

    def text(self):
        return f"(*{self.base.text()})"

    def resolve(self, m, env):
        pointer = self.base.resolve(m, env)
        m.access(pointer, "r")
        if pointer.target is None:
            raise Invalid("null")
        return pointer.target


def root_of(place):
    while not isinstance(place, Name):
        place = place.base
    return place.name


class Printer:
    def __init__(self):
        self.lines, self.depth, self.sites, self.ret = [], 0, {}, "return;"

    def line(self, text):
        self.lines.append("  " * self.depth + text)

    def body(self, stmts):
        self.depth += 1
        for stmt in stmts:
            stmt.show(self)
        self.depth -= 1

    def site(self, number):
        """The call `number` starts on the next line."""
        self.sites[number] = len(self.lines) + 1


def run_all(stmts, m, env):
    for stmt in stmts:
        stmt.run(m, env)


def read_all(obj, m):
    for part in obj.scalars():
        m.access(part, "r")
