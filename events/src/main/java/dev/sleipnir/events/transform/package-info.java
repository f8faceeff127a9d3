/**
 * Changes of events, and frames of them: {@link dev.sleipnir.events.transform.EventTransform}
 * filters and moves events, {@link dev.sleipnir.events.transform.Slices} says which belong
 * together, {@link dev.sleipnir.events.transform.Frames} makes tensors of them, of numbers or
 * straight of bits.
 */
@NullMarked
package dev.sleipnir.events.transform;

import org.jspecify.annotations.NullMarked;
