// What an eye sees of a surface over a box: where a point is on the screen, and whether the surface
// hides it. Coordinates are the box's own, the same length unit along all three axes.

/** @typedef {[number, number, number]} Point in the box's coordinates */

const SLACK = 0.006;

/** Product of two 4 × 4 matrices, columns first as WebGL has them. @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function product(a, b) {
  return Float64Array.from({ length: 16 }, (_, n) => {
    const row = n % 4,
      column = n - row;
    return a[row] * b[column] + a[row + 4] * b[column + 1] + a[row + 8] * b[column + 2] + a[row + 12] * b[column + 3];
  });
}

/** The vector (4) that three vectors (4) are all perpendicular to. @param {number[]} a @param {number[]} b @param {number[]} c */
function perpendicular(a, b, c) {
  const minor = (/** @type {number} */ i, /** @type {number} */ j, /** @type {number} */ k) =>
    a[i] * (b[j] * c[k] - b[k] * c[j]) - a[j] * (b[i] * c[k] - b[k] * c[i]) + a[k] * (b[i] * c[j] - b[j] * c[i]);
  return [minor(1, 2, 3), -minor(0, 2, 3), minor(0, 1, 3), -minor(0, 1, 2)];
}

/** @param {Point} v @returns {Point} */
function unit([x, y, z]) {
  const size = Math.hypot(x, y, z);
  return [x / size, y / size, z / size];
}

/** @param {Point} v @param {Point} w @returns {Point} */
function cross([a, b, c], [d, e, f]) {
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

/** The drawn surface: heights on an even grid, straight between its points. */
export class Field {
  /** @param {number[]} xs @param {number[]} ys @param {number[][]} z rows of y, columns of x */
  constructor(xs, ys, z) {
    this.n = xs.length;
    this.x0 = xs[0];
    this.y0 = ys[0];
    this.x1 = xs[xs.length - 1];
    this.y1 = ys[ys.length - 1];
    this.cell = (this.x1 - this.x0) / (this.n - 1);
    this.z = Float64Array.from(z.flat());
    const known = this.z.filter((q) => !Number.isNaN(q));
    this.top = Math.max(...known);
    this.z0 = Math.min(...known);
  }

  /** The height at a place, NaN outside and where there is none. @param {number} x @param {number} y */
  height(x, y) {
    const last = this.n - 1;
    const u = ((x - this.x0) / (this.x1 - this.x0)) * last,
      v = ((y - this.y0) / (this.y1 - this.y0)) * last;
    if (!(u >= 0 && v >= 0 && u <= last && v <= last)) return NaN;
    const i = Math.min(Math.floor(u), last - 1),
      j = Math.min(Math.floor(v), last - 1);
    const a = u - i,
      b = v - j,
      at = j * this.n + i;
    const near = this.z[at] + a * (this.z[at + 1] - this.z[at]);
    const far = this.z[at + this.n] + a * (this.z[at + this.n + 1] - this.z[at + this.n]);
    return near + b * (far - near);
  }

  /** The point `lift` above the surface along its normal; null where there is no surface. @param {number} x @param {number} y @param {number} lift @returns {Point | null} */
  above(x, y, lift) {
    const z = this.height(x, y),
      h = this.cell / 2;
    if (!Number.isFinite(z)) return null;
    const lean = (/** @type {number} */ dx, /** @type {number} */ dy) =>
      (this.height(x + dx, y + dy) - this.height(x - dx, y - dy)) / (2 * h) || 0;
    const [nx, ny, nz] = unit([-lean(h, 0), -lean(0, h), 1]);
    return [x + lift * nx, y + lift * ny, z + lift * nz];
  }
}

export class Camera {
  /**
   * @param {{model: ArrayLike<number>, view: ArrayLike<number>, projection: ArrayLike<number>}} camera 4 × 4, columns first
   * @param {number[]} scale from the box's coordinates to those of the camera's model
   * @param {{width: number, height: number}} screen in pixels
   * @param {Field} field what may hide something
   */
  constructor({ model, view, projection }, scale, { width, height }, field) {
    const m = product(projection, product(view, model));
    this.m = m.map((x, n) => (n < 12 ? x * scale[n >> 2] : x));
    this.width = width;
    this.height = height;
    this.field = field;
    const row = (/** @type {number} */ k) => [0, 4, 8, 12].map((column) => this.m[column + k]);
    this.eye = perpendicular(row(0), row(1), row(3));
  }

  /** A point's place on the screen, in pixels from the top left. @param {Point} point @returns {[number, number]} */
  at([x, y, z]) {
    const { m } = this;
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    return [
      0.5 * (1 + (m[0] * x + m[4] * y + m[8] * z + m[12]) / w) * this.width,
      0.5 * (1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w) * this.height,
    ];
  }

  /** From a point towards the eye, of length 1. @param {Point} point */
  towards(point) {
    const [x, y, z, w] = this.eye;
    const turn = w < 0 ? -1 : 1;
    return unit([(x - w * point[0]) * turn, (y - w * point[1]) * turn, (z - w * point[2]) * turn]);
  }

  /** Whether nothing of the surface is between a point and the eye. @param {Point} point */
  sees(point) {
    const { field } = this;
    const [dx, dy, dz] = this.towards(point);
    let [x, y, z] = point;
    const step = (field.cell * 0.8) / Math.max(Math.hypot(dx, dy), 0.2);
    for (let k = 0; k < 400; k++) {
      x += dx * step;
      y += dy * step;
      z += dz * step;
      if (dz > 0 && z > field.top) return true;
      const height = field.height(x, y);
      if (z < height - SLACK) return false;
      if (Number.isNaN(height) && (x < field.x0 || x > field.x1 || y < field.y0 || y > field.y1)) return true;
    }
    return true;
  }

  /** A sphere's outline on the screen, and for a pixel beside its middle the point of it seen there. @param {Point} centre @param {number} radius */
  sphere(centre, radius) {
    const e3 = this.towards(centre);
    const e1 = unit(cross(Math.abs(e3[2]) > 0.999 ? [0, 1, 0] : [0, 0, 1], e3)),
      e2 = cross(e3, e1);
    const [cx, cy] = this.at(centre);
    const along = (/** @type {Point} */ e) => {
      const [x, y] = this.at([centre[0] + radius * e[0], centre[1] + radius * e[1], centre[2] + radius * e[2]]);
      return [x - cx, y - cy];
    };
    const [a, b] = along(e1),
      [c, d] = along(e2),
      det = a * d - b * c;
    /** @param {number} px @param {number} py @returns {Point} */
    const point = (px, py) => {
      const u = (d * px - c * py) / det,
        v = (a * py - b * px) / det;
      const depth = Math.sqrt(Math.max(1 - u * u - v * v, 0));
      const at = (/** @type {0 | 1 | 2} */ i) => centre[i] + radius * (u * e1[i] + v * e2[i] + depth * e3[i]);
      return [at(0), at(1), at(2)];
    };
    return { cx, cy, r: Math.hypot(a, b), point };
  }
}
