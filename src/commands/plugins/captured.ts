/** Keeps what plugins print while they are tried: it is of no use a hundred times over, and would break a JSON answer. */

/** Replaces the writing of both streams while `work` runs; `kept` gets the lines of either. */
export async function captured<Value>(kept: string[], work: () => Promise<Value>): Promise<Value> {
  const streams = [process.stdout, process.stderr] as const
  const before = streams.map(stream => stream.write)
  let text = ''
  const keep: typeof process.stdout.write = (chunk, ...rest: readonly unknown[]) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    const done = rest.find(value => typeof value === 'function') as (() => void) | undefined
    if (done) queueMicrotask(done)
    return true
  }
  for (const stream of streams) stream.write = keep
  try {
    return await work()
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = before[index] as typeof stream.write
    kept.push(...text.split('\n').filter(line => line !== ''))
  }
}
