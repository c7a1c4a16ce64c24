"""The statements of model.py's programs."""

from model import Broken, Invalid, Node, Obj, Skip, Ty, read_all, run_all


class Decl(Node):
    """`Ty name;` where it stands: on the stack, `static` or `thread_local`."""

    F = ("ty", "name", "storage")

    def declares(self):
        return (self.name,)

    def show(self, p):
        prefix = self.storage + " " if self.storage else ""
        ty = self.ty.elem if self.ty.kind == "tls" else self.ty
        p.line(f"{prefix}{ty.declare(self.name)}{ty.initial()};")

    def member(self, p):
        p.line(f"{self.ty.declare(self.name)}{self.ty.member_initial()};")

    def run(self, m, env):
        if self.storage in ("static", "static thread_local") and "::" + self.name in env:
            env[self.name] = env["::" + self.name]
            return
        env[self.name] = obj = Obj(self.ty)
        if not self.storage:
            m.access(obj, "w")


class IntDecl(Node):
    F = ("name", "value")

    def declares(self):
        return (self.name,)

    def show(self, p):
        p.line(f"const int {self.name} = {self.value.text()};")

    def run(self, m, env):
        env[self.name] = self.value.eval(m, env)


class Ref(Node):
    """`auto &name = place;`"""

    F = ("name", "place", "const")

    def declares(self):
        return (self.name,)

    def show(self, p):
        p.line(f"{'const ' if self.const else ''}auto &{self.name} = {self.place.text()};")

    def run(self, m, env):
        env[self.name] = self.place.resolve(m, env)


class PtrDecl(Node):
    F = ("name", "place")

    def declares(self):
        return (self.name,)

    def show(self, p):
        p.line(f"auto *{self.name} = &{self.place.text()};")

    def run(self, m, env):
        target = self.place.resolve(m, env)
        env[self.name] = obj = Obj(Ty("ptr", target.ty))
        obj.target = target
        m.access(obj, "w")


class SharedCopy(Node):
    """`auto name = shared;`: the object is shared, the pointer is not."""

    F = ("name", "place")

    def declares(self):
        return (self.name,)

    def show(self, p):
        p.line(f"auto {self.name} = {self.place.text()};")

    def run(self, m, env):
        source = self.place.resolve(m, env)
        read_all(source, m)
        env[self.name] = source.copied()


class Repoint(Node):
    """`pointer = &place;`"""

    F = ("pointer", "place")

    def show(self, p):
        p.line(f"{self.pointer.text()} = &{self.place.text()};")

    def run(self, m, env):
        obj = self.pointer.resolve(m, env)
        obj.target = self.place.resolve(m, env)
        m.access(obj, "w")


class Read(Node):
    F = ("place",)

    def show(self, p):
        p.line(f"use({self.place.text()});")

    def run(self, m, env):
        m.access(self.place.resolve(m, env), "r")


class Write(Node):
    """form: = ++ +=; `source` is a place that is read as well, or None."""

    F = ("place", "form", "value", "source")

    def show(self, p):
        if self.form == "++":
            p.line(f"++{self.place.text()};")
            return
        right = self.value.text()
        if self.source:
            right = f"{self.source.text()} + {right}" if right != "0" else self.source.text()
        p.line(f"{self.place.text()} {self.form} {right};")

    def run(self, m, env):
        if self.form != "++":
            self.value.eval(m, env)
            if self.source:
                m.access(self.source.resolve(m, env), "r")
        obj = self.place.resolve(m, env)
        if self.form != "=":
            m.access(obj, "r")
        m.access(obj, "w")


class Atomic(Node):
    F = ("place", "form")
    TEXT = {"++": "++{};", "add": "{}.fetch_add(2);", "relaxed": "{}.fetch_add(1, std::memory_order_relaxed);",
            "load": "use({}.load());", "store": "{}.store(3);", "assign": "{} = 4;"}

    def show(self, p):
        p.line(self.TEXT[self.form].format(self.place.text()))

    def run(self, m, env):
        m.access(self.place.resolve(m, env), "ar" if self.form == "load" else "aw")


class Container(Node):
    """A use of a container as a whole."""

    F = ("place", "form", "value")
    TEXT = {"push": "{}.push_back({});", "size": "use(long({}.size()));", "insert": "{0}.insert({{{1}, 1}});",
            "count": "use(long({}.count({})));", "clear": "{}.clear();", "resize": "{}.resize(64 + {});"}

    def show(self, p):
        p.line(self.TEXT[self.form].format(self.place.text(), self.value.text()))

    def run(self, m, env):
        self.value.eval(m, env)
        obj = self.place.resolve(m, env)
        m.access(obj, "r" if self.form in ("size", "count") else "w")


