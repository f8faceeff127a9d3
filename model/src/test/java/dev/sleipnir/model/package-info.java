/** What the tests of several packages share. */
@NullMarked
package dev.sleipnir.model;

import org.jspecify.annotations.NullMarked;
