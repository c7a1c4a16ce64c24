"""Helpers, callables and the constructs that start tasks: how they are written, and what they do."""

from model import Node, Obj, Skip, Ty, read_all, run_all


class Helper(Node):
    """A function. params: (name, Ty or None for an int, mode); modes: val ref cref ptr int."""

    F = ("name", "params", "stmts", "form")
    outside = True

    def show(self, p):
        texts = []
        for name, ty, mode in self.params:
            if mode == "int":
                texts.append("int " + name)
            elif self.form == "template":
                texts.append(f"auto {'*' if mode == 'ptr' else '&'}{name}")
            elif mode == "val":
                texts.append(ty.declare(name))
            else:
                texts.append(("const " if mode == "cref" else "") + ty.declare(name, "*" if mode == "ptr" else "&"))
        start = {"method": "", "static": "static ", "template": "", "inline": "inline "}[self.form]
        p.line(f"{start}void {self.name}({', '.join(texts)}) {{")
        kept, p.ret = p.ret, "return;"
        p.body(self.stmts)
        p.ret = kept
        p.line("}")

    def call(self, m, env, args):
        inner = {name: value for name, value in env.items() if name in env["globals"]}
        for (name, ty, mode), arg in zip(self.params, args):
            if mode == "int":
                inner[name] = arg.eval(m, env)
                continue
            obj = arg.resolve(m, env)
            if mode == "ptr":
                inner[name] = Obj(Ty("ptr", ty))
                inner[name].target = obj
            elif mode == "val" and self.form != "template":
                read_all(obj, m)
                inner[name] = obj.copied()
            else:
                inner[name] = obj
        try:
            run_all(self.stmts, m, inner)
        except Skip:
            pass


class Call(Node):
    F = ("helper", "args", "qualifier")

    def text(self, wrap):
        texts = []
        for (_, _, mode), arg in zip(self.helper.params, self.args):
            text = arg.text()
            if mode == "ptr":
                text = "&" + text
            elif wrap and mode in ("ref", "cref"):
                text = f"std::ref({text})"
            texts.append(text)
        return texts

    def show(self, p):
        p.line(f"{self.helper.name}({', '.join(self.text(False))});")

    def run(self, m, env):
        self.helper.call(m, env, self.args)


class Lambda(Node):
    """What a task runs. captures: None for [&], else (name, mode) with mode val ref this.

    form: inline named function stdfunction functor bound
    """

    F = ("form", "captures", "param", "param_type", "stmts", "name", "members", "result")

    def declares(self):
        return (self.param,) if self.param else ()

    def head(self):
        if self.captures is None:
            text = "&"
        else:
            text = ", ".join({"ref": "&" + n, "val": n, "this": "this"}[mode] for n, mode in self.captures)
        return f"[{text}]{self.signature()}"

    def signature(self):
        return f"({self.param_type} {self.param})" if self.param else "()"

    def show_body(self, p):
        kept, p.ret = p.ret, "return 0;" if self.result else "return;"
        p.depth += 1
        p.line("PAUSE();")
        p.depth -= 1
        p.body(self.stmts)
        if self.result:
            p.line("  return 1;")
        p.ret = kept

    def show_type(self, p):
        """A functor or a function, outside."""
        if self.form == "function":
            p.line(f"static {'int' if self.result else 'void'} {self.name}{self.signature()} {{")
            self.show_body(p)
            p.line("}")
            return
        p.line(f"struct {self.name} {{")
        p.depth += 1
        for name, ty, mode in self.members:
            p.line(("int " + name if ty is None else ty.declare(name, "&" if mode == "ref" else "")) + ";")
        p.line(f"{'int' if self.result else 'void'} operator(){self.signature()} const {{")
        self.show_body(p)
        p.line("}")
        p.depth -= 1
        p.line("};")

    def show_before(self, p):
        """The declaration of a named callable, in front of its call."""
        if self.form in ("named", "stdfunction"):
            result, given = "int" if self.result else "void", self.param_type or ""
            ty = f"std::function<{result}({given})>" if self.form == "stdfunction" else "auto"
            p.line(f"{ty} {self.name} = {self.head()} {{")
            self.show_body(p)
            p.line("};")

    def expression(self, p, start, end, flush=True):
        """Prints `start CALLABLE end` as one or several lines."""
        if self.form == "inline":
            p.line(f"{start}{self.head()} {{")
            self.show_body(p)
            p.line("}" + end)
        elif self.form == "functor":
            values = ", ".join(name for name, _, _ in self.members)
            p.line(f"{start}{self.name}{{{values}}}{end}")
        else:
            p.line(f"{start}{self.name}{end}")

    def bind(self, m, env):
        """The environment of the callable, made when it is created."""
        if self.form == "function":
            return {name: value for name, value in env.items() if name in env["globals"]}
        inner = dict(env)
        chosen = [(n, mode) for n, _, mode in self.members] if self.form == "functor" else self.captures or []
        for name, mode in chosen:
            if mode == "val" and isinstance(env.get(name), Obj):
                read_all(env[name], m)
                inner[name] = env[name].copied()
        return inner


def items_values(items, m, env):
    """items: ("iota", low, high) or ("place", place); what each task is given."""
    if items[0] == "iota":
        return list(range(items[1], items[2]))
    obj = items[1].resolve(m, env)
    m.access(obj, "r")
    return [obj.element(i) for i in range(obj.ty.n)]


