/**
 * Learning without back-propagation through time: e-prop and OTTT while the network runs, EventProp
 * from exact spike times.
 */
@NullMarked
package dev.sleipnir.model.online;

import org.jspecify.annotations.NullMarked;
