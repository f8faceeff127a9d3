/** Ready-made networks. */
@NullMarked
package dev.sleipnir.model.network;

import org.jspecify.annotations.NullMarked;