class Par(Node):
    """One call over items. form: for_each map tbb_for tbb_range execution"""

    F = ("site", "form", "items", "callable", "name")

    def show(self, p):
        c, items = self.callable, self.items
        c.show_before(p)
        source = f"std::views::iota({items[1]}, {items[2]})" if items[0] == "iota" else items[1].text()
        if self.form == "for_each":
            p.site(self.site)
            c.expression(p, f"aether::par_for_each({source}, ", " OPTIONS);")
        elif self.form == "map":
            p.site(self.site)
            c.expression(p, f"auto {self.name} = aether::par_map({source}, ", " OPTIONS);")
            p.line(f"use(long({self.name}.size()));")
        elif self.form == "tbb_for":
            p.site(self.site)
            c.expression(p, f"tbb::parallel_for({items[1]}, {items[2]}, ", ");")
        elif self.form == "tbb_range":
            p.site(self.site)
            p.line(f"tbb::parallel_for(tbb::blocked_range<int>({items[1]}, {items[2]}), "
                   f"[&](const tbb::blocked_range<int> &{self.name}) {{")
            p.depth += 1
            p.line(f"for (int {c.param} = {self.name}.begin(); {c.param} != {self.name}.end(); ++{c.param}) {{")
            kept, p.ret = p.ret, "continue;"
            p.body(c.stmts)
            p.ret = kept
            p.line("}")
            p.depth -= 1
            p.line("});")

    def run(self, m, env):
        inner = self.callable.bind(m, env)
        children = []
        for value in items_values(self.items, m, env):
            given = dict(inner, **{self.callable.param: value})
            children.append(m.fork(self.site, lambda: run_all(self.callable.stmts, m, given)))
        for child in children:
            m.join(child)


class Invoke(Node):
    """form: par_invoke tbb_invoke"""

    F = ("site", "form", "callables")

    def show(self, p):
        for c in self.callables:
            c.show_before(p)
        p.site(self.site)
        p.line({"par_invoke": "aether::par_invoke(", "tbb_invoke": "tbb::parallel_invoke("}[self.form])
        p.depth += 2
        for at, c in enumerate(self.callables):
            c.expression(p, "", ");" if at + 1 == len(self.callables) else ",")
        p.depth -= 2

    def run(self, m, env):
        bound = [c.bind(m, env) for c in self.callables]
        children = [m.fork(self.site, lambda: run_all(c.stmts, m, dict(inner)))
                    for c, inner in zip(self.callables, bound)]
        for child in children:
            m.join(child)


class Spawn(Node):
    """One thread that is joined by Join, or at the end of the jthread's block.

    form: thread jthread async; task: a Lambda or a Call (function and arguments).
    """

    F = ("site", "form", "name", "task", "stmts", "join")

    def declares(self):
        return (self.name,)

    def show(self, p):
        if self.form == "jthread":
            p.line("{")
            p.depth += 1
        c = self.task
        if isinstance(c, Lambda):
            c.show_before(p)
        p.site(self.site)
        start = {"thread": f"std::thread {self.name}(", "jthread": f"std::jthread {self.name}(",
                 "async": f"auto {self.name} = std::async(std::launch::async, "}[self.form]
        if isinstance(c, Call):
            # A thread copies its arguments: a helper that takes integers by value and pointers as they are.
            p.line(start + ", ".join([c.helper.name] + c.text(True)) + ");")
        else:
            c.expression(p, start, ");")
        for stmt in self.stmts:
            stmt.show(p)
        if self.form == "jthread":
            p.depth -= 1
            p.line("}")
        else:
            p.line(f"{self.name}.{self.join}();")

    def run(self, m, env):
        if isinstance(self.task, Call):
            child = m.fork(self.site, lambda: self.task.run(m, env))
        else:
            inner = self.task.bind(m, env)
            child = m.fork(self.site, lambda: run_all(self.task.stmts, m, dict(inner)))
        run_all(self.stmts, m, dict(env))
        m.join(child)


class Threads(Node):
    """A vector of threads or futures, filled in a loop and joined in another."""

    F = ("site", "form", "name", "count", "callable", "stmts")

    def declares(self):
        return (self.name,)

    def show(self, p):
        c, n = self.callable, self.name
        ty = "std::future<void>" if self.form == "async" else "std::" + self.form
        p.line("{")
        p.depth += 1
        p.line(f"std::vector<{ty}> {n};")
        p.line(f"for (int {c.param} = 0; {c.param} < {self.count}; ++{c.param}) {{")
        p.depth += 1
        p.site(self.site)
        captures = "[&, " + c.param + "]"
        if c.captures is not None:
            # The loop variable lives shorter than the thread: always a copy.
            names = [x for x in c.captures if x[0] != c.param]
            captures = "[" + ", ".join([c.param] + [{"ref": "&" + k, "val": k, "this": "this"}[w] for k, w in names]) + "]"
        start = f"{n}.push_back(std::async(std::launch::async, " if self.form == "async" else f"{n}.emplace_back("
        p.line(f"{start}{captures} {{")
        c.show_body(p)
        p.line("}));" if self.form == "async" else "});")
        p.depth -= 1
        p.line("}")
        for stmt in self.stmts:
            stmt.show(p)
        if self.form != "jthread":
            p.line(f"for (auto &{n}_t : {n})")
            p.line(f"  {n}_t.{'get' if self.form == 'async' else 'join'}();")
        p.depth -= 1
        p.line("}")

    def run(self, m, env):
        children = []
        for k in range(self.count):
            inner = self.callable.bind(m, dict(env, **{self.callable.param: k}))
            children.append(m.fork(self.site, lambda: run_all(self.callable.stmts, m, dict(inner))))
        run_all(self.stmts, m, dict(env))
        for child in children:
            m.join(child)
