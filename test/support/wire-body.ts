/** A body as the wire gives it, of reads that a test makes up. */
import { flowOf, iterate } from '../../src/core/flow.ts'
import type { WireBody } from '../../src/wire/body.ts'

export function wireBody(reads: AsyncIterable<Buffer>, destroy: () => void = () => {}): WireBody {
  const flow = flowOf(reads)
  const bytes = async () => {
    const pieces: Buffer[] = []
    for await (const piece of { [Symbol.asyncIterator]: () => iterate(flow) }) pieces.push(piece)
    return Buffer.concat(pieces)
  }
  return {
    take: () => flow.take(),
    get isOver() {
      return flow.isOver
    },
    ready: () => flow.ready(),
    leave: () => {
      void flow.leave()
      destroy()
    },
    [Symbol.asyncIterator]: () => iterate(flow) as AsyncIterator<Buffer, undefined>,
    bytes,
    text: async () => String(await bytes()),
    destroy,
  }
}
