"""The same accesses in other words: helpers, aliases, loops, callables of every form."""

from calls import Call, Helper, Lambda
from model import Const, Deref, IVar, Name, Ty, free_names, replaced, root_of, walk
from statements import Block, Container, Decl, For, IntDecl, Leave, PtrDecl, Read, Ref, Write
from tasks import Tasks, op


class Disguise(Tasks):
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
