/** HDF5 files of others, read under limits; for our own modules, which need jHDF beside them. */
@NullMarked
package dev.sleipnir.model.hdf5;

import org.jspecify.annotations.NullMarked;
