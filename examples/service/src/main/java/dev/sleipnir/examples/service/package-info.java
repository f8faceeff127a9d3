/** A network behind HTTP: batches with a deadline, streams with a state, figures, reloading. */
package dev.sleipnir.examples.service;
