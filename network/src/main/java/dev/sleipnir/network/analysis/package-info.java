/**
 * What spikes say: statistics that are kept while spikes come or are computed from recorded ones,
 * and distances between trains of spikes. Nothing here knows a network.
 */
@NullMarked
package dev.sleipnir.network.analysis;

import org.jspecify.annotations.NullMarked;
