/** Encoders: values in, spike trains out. */
@NullMarked
package dev.sleipnir.model.encode;

import org.jspecify.annotations.NullMarked;
