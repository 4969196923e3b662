/** Whether the proxy can listen on its port, who does already, and whether clients find the way to it. */
import { shortPath } from '../banner.ts'
import type { Neighbour, Occupant } from '../occupant.ts'
import { type Finding, failure, ok, warning } from './finding.ts'

export interface PortFacts {
  readonly port: number
  readonly host: string
  readonly occupant: Occupant
  /** Code of the error with which the port refuses to be bound, such as `EACCES`. */
  readonly refusal?: string | undefined
  /** Of this program. */
  readonly version: string
  /** The default backend of the configuration, where it can be told. */
  readonly backend?: string | undefined
  /** The folder in which the doctor runs. */
  readonly folder: string
  /** A port near it that can be bound; undefined where none was found. */
  readonly free?: number | undefined
}

export function checkPort(facts: PortFacts): Finding {
  const { port, occupant } = facts
  if (port === 0) return ok('port', 'any free one')
  const other = `choose another with --port${facts.free === undefined ? '' : ` ${facts.free}`}, SERVER_PORT or server.port`
  switch (occupant.kind) {
    case 'claudecodex':
      return ofNeighbour(occupant.neighbour, facts)
    case 'server': {
      const name = occupant.name ?? `a server that answers with status ${occupant.status}`
      return failure('port', `${port} is taken by ${name}`, `end it, or ${other}`)
    }
    case 'silent':
      return failure('port', `${port} is taken by a program that does not answer HTTP`, `end it, or ${other}`)
    case 'nobody':
      return facts.refusal === undefined
        ? ok('port', `${port} is free`)
        : failure('port', refusalText(facts.refusal, facts), adviceFor(facts.refusal, other))
  }
}

function refusalText(code: string, { port, host }: PortFacts): string {
  if (code === 'EACCES') return `this user may not listen on ${port}`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine`
  if (code === 'EADDRINUSE') return `${port} is taken by a program that does not answer here`
  return `${host}, port ${port} cannot be bound (${code})`
}

const adviceFor = (code: string, other: string): string =>
  code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' ? 'choose another with --host or server.host' : other

function ofNeighbour(neighbour: Neighbour, { port, version, backend, folder }: PortFacts): Finding {
  const text = `${port}: a claudecodex runs, ${neighbourText(neighbour)}`
  const stop = neighbour.pid === undefined ? 'stop it' : `stop it (process ${neighbour.pid})`
  if (neighbour.version !== version) {
    return warning('port', `${text}; this is ${version}`, `${stop} and start this one`)
  }
  if (backend !== undefined && neighbour.backend !== undefined && neighbour.backend !== backend) {
    return warning(
      'port',
      `${text}; the configuration here says ${backend}, and clients get what runs`,
      `${stop} and start it here, or use it as it is`,
    )
  }
  if (neighbour.folder !== undefined && neighbour.folder !== folder) {
    return warning('port', `${text}, with the configuration of that folder`, `${stop} and start it here`)
  }
  return ok('port', text)
}

const neighbourText = ({ version, backend, model, folder }: Neighbour): string =>
  [
    `version ${version}`,
    ...(backend === undefined ? [] : [`backend ${backend}`]),
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(folder === undefined ? [] : [`started in ${shortPath(folder)}`]),
  ].join(', ')

/** A proxy that runs and is asked nothing is one that no client knows of. Undefined where nothing runs, or it does not say. */
export function checkTraffic(occupant: Occupant, evaluation: string): Finding | undefined {
  if (occupant.kind !== 'claudecodex' || occupant.neighbour.exchanges === undefined) return undefined
  const { exchanges } = occupant.neighbour
  if (exchanges > 0)
    return ok('traffic', exchanges === 1 ? '1 request so far' : `${exchanges} requests so far`)
  return warning(
    'traffic',
    'no client has asked the proxy that runs anything yet',
    `${evaluation}, then start claude in the same shell`,
  )
}
