/** Waits no longer than it says, and lets the program live until then. */

/**
 * The value of `work`, or `late` thrown after `milliseconds`. The timer holds the process: Node ends with code 13, and without a
 * word, where nothing but an unsettled promise is left.
 */
export async function withinLimit<Value>(
  work: Value | PromiseLike<Value>,
  milliseconds: number,
  late: () => Error,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds)
  })
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}
