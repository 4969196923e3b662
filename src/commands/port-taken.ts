/** What to say when the server cannot be bound: who is there, and the ways on. */
import type { ServerSettings } from '../config/configuration.ts'
import { shortPath } from './banner.ts'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { freePortAfter } from './free-port.ts'
import { type Neighbour, type Occupant, whoAnswers } from './occupant.ts'
import { ownCommand } from './own-command.ts'
import { detectShell, evaluation, type ShellName } from './shells.ts'

/** The error of `listen` as one that a person can act on; any other is returned as it is. */
export async function listenFailure(thrown: unknown, settings: ServerSettings): Promise<unknown> {
  const { host, port, clientKey } = settings
  switch ((thrown as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE': {
      const occupant = await whoAnswers({ host: reachable(host), port, ...(clientKey && { clientKey }) })
      const free = await freePortAfter(port, host)
      return new CommandError(
        takenText(port, occupant, detectShell(process.env, process.platform), free),
        exitCodes.serve.portTaken,
        thrown,
      )
    }
    case 'EACCES':
      return new CommandError(
        `this user may not listen on port ${port}: choose one above 1023 with --port or SERVER_PORT`,
        exitCodes.usage,
        thrown,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CommandError(
        `${host} is no address of this machine: choose another with --host or server.host`,
        exitCodes.usage,
        thrown,
      )
    default:
      return thrown
  }
}

/** Where a server that is bound to `host` is asked from this machine. */
export const reachable = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)

/** `free` is a port that can be bound. */
export function takenText(
  port: number,
  occupant: Occupant,
  shell: ShellName,
  free: number | undefined,
): string {
  const ways = free === undefined ? 'with --port or SERVER_PORT' : `with --port ${free}, or --next-port`
  const elsewhere = `start this one on another port: ${ways}`
  if (occupant.kind !== 'claudecodex') {
    const lines = [`port ${port} is taken by ${described(occupant)}`, elsewhere]
    return lines.join('\n  ')
  }
  const { neighbour } = occupant
  return [
    `port ${port} is taken by another claudecodex: ${neighbourText(neighbour)}`,
    `use that one: ${evaluation(shell, [...ownCommand(), 'env', '--port', String(port)])}`,
    elsewhere,
    ...(neighbour.pid === undefined ? [] : [`or stop it: ${stopping(neighbour.pid)}`]),
  ].join('\n  ')
}

export type Foreign = Exclude<Occupant, { kind: 'claudecodex' }>

/** What listens, where it is no claudecodex. */
export function described(occupant: Foreign): string {
  if (occupant.kind !== 'server') return 'a program that does not answer HTTP requests'
  const { name, status } = occupant
  return name === undefined
    ? `a server that answers with status ${status}`
    : `a server that calls itself ${name}`
}

const neighbourText = ({ version, backend, folder, pid }: Neighbour): string =>
  [
    `version ${version}`,
    ...(backend === undefined ? [] : [`backend ${backend}`]),
    ...(folder === undefined ? [] : [`started in ${shortPath(folder)}`]),
    ...(pid === undefined ? [] : [`process ${pid}`]),
  ].join(', ')

const stopping = (pid: number): string =>
  process.platform === 'win32' ? `taskkill /PID ${pid}` : `kill ${pid}`
