package dev.sleipnir.tasks.cartpole;

import dev.sleipnir.kernels.random.RandomStream;

/**
 * A pole on a cart that is pushed left or right (Barto, Sutton and Anderson 1983), without
 * friction, with the constants and rules of Gym's CartPole-v1: gravity 9.8 m/s², masses of cart and
 * pole 1 and 0.1 kg, half the pole's length 0.5 m, a force of 10 N, Euler steps of 20 ms. It begins
 * within 0.05 of rest in every variable, and ends when the cart is farther than 2.4 m from the
 * middle, the pole more than 12 degrees from upright, or after 500 steps. Every step is worth 1.
 */
final class CartPole {
  /** Observed numbers: position, velocity, angle, angular velocity. */
  static final int OBSERVED = 4;

  static final int ACTIONS = 2;

  /** Steps of an episode, at most. */
  static final int LONGEST = 500;

  static final double FARTHEST = 2.4;
  static final double WIDEST = Math.toRadians(12);
  static final double HALF_LENGTH = 0.5;

  /** Length of a step [s]. */
  static final double TAU = 0.02;

  private static final double GRAVITY = 9.8;
  private static final double POLE_MASS = 0.1;
  private static final double MASS = 1 + POLE_MASS;
  private static final double FORCE = 10;

  private double x;
  private double velocity;
  private double angle;
  private double angularVelocity;
  private int steps;

  /**
   * A cart in this state.
   *
   * @param x position [m]
   * @param velocity [m/s]
   * @param angle of the pole, to the right of upright [rad]
   * @param angularVelocity [rad/s]
   */
  CartPole(double x, double velocity, double angle, double angularVelocity) {
    this.x = x;
    this.velocity = velocity;
    this.angle = angle;
    this.angularVelocity = angularVelocity;
  }

  /** A cart near rest. */
  static CartPole near(RandomStream random) {
    double[] state = new double[OBSERVED];
    for (int i = 0; i < OBSERVED; i++) {
      state[i] = 0.1 * random.nextFloat() - 0.05;
    }
    return new CartPole(state[0], state[1], state[2], state[3]);
  }

  /**
   * One step.
   *
   * @param action 0 pushes to the left, 1 to the right
   */
  void step(int action) {
    double force = action == 1 ? FORCE : -FORCE;
    double sin = StrictMath.sin(angle);
    double cos = StrictMath.cos(angle);
    double poleMoment = POLE_MASS * HALF_LENGTH;
    double push = (force + poleMoment * angularVelocity * angularVelocity * sin) / MASS;
    double angular =
        (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3.0 - POLE_MASS * cos * cos / MASS));
    double acceleration = push - poleMoment * angular * cos / MASS;
    x += TAU * velocity;
    velocity += TAU * acceleration;
    angle += TAU * angularVelocity;
    angularVelocity += TAU * angular;
    steps++;
  }

  /** Whether the cart has left the track or the pole has fallen. */
  boolean hasFallen() {
    return Math.abs(x) > FARTHEST || Math.abs(angle) > WIDEST;
  }

  /** Whether the episode is over. */
  boolean isOver() {
    return hasFallen() || steps >= LONGEST;
  }

  double x() {
    return x;
  }

  double angle() {
    return angle;
  }

  /** Writes position, velocity, angle and angular velocity. */
  void observe(float[] to, int at) {
    to[at] = (float) x;
    to[at + 1] = (float) velocity;
    to[at + 2] = (float) angle;
    to[at + 3] = (float) angularVelocity;
  }
}
