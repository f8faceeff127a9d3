/** NIR graphs: nodes, edges, what is wrong with them. */
@NullMarked
package dev.sleipnir.nir.graph;

import org.jspecify.annotations.NullMarked;