class Each(Node):
    """A range-for over a container or an array."""

    F = ("place", "name", "const", "stmts")

    def declares(self):
        return (self.name,)

    def show(self, p):
        p.line(f"for ({'const ' if self.const else ''}auto &{self.name} : {self.place.text()}) {{")
        p.body(self.stmts)
        p.line("}")

    def run(self, m, env):
        obj = self.place.resolve(m, env)
        m.access(obj, "r")
        for i in range(obj.ty.n):
            run_all(self.stmts, m, dict(env, **{self.name: obj.element(i)}))


class If(Node):
    F = ("cond", "then", "other")

    def show(self, p):
        p.line(f"if ({self.cond.text()}) {{")
        p.body(self.then)
        if self.other:
            p.line("} else {")
            p.body(self.other)
        p.line("}")

    def run(self, m, env):
        run_all(self.then if self.cond.eval(m, env) else self.other, m, dict(env))


class Leave(Node):
    """`if (cond) return;` or, with a loop around it, continue or break."""

    F = ("cond", "word")

    def show(self, p):
        p.line(f"if ({self.cond.text()})")
        p.line("  " + (p.ret if self.word == "return" else self.word + ";"))

    def run(self, m, env):
        if self.cond.eval(m, env):
            raise Broken if self.word == "break" else Skip


class For(Node):
    F = ("var", "low", "high", "step", "stmts")

    def declares(self):
        return (self.var,)

    def show(self, p):
        step = f"++{self.var}" if self.step == 1 else f"{self.var} += {self.step}"
        p.line(f"for (int {self.var} = {self.low.text()}; {self.var} < {self.high.text()}; {step}) {{")
        p.body(self.stmts)
        p.line("}")

    def run(self, m, env):
        k = self.low.eval(m, env)
        while k < self.high.eval(m, env):
            try:
                run_all(self.stmts, m, dict(env, **{self.var: k}))
            except Skip:
                # A `return` never stands in a loop of these programs.
                pass
            except Broken:
                break
            k += self.step


class Block(Node):
    F = ("stmts",)

    def show(self, p):
        p.line("{")
        p.body(self.stmts)
        p.line("}")

    def run(self, m, env):
        run_all(self.stmts, m, dict(env))


class Lock(Node):
    """`before` runs in the same block without the lock, `after` when it is released.

    form: guard scoped unique defer manual try shared sharedmanual
    """

    F = ("form", "mutex", "second", "name", "before", "stmts", "after")

    def declares(self):
        return (self.name,)

    def show(self, p):
        m, l = self.mutex.text(), self.name
        p.line("{")
        p.depth += 1
        close = None
        if self.form == "defer":
            p.line(f"std::unique_lock {l}({m}, std::defer_lock);")
        for stmt in self.before:
            stmt.show(p)
        if self.form == "guard":
            p.line(f"std::lock_guard {l}({m});")
        elif self.form == "scoped":
            p.line(f"std::scoped_lock {l}({m}{', ' + self.second.text() if self.second else ''});")
        elif self.form == "unique":
            p.line(f"std::unique_lock {l}({m});")
            close = f"{l}.unlock();"
        elif self.form == "defer":
            p.line(f"{l}.lock();")
            close = f"{l}.unlock();"
        elif self.form == "shared":
            p.line(f"std::shared_lock {l}({m});")
            close = f"{l}.unlock();"
        elif self.form in ("manual", "sharedmanual"):
            word = "_shared" if self.form == "sharedmanual" else ""
            p.line(f"{m}.lock{word}();")
            close = f"{m}.unlock{word}();"
        elif self.form == "try":
            p.line(f"if ({m}.try_lock()) {{")
            p.body(self.stmts)
            p.line(f"  {m}.unlock();")
            p.line("}")
        if self.form != "try":
            for stmt in self.stmts:
                stmt.show(p)
        if close and (self.after or self.form in ("manual", "sharedmanual")):
            p.line(close)
        if self.form not in ("guard", "scoped"):
            for stmt in self.after:
                stmt.show(p)
        p.depth -= 1
        p.line("}")

    def run(self, m, env):
        env = dict(env)
        run_all(self.before, m, env)
        mode = "shared" if self.form in ("shared", "sharedmanual") else "exclusive"
        held = [place.resolve(m, env).loc for place in (self.mutex, self.second) if place]
        outer = dict(m.strand.locks)
        if any(loc in outer for loc in held) or len(set(held)) < len(held):
            raise Invalid("locked twice")
        m.strand.locks.update({loc: mode for loc in held})
        run_all(self.stmts, m, env)
        m.strand.locks = outer
        if self.form not in ("guard", "scoped"):
            run_all(self.after, m, env)


class Point(Node):
    """`name[index] = &place;` for pointer items, in the parent."""

    F = ("items", "index", "place")

    def show(self, p):
        p.line(f"{self.items.text()}[{self.index.text()}] = &{self.place.text()};")

    def run(self, m, env):
        items = self.items.resolve(m, env)
        index = self.index.eval(m, env)
        if index >= items.ty.n:
            raise Invalid("out of bounds")
        obj = items.element(index)
        obj.target = self.place.resolve(m, env)
        m.access(obj, "w")
