package zerograd.rl.math;

/// A complex number in double precision, for probing whether two expressions agree.
record Complex(double re, double im) {

  static final Complex ZERO = new Complex(0, 0), ONE = new Complex(1, 0), I = new Complex(0, 1);
  static final Complex UNDEFINED = new Complex(Double.NaN, Double.NaN);

  static Complex of(double re) { return new Complex(re, 0); }

  Complex plus(Complex o) { return new Complex(re + o.re, im + o.im); }
  Complex minus(Complex o) { return new Complex(re - o.re, im - o.im); }
  Complex times(Complex o) { return new Complex(re * o.re - im * o.im, re * o.im + im * o.re); }
  Complex times(double x) { return new Complex(re * x, im * x); }

  Complex over(Complex o) {
    double norm = o.re * o.re + o.im * o.im;
    return norm == 0
        ? UNDEFINED
        : new Complex((re * o.re + im * o.im) / norm, (im * o.re - re * o.im) / norm);
  }

  double abs() { return StrictMath.hypot(re, im); }

  boolean isFinite() { return Double.isFinite(re) && Double.isFinite(im); }

  boolean isReal() { return im == 0; }

  Complex exp() {
    double size = StrictMath.exp(re);
    return new Complex(size * StrictMath.cos(im), size * (im == 0 ? 0 : StrictMath.sin(im)));
  }

  /// The principal logarithm.
  Complex log() {
    return abs() == 0 ? UNDEFINED : new Complex(StrictMath.log(abs()), StrictMath.atan2(im, re));
  }

  /// The principal value; real where both are and it is defined there.
  Complex power(Complex e) {
    if (e.isReal() && e.re == Math.rint(e.re) && Math.abs(e.re) <= 64) {
      Complex product = ONE;
      for (int i = 0; i < Math.abs(e.re); i++) product = product.times(this);
      return e.re < 0 ? ONE.over(product) : product;
    }
    if (isReal() && e.isReal() && re >= 0) return of(StrictMath.pow(re, e.re));
    return abs() == 0 ? (e.re > 0 ? ZERO : UNDEFINED) : log().times(e).exp();
  }

  Complex sqrt() { return power(of(0.5)); }

  Complex sin() {
    return isReal()
        ? of(StrictMath.sin(re))
        : new Complex(StrictMath.sin(re) * StrictMath.cosh(im), StrictMath.cos(re) * StrictMath.sinh(im));
  }

  Complex cos() {
    return isReal()
        ? of(StrictMath.cos(re))
        : new Complex(StrictMath.cos(re) * StrictMath.cosh(im), -StrictMath.sin(re) * StrictMath.sinh(im));
  }

  Complex arcsin() { // −i log(iz + √(1 − z²))
    return isReal() && Math.abs(re) <= 1
        ? of(StrictMath.asin(re))
        : I.times(this).plus(ONE.minus(times(this)).sqrt()).log().times(new Complex(0, -1));
  }

  Complex arctan() { // i/2 (log(1 − iz) − log(1 + iz))
    return isReal()
        ? of(StrictMath.atan(re))
        : ONE.minus(I.times(this)).log().minus(ONE.plus(I.times(this)).log()).times(new Complex(0, 0.5));
  }
}
