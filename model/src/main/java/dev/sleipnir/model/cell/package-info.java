/**
 * How neurons run: {@link dev.sleipnir.model.cell.Cell cells} step a population of any model, given
 * a current, behind a connection or recurrently connected, forward and backward.
 */
@NullMarked
package dev.sleipnir.model.cell;

import org.jspecify.annotations.NullMarked;
