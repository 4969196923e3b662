/** Old recordings go, so that nobody has to think of them: by age, and by the room that all of them take. */
import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../core/log.ts'
import { partsOfName } from './file-names.ts'
import { isWritten } from './written.ts'

export interface Retention {
  readonly folder: string
  /** The own run, whose files stay. */
  readonly run: string
  /** Since a recording was last written. 14 unless told otherwise. */
  readonly days?: number
  /** Of all recordings in the folder. 2 GB unless told otherwise. */
  readonly bytes?: number
  readonly log: Log
  /** Milliseconds. */
  readonly now?: () => number
}

interface Kept {
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly changed: number
}

const day = 24 * 60 * 60 * 1000
const usualDays = 14
const usualBytes = 2 * 1024 ** 3

/**
 * Removes the oldest recordings of a folder until the rest is within both limits. Files that bear other names than ours are the
 * user's, and those that a living process writes are left alone. Gives the names that were removed; never rejects, since a
 * recording that could not be removed harms no request.
 */
export async function removeOldRecordings(retention: Retention): Promise<readonly string[]> {
  const { folder, run, log, days = usualDays, bytes = usualBytes, now = Date.now } = retention
  const recordings = await recordingsIn(folder)
  const removed: string[] = []
  let sum = recordings.reduce((total, { bytes }) => total + bytes, 0)
  for (const { name, path, bytes: size, changed } of recordings) {
    if (sum <= bytes && now() - changed <= days * day) break
    if (partsOfName(name)?.run === run || (await isWritten(path, now()))) continue
    if (!(await isRemoved(path))) continue
    sum -= size
    removed.push(name)
  }
  if (removed.length > 0) {
    log.debug(
      `old recordings removed from ${folder}, beyond ${days} days or ${bytes} bytes: ${removed.join(', ')}`,
    )
  }
  return removed
}

/** Oldest first. */
async function recordingsIn(folder: string): Promise<readonly Kept[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const found = await Promise.all(
    names.filter(name => partsOfName(name)).map(name => recordingOf(name, join(folder, name))),
  )
  return found
    .filter(recording => recording !== undefined)
    .sort((one, other) => one.changed - other.changed || one.name.localeCompare(other.name))
}

async function recordingOf(name: string, path: string): Promise<Kept | undefined> {
  const facts = await lstat(path).catch(() => undefined)
  return facts?.isFile() ? { name, path, bytes: facts.size, changed: facts.mtimeMs } : undefined
}

/** Another proxy may have been faster, which is as good. */
const isRemoved = (path: string): Promise<boolean> =>
  rm(path, { force: true }).then(
    () => true,
    () => false,
  )
