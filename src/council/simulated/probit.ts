/** From a share of right answers to a skill: the skill at which a normal quality with deviation 1 is above 0 so often. */

const limit = 8

/** `share`: 0 to 1; 0 and 1 become far away and stay finite. By halving, since the normal distribution has no closed inverse. */
export function probit(share: number): number {
  let [low, high] = [-limit, limit]
  while (high - low > 1e-6) {
    const middle = (low + high) / 2
    if (below(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The normal distribution: Abramowitz and Stegun 26.2.17, to within 1e-7. */
function below(value: number): number {
  const step = 1 / (1 + 0.2316419 * Math.abs(value))
  const series =
    step *
    (0.31938153 + step * (-0.356563782 + step * (1.781477937 + step * (-1.821255978 + step * 1.330274429))))
  const tail = (Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI)) * series
  return value > 0 ? 1 - tail : tail
}
