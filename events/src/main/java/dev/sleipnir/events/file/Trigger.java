package dev.sleipnir.events.file;

/**
 * A signal at an input of the camera.
 *
 * @param t time in microseconds
 * @param id Prophesee: the input; AEDAT: the kind of signal, as the format numbers them
 * @param value Prophesee: the level after the edge, 0 or 1; AEDAT 3.1: the data of 24 bits; AEDAT
 *     4: 0
 */
public record Trigger(long t, int id, int value) {}
