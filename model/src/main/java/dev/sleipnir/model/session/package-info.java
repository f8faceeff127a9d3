/** Networks at work, step by step, for services: nothing is allocated, no state leaves. */
@NullMarked
package dev.sleipnir.model.session;

import org.jspecify.annotations.NullMarked;
