/** Whether somebody is still writing a recording: told from its first and its last line. */
import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { hostname } from 'node:os'
import { type HeadLine, schemaName, type TailLine } from './schema.ts'

/** Bytes. Both lines are short. */
const longestHead = 64 * 1024
const longestTail = 4 * 1024
/** Milliseconds. A writer on another machine cannot be asked: a file that was left alone for so long is thought to be finished. */
const longestSilence = 24 * 60 * 60 * 1000
/** Milliseconds. A file is made first and gets its head then. */
const longestBeginning = 60 * 1000

export interface Writer {
  /** Undefined while the file has no line yet. */
  readonly pid?: number
  /** On another machine, or in another container: believed to live, since it was heard of within a day. */
  readonly isElsewhere: boolean
}

/** Tells machines apart and names none. */
export const hostHash = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 12)

/** A process that lives writes this file, or is believed to. False of files that are missing, or are no recordings. */
export const isWritten = async (path: string, now = Date.now()): Promise<boolean> =>
  (await writerOf(path, now)) !== undefined

/**
 * The same of lines that were read already. `silence`: milliseconds since the file was written to last, where that is known; of other
 * machines nobody can tell without it.
 */
export const isBeingWritten = (
  head: Pick<HeadLine, 'pid' | 'host' | 'started'>,
  tail: TailLine | undefined,
  silence = Number.POSITIVE_INFINITY,
): boolean => tail === undefined && isAlive(head, silence)

export async function writerOf(path: string, now = Date.now()): Promise<Writer | undefined> {
  const file = await open(path, 'r').catch(() => undefined)
  if (!file) return undefined
  try {
    const { size, mtimeMs } = await file.stat()
    if (size === 0) return now - mtimeMs < longestBeginning ? { isElsewhere: false } : undefined
    const head = await headIn(file)
    if (!head || (await hasTail(file, size)) || !isAlive(head, now - mtimeMs)) return undefined
    return { pid: head.pid, isElsewhere: head.host !== hostHash() }
  } catch {
    return undefined
  } finally {
    await file.close()
  }
}

/** The first line of a recording; undefined of everything else. Throws what the disk throws. */
export async function headOf(path: string): Promise<HeadLine | undefined> {
  const file = await open(path, 'r')
  try {
    return await headIn(file)
  } finally {
    await file.close()
  }
}

async function headIn(file: FileHandle): Promise<HeadLine | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(longestHead), 0, longestHead, 0)
  const [line = ''] = buffer.toString('utf8', 0, bytesRead).split('\n', 1)
  const head = parsed<HeadLine>(line)
  return head?.schema === schemaName ? (head as HeadLine) : undefined
}

async function hasTail(file: FileHandle, size: number): Promise<boolean> {
  const start = Math.max(size - longestTail, 0)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(longestTail), 0, longestTail, start)
  const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n')
  return parsed<TailLine>(lines.at(-1) ?? '')?.type === 'tail'
}

function parsed<Line>(text: string): Partial<Line> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Partial<Line>) : undefined
  } catch {
    return undefined
  }
}

function isAlive(
  { pid, host, started }: Pick<HeadLine, 'pid' | 'host' | 'started'>,
  silence: number,
): boolean {
  if (host !== hostHash()) return silence < longestSilence
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  // In a container the same number comes back with every start.
  if (pid === process.pid) return Date.parse(started) >= startOfProcess()
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // It lives, and belongs to somebody else.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A second early: the two clocks are not read at the same moment. */
const startOfProcess = (): number => Date.now() - process.uptime() * 1000 - 1000
