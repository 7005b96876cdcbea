"""The compiled kernel as plain machine code: laid out once, kept in a file, loaded without Numba, LLVM or NumPy."""
