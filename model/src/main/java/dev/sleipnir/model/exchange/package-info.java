/**
 * Arrays in the formats of other programs: safetensors, NumPy's, PyTorch's, HDF5 to be written; and
 * the arrays of networks in them, by PyTorch's names.
 */
@NullMarked
package dev.sleipnir.model.exchange;

import org.jspecify.annotations.NullMarked;
