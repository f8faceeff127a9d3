/** Decoders: spike trains and potentials of a sequence in, times and scores out. */
@NullMarked
package dev.sleipnir.model.decode;

import org.jspecify.annotations.NullMarked;
