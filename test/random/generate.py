"""Draws abstract programs from a seed.

A program has a few shared resources and a few parallel constructs. For every
construct each resource gets a discipline that keeps it free of races (a lock,
an element of one's own, read only ...) or, in about half of the programs, one
resource gets a broken one. What is really true is the oracle's to say.
"""

from calls import Call, Invoke, Par, Spawn, Threads
from disguise import Disguise
from model import Const, Deref, Index, Invalid, IVar, Name, Ty
from statements import Decl, For, Point, Write
from tasks import op


class Generator(Disguise):
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
