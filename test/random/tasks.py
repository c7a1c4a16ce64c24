"""Shared resources, and what tasks do with them under each discipline."""

import random

from model import Bin, Const, Deref, Field, Index, IVar, Name, Ty, root_of
from program import Program
from statements import Atomic, Container, Decl, Each, For, If, IntDecl, Lock, PtrDecl, Read, Write


def op(sign, left, right):
    """left sign right, folded if both are constants or nothing changes."""
    left, right = (Const(x) if isinstance(x, int) else x for x in (left, right))
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(int(Bin(sign, left, right).eval(None, {})))
    if isinstance(right, Const) and ((sign in "+-" and right.value == 0) or (sign in "*/" and right.value == 1)):
        return left
    return Bin(sign, left, right)


class Tasks:
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
