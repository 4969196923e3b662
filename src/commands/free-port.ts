/** A port near a taken one that can be bound now. */
import { createServer } from 'node:net'

/** Ports that are looked at. */
const most = 50

/** The next one above `port`; undefined where none of the near ones can be bound. */
export async function freePortAfter(port: number, host: string): Promise<number | undefined> {
  for (let candidate = port + 1; candidate <= Math.min(port + most, 65_535); candidate++) {
    if (await canBind(candidate, host)) return candidate
  }
  return undefined
}

function canBind(port: number, host: string): Promise<boolean> {
  const server = createServer()
  return new Promise(resolve => {
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
