/**
 * The documentation as one static site: pages collected for Maven's site generator, then searched,
 * linked and looked at.
 */
@NullMarked
package dev.sleipnir.site;

import org.jspecify.annotations.NullMarked;
