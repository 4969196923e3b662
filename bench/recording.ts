/** What the requests of a session take on disk, in the process of the benchmark itself. */
import { Packer } from '../src/recording/packer.ts'
import { growingSession } from './bodies.ts'

const turns = 150

/** Bytes that the requests of a session take packed, as a share of those they have. */
export async function packedShare(): Promise<number> {
  let written = 0
  const count = (pieces: readonly Buffer[]) => {
    for (const piece of pieces) written += piece.length
    return true
  }
  const packer = new Packer(count)
  const requests = growingSession(turns)
  for (const request of requests) {
    const { body } = await packer.pack(request, 'bench')
    written += Buffer.byteLength(JSON.stringify(body))
  }
  return written / requests.reduce((sum, { length }) => sum + length, 0)
}
