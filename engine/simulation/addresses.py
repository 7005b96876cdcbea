"""How the kernel reaches its memory when it is compiled.

Python's negative indices cost the compiled kernel a third of its speed: each access asks whether its index is below 0.
An address never is. And LLVM cannot know that the header and the rows are apart. So a pass of Numba's compiler puts
accesses of our own in the place of Numba's, before types are inferred: they take an index as it is, and say of what
kind the place is, by LLVM's type-based alias analysis.
"""

# mypy: disable-error-code="no-untyped-call,untyped-decorator"
# (Numba's compiler has no types.)

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir as words  # type: ignore[import-untyped]
from numba.core import ir, types
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.ir_utils import build_definitions
from numba.core.untyped_passes import IRProcessing
from numba.extending import intrinsic

_KIND = {types.int64: "rows", types.float64: "floats"}
_HEADER = "G_"
_NETWORK = ("N_", "L_", "D_", "U_", "K_", "M_", "B_")  # fields of rows that no run writes


def _tagged(builder: Any, instruction: Any, kind: str) -> None:
    """Say of what kind a place is: places of different kinds are never the same."""
    module = builder.module
    root = module.add_metadata([words.MetaDataString(module, "simulation")])
    node = module.add_metadata([words.MetaDataString(module, kind), root, words.IntType(64)(0)])
    instruction.set_metadata("tbaa", module.add_metadata([node, node, words.IntType(64)(0)]))


def _place(context: Any, builder: Any, array: Any, types_: Any, index: Any) -> Any:
    data = context.make_array(types_)(context, builder, array).data
    return builder.gep(data, [index])


def _reader(kind: str | None) -> Any:
    def read(typing_context: Any, array: Any, index: Any) -> Any:  # noqa: ARG001 - Numba's protocol
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            found = builder.load(_place(context, builder, arguments[0], signature.args[0], arguments[1]))
            _tagged(builder, found, kind or _KIND[array.dtype])
            return found

        return array.dtype(array, types.int64), generate

    return intrinsic(read)


def _writer(kind: str | None) -> Any:
    def write(typing_context: Any, array: Any, index: Any, value: Any) -> Any:  # noqa: ARG001 - Numba's protocol
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            place = _place(context, builder, arguments[0], signature.args[0], arguments[1])
            _tagged(builder, builder.store(arguments[2], place), kind or _KIND[array.dtype])
            return context.get_dummy_value()

        return types.none(array, types.int64, array.dtype), generate

    return intrinsic(write)


_READ, _WRITE = _reader(None), _writer(None)
_READ_HEADER, _WRITE_HEADER = _reader("header"), _writer("header")
_READ_NETWORK = _reader("network")


@register_pass(mutates_CFG=False, analysis_only=False)
class Addresses(FunctionPass):
    """`a[i]` becomes an access of our own."""

    _name = "addresses"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        """Rewrite each block; says that it changed something."""
        for block in state.func_ir.blocks.values():
            body: list[Any] = []
            for statement in block.body:
                body += _rewritten(state.func_ir, block.scope, statement)
            block.body = body
        state.func_ir._definitions = build_definitions(state.func_ir.blocks)  # noqa: SLF001 - so do Numba's own passes
        return True


class AddressCompiler(CompilerBase):
    """Numba's own pipeline with that pass."""

    def define_pipelines(self) -> list[Any]:
        """The pipeline."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(Addresses, IRProcessing)
        pipeline.finalize()
        return [pipeline]


def _rewritten(function: Any, scope: Any, statement: Any) -> list[Any]:
    where = statement.loc
    callee = scope.redefine("$access", where)
    if isinstance(statement, ir.SetItem):
        access = _WRITE_HEADER if _field(function, statement.index).startswith(_HEADER) else _WRITE
        call = ir.Expr.call(callee, [statement.target, statement.index, statement.value], (), where)
        return [
            ir.Assign(ir.Global("access", access, where), callee, where),
            ir.Assign(call, scope.redefine("$nothing", where), where),
        ]
    if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Expr) and statement.value.op == "getitem":
        field = _field(function, statement.value.index)
        access = _READ_HEADER if field.startswith(_HEADER) else _READ_NETWORK if field.startswith(_NETWORK) else _READ
        call = ir.Expr.call(callee, [statement.value.value, statement.value.index], (), where)
        return [
            ir.Assign(ir.Global("access", access, where), callee, where),
            ir.Assign(call, statement.target, where),
        ]
    return [statement]


def _field(function: Any, index: Any) -> str:
    """The name of a place in the header, or of the field that an index adds to an address; else nothing."""
    found = _defined(function, index)
    if isinstance(found, ir.Expr) and found.op == "binop" and found.fn is operator.add:
        found = _defined(function, found.rhs)
        return found.name if isinstance(found, ir.Global) and not found.name.startswith(_HEADER) else ""
    return found.name if isinstance(found, ir.Global) and found.name.startswith(_HEADER) else ""


def _defined(function: Any, variable: Any) -> Any:
    found = function._definitions.get(variable.name, [])  # noqa: SLF001 - so do Numba's own passes
    return found[0] if len(found) == 1 else None
