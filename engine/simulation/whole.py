"""The kernel as one LLVM module: Numba translates each function, and all of them are optimised together, once.

Left alone, Numba would optimise every function with all that it calls, over and over, and make machine code of each.
Here its translation is taken as it is, what is small is inlined, and LLVM sees the whole loop at once: it compiles in a
third of the time and runs quicker.
"""

# mypy: disable-error-code="no-untyped-call"
# (Numba and llvmlite have no types.)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm  # type: ignore[import-untyped]
from numba.core import compiler
from numba.core.codegen import JITCodeLibrary
from numba.core.cpu import CPUTargetOptions
from numba.core.registry import cpu_target
from numba.core.typing.templates import make_concrete_template

from engine.simulation.addresses import AddressCompiler

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FunctionType


class _Part(JITCodeLibrary):
    """What Numba makes of one function: kept as it is."""

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout  # noqa: SLF001 - so does the method in place of which it stands

    def finalize(self) -> None:
        """Nothing more is to be done here: what it calls is linked at the end, and optimised together."""
        self._finalized = True

    @property
    def module(self) -> Any:
        """The LLVM module."""
        return self._final_module

    @property
    def needs(self) -> Sequence[Any]:
        """The libraries of what it calls."""
        found: Sequence[Any] = self._linking_libraries
        return found


class Whole:
    """Functions, each translated once, and in the end the module of them all."""

    def __init__(self) -> None:
        self.typing, self.target = cpu_target.typing_context, cpu_target.target_context
        self.target.refresh()
        self.typing.refresh()
        self.parts: list[_Part] = []
        self.entry = ""

    def add(self, function: FunctionType, types: Sequence[Any], result: Any, *, inline: bool) -> None:
        """Translate a function; those that it calls were added before."""
        flags: Any = compiler.Flags()
        CPUTargetOptions.parse_as_flags(
            flags,
            {
                "nopython": True,
                "nogil": True,
                "error_model": "numpy",
                "_nrt": False,
                "forceinline": inline,
                "no_cpython_wrapper": True,
                "no_cfunc_wrapper": True,
            },
        )
        flags.no_compile = True
        library = _Part(self.target.codegen(), function.__qualname__)
        made = compiler.compile_extra(
            self.typing, self.target, function, types, result, flags, {}, library=library,
            pipeline_class=AddressCompiler,
        )  # fmt: skip
        self.parts.append(library)
        self.entry = made.fndesc.llvm_func_name
        template = make_concrete_template(function.__name__, function, [made.signature])
        self.typing.insert_user_function(function, template)
        self.target.insert_user_function(function, made.fndesc, [library])

    def module(self, machine: Any) -> Any:
        """The optimised module for a target machine. The function that was added last is what others may call."""
        whole = llvm.parse_assembly("")
        whole.triple, whole.data_layout = machine.triple, str(machine.target_data)
        others = {need for part in self.parts for need in part.needs if not isinstance(need, _Part)}
        for part in self.parts:
            whole.link_in(part.module, preserve=True)
        for other in sorted(others, key=lambda library: str(library.name)):
            whole.link_in(other._get_module_for_linking(), preserve=True)  # noqa: SLF001 - as Numba's libraries do
        for function in whole.functions:
            if not function.is_declaration and function.name != self.entry:
                function.linkage = "internal"
        tuning = llvm.create_pipeline_tuning_options(3)
        tuning.loop_vectorization, tuning.slp_vectorization = False, True
        builder = llvm.create_pass_builder(machine, tuning)
        builder.getModulePassManager().run(whole, builder)
        whole.verify()
        return whole
