/** A results file belongs to one replay at a time: whoever continues it holds a file beside it, which names the process. */
import { open, readFile, realpath, rm, stat } from 'node:fs/promises'
import { RecordingError } from '../recording-error.ts'
import type { HeadLine } from '../schema.ts'
import { hostHash, isBeingWritten, writerOf } from '../written.ts'

/** What the file beside it says. */
type Holder = Pick<HeadLine, 'pid' | 'host' | 'started'>

/** Milliseconds. The file is made first and gets its content then. */
const longestBeginning = 60 * 1000

/**
 * Nobody else continues the file until what is returned is called. `recorded`: the files that are replayed. Throws a `RecordingError`
 * where somebody writes the file, or it is one of those.
 */
export async function holdResults(path: string, recorded: readonly string[]): Promise<() => Promise<void>> {
  await refuseRecorded(path, recorded)
  const beside = await besideOf(path)
  await take(path, beside)
  const release = (): Promise<void> => rm(beside, { force: true })
  const writer = await writtenText(path)
  if (writer === undefined) return release
  await release()
  throw new RecordingError(`${writer}; name another file with --output`)
}

/** Throws a `RecordingError` where the file is one of those that are replayed. */
export async function refuseRecorded(path: string, recorded: readonly string[]): Promise<void> {
  const name = await identityOf(path)
  const all = await Promise.all(recorded.map(identityOf))
  if (name === undefined || !all.includes(name)) return
  throw new RecordingError(`${path} is the recording that is replayed: name another file with --output`)
}

/** Who writes a file, in a sentence; undefined where nobody does. */
export async function busyText(path: string): Promise<string | undefined> {
  const beside = await besideOf(path)
  return (await heldText(path, beside)) ?? (await writtenText(path))
}

/** Whatever its name and whichever links lead to it; undefined where there is none. */
async function identityOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found && `${found.dev} ${found.ino}`
}

async function besideOf(path: string): Promise<string> {
  const real = await realpath(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') throw new RecordingError(`there is no file ${path}`)
    throw new RecordingError(`${path} cannot be read: ${thrown.message}`)
  })
  return `${real}.lock`
}

async function take(path: string, beside: string): Promise<void> {
  const holder: Holder = { pid: process.pid, host: hostHash(), started: new Date().toISOString() }
  if (await isMade(beside, holder)) return
  const held = await heldText(path, beside)
  if (held === undefined) {
    // Its process has ended without an orderly close.
    await rm(beside, { force: true })
    if (await isMade(beside, holder)) return
  }
  throw new RecordingError(
    `${held ?? `${path} is written by another replay`}; name another file with --output`,
  )
}

/** False where it is there already. */
async function isMade(beside: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(beside, 'wx', 0o600)
    await file.writeFile(`${JSON.stringify(holder)}\n`).finally(() => file.close())
    return true
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw new RecordingError(`${beside} cannot be written, which keeps other replays away: ${message}`)
  }
}

async function heldText(path: string, beside: string): Promise<string | undefined> {
  const found = await stat(beside).catch(() => undefined)
  if (!found) return undefined
  const silence = Date.now() - found.mtimeMs
  const holder = holderIn(await readFile(beside, 'utf8').catch(() => ''))
  if (!holder) return silence < longestBeginning ? `${path} is written by another replay` : undefined
  if (!isBeingWritten(holder, undefined, silence)) return undefined
  return holder.host === hostHash()
    ? `${path} is written by a replay, process ${holder.pid}`
    : `${path} is written by a replay on another machine or in another container; where that has ended, remove ${beside}`
}

async function writtenText(path: string): Promise<string | undefined> {
  const writer = await writerOf(path)
  if (!writer) return undefined
  return writer.isElsewhere
    ? `${path} may still be written on another machine or in another container: it has no end, and was changed within a day`
    : `${path} is still being written${writer.pid === undefined ? '' : ` by process ${writer.pid}`}`
}

function holderIn(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null
    return typeof value?.host === 'string' ? (value as Holder) : undefined
  } catch {
    return undefined
  }
}
