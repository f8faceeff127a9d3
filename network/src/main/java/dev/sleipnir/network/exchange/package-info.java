/** What networks have recorded, in files of other programs: CSV, NumPy's, HDF5, SONATA, NWB. */
@NullMarked
package dev.sleipnir.network.exchange;

import org.jspecify.annotations.NullMarked;
