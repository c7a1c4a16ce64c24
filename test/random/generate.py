"""Draws abstract programs from a seed.

A program has a few shared resources and a few parallel constructs. For every
construct each resource gets a discipline that keeps it free of races (a lock,
an element of one's own, read only ...) or, in about half of the programs, one
resource gets a broken one. What is really true is the oracle's to say.
"""

import random

from model import (Bin, Const, Deref, Field, Index, Invalid, IVar, Machine, Name, Obj, Printer, Ty, free_names, replaced,
                   root_of, run_all, walk)
from statements import (Atomic, Block, Call, Container, Decl, Each, For, Helper, If, IntDecl, Invoke, Lambda, Leave, Lock,
                        Par, Point, PtrDecl, Read, Ref, Spawn, Threads, Write)


def op(sign, left, right):
    """left sign right, folded if both are constants or nothing changes."""
    left, right = (Const(x) if isinstance(x, int) else x for x in (left, right))
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(int(Bin(sign, left, right).eval(None, {})))
    if isinstance(right, Const) and ((sign in "+-" and right.value == 0) or (sign in "*/" and right.value == 1)):
        return left
    return Bin(sign, left, right)


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


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.p, self.count, self.types, self.sites = Program(), 0, {}, 0
        self.resources = []

    # ------------------------------------------------------------ small things

    def fresh(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def chance(self, probability):
        return self.r.random() < probability

    def pick(self, *choices):
        return self.r.choice(choices)

    def feature(self, name):
        if name not in self.p.features:
            self.p.features.append(name)

    def site(self):
        self.sites += 1
        return self.sites

    def declare(self, ty, prefix, storage=""):
        """A variable somewhere that all tasks see."""
        name = self.fresh(prefix)
        self.types[name] = ty
        decl = Decl(ty, name, storage)
        if self.p.in_class and self.chance(0.6):
            self.feature("member")
            self.p.members.append(decl)
        elif self.chance(0.25):
            self.feature("global")
            self.p.globals.append(decl)
        else:
            self.p.stmts.append(decl)
        return name

    def global_names(self):
        return {d.name for d in self.p.globals}

    def member_names(self):
        return {d.name for d in self.p.members}

    # ------------------------------------------------------------ resources

    def scalar_type(self):
        return Ty(self.pick("int", "int", "long", "double", "char"))

    def resource(self, n):
        kind = self.pick("scalar", "scalar", "scalar", "array", "array", "array", "array", "rows", "structs", "atomic",
                         "grow", "map", "bits", "tls")
        shape = kind
        mutex = Name(self.declare(Ty(self.pick("mutex", "mutex", "mutex", "shared_mutex", "recursive_mutex")), "m"))
        if kind == "scalar":
            shape = self.pick("plain", "plain", "field", "pointer", "unique", "shared", "guarded", "inner")
            if shape == "plain":
                place = Name(self.declare(self.scalar_type(), "x"))
            elif shape in ("field", "inner", "guarded"):
                fields = [("a", Ty("int")), ("b", self.scalar_type())]
                if shape == "guarded":
                    fields.append(("lock", Ty("mutex")))
                ty = Ty("struct", name=self.fresh("S"), fields=fields)
                self.p.types.append(ty)
                if shape == "inner":
                    ty = Ty("struct", name=self.fresh("S"), fields=[("in", ty), ("c", Ty("int"))])
                    self.p.types.append(ty)
                base = Name(self.declare(ty, "s"))
                if shape == "guarded":
                    mutex = Field(base, "lock")
                    self.types[root_of(mutex)] = ty
                place = Field(Field(base, "in") if shape == "inner" else base, self.pick("a", "b"))
            elif shape == "pointer":
                target, name = self.declare(Ty("int"), "x"), self.fresh("p")
                self.types[name] = Ty("ptr", Ty("int"))
                self.p.stmts.append(PtrDecl(name, Name(target)))
                place = Deref(Name(name))
            else:
                place = Deref(Name(self.declare(Ty(shape, Ty("int")), "o")))
        elif kind == "array":
            shape = self.pick("vector", "vector", "carray", "array", "pointer_array")
            elem = self.scalar_type()
            if shape == "pointer_array":
                ty = Ty("vector", elem, n)
                target, name = self.declare(ty, "v"), self.fresh("p")
                self.types[name] = Ty("ptr", ty)
                self.p.stmts.append(PtrDecl(name, Name(target)))
                place = Deref(Name(name))
            else:
                place = Name(self.declare(Ty(shape, elem, n), "v"))
        elif kind == "rows":
            place = Name(self.declare(Ty("vector", Ty("vector", Ty("int"), 4), n), "g"))
        elif kind == "structs":
            ty = Ty("struct", name=self.fresh("S"), fields=[("a", Ty("int")), ("b", Ty("int"))])
            self.p.types.append(ty)
            place = Name(self.declare(Ty(self.pick("vector", "carray"), ty, n), "w"))
        elif kind == "atomic":
            place = Name(self.declare(Ty("atomic"), "a"))
        elif kind == "grow":
            place = Name(self.declare(Ty("vector", Ty("int"), 0), "q"))
        elif kind == "map":
            place = Name(self.declare(Ty("map", Ty("int")), "d"))
        elif kind == "bits":
            place = Name(self.declare(Ty("vecbool", n=n), "f"))
        else:
            name = self.fresh("t")
            self.p.globals.append(Decl(Ty("tls", Ty("int")), name, "thread_local"))
            self.types[name] = Ty("int")
            place = Name(name)
        self.feature(shape)
        res = {"kind": kind, "place": place, "mutex": mutex, "stores": self.chance(0.3), "n": n}
        self.resources.append(res)
        return res

    # ------------------------------------------------------------ disciplines

    def plan(self, res, broken, indexed):
        """What tasks do with a resource in one construct."""
        kind = res["kind"]
        if kind in ("atomic", "tls"):
            return {"how": "free"}
        if kind in ("array", "structs", "rows") and indexed:
            good = ["own"] * 6 + ["block", "block", "read", "locked", "divguard", "reverse", "mod", "halves", "single",
                                  "parity", "alternate"]
            bad = ["next", "div", "modbad", "fixed", "blockbad", "reversebad", "clash", "unlocked", "wronglock",
                   "divguardbad", "singlebad"]
            if kind == "rows":
                good += ["row"] * 5
        else:
            good = ["read", "locked", "locked", "locked", "single"] if indexed else ["read", "locked", "locked"]
            bad = ["unlocked", "wronglock", "wronglock", "halflock", "early", "localmutex"]
            if indexed:
                bad.append("singlebad")
            if kind == "bits" and indexed:
                bad.append("own")
        how = self.r.choice(bad if broken else good)
        self.feature(how)
        return {"how": how, "stride": self.pick(1, 1, 1, 2, 3), "offset": self.pick(0, 0, 0, 1, 2, 5),
                "width": self.pick(2, 3, 4), "lock": self.lock_form(res), "at": self.pick(0, 1, 2, 3)}

    def lock_form(self, res):
        kinds = {"mutex": ["guard", "guard", "scoped", "unique", "defer", "manual", "try"],
                 "recursive_mutex": ["guard", "unique", "manual"],
                 "shared_mutex": ["guard", "unique", "manual", "scoped"]}
        return self.r.choice(kinds[self.mutex_kind(res["mutex"])])

    def mutex_kind(self, place):
        return "mutex" if isinstance(place, Field) else self.types[place.name].kind

    def element(self, res, index):
        place = Index(res["place"], index)
        if res["kind"] == "structs":
            return Field(place, self.pick("a", "a", "b"))
        if res["kind"] == "rows":
            return Index(place, Const(0))
        return place

    def update(self, res, place, idx=None):
        """One or two statements that write the place."""
        if isinstance(place, tuple):
            return [place[0]]
        value = idx if idx is not None and self.chance(0.4) else Const(self.r.randrange(1, 9))
        form = self.pick("=", "=", "+=", "++") if res["kind"] != "bits" else "="
        if res["kind"] == "bits":
            value = op("==", op("%", value, 2), 0)
        return [Write(place, form, value, None)]

    def whole(self, res, idx, write):
        """Statements on a resource as a whole (or at a fixed element)."""
        kind, place = res["kind"], res["place"]
        key = idx if idx is not None else Const(self.r.randrange(4))
        if kind == "grow":
            return [Container(place, self.pick("push", "push", "resize", "clear") if write else "size", key)]
        if kind == "map":
            if write and self.chance(0.3):
                return [Write(Index(place, key), self.pick("=", "++"), Const(2), None)]
            return [Container(place, "insert" if write else self.pick("count", "size"), key)]
        if kind in ("array", "rows", "structs", "bits"):
            at = self.element(res, Const(self.r.randrange(3)))
            if not write and kind == "array" and self.chance(0.3):
                name = self.fresh("e")
                return [Each(place, name, True, [Read(Name(name))])]
            return self.update(res, at, idx) if write else [Read(at)]
        return self.update(res, place, idx) if write else [Read(place)]

    def locked(self, res, stmts, form, mutex=None, before=(), after=()):
        self.feature("lock:" + form)
        return [Lock(form, mutex or res["mutex"], None, self.fresh("l"), list(before), stmts, list(after))]

    def emit(self, res, plan, idx, tasks, number):
        """The statements of one task. number: which callable this is, or None for a shared one."""
        how, kind = plan["how"], res["kind"]
        if kind == "atomic":
            if res["stores"]:
                return [Atomic(res["place"], self.pick("store", "assign"))]
            return [Atomic(res["place"], self.pick("++", "add", "relaxed", "load"))]
        if kind == "tls":
            return self.update(res, res["place"]) + [Read(res["place"])]
        mutex_kind = self.mutex_kind(res["mutex"])
        if how == "read":
            return self.whole(res, idx, False)
        if how == "locked":
            if mutex_kind == "shared_mutex" and self.chance(0.4):
                self.feature("shared_lock")
                return self.locked(res, self.whole(res, idx, False), self.pick("shared", "sharedmanual"))
            extra = self.whole(res, idx, False) if self.chance(0.3) else []
            return self.locked(res, self.whole(res, idx, True) + extra, plan["lock"])
        if how == "unlocked":
            return self.whole(res, idx, self.chance(0.8))
        if how == "wronglock":
            if mutex_kind == "shared_mutex" and self.chance(0.6):
                return self.locked(res, self.whole(res, idx, True), "shared")
            others = [o["mutex"] for o in self.resources if o is not res and not isinstance(o["mutex"], Field)]
            if others and self.chance(0.5) or number is None:
                return [Decl(Ty("mutex"), name := self.fresh("lm"), "")] + \
                    self.locked(res, self.whole(res, idx, True), "guard", Name(name))
            return self.locked(res, self.whole(res, idx, True), "guard", self.r.choice(others) if others else None)
        if how == "localmutex":
            name = self.fresh("lm")
            return [Decl(Ty("mutex"), name, "")] + self.locked(res, self.whole(res, idx, True), "guard", Name(name))
        if how == "halflock":
            return self.locked(res, self.whole(res, idx, True), plan["lock"]) + self.whole(res, idx, False)
        if how == "early":
            form = self.pick("unique", "defer", "manual")
            write = self.whole(res, idx, True)
            if form == "defer" and self.chance(0.5):
                return self.locked(res, self.whole(res, idx, False), form, before=write)
            return self.locked(res, self.whole(res, idx, False), form, after=write)
        if how in ("single", "singlebad"):
            body = self.whole(res, idx, True)
            rest = self.whole(res, idx, False) if how == "singlebad" else []
            if isinstance(idx, Const):
                return (body if idx.value == plan["at"] % tasks else []) + rest
            cond = op("==", idx, plan["at"] % tasks)
            if self.chance(0.2) and how == "single":
                cond = Bin("&&", op(">=", idx, plan["at"] % tasks), op("<", idx, plan["at"] % tasks + 1))
            return [If(cond, body, [])] + rest
        return self.emit_element(res, plan, idx, tasks)

    def emit_element(self, res, plan, idx, tasks):
        how, at = plan["how"], lambda index: self.element(res, index)
        affine = op("+", op("*", idx, plan["stride"]), plan["offset"])
        if how == "own":
            stmts = self.update(res, at(affine), idx)
            if self.chance(0.35):
                stmts.append(Read(at(affine)))
            if plan["stride"] > 1 and self.chance(0.5):
                stmts.append(Write(at(affine), "=", Const(1), at(op("+", affine, 1))))
            if self.chance(0.2):
                stmts = [IntDecl(name := self.fresh("j"), affine)] + self.update(res, at(IVar(name)), idx)
                self.types[name] = None
            return stmts
        if how in ("block", "blockbad"):
            k, width = self.fresh("k"), plan["width"]
            self.types[k] = None
            index = op("+", op("*", idx, width), IVar(k))
            low, high = op("*", idx, width), op("*", op("+", idx, 1), width)
            bad = how == "blockbad"
            if self.chance(0.4):
                return [For(k, low, op("+", high, 1) if bad else high, 1, self.update(res, at(IVar(k)), idx))]
            return [For(k, Const(0), Const(width + bad), 1, self.update(res, at(index), IVar(k)))]
        if how == "row":
            k = self.fresh("k")
            self.types[k] = None
            return [For(k, Const(0), Const(4), 1,
                        self.update(res, Index(Index(res["place"], idx), IVar(k)), idx))]
        if how == "divguard":
            return self.guarded(op("==", op("%", idx, 2), 0), self.update(res, at(op("/", idx, 2)), idx))
        if how == "divguardbad":
            return self.guarded(op("!=", op("%", idx, 3), 0), self.update(res, at(op("/", idx, 2)), idx))
        if how == "div":
            return self.update(res, at(op("/", idx, 2)), idx)
        if how == "mod":
            return self.update(res, at(op("%", idx, tasks)), idx)
        if how == "modbad":
            return self.update(res, at(op("%", idx, max(2, tasks - 2))), idx)
        if how == "halves":
            return [Write(at(idx), "=", Const(1), at(op("+", idx, tasks)))]
        if how == "reverse":
            return self.update(res, at(op("-", tasks - 1, idx)), idx)
        if how == "reversebad":
            return [Write(at(op("-", tasks - 1, idx)), "=", Const(0), at(idx))]
        if how == "parity":
            # Even tasks write odd elements, odd tasks even ones.
            return self.guarded(op("==", op("%", idx, 2), 0), self.update(res, at(op("+", idx, 1)), idx),
                                self.update(res, at(op("-", idx, 1)), idx))
        if how == "alternate":
            # Even tasks write their own; the others read only odd ones.
            return self.guarded(op("==", op("%", idx, 2), 0), self.update(res, at(idx), idx),
                                [Read(at(op("%", op("+", idx, 2), tasks // 2 * 2)))])
        if how == "next":
            return [Write(at(op("+", idx, 1)), "=", Const(1), at(idx))]
        if how == "clash":
            return self.update(res, at(op("*", idx, 2)), idx) + [Read(at(op("*", idx, 3)))]
        return self.update(res, at(Const(2)), idx)  # fixed

    def guarded(self, cond, then, other=()):
        if isinstance(cond, Const):
            return then if cond.value else list(other)
        return [If(cond, then, list(other))]

    # ------------------------------------------------------------ ways to say the same

    def readonly(self, stmts, name):
        total = sum(isinstance(n, Name) and n.name == name for n in walk(stmts))
        reads = 0
        for n in walk(stmts):
            place = n.place if isinstance(n, Read) else n.source if isinstance(n, Write) else \
                n.place if isinstance(n, Container) and n.form in ("size", "count") else None
            reads += place is not None and root_of(place) == name
        return total == reads

    def outline(self, stmts, levels):
        """A call of a helper that does what the statements do."""
        if any(isinstance(n, Leave) for n in walk(stmts)):
            return stmts
        self.feature(f"helper{levels}")
        if levels > 1:
            stmts = self.outline(stmts, levels - 1)
        # A lambda names what it captures: such statements keep their names, and `this`.
        tasks = any(isinstance(n, Lambda) for n in walk(stmts))
        method = self.p.in_class and (tasks or self.chance(0.5) or any(
            isinstance(n, Call) and n.helper.form == "method" for n in walk(stmts)))
        outside = self.global_names() | (self.member_names() if method else set())
        params, args, new = [], [], {}
        for name in free_names(stmts):
            if name in outside or name not in self.types:
                continue
            ty, inner = self.types[name], name if tasks else self.fresh("h")
            if ty is None:
                params.append((inner, None, "int"))
                args.append(IVar(name))
                new[name] = IVar(inner)
                self.types[inner] = None
                continue
            mode = "ptr" if self.chance(0.3) and not tasks else "ref"
            if mode == "ref" and not tasks and self.readonly(stmts, name) and self.chance(0.5):
                # `const T *&` would not take a `T *`.
                plain = ty.kind in ("int", "long", "double", "char", "vector")
                mode = "val" if ty.kind == "ptr" else self.pick("cref", "val") if plain else "cref"
            params.append((inner, ty, mode))
            args.append(Name(name))
            if inner != name:
                new[name] = Deref(Name(inner)) if mode == "ptr" else Name(inner)
            self.types[inner] = Ty("ptr", ty) if mode == "ptr" else ty
        form = "method" if method else self.pick("static", "inline", "template")
        if not any(p[2] != "int" for p in params) and form == "template":
            form = "static"
        if tasks and form == "template":
            form = "inline"
        helper = Helper(self.fresh("work"), params, replaced(stmts, lambda node: new.get(node.name)), form)
        return [Call(helper, args, "")]

    def disguise(self, res, stmts):
        """An alias, a helper, a block, a loop: the same accesses in other words."""
        if not stmts:
            return stmts
        if self.chance(0.2) and isinstance(res["place"], Name) and not any(isinstance(s, Decl) for s in stmts) \
                and res["kind"] != "tls":
            root, alias = res["place"].name, self.fresh("r")
            if root in free_names(stmts):
                if self.chance(0.5):
                    self.types[alias] = self.types[root]
                    stmts = [Ref(alias, Name(root), False)] + replaced(
                        stmts, lambda n: Name(alias) if n.name == root else None)
                else:
                    self.types[alias] = Ty("ptr", self.types[root])
                    stmts = [PtrDecl(alias, Name(root))] + replaced(
                        stmts, lambda n: Deref(Name(alias)) if n.name == root else None)
                self.feature("alias")
        if self.chance(0.1):
            self.types[k := self.fresh("k")] = None
            stmts = [For(k, Const(0), Const(3), 1, stmts)]
            self.feature("loop")
        if self.chance(0.4):
            stmts = self.outline(stmts, self.pick(1, 1, 2, 3))
        elif any(isinstance(s, (Decl, IntDecl, Ref, PtrDecl)) for s in stmts):
            stmts = [Block(stmts)]
        return stmts

    def local_noise(self, idx):
        """Work on what only the task knows."""
        name, value = self.fresh("u"), idx if idx is not None else Const(3)
        kind = self.pick("int", "vector", "lambda")
        self.feature("local")
        if kind == "vector":
            ty = Ty("vector", Ty("int"), 0)
            self.types[name] = ty
            return self.maybe_outline([Container(Name(name), "push", value), Container(Name(name), "size", value)],
                                      [Decl(ty, name, "")])
        self.types[name] = Ty("int")
        return self.maybe_outline([Write(Name(name), "+=", value, None), Read(Name(name))], [Decl(Ty("int"), name, "")])

    def maybe_outline(self, stmts, front):
        return front + (self.outline(stmts, 1) if self.chance(0.3) else stmts)

    # ------------------------------------------------------------ callables

    def callable(self, stmts, param, param_type, result=False, inline=False):
        free = [n for n in free_names(stmts) if n in self.types and n != param and n not in self.global_names()]
        members = self.member_names()
        forms = ["inline"] * 6 + ([] if inline else ["named", "stdfunction", "functor"])
        form = self.r.choice(forms)
        if not free and not inline and self.chance(0.5):
            form = "function"
        if form == "functor" and any(n in members or self.types[n] is None for n in free):
            form = "named"
        if form == "functor" and any(isinstance(n, Call) and n.helper.form == "method" for n in walk(stmts)):
            form = "named"
        if form == "functor" and any(isinstance(n, Lambda) for n in walk(stmts)):
            form = "named"
        if form == "function" and any(isinstance(n, Call) and n.helper.form == "method" for n in walk(stmts)):
            form = "inline"

        def by(name):
            ty = self.types[name]
            if ty is None:
                return "val"
            passed = any(isinstance(n, Call) and any(isinstance(a, Name) and a.name == name for a in n.args)
                         for n in walk(stmts))
            if ty.kind in ("ptr", "shared") and not passed and self.chance(0.6):
                return "val"
            if ty.kind in ("int", "long", "double", "char", "vector") and self.readonly(stmts, name) and self.chance(0.4):
                return "val"
            return "ref"

        captures, fields = None, []
        if form == "functor":
            fields = [(n, self.types[n], by(n)) for n in free]
        elif self.chance(0.4):
            captures = [(n, by(n)) for n in free if n not in members]
            if self.p.in_class:
                captures.append(("this", "this"))
            self.feature("explicit_capture")
        if form != "inline":
            self.feature(form)
        return Lambda(form, captures, param, param_type, stmts, self.fresh("F" if form == "functor" else "c"), fields, result)

    def body(self, plans, idx, tasks, number=None, leave=False):
        groups = [self.disguise(res, self.emit(res, plan, idx, tasks, number)) for res, plan in plans]
        if self.chance(0.25):
            groups.append(self.local_noise(idx))
        self.r.shuffle(groups)
        stmts = [s for group in groups for s in group]
        if leave and isinstance(idx, IVar) and self.chance(0.12):
            self.feature("early_return")
            stmts.insert(self.r.randrange(len(stmts) + 1),
                         Leave(op(self.pick("<", "==", ">"), idx, self.r.randrange(tasks)), "return"))
        return stmts

    # ------------------------------------------------------------ constructs

    def construct(self, broken):
        form = self.pick("for_each", "for_each", "for_each", "map", "items", "par_invoke", "thread", "thread", "vector",
                         "tbb_for", "tbb_range", "tbb_invoke", "nested", "pointers")
        self.feature("call:" + form)
        n = self.pick(4, 6, 8, 12)
        tasks = n if form in ("for_each", "map", "tbb_for", "tbb_range", "nested") else self.pick(2, 3, 4)
        while len(self.resources) < 4 and (len(self.resources) < 2 or self.chance(0.5)):
            self.resource(12)
        chosen = self.r.sample(self.resources, min(len(self.resources), self.pick(1, 2, 2, 3)))
        indexed = form not in ("items", "pointers")
        victim = self.r.randrange(len(chosen)) if broken else -1
        plans = [(res, self.plan(res, at == victim, indexed)) for at, res in enumerate(chosen)]
        if form.startswith("tbb"):
            self.p.uses_tbb = True
        if form in ("for_each", "map", "tbb_for", "tbb_range"):
            i = self.fresh("i")
            self.types[i] = None
            stmts = self.body(plans, IVar(i), tasks, leave=form != "tbb_range")
            c = self.callable(stmts, i, "int", result=form == "map", inline=form == "tbb_range")
            low = self.pick(0, 0, 0, 0, 1) if not any(plan["how"] in ("reverse", "reversebad") for _, plan in plans) else 0
            return [Par(self.site(), form, ("iota", low, n), c, self.fresh("z"))]
        if form == "nested":
            return self.nested(plans, n)
        if form in ("items", "pointers"):
            return self.over_items(plans, n, form == "pointers")
        if form in ("par_invoke", "tbb_invoke"):
            cs = [self.callable(self.body(plans, Const(t), tasks, t), None, None) for t in range(tasks)]
            return [Invoke(self.site(), form, cs)]
        if form == "vector":
            i = self.fresh("t")
            self.types[i] = None
            c = self.callable(self.body(plans, IVar(i), tasks), i, "int", inline=True)
            return [Threads(self.site(), self.pick("thread", "jthread", "async"), self.fresh("ts"), tasks, c,
                            self.beside(plans))]
        return self.threads(plans, tasks)

    def beside(self, plans):
        """What the parent does while the tasks run: as the plans allow, or on what they leave alone."""
        stmts = []
        for res, plan in plans:
            if plan["how"] in ("read", "locked", "unlocked", "wronglock", "halflock", "early") and self.chance(0.4):
                stmts += self.disguise(res, self.emit(res, plan, None, 2, 9))
        used = [res for res, _ in plans]
        for res in self.resources:
            if res not in used and self.chance(0.2):
                stmts += self.whole(res, None, True) if res["kind"] not in ("atomic", "tls") else []
        if stmts:
            self.feature("parent_beside")
        return stmts

    def threads(self, plans, tasks):
        """Threads that are started one after another and joined late, or each before the next."""
        stmts, in_turn = [], self.chance(0.3)
        rest = stmts
        if in_turn:
            self.feature("in_turn")
        for t in range(tasks):
            body = self.body(plans, Const(t), tasks, t)
            task = self.callable(body, None, None)
            if self.chance(0.25):
                called = self.outline(body, 1)
                if isinstance(called[0], Call) and called[0].helper.form in ("static", "inline") \
                        and not any(p[2] == "val" for p in called[0].helper.params):
                    task = called[0]
                    self.feature("thread_function")
            form = self.pick("thread", "thread", "jthread", "async")
            inner = []
            join = self.pick("get", "wait") if form == "async" else "join"
            rest.append(Spawn(self.site(), form, self.fresh("T"), task, inner, join))
            self.feature(form)
            if not in_turn:
                rest = inner
        rest += self.beside(plans)
        return stmts

    def over_items(self, plans, n, pointers):
        """Tasks are given elements, or pointers."""
        item, v = self.fresh("it"), self.fresh("items")
        self.types[item] = Ty("int")
        if pointers:
            distinct, target = self.chance(0.6), self.fresh("y")
            self.types[v], self.types[target] = Ty("vector", Ty("ptr", Ty("int")), n), Ty("carray", Ty("int"), n)
            k = self.fresh("k")
            front = [Decl(self.types[target], target, ""), Decl(self.types[v], v, ""),
                     For(k, Const(0), Const(n), 1,
                         [Point(Name(v), IVar(k), Index(Name(target), IVar(k) if distinct else op("/", IVar(k), 2)))])]
            self.types[item] = Ty("ptr", Ty("int"))
            place, param = Deref(Name(item)), self.pick("int *", "int *&", "auto *")
        else:
            self.types[v] = Ty("vector", Ty("int"), n)
            front = [Decl(self.types[v], v, "")]
            place, param = Name(item), self.pick("int &", "auto &")
        self.p.stmts += front
        own = [Write(place, self.pick("=", "+=", "++"), Const(5), None)]
        stmts = self.disguise({"place": place, "kind": "item"}, own) + self.body(plans, None, 2)
        c = self.callable(stmts, item, param, inline=True)
        return [Par(self.site(), "for_each", ("place", Name(v)), c, self.fresh("z"))]

    def nested(self, plans, n):
        """A parallel call in each task of another."""
        i, k, width = self.fresh("i"), self.fresh("k"), self.pick(2, 3)
        self.types[i] = self.types[k] = None
        arrays = [res for res in self.resources if res["kind"] == "array"]
        res = self.r.choice(arrays) if arrays and not any(r["kind"] == "array" for r, _ in plans) else None
        inner = self.local_noise(IVar(k))
        if res:
            index = op("+", op("*", IVar(i), width if self.chance(0.7) else 1), IVar(k))
            inner = self.update(res, Index(res["place"], index), None)
        c = self.callable(inner, k, "int", inline=True)
        stmts = self.body(plans, IVar(i), n)
        stmts.append(Par(self.site(), "for_each", ("iota", 0, width), c, self.fresh("z")))
        c = self.callable(stmts, i, "int", inline=True)
        return [Par(self.site(), "for_each", ("iota", 0, n), c, self.fresh("z"))]

    def program(self):
        self.p.in_class = self.chance(0.25)
        if self.p.in_class:
            self.feature("in_class")
        broken = self.chance(0.45)
        count = self.pick(1, 1, 1, 2, 3)
        at = self.r.randrange(count) if broken else -1
        for c in range(count):
            stmts = self.construct(c == at)
            if self.chance(0.12):
                stmts = self.outline(stmts, 1)
                self.feature("call_in_helper")
            self.p.stmts += stmts
            if self.chance(0.4):
                res = self.r.choice(self.resources)
                if res["kind"] not in ("atomic", "tls"):
                    self.p.stmts += self.whole(res, None, self.chance(0.5))
                    self.feature("parent_between")
        return self.p


def program_of(seed, number, avoided=()):
    """The program of that number; what is not valid, or has a feature to avoid, is drawn again."""
    for attempt in range(64):
        p = Generator((seed * 100003 + number) * 64 + attempt).program()
        if any(feature in avoided for feature in p.features):
            continue
        try:
            p.oracle(growing=True)
            p.oracle()
            return p
        except Invalid:
            continue
    raise SystemExit(f"seed {seed}, program {number}: nothing valid in 64 attempts")
