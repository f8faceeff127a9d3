/** HDF5 files of NIR graphs. */
@NullMarked
package dev.sleipnir.nir.hdf5;

import org.jspecify.annotations.NullMarked;
