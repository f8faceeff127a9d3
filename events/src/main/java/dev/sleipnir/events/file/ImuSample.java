package dev.sleipnir.events.file;

/**
 * A sample of the inertial sensor in a camera. What a camera lacks is 0.
 *
 * @param t time in microseconds
 * @param temperature degrees Celsius
 * @param ax acceleration along x, g
 * @param ay acceleration along y, g
 * @param az acceleration along z, g
 * @param gx rotation about x, degrees a second
 * @param gy rotation about y, degrees a second
 * @param gz rotation about z, degrees a second
 * @param mx magnetic field along x, microtesla
 * @param my magnetic field along y, microtesla
 * @param mz magnetic field along z, microtesla
 */
public record ImuSample(
    long t,
    float temperature,
    float ax,
    float ay,
    float az,
    float gx,
    float gy,
    float gz,
    float mx,
    float my,
    float mz) {}
