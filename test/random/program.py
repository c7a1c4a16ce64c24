"""A program as drawn: its declarations and statements, its text, and what is true of it."""

from calls import Call, Helper, Lambda
from model import Machine, Obj, Printer, run_all, walk


class Program:
    """types, globals, members: declarations; statics: those in functions; stmts: of run()."""

    def __init__(self):
        self.types, self.globals, self.members, self.statics, self.stmts = [], [], [], [], []
        self.features, self.in_class, self.uses_tbb = [], False, False

    def functions(self):
        """Helpers and outer callables, those that are used first."""
        order = []

        def visit(nodes):
            for node in walk(nodes):
                if isinstance(node, Call) and node.helper not in order:
                    visit(node.helper.stmts)
                    if node.helper not in order:
                        order.append(node.helper)
                if isinstance(node, Lambda) and node.form in ("functor", "function"):
                    visit(node.stmts)
                    if node not in order:
                        order.append(node)

        visit(self.stmts)
        return order

    def text(self, space):
        """The lines of the program, and the line of each parallel call (from 1)."""
        p = Printer()
        p.line(f"namespace {space} {{")
        for ty in self.types:
            p.line(f"struct {ty.name} {{")
            p.depth += 1
            for name, t in ty.fields:
                p.line(f"{t.declare(name)}{t.member_initial()};")
            p.depth -= 1
            p.line("};")
        for decl in self.globals:
            decl.show(p)
        functions = self.functions()
        for node in functions:
            if isinstance(node, Lambda):
                node.show_type(p)
            elif node.form != "method":
                node.show(p)
        if self.in_class:
            p.line("struct Job {")
            p.depth += 1
            for decl in self.members:
                decl.member(p)
            for node in functions:
                if isinstance(node, Helper) and node.form == "method":
                    node.show(p)
            p.line("void go() {")
        else:
            p.line("void run() {")
        p.body(self.stmts)
        p.line("}")
        if self.in_class:
            p.depth -= 1
            p.line("};")
            p.line("void run() { Job job; job.go(); }")
        p.line(f"}} // namespace {space}")
        return p.lines, p.sites

    def oracle(self, growing=False):
        m = Machine(growing)
        env = {"globals": {"globals"}}
        for decl in self.globals + self.members + self.statics:
            key = "::" + decl.name if decl in self.statics else decl.name
            env[key] = Obj(decl.ty)
            env["globals"].add(key)
        run_all(self.stmts, m, env)
        return m.races()
