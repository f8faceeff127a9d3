/** NIR files in and out of networks. */
@NullMarked
package dev.sleipnir.nir;

import org.jspecify.annotations.NullMarked;
