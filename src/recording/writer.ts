/** Who writes a recording, and whether it still does. */
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { HeadLine, TailLine } from './schema.ts'

/** Tells this machine from others, as `host` of a head does, and names none. */
export const thisHost = (name: string = hostname()): string =>
  createHash('sha256').update(`claudecodex ${name}`).digest('hex').slice(0, 12)

/** True while a process of this machine may still add lines. Of other machines nobody can tell. */
export function isBeingWritten(
  head: HeadLine,
  tail: TailLine | undefined,
  host: string = thisHost(),
): boolean {
  return tail === undefined && head.host === host && isAlive(head.pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // Another user's process is one all the same.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
