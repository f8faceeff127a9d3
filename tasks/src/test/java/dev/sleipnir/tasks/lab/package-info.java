/** What experiments print, write and answer. */
@NullMarked
package dev.sleipnir.tasks.lab;

import org.jspecify.annotations.NullMarked;
