/** Data sets: labelled images from files, from the network, or drawn on the spot. */
@NullMarked
package dev.sleipnir.model.data;

import org.jspecify.annotations.NullMarked;
