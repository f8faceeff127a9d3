package dev.sleipnir.kernels.neuron.equation;

/** How a differential equation is advanced by one time step. */
public enum Integrator {
  /** Forward Euler, first order. */
  EULER,
  /** Exponential Euler: exact where the equation is linear in its variable, the others held. */
  EXPONENTIAL_EULER,
  /** The midpoint rule, second order. */
  RK2,
  /** The classical Runge-Kutta method, fourth order. */
  RK4
}
