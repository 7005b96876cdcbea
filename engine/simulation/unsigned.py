"""Makes the kernel's indices unsigned when it is compiled.

Python's negative indices cost the compiled kernel a third of its speed: each access asks whether its index is below 0.
An address never is. So a pass of Numba's compiler casts every index, before types are inferred.
"""

# mypy: disable-error-code="no-untyped-call"
# (Numba's compiler has no types.)

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import ir
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.ir_utils import build_definitions
from numba.core.untyped_passes import IRProcessing


@register_pass(mutates_CFG=False, analysis_only=False)
class UnsignedIndices(FunctionPass):
    """`a[i]` becomes `a[uint64(i)]`."""

    _name = "unsigned_indices"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        """Rewrite each block; says that it changed something."""
        for block in state.func_ir.blocks.values():
            body = []
            for statement in block.body:
                index = _index(statement)
                if index is not None:
                    body += _cast(block.scope, index, statement)
                body.append(statement)
            block.body = body
        state.func_ir._definitions = build_definitions(state.func_ir.blocks)  # noqa: SLF001 - so do Numba's own passes
        return True


class UnsignedCompiler(CompilerBase):
    """Numba's own pipeline with that pass."""

    def define_pipelines(self) -> list[Any]:
        """The pipeline."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(UnsignedIndices, IRProcessing)
        pipeline.finalize()
        return [pipeline]


def _index(statement: Any) -> Any:
    if isinstance(statement, ir.SetItem):
        return statement.index
    if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Expr) and statement.value.op == "getitem":
        return statement.value.index
    return None


def _cast(scope: Any, index: Any, statement: Any) -> list[Any]:
    """The statements that make the cast; `statement` takes its result."""
    where = statement.loc
    kind, cast = scope.redefine("$word", where), scope.redefine("$index", where)
    if isinstance(statement, ir.SetItem):
        statement.index = cast
    else:
        statement.value.index = cast
    return [
        ir.Assign(ir.Global("uint64", np.uint64, where), kind, where),
        ir.Assign(ir.Expr.call(kind, [index], (), where), cast, where),
    ]
